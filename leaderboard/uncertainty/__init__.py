"""Standard errors, confidence intervals and the bootstrap."""

__all__ = [
    "best_tenth_errors",
    "bootstrap",
    "cluster_variances",
    "confidence_intervals",
    "contrasts",
    "crowd_errors",
    "differences",
    "entrant_estimates",
    "interval_file",
    "resamples",
    "scaled_intervals",
    "standard_errors",
]
