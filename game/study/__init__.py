"""Studies: what a study file says, and everything that is derived from it."""

__all__ = [
    "admission",
    "allocation",
    "allocation_design",
    "clip_subset",
    "commands",
    "design_schema",
    "eligibility",
    "feasibility",
    "forgetting",
    "localized",
    "opening",
    "participant_ids",
    "participant_schema",
    "schema_types",
    "step_answers",
    "study_dealing",
    "study_file",
    "study_packs",
    "study_schema",
    "study_service",
]
