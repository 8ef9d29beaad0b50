"""Points on Earth: distances, scores and place names."""

__all__ = [
    "gazetteer",
    "geodesy",
    "places",
]
