"""What people said: guesses read from the store as columns."""

__all__ = [
    "benchmark",
    "equal_rows",
    "guesses",
    "player_order",
    "queries",
    "reader",
]
