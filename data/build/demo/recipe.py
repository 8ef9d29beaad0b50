"""A clip before it is a sound: its place, its title, and the function that paints it."""

from collections.abc import Callable
from dataclasses import dataclass

from .scene import Scene


@dataclass(frozen=True, slots=True)
class Recipe:
    """A clip: `key` seeds its random numbers, `paint` adds its sounds to a scene."""

    key: str
    lat: float  # degrees, WGS-84
    lon: float
    seconds: float
    title: str
    description: str
    paint: Callable[[Scene], None]
