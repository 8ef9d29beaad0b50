"""Playing: rounds dealt, guessed and scored, and the reveal that follows."""

__all__ = [
    "game_service",
    "pack_reloader",
    "queries",
    "reveals",
    "rounds",
    "services",
]
