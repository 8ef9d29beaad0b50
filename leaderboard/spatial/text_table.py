"""Scores around the head as text, for a terminal of 100 columns."""

from collections.abc import Iterable, Iterator

from leaderboard.spatial.breakdown import ALL, Part
from leaderboard.spatial.chance import AHEAD, UNIFORM
from leaderboard.spatial.measures import BY_KEY, Measure
from leaderboard.spatial.scores import Score

TITLES = {
    "error_degrees": "angle off, mean",
    "median_degrees": "angle off, median",
    "lateral_degrees": "left-right error, RMS",
    "polar_degrees": "error around the ears' axis",
    "front_back": "front-back reversals",
    "up_down": "up-down reversals",
    "within_20": "within 20 degrees",
    "within_30": "within 30 degrees",
    "distance_ratio": "distance, |ln(answered/true)|",
    "distance_error_m": "distance off",
    "correct": "choices right",
    "metres_ratio": "metres, |ln(answered/true)|",
    "metres_error": "metres off",
    "angle_error": "angle between two, off",
}
_LINE = "{:<36} {:>9}  {:<20} {:>9} {:>9} {:>7} {:>6}"
_HEAD = ("", "", "95% interval", "uniform", "ahead", "answers", "items")


def format_parts(parts: Iterable[Part]) -> Iterator[str]:
    """The figures with their intervals and chance, a block for each split."""
    last = ""
    for part in parts:
        if part.split != last:
            yield ""
            heading = "all items" if part.split == ALL else f"by {part.split}"
            yield _LINE.format(heading, *_HEAD[1:]).rstrip()
        last = part.split
        if part.split != ALL:
            yield f"  {part.name}"
        indent = "" if part.split == ALL else "    "
        for key, score in part.scores.items():
            if part.split == ALL or key in {"error_degrees", "correct", "metres_error", "angle_error"}:
                yield _line(indent + TITLES[key], BY_KEY[key], score)


def shown(measure: Measure, value: float | None) -> str:
    """A figure with its unit; a dash where it is unknown."""
    if value is None or value != value:
        return "-"
    if measure.unit == "share":
        return f"{100 * value:.1f}%"
    return f"{value:.1f}°" if measure.unit == "deg" else f"{value:.2f}" + " m" * (measure.unit == "m")


def interval_shown(measure: Measure, score: Score) -> str:
    """The interval in brackets; empty where there is none."""
    if score.interval is None:
        return ""
    low, high = (shown(measure, end) for end in score.interval)
    return f"[{low}, {high}]"


def _line(title: str, measure: Measure, score: Score) -> str:
    chance = (shown(measure, score.chance.get(pointer)) for pointer in (UNIFORM, AHEAD))
    interval = interval_shown(measure, score)
    return _LINE.format(
        title, shown(measure, score.value), interval, *chance, score.trials, score.items
    ).rstrip()
