"""A scene: one sound field around a listener, and what is drawn around them."""

from collections.abc import Mapping
from dataclasses import dataclass

FOA_CHANNELS = ("W", "Y", "Z", "X")
"""Channels of the first-order recordings, in ACN order; normalised as SN3D."""


@dataclass(frozen=True, slots=True)
class Source:
    """What sounds.

    Attributes
    ----------
    sound : str
        The sound's name, such as ``door knock``.
    variant : int
        Which of the sound's variants.
    azimuth, elevation : float
        Degrees; azimuth 0 in front and positive to the left.
    distance_m : float
        From the middle of the head.
    start, seconds : float
        When it begins in the scene, and how long it sounds.
    """

    sound: str
    variant: int
    azimuth: float
    elevation: float
    distance_m: float
    start: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Room:
    """A box with the listener in it; metres along x (forward), y (left) and z (up), RT60 in seconds."""

    size_m: tuple[float, float, float]
    rt60: float
    listener_m: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A thing that the panorama shows, whether it sounds or not; its name is a sound's name."""

    name: str
    azimuth: float
    elevation: float
    distance_m: float
    sounding: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """One sound field, as its pack's ``scenes.jsonl`` has it.

    Attributes
    ----------
    id : str
        Unique in its pack; part of its files' names.
    files, sha256 : mapping
        Path in the pack, and hash, by what the file is: ``binaural.mp3``, ``binaural.flac``, ``foa.flac``,
        ``foa.wy.mp3``, ``foa.zx.mp3``. A pack has those that it was built with.
    checked_degrees : float
        The largest angle between a source and where the intensity vector of its first-order sound points.
    """

    id: str
    seconds: float
    sources: tuple[Source, ...]
    room: Room | None
    drawn: tuple[Drawn, ...]
    files: Mapping[str, str]
    sha256: Mapping[str, str]
    checked_degrees: float | None
