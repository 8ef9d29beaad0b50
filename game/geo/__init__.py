"""Distances, scores and place names on the Earth's surface."""

__all__ = [
    "coordinates",
    "gazetteer",
    "geodesy",
    "places",
]
