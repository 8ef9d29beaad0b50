"""Squares by distance: what a player may show of a game without giving any place away."""

from collections.abc import Iterable, Mapping

from game.geo.geodesy import geoscore

# Nearer than so many kilometres, from the best square to the worst; a skip and all else get the last one.
NEARER_THAN_KM: dict[str, float] = {"🟩": 150.0, "🟨": 750.0, "🟧": 2500.0, "🟥": 7500.0}
REST = "⬛"

_LEAST_POINTS = {square: float(geoscore(distance)) for square, distance in NEARER_THAN_KM.items()}


def square(points: float | None) -> str:
    """The square of a round by its GeoScore, of which whole points count; None for a round left open."""
    return best(round(points or 0.0), _LEAST_POINTS)


def best(points: float, least_points: Mapping[str, float]) -> str:
    """The first square, from the best on, for which there are points enough; `REST` for too few for any."""
    return next((square for square, least in least_points.items() if points >= least), REST)


def squares(points: Iterable[float | None]) -> str:
    """The squares of a game's rounds, in order."""
    return "".join(map(square, points))
