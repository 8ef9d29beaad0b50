"""The Range header of a request, as far as RFC 9110 lets a server read it."""

import re

_ONE_RANGE = re.compile(r"bytes=[ \t,]*(\d{0,30})-(\d{0,30})[ \t,]*", re.IGNORECASE | re.ASCII)


class UnsatisfiableRange(Exception):
    """A range that begins behind the end, or asks for the last nothing: answered by 416."""


def parse_range(header: str | None, size: int) -> range | None:
    """Read which bytes are asked for.

    Parameters
    ----------
    header : str or None
        The request's Range header.
    size : int
        Bytes of the whole.

    Returns
    -------
    range or None
        The bytes' numbers; None when the whole is to be sent: without a header, for one that is malformed or
        of another unit, and for several ranges at once. Source: RFC 9110, sections 14.1.1 and 14.2, where a
        server may ignore any Range header, and must ignore those it cannot read.

    Raises
    ------
    UnsatisfiableRange
    """
    asked = _ONE_RANGE.fullmatch(header.strip()) if header else None
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        wanted = range(max(size - int(asked[2]), 0), size)
    elif asked[2] and int(asked[2]) < int(asked[1]):
        return None
    else:
        wanted = range(int(asked[1]), min(int(asked[2] or size), size - 1) + 1)
    if not wanted:
        raise UnsatisfiableRange
    return wanted
