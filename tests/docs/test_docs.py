RULES_IN_NUMBERS = (
    "standings",
    "humans",
    "crowd",
    "best_tenth",
    "constants",
    "uncertainty",
    "intervals",
    "groups",
    "clip_map",
)
