"""The leaderboard around the head: where people and models say that sounds are."""

__all__ = [
    "answer_file",
    "answer_reader",
    "evaluate_command",
    "score_command",
    "standings_command",
    "updater",
]
