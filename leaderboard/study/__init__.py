"""The analysis of one study: what its people are worth, how sure that is, and what they are compared with."""

__all__ = [
    "components",
    "estimands",
    "mixed_model",
    "needs",
    "power",
    "power_command",
    "power_plan",
    "reliability",
    "sample",
    "simulated_rows",
    "study_clips",
    "study_rows",
]
