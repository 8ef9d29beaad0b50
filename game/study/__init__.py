"""Studies: what a study file says, and everything that is derived from it."""

__all__ = [
    "allocation",
    "allocation_design",
    "clip_subset",
    "commands",
    "design_schema",
    "eligibility",
    "feasibility",
    "localized",
    "participant_schema",
    "study_file",
    "study_schema",
]
