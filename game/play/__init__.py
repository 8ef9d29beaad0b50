"""Playing: dealing clips, judging guesses, and revealing the answers."""

__all__ = [
    "game_service",
    "pack_reloader",
    "queries",
    "reveals",
    "rounds",
    "services",
]
