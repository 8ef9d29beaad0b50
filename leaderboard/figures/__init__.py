"""Charts and maps, each with the same facts in words and as CSV."""

__all__ = [
    "clip_map",
    "figure",
    "figures",
    "map_page",
    "palette",
]
