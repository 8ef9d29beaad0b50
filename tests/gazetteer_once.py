"""The gazetteer, read once in a process: each opening of a game would take a fifth of a second for it."""

from functools import cache

from game.geo.gazetteer import Gazetteer

Gazetteer.load = cache(Gazetteer.load)  # type: ignore[method-assign]
