"""Playing: dealing clips, judging guesses, and revealing the answers."""

__all__ = [
    "allocation",
    "counting",
    "daily_limit",
    "game_service",
    "histories",
    "limits",
    "pack_reloader",
    "queries",
    "retention",
    "reveals",
    "rounds",
    "services",
]
