"""Parties: people in one room hear the same clips, guess against a countdown, and see each other's pins."""

__all__ = [
    "broadcast",
    "codes",
    "events",
    "nicknames",
    "party_dealing",
    "party_service",
    "requests",
    "room",
    "visits",
]
