"""A model's results in the formats of others: a model repository on the Hub, Every Eval Ever."""

__all__ = [
    "errors",
    "results_command",
]
