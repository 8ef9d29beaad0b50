"""The leaderboard: standings, the comparison on the same clips, tables as JSON and text."""

__all__ = [
    "compute_intervals",
    "group_intervals",
    "headline",
    "left_out",
    "notes",
    "own_clips",
    "own_row",
    "pairs",
    "payload",
    "people_over_clips",
    "row_intervals",
    "same_clips",
    "standings",
    "table",
    "text_table",
]
