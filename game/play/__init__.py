"""Playing: dealing clips, judging guesses, and revealing the answers."""

__all__ = [
    "active_packs",
    "allocation",
    "answered_rounds",
    "closing",
    "counting",
    "daily_limit",
    "game_service",
    "histories",
    "kinds",
    "known_clips",
    "limits",
    "pack_reloader",
    "prepared_rounds",
    "queries",
    "retention",
    "reveals",
    "rounds",
    "services",
    "squares",
    "studies",
]
