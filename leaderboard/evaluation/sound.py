"""A recording as a model is sent it: its sound alone, whole or its beginning, as MP3 or WAV."""

import io
from dataclasses import dataclass
from pathlib import Path

import soundfile

from game.sound.sealing import AudioError, seal

__all__ = ["FORMATS", "AudioError", "Sound", "sound_of"]

FORMATS = ("mp3", "wav")  # what the chat API takes
_MEDIA_TYPES = {"audio/mpeg": "mp3", "audio/wav": "wav"}
_SUBTYPES = {"mp3": "MPEG_LAYER_III", "wav": "PCM_16"}


@dataclass(frozen=True, slots=True)
class Sound:
    """What is sent.

    Attributes
    ----------
    data : bytes
        A file without tags, names or pictures.
    format : str
        One of `FORMATS`.
    seconds : float
        Length of what is sent.
    recoded : bool
        Whether it was encoded again; else frames and samples are the recording's own, bit for bit.
    """

    data: bytes
    format: str
    seconds: float
    recoded: bool


def sound_of(file: Path, wanted: str | None, cut_seconds: float | None) -> Sound:
    """Make a recording ready to be sent.

    Parameters
    ----------
    wanted : str or None
        One of `FORMATS`; None: as it is, or as WAV where it is neither.
    cut_seconds : float or None
        Send no more than so much of its beginning.

    Raises
    ------
    AudioError
        When it cannot be read, or not be made into what is wanted.
    """
    try:
        sealed = seal(file)
        data = b"".join(sealed.chunks(0, sealed.size))
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}") from error
    has = _MEDIA_TYPES.get(sealed.media_type)
    becomes = wanted or has or "wav"
    if becomes == has and (cut_seconds is None or sealed.seconds <= cut_seconds):
        return Sound(data, becomes, round(sealed.seconds, 3), recoded=False)
    return _recoded(data, becomes, cut_seconds)


def _recoded(data: bytes, becomes: str, cut_seconds: float | None) -> Sound:
    made = io.BytesIO()
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as source:
            rate = source.samplerate
            frames = -1 if cut_seconds is None else round(cut_seconds * rate)
            samples = source.read(frames, dtype="float32", always_2d=True)
        soundfile.write(made, samples, rate, format=becomes.upper(), subtype=_SUBTYPES[becomes])
    except (soundfile.LibsndfileError, ValueError) as error:
        raise AudioError(f"cannot be made into {becomes.upper()}: {error}") from error
    return Sound(made.getvalue(), becomes, round(len(samples) / rate, 3), recoded=True)
