"""The leaderboard's HTTP routes and its tab on the page."""

__all__ = [
    "around_routes",
    "clip_routes",
    "own_row_route",
    "page",
    "routes",
]
