"""The rules of conduct by which rounds are left out, and their limits in the public study."""

from collections.abc import Mapping

Limits = Mapping[str, Mapping[str, float]]

# `game.study.eligibility` applies the last three, which need more than one round.
DEFAULTS: Limits = {
    "program": {},
    "revealed_before": {},
    "near_clip_revealed": {"km": 1.0},
    # Of a clip that has less than the seconds over the share, the share is enough.
    "heard_too_little": {"seconds": 1.0, "share": 0.5},
    # Sound of variable bit rate may hold a passage in a quarter of the bytes of another as long.
    "no_bytes": {"share": 0.25},
    "too_fast": {"seconds": 2.0},  # to load a recording, hear some of it, and point
    "more_heard_than_time": {"seconds": 0.5},  # by which two clocks, and times rounded to 0.1 s, may differ
    "known_recording": {},
    "many_from_one_place": {},
    "failed_comprehension": {},
    "failed_catch": {"allowed": 0, "km": 1000.0},
    "implausible_precision": {"km": 25.0, "chance": 0.1, "alpha": 0.002, "speech": 0.1},
    "identical_points": {"times": 5, "share": 0.5, "people": 10},
}
