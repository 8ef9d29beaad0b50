"""The process that keeps the leaderboard up to date, and the files it writes."""

__all__ = [
    "answers_by_clip",
    "counting_loop",
    "opponents_file",
    "others_by_clip",
    "output_files",
    "questions",
    "reloaded_file",
    "sentences_file",
    "sources",
    "supervisor",
    "updater",
    "write_figures",
    "write_opponents",
]
