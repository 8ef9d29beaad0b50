"""One recording with a known place."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clip:
    """A row of a pack.

    Attributes
    ----------
    key : str
        Its id, unique in its pack.
    file : Path
        Absolute path of the recording.
    lat, lon : float
        Degrees, WGS-84.
    city, country, country_code, continent : str
        AGL1K's labels of the place, and the ISO code; empty where AGL1K has none.
    seconds : float
        Length.
    speech, animal, music, nature, things : float
        Share of the time in which each is heard, 0 to 1.
    fact : str
        One line about the place or the sound; empty where the pack has none.
    """

    key: str
    file: Path
    lat: float
    lon: float
    city: str
    country: str
    country_code: str
    continent: str
    seconds: float
    speech: float
    animal: float
    music: float
    nature: float
    things: float
    title: str
    description: str
    credit: str
    licence: str
    source: str
    fact: str = ""

    @property
    def told_seconds(self) -> int:
        """Its length as players are told it before the guess: finer, it would tell the clip from others."""
        return max(1, round(self.seconds))


SOUNDS = ("speech", "animal", "music", "nature", "things")
