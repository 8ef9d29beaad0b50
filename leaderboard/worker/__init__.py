"""The process that keeps the leaderboard up to date, and the files it writes."""

__all__ = [
    "answers_by_clip",
    "counting_loop",
    "output_files",
    "sources",
    "supervisor",
    "updater",
]
