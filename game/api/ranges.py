"""Parsing a request's Range header by RFC 9110."""

import re

_ONE_RANGE = re.compile(r"bytes=[ \t,]*(\d{0,30})-(\d{0,30})[ \t,]*", re.IGNORECASE | re.ASCII)


class UnsatisfiableRange(Exception):
    """A range that begins beyond the end, or asks for the last 0 bytes; answered with 416."""


def parse_range(header: str | None, size: int) -> range | None:
    """Parse which bytes are wanted.

    Parameters
    ----------
    header : str or None
        The request's Range header.
    size : int
        Size of the whole, bytes.

    Returns
    -------
    range or None
        Positions of the bytes. None means the whole: there is no header, it is malformed, has another unit,
        or names several ranges. Source: RFC 9110, sections 14.1.1 and 14.2: a server may ignore any Range
        header and must ignore those it cannot parse.

    Raises
    ------
    UnsatisfiableRange
    """
    match = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        wanted = range(max(size - int(match[2]), 0), size)
    elif match[2] and int(match[2]) < int(match[1]):
        return None
    else:
        wanted = range(int(match[1]), min(int(match[2] or size), size - 1) + 1)
    if not wanted:
        raise UnsatisfiableRange
    return wanted
