"""Points on Earth: distances, scores and place names."""

__all__ = [
    "coordinates",
    "gazetteer",
    "geodesy",
    "place_search",
    "places",
    "point_forms",
    "towns",
]
