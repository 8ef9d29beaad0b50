"""A player's own page, for that player alone: history, statistics and badges, from the store."""

__all__ = ["own_csv", "own_rounds", "own_trials", "personal_service"]
