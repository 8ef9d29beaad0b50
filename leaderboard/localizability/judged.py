"""What judges said that sounds contributed to a model's answers, read from JSON Lines."""

import json
import math
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.answers.records import Kind, Problem
from leaderboard.localizability.fit import ByCategory


class LocalizabilityError(Exception):
    """Contributions that cannot be used, or nothing to fit; the message says why, and what to mend."""


@dataclass(frozen=True)
class Judged:
    """What a file of contributions says.

    Attributes
    ----------
    by_judge : mapping of str to mapping of str to ByCategory
        By judge and clip, contributions from 0 to 1; a category that is not in it contributed nothing.
    problems : tuple of Problem
        Lines that are left out.
    """

    by_judge: Mapping[str, Mapping[str, ByCategory]]
    problems: tuple[Problem, ...]

    def means(self) -> dict[str, dict[str, float]]:
        """By clip, the mean over the judges who judged it."""
        gathered: dict[str, list[ByCategory]] = {}
        for clips in self.by_judge.values():
            for key, said in clips.items():
                gathered.setdefault(key, []).append(said)
        return {key: _mean(said) for key, said in gathered.items()}


def read_judged(file: Path, keys: Container[str]) -> Judged:
    """Read a line a clip and judge: `{"key": ..., "judge": ..., "contributions": {category: 0 to 1}}`.

    Parameters
    ----------
    keys : container of str
        Of the clips that may be judged.

    Raises
    ------
    LocalizabilityError
        When it cannot be read, or no line of it can be used.
    """
    by_judge: dict[str, dict[str, ByCategory]] = {}
    problems: list[Problem] = []
    for number, line in _lines(file):
        found = _checked(number, line, keys, by_judge)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        judge, key, said = found
        by_judge.setdefault(judge, {})[key] = said
    if not by_judge:
        first = f"; line {problems[0].line}: {problems[0].what}" if problems else ""
        raise LocalizabilityError(f"{file} holds no contributions that can be used{first}.")
    return Judged(by_judge, tuple(problems))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise LocalizabilityError(f"{file} cannot be read: {error.strerror}.") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _checked(
    number: int, line: str, keys: Container[str], known: Mapping[str, Mapping[str, ByCategory]]
) -> tuple[str, str, ByCategory] | Problem:
    try:
        told: Any = json.loads(line)
        judge, key, said = str(told["judge"]), str(told["key"]), dict(told["contributions"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return Problem(number, Kind.MALFORMED, "it has no key, judge and contributions")
    if key not in keys:
        return Problem(number, Kind.UNKNOWN_KEY, f"there is no clip {key[:60]!r}")
    if key in known.get(judge, {}):
        return Problem(number, Kind.MALFORMED, f"{judge[:60]} has judged {key[:60]} in an earlier line")
    odd = next((name for name, value in said.items() if not is_contribution(value)), None)
    if odd is not None:
        return Problem(number, Kind.OUT_OF_RANGE, f"{odd[:40]} is {str(said[odd])[:40]}, not 0 to 1")
    return judge, key, {name: float(value) for name, value in said.items()}


def is_contribution(value: object) -> bool:
    """Whether it is a number from 0 to 1."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(float(value)) and 0 <= float(value) <= 1  # type: ignore[arg-type]


def _mean(said: list[ByCategory]) -> dict[str, float]:
    names = {name for one in said for name in one}
    return {name: sum(one.get(name, 0.0) for one in said) / len(said) for name in sorted(names)}
