"""Finding tags before, between and after the frames of a recording, by the sizes they declare."""

from game.sound.time_budget import check_time

_ID3V1, _ID3V1_EXTENDED, _APE, _LYRICS3V1 = 128, 227, 32, 5120  # bytes, the last one at most


def tag_end(data: bytes, start: int, stop: int) -> int | None:
    """Where the ID3v2 or APE tag at ``start`` ends; None when no whole tag begins there.

    The declared size is trusted, because pictures in a tag can look like frames.
    """
    end = _id3v2_end(data, start) or _ape_end(data, start)
    return end if end and end <= stop else None


def without_tags(data: bytes) -> tuple[int, int]:
    """Start and stop of the data between the tags in front and those at the end."""
    start, stop = 0, len(data)
    while end := tag_end(data, start, stop):
        start = end
        check_time()
    while (begin := _last_tag(data, start, stop)) is not None:
        stop = begin
        check_time()
    return start, stop


def _id3v2_end(data: bytes, start: int) -> int | None:
    head = data[start : start + 10]
    if len(head) < 10 or not head.startswith(b"ID3") or 0xFF in head[3:5]:
        return None
    size = _synchsafe(head[6:])
    has_footer = bool(head[5] & 0x10)
    return None if size is None else start + 10 + size + 10 * has_footer


def _ape_end(data: bytes, start: int) -> int | None:
    head = data[start : start + _APE]
    if len(head) < _APE or not head.startswith(b"APETAGEX"):
        return None
    is_header = bool(head[23] & 0x20)
    return start + _APE + int.from_bytes(head[12:16], "little") if is_header else None


def _last_tag(data: bytes, start: int, stop: int) -> int | None:
    begins = (
        _id3v1_start(data, stop),
        _ape_start(data, stop),
        _lyrics_start(data, start, stop),
        _appended_id3v2_start(data, stop),
    )
    return next((begin for begin in begins if begin is not None and start <= begin < stop), None)


def _id3v1_start(data: bytes, stop: int) -> int | None:
    begin = stop - _ID3V1
    if begin < 0 or not data.startswith(b"TAG", begin):
        return None
    extended = begin - _ID3V1_EXTENDED
    return extended if extended >= 0 and data.startswith(b"TAG+", extended) else begin


def _ape_start(data: bytes, stop: int) -> int | None:
    foot = data[max(stop - _APE, 0) : stop]
    if len(foot) < _APE or not foot.startswith(b"APETAGEX"):
        return None
    has_header = bool(foot[23] & 0x80)
    return stop - int.from_bytes(foot[12:16], "little") - _APE * has_header


def _lyrics_start(data: bytes, start: int, stop: int) -> int | None:
    foot = data[max(stop - 9, 0) : stop]
    if foot == b"LYRICSEND":
        begin = data.rfind(b"LYRICSBEGIN", max(start, stop - _LYRICS3V1), stop)
        return begin if begin >= 0 else None
    digits = data[max(stop - 15, 0) : stop - 9]
    if foot != b"LYRICS200" or not digits.isdigit():
        return None
    begin = stop - 15 - int(digits)
    return begin if begin >= 0 and data.startswith(b"LYRICSBEGIN", begin) else None


def _appended_id3v2_start(data: bytes, stop: int) -> int | None:
    foot = data[max(stop - 10, 0) : stop]
    if not foot.startswith(b"3DI"):
        return None
    size = _synchsafe(foot[6:])
    return None if size is None else stop - 20 - size


def _synchsafe(four: bytes) -> int | None:
    """A size of four times seven bits; None when a byte has its eighth bit set."""
    if len(four) < 4 or max(four) > 0x7F:
        return None
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]
