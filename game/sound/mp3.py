"""Sealing MP3: its frames, and nothing between, around or inside them that is not sound."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.sound.infoframe import counts_agree, find_info_frames, new_info_frame, scrubbed
from game.sound.mp3_ancillary import ancillary_text
from game.sound.mp3_frames import Kind, Run, find_runs, kind_of
from game.sound.mp3_main_data import impossible_frames, read_main_data
from game.sound.sealed import AudioError, Piece, Span

_LEAST_SHARE = 0.5  # of the bytes that are neither tags nor zeros; the rest may be damage
_MOST_INVALID = 0.1  # share of frames whose side information may be damaged
_STRAY_FRAMES = 10  # as few frames of another kind are damage, more are another recording
_NO_MP3 = "holds no MP3 frames, and is not Ogg, FLAC or WAV either"


class _Frames(NamedTuple):
    """The frames that are kept, all of one kind, and the first info frame with the place of its mark."""

    kind: Kind
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    info: tuple[bytes, int] | None


def seal_mp3(data: bytes, start: int, stop: int) -> tuple[list[Piece], float]:
    """Keep the frames of MPEG 1, 2 and 2.5 Layer III; drop everything else.

    What a decoder hears stays bit for bit. Ancillary data that could be text becomes zeros, and so does side
    information that makes no sense: such a frame is silent instead of noise.

    Returns
    -------
    list of Piece
        An info frame (Xing, Info, VBRI) with the right counts, if there was one or the bit rate varies; and
        spans of frames.
    float
        Seconds, without info frames.

    Raises
    ------
    AudioError
        When the file is not made of such frames, they hold no sound, or the sampling rate or number of
        channels changes.
    """
    runs, tags = find_runs(data, start, stop)
    if not runs:
        raise AudioError(_NO_MP3)
    _check_share(data, runs, Span(start, stop), tags)
    frames = _frames(data, runs)
    if not len(frames.starts):
        raise AudioError("is an MP3 without sound")
    main = read_main_data(data, frames.kind, frames.starts, frames.ends)
    if np.count_nonzero(~main.is_valid) > _MOST_INVALID * len(frames.starts):
        raise AudioError("looks like MP3, but its frames hold no sound")
    blanks = sorted([*ancillary_text(data, main), *impossible_frames(frames.kind, main)])
    pieces = _pieces(frames, iter(blanks))
    return [*_info(frames, data), *pieces], len(frames.starts) * frames.kind.seconds


def _check_share(data: bytes, runs: list[Run], whole: Span, tags: int) -> None:
    framed = sum(run.stop - run.starts[0] for run in runs)
    ends = [whole.start, *(run.stop for run in runs)]
    begins = [*(run.starts[0] for run in runs), whole.stop]
    zeros = sum(data.count(0, end, begin) for end, begin in zip(ends, begins, strict=True) if begin > end)
    if framed < _LEAST_SHARE * (whole.stop - whole.start - tags - zeros):
        raise AudioError(_NO_MP3)


def _kind(data: bytes, run: Run) -> Kind:
    return kind_of(int.from_bytes(data[run.starts[0] : run.starts[0] + 4]))


def _common_kind(data: bytes, runs: list[Run]) -> Kind:
    """The kind of nearly all frames."""
    counts: Counter[Kind] = Counter()
    whole = np.frombuffer(data, np.uint8)
    for run in runs:
        kind = _kind(data, run)
        mono = int(np.count_nonzero(whole[np.array(run.starts) + 3] >= 0xC0))
        counts[kind._replace(is_mono=True)] += mono
        counts[kind._replace(is_mono=False)] += len(run.starts) - mono
    common, frames = counts.most_common(1)[0]
    if counts.total() - frames > _STRAY_FRAMES:
        raise AudioError(
            "is an MP3 whose sampling rate or number of channels changes, which browsers do not play: "
            "save it as one recording"
        )
    return common


def _frames(data: bytes, runs: list[Run]) -> _Frames:
    """All frames of the common kind, without info frames."""
    kind = _common_kind(data, runs)
    runs = [run for run in runs if _kind(data, run)[:2] == kind[:2]]
    starts = np.concatenate([run.starts for run in runs], dtype=np.int64)
    ends = np.concatenate([[*run.starts[1:], run.stop] for run in runs], dtype=np.int64)
    infos = find_info_frames(data, kind, starts)
    info = (data[starts[0] : ends[0]], infos[0]) if 0 in infos else None
    return _Frames(kind, np.delete(starts, list(infos)), np.delete(ends, list(infos)), info)


def _pieces(frames: _Frames, blanks: Iterator[Span]) -> Iterator[Piece]:
    """The frames, with zeros in place of what is to be blank."""
    after_gap = np.flatnonzero(frames.starts[1:] != frames.ends[:-1]) + 1
    begins = frames.starts[[0, *after_gap]].tolist()
    stops = frames.ends[[*(after_gap - 1), -1]].tolist()
    blank = next(blanks, None)
    for position, stop in zip(begins, stops, strict=True):
        while blank and blank.start < stop:
            if position < blank.start:
                yield Span(position, blank.start)
            yield bytes(blank.stop - blank.start)
            position, blank = blank.stop, next(blanks, None)
        if position < stop:
            yield Span(position, stop)


def _info(frames: _Frames, data: bytes) -> list[Piece]:
    """The info frame to serve, if one is needed."""
    sizes = frames.ends - frames.starts
    if frames.info is not None:
        frame, mark = frames.info
        clean = scrubbed(frame, mark)
        if clean and counts_agree(clean, mark, len(sizes), len(frame) + int(sizes.sum())):
            return [clean]
    elif np.ptp(sizes) <= 1:  # one bit rate; padding adds a byte to some frames
        return []
    header = int.from_bytes(data[frames.starts[0] : frames.starts[0] + 4])
    return [new_info_frame(header, frames.kind, sizes.tolist())]
