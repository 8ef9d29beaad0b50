"""Standard errors, confidence intervals and the bootstrap."""

__all__ = [
    "bootstrap",
    "confidence_intervals",
    "interval_file",
    "resamples",
    "standard_errors",
]
