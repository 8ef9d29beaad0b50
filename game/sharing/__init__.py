"""Sharing: a finished game as squares, as a picture, and as a challenge to play the same clips."""

__all__ = ["challenge", "challenge_games", "picture", "public_address", "share_service"]
