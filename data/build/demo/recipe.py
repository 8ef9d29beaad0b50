"""What a clip is before it is a sound: where, what it is called, and who paints it."""

from collections.abc import Callable
from dataclasses import dataclass

from .scene import Scene


@dataclass(frozen=True, slots=True)
class Recipe:
    """One clip: its key seeds its random numbers, `paint` lays its sounds into a scene."""

    key: str
    lat: float  # degrees, WGS-84
    lon: float
    seconds: float
    title: str
    description: str
    paint: Callable[[Scene], None]
