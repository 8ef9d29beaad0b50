"""The analysis of one study: what its people are worth, how sure that is, and what they are compared with."""

__all__ = [
    "calibration",
    "components",
    "equivalence",
    "estimands",
    "mixed_model",
    "needs",
    "power",
    "power_command",
    "power_output",
    "power_plan",
    "reliability",
    "robustness",
    "sample",
    "simulated_rows",
    "stored_sample",
    "study_clips",
    "study_rows",
]
