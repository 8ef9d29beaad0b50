"""The contributions that judges attribute to sounds, read from JSON Lines."""

import json
import math
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.answers.records import Kind, Problem
from leaderboard.localizability.fit import ByCategory


class LocalizabilityError(Exception):
    """Contributions that cannot be used, or nothing to fit; the message says why, and what to fix."""


@dataclass(frozen=True)
class Contributions:
    """The contents of a file of contributions.

    Attributes
    ----------
    by_judge : mapping of str to mapping of str to ByCategory
        By judge and clip, contributions from 0 to 1; a missing category contributed nothing.
    problems : tuple of Problem
        Lines that were skipped.
    """

    by_judge: Mapping[str, Mapping[str, ByCategory]]
    problems: tuple[Problem, ...]

    def means(self) -> dict[str, dict[str, float]]:
        """By clip, the mean over the judges who judged it."""
        gathered: dict[str, list[ByCategory]] = {}
        for clips in self.by_judge.values():
            for key, by_category in clips.items():
                gathered.setdefault(key, []).append(by_category)
        return {key: _mean(judged) for key, judged in gathered.items()}


def read_contributions(file: Path, keys: Container[str]) -> Contributions:
    """Read a line per clip and judge: `{"key": ..., "judge": ..., "contributions": {category: 0 to 1}}`.

    Parameters
    ----------
    keys : container of str
        Of the clips that may be judged.

    Raises
    ------
    LocalizabilityError
        If the file cannot be read, or no line of it can be used.
    """
    by_judge: dict[str, dict[str, ByCategory]] = {}
    problems: list[Problem] = []
    for number, line in _lines(file):
        parsed = _parsed(number, line, keys, by_judge)
        if isinstance(parsed, Problem):
            problems.append(parsed)
            continue
        judge, key, contributions = parsed
        by_judge.setdefault(judge, {})[key] = contributions
    if not by_judge:
        first = f"; line {problems[0].line}: {problems[0].what}" if problems else ""
        raise LocalizabilityError(f"{file}: no usable contributions{first}.")
    return Contributions(by_judge, tuple(problems))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise LocalizabilityError(f"{file} cannot be read: {error.strerror}.") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parsed(
    number: int, line: str, keys: Container[str], known: Mapping[str, Mapping[str, ByCategory]]
) -> tuple[str, str, ByCategory] | Problem:
    try:
        value: Any = json.loads(line)
        judge, key, contributions = str(value["judge"]), str(value["key"]), dict(value["contributions"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return Problem(number, Kind.MALFORMED, "key, judge or contributions missing")
    if key not in keys:
        return Problem(number, Kind.UNKNOWN_KEY, f"no clip {key[:60]!r}")
    if key in known.get(judge, {}):
        return Problem(number, Kind.MALFORMED, f"{judge[:60]} judged {key[:60]} on an earlier line")
    odd = next((name for name, value in contributions.items() if not is_contribution(value)), None)
    if odd is not None:
        what = f"{odd[:40]} is {str(contributions[odd])[:40]}, not 0 to 1"
        return Problem(number, Kind.OUT_OF_RANGE, what)
    return judge, key, {name: float(value) for name, value in contributions.items()}


def is_contribution(value: object) -> bool:
    """Whether a value is a number from 0 to 1."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(float(value)) and 0 <= float(value) <= 1  # type: ignore[arg-type]


def _mean(judged: list[ByCategory]) -> dict[str, float]:
    names = {name for by_category in judged for name in by_category}
    return {
        name: sum(by_category.get(name, 0.0) for by_category in judged) / len(judged)
        for name in sorted(names)
    }
