"""The limits of the rules by which rounds count: their defaults, and a host's own. No I/O."""

from collections.abc import Mapping

Limits = Mapping[str, Mapping[str, float]]

# The public study's. `game.study.eligibility` applies the last three, which need more than one round.
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
    "failed_catch": {"km": 1000.0, "allowed": 0},
    "implausible_precision": {"km": 25.0, "chance": 0.1, "alpha": 0.001, "speech": 0.1},
    "identical_points": {"times": 5, "share": 0.5, "people": 10},
}
OFF = "off"
_SHARES = {"share", "chance", "alpha", "speech"}  # from 0 to 1


class BadRule(ValueError):
    """A rule that does not exist, or a limit that it does not have.

    Attributes
    ----------
    key : tuple of str
        Where: the rule, and the limit if it is one.
    """

    def __init__(self, key: tuple[str, ...], message: str) -> None:
        super().__init__(message)
        self.key = key


def limits(given: Mapping[str, object]) -> Limits:
    """The default limits with a host's changes.

    Parameters
    ----------
    given : mapping
        For each rule to change: ``off`` (also False, as YAML reads it), or a mapping of some of its limits.

    Raises
    ------
    BadRule
    """
    changed = {rule: _changed(rule, wish) for rule, wish in given.items()}
    kept = {rule: of_rule for rule, of_rule in {**DEFAULTS, **changed}.items() if of_rule is not None}
    return {rule: kept[rule] for rule in DEFAULTS if rule in kept}


def _changed(rule: str, wish: object) -> Mapping[str, float] | None:
    if rule not in DEFAULTS:
        raise BadRule((rule,), f"there is no rule {rule}; write one of {', '.join(DEFAULTS)}")
    if wish is False or wish == OFF:
        return None
    if not isinstance(wish, Mapping):
        known = ", ".join(f"{name}: {value:g}" for name, value in DEFAULTS[rule].items())
        raise BadRule((rule,), f"write off, or its limits as {{{known}}}")
    return {**DEFAULTS[rule], **{str(name): _limit(rule, str(name), value) for name, value in wish.items()}}


def _limit(rule: str, name: str, value: object) -> float:
    if name not in DEFAULTS[rule]:
        known = ", ".join(DEFAULTS[rule])
        raise BadRule(
            (rule, name), f"{rule} has no limit {name}; " + (f"write {known}" if known else "write {}")
        )
    most = 1.0 if name in _SHARES else 1e6
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise BadRule((rule, name), f"write a number from 0 to {most:g}")
    return value
