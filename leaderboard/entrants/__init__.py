"""Who has a row: people, crowds, models, baselines and the paper's figures."""

__all__ = [
    "crowd",
    "entrant",
    "groups",
    "models",
    "paper",
    "roster",
    "seeds",
]
