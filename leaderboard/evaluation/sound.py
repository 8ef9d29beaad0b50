"""The audio sent to a model: without metadata, whole or its beginning, as MP3 or WAV."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile

from game.json_types import Json
from game.sound.decoding import decoder_of
from game.sound.sealing import AudioError, Sealed, seal

__all__ = ["FORMATS", "AudioError", "Sound", "sound_of"]

FORMATS = ("mp3", "wav")  # what the chat API takes
_MEDIA_TYPES = {"audio/mpeg": "mp3", "audio/wav": "wav"}
_SUBTYPES = {"mp3": "MPEG_LAYER_III", "wav": "PCM_16"}
# What encoding adds is 50 dB below a scene's sound; 20 with libsndfile's default, which would be a handicap.
_HARDLY_LOSSY: dict[str, Any] = {"bitrate_mode": "CONSTANT", "compression_level": 0.0}


@dataclass(frozen=True, slots=True)
class Sound:
    """Audio to send.

    Attributes
    ----------
    data : bytes
        A file without tags, names or pictures.
    format : str
        One of `FORMATS`.
    seconds : float
        Its length.
    recoded : bool
        Whether it was re-encoded; if not, frames and samples are the recording's own, bit for bit.
    """

    data: bytes
    format: str
    seconds: float
    recoded: bool

    def note(self) -> Json:
        """What is kept of it beside an answer."""
        return {
            "format": self.format,
            "seconds": self.seconds,
            "recoded": self.recoded,
            "bytes": len(self.data),
            "sha256": hashlib.sha256(self.data).hexdigest(),
        }


def sound_of(file: Path, wanted: str | None, cut_seconds: float | None, *, is_mixed: bool = False) -> Sound:
    """Prepare a recording to be sent.

    Parameters
    ----------
    wanted : str or None
        One of `FORMATS`; None keeps the format, or converts to WAV if it is neither.
    cut_seconds : float or None
        Send at most this much, from its start.
    is_mixed : bool
        Send one channel, the mean of all.

    Raises
    ------
    AudioError
        If it cannot be read or converted.
    """
    sealed = seal(file)
    original = _MEDIA_TYPES.get(sealed.media_type)
    target = wanted or original or "wav"
    is_whole = cut_seconds is None or sealed.seconds <= cut_seconds
    if target == original and is_whole and not is_mixed:
        return Sound(_read(sealed), target, round(sealed.seconds, 3), recoded=False)
    return _recoded(sealed, target, cut_seconds, is_mixed)


def _read(sealed: Sealed) -> bytes:
    try:
        return b"".join(sealed.chunks(0, sealed.size))
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}") from error


def _recoded(sealed: Sealed, target: str, cut_seconds: float | None, is_mixed: bool) -> Sound:
    encoded, frames = io.BytesIO(), 0
    how: dict[str, Any] = {"format": target.upper(), "subtype": _SUBTYPES[target]}
    if is_mixed and target == "mp3":
        how |= _HARDLY_LOSSY
    try:
        with decoder_of(sealed) as source:
            most = None if cut_seconds is None else round(cut_seconds * source.rate)
            channels = 1 if is_mixed else source.channels
            with soundfile.SoundFile(encoded, "w", source.rate, channels, **how) as written:
                for block in source.blocks(most_frames=most):
                    written.write(block.mean(axis=1) if is_mixed else block)
                    frames += len(block)
            rate = source.rate
    except (soundfile.LibsndfileError, ValueError) as error:
        raise AudioError(f"cannot be converted to {target.upper()}: {error}") from error
    return Sound(encoded.getvalue(), target, round(frames / rate, 3), recoded=True)
