"""Clips without files: a place, and how much of each sound is heard."""

from pathlib import Path

from game.packs.clip import Clip


def clip(
    number: int,
    lat: float,
    lon: float,
    *,
    seconds: float = 10.0,
    speech: float = 0.0,
    animal: float = 0.0,
    music: float = 0.0,
    nature: float = 0.0,
    things: float = 0.0,
) -> Clip:
    """A clip with the key `k{number}`, and neither labels nor texts."""
    return Clip(
        key=f"k{number}",
        file=Path(f"{number}.mp3"),
        lat=lat,
        lon=lon,
        city="",
        country="",
        country_code="",
        continent="",
        seconds=seconds,
        speech=speech,
        animal=animal,
        music=music,
        nature=nature,
        things=things,
        title="",
        description="",
        credit="",
        licence="",
        source="",
    )
