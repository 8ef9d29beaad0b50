"""Studies: what a study file says, and everything that is derived from it."""

__all__ = [
    "design_schema",
    "localized",
    "participant_schema",
    "study_file",
    "study_schema",
]
