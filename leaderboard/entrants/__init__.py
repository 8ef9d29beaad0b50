"""Who has a row: people, crowds, models, baselines and the paper's figures."""

__all__ = [
    "baselines",
    "best_tenth",
    "crowd",
    "entrant",
    "geometric_median",
    "humans",
    "models",
    "paper",
    "robustness",
    "roster",
    "seeds",
    "subgroups",
]
