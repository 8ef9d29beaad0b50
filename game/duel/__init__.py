"""Duels: a player against a model, the crowd or always the same click, on clips that both have answered."""

__all__ = [
    "duel_dealing",
    "duel_reveals",
    "ladder",
    "opponent",
    "opponents",
]
