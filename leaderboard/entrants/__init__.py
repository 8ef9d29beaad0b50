"""Who has a row: people, crowds, models, baselines and the paper's figures."""

__all__ = [
    "crowd",
    "entrant",
    "humans",
    "models",
    "paper",
    "robustness",
    "roster",
    "seeds",
    "subgroups",
]
