"""Recordings re-encoded in mono at a lower bit rate, for hosts with little disk space."""

import errno
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from game.atomic_write import put_in_place
from game.packs.origin import Encoding
from game.sibling_files import beside
from game.sound.decoding import Decoder, decoder_of
from game.sound.ogg import renumbered
from game.sound.sealing import AudioError, seal
from game.sound.time_budget import DECODING_SECONDS

MP3_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128)  # bit rates of MPEG 1 Layer III
OPUS_KBITS = range(12, 129)
OPUS_KBIT_S = 32  # by default

_MP3_RATES = (32_000, 44_100, 48_000)  # Hz; lower ones would mean MPEG 2, which has other bit rates
_FULL_RATE = 48_000  # Hz; Opus always has it
_SECONDS_EACH = 0.25  # of processor time a second of sound: an hour takes about a minute
_TOLERANCE_SECONDS = 0.3  # what encoders add in front and behind, and decoders take off
_UNFINISHED = ".encoding"
_SYSTEM_ERROR = 2  # libsndfile's code for any error of the system
_NOT_WRITTEN = "the file could not be written completely: is the disk full?"

_Block = NDArray[np.float32]


class ReencodeError(Exception):
    """A recording cannot be re-encoded; the message says why."""


def reencode(source: Path, target: Path, encoding: Encoding) -> None:
    """Encode a recording in mono (the mean of its channels) and without its tags.

    The target appears whole or not at all. The same recording and the same version of libsndfile give the
    same bytes. The recording is read block by block, so an hour takes no more memory than a minute.

    Parameters
    ----------
    source : Path
        MP3, Ogg, FLAC or WAV.
    target : Path
        ``<name>.encoding`` stands next to it until it is complete.

    Raises
    ------
    ReencodeError
        When the source is not a recording, holds no sound, cannot be decoded to its end, or takes too long.
    OSError
        When the source cannot be read, or the target not be written completely.
    """
    draft = beside(target, _UNFINISHED)
    try:
        sealed = seal(source)
        with decoder_of(sealed, DECODING_SECONDS + _SECONDS_EACH * sealed.seconds) as recording:
            _WRITERS[encoding.kind](recording, draft, encoding.kbit_s)
        _check(draft, sealed.seconds)
        put_in_place(draft, target)
    except AudioError as error:
        raise ReencodeError(f"cannot be re-encoded: it {error}") from error
    except soundfile.LibsndfileError as error:
        if error.code == _SYSTEM_ERROR:
            raise OSError(errno.EIO, _NOT_WRITTEN) from error
        raise ReencodeError(f"cannot be re-encoded: {error.error_string}") from error
    finally:
        draft.unlink(missing_ok=True)


def _mp3(recording: Decoder, draft: Path, kbit_s: int) -> None:
    rate = recording.rate if recording.rate in _MP3_RATES else _FULL_RATE
    # libsndfile's scale runs from 320 (0) to 32 kbit/s (1), and it refuses 1 itself.
    level = min((320 - kbit_s) / (320 - 32), 0.9999)
    settings = {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": level}
    with soundfile.SoundFile(draft, "w", rate, 1, **settings) as written:
        _copy(recording, written)


def _opus(recording: Decoder, draft: Path, kbit_s: int) -> None:
    level = 1 - (kbit_s - 7) / 250  # libsndfile's scale runs from 256 to 6 kbit/s; Ogg pages take one more
    settings = {"format": "OGG", "subtype": "OPUS", "compression_level": level}
    with soundfile.SoundFile(draft, "w", _FULL_RATE, 1, **settings) as written:
        _copy(recording, written)
    draft.write_bytes(renumbered(draft.read_bytes()))  # libsndfile gives the stream a random number


_WRITERS = {"mp3": _mp3, "opus": _opus}


def _copy(recording: Decoder, written: soundfile.SoundFile) -> None:
    """Write a recording in mono at the target's sampling rate."""
    mono = (block.mean(axis=1) for block in recording.blocks())
    for block in _at_rate(mono, recording.rate, written.samplerate):
        written.write(block)


def _at_rate(blocks: Iterable[_Block], rate: int, wanted: int) -> Iterator[_Block]:
    if rate == wanted:
        yield from blocks
        return
    stream = soxr.ResampleStream(rate, wanted, 1, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.empty(0, np.float32), last=True)


def _check(draft: Path, seconds: float) -> None:
    """Check that a copy is as long as its source: libsndfile reports no errors as it closes a file."""
    try:
        written = seal(draft).seconds
    except AudioError as error:
        raise OSError(errno.EIO, _NOT_WRITTEN) from error
    if written < seconds - _TOLERANCE_SECONDS:
        raise OSError(errno.EIO, _NOT_WRITTEN)
