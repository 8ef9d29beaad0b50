"""The process that keeps the leaderboard up to date, and the files it writes."""

__all__ = [
    "answers_by_clip",
    "loop",
    "output_files",
    "supervisor",
    "updater",
]
