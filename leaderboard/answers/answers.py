"""A model's answers, read from AGL1K's result files or a plain CSV table."""

import math
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from game.geo.geodesy import wrap_lon
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import AnswersError, Kind, Problem, Record, Records, read_records

__all__ = ["Answer", "Answers", "AnswersError", "Kind", "Problem", "read_answers"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One clip's answer.

    Attributes
    ----------
    line : int
        Where it begins in its file.
    lat, lon : float or None
        Degrees, WGS-84; both None if the answer has no usable point.
    silent : bool
        A coordinate is missing or a refusal, so the answer counts as 10,000 km. An answer whose coordinate
        cannot be read has no point either but is not silent: it has no distance.
    refused : bool
        Any of the two coordinates and three names is missing or a refusal.
    city, country, continent : str or None
        As given.
    """

    line: int
    key: str
    lat: float | None
    lon: float | None
    silent: bool
    refused: bool
    city: str | None
    country: str | None
    continent: str | None
    reasoning: str


@dataclass(frozen=True)
class Answers:
    """The answers of a file, in order, and the lines that could not be used."""

    file: Path
    rows: tuple[Answer, ...]
    problems: tuple[Problem, ...]

    def check_once(self) -> None:
        """Refuse a file with several answers to a clip.

        Raises
        ------
        AnswersError
        """
        counts = Counter(answer.key for answer in self.rows)
        key, times = counts.most_common(1)[0]
        if times > 1:
            lines = ", ".join(str(answer.line) for answer in self.rows if answer.key == key)
            clips = sum(count > 1 for count in counts.values())
            raise AnswersError(
                f"{self.file}: {clips} clips are answered more than once, {key} on lines {lines}. "
                "Remove the extra answers, or use --repeated mean-per-clip."
            )


def read_answers(file: Path, keys: Container[str], rules: NameRules) -> Answers:
    """Read answers, and decide which of them AGL1K would count as refusals.

    Parameters
    ----------
    keys : container of str
        Of the clips that may be answered.

    Returns
    -------
    Answers
        A key may occur more than once; see `Answers.check_once`.

    Raises
    ------
    AnswersError
        If nothing in the file can be scored.
    """
    rows: list[Answer] = []
    problems: list[Problem] = []
    for record in read_usable(file, keys):
        if isinstance(record, Problem):
            problems.append(record)
            continue
        answer, problem = answer_of(record, rules)
        rows.append(answer)
        problems += [problem] if problem else []
    if not any(answer.silent or answer.lat is not None for answer in rows):
        first = f"; line {problems[0].line}: {problems[0].what}" if problems else ""
        raise AnswersError(f"{file}: no answer can be scored{first}.")
    return Answers(file, tuple(rows), tuple(problems))


def read_usable(file: Path, keys: Container[str]) -> Records:
    """Read the records about these clips, and what is wrong with the others."""
    for item in read_records(file):
        yield _checked(item, keys) if isinstance(item, Record) else item


def _checked(record: Record, keys: Container[str]) -> Record | Problem:
    key = _key(record)
    if not key:
        return Problem(record.line, Kind.MALFORMED, "no clip key")
    if key not in keys:
        return Problem(record.line, Kind.UNKNOWN_KEY, f"no clip {key[:60]!r}")
    return record


def _key(record: Record) -> str:
    return (record.cells["key"] or "").strip()


def answer_of(record: Record, rules: NameRules) -> tuple[Answer, Problem | None]:
    """A record as an answer, and what is wrong with its coordinates."""
    cells = record.cells
    silent = rules.refuses(cells["lat"]) or rules.refuses(cells["lon"])
    lat, lon = (None, None) if silent else _point(cells["lat"] or "", cells["lon"] or "")
    answer = Answer(
        line=record.line,
        key=_key(record),
        lat=lat,
        lon=lon,
        silent=silent,
        refused=silent or any(rules.refuses(cells[name]) for name in ("city", "country", "continent")),
        city=cells["city"],
        country=cells["country"],
        continent=cells["continent"],
        reasoning=cells["reasoning"] or "",
    )
    return answer, None if silent else _coordinate_problem(record)


def _point(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    """Parse a point as AGL1K's evaluation does: a longitude may wrap around the Earth, a latitude may not."""
    degrees = _number(lat), _number(lon)
    if not all(map(math.isfinite, degrees)) or abs(degrees[0]) > 90:
        return None, None
    return degrees[0], wrap_lon(degrees[1])


def _coordinate_problem(record: Record) -> Problem | None:
    for name, limit in (("lat", 90), ("lon", 180)):
        text = record.cells[name] or ""
        number = _number(text)
        if math.isnan(number):
            return Problem(record.line, Kind.NO_NUMBER, f"{name} is {text[:40]!r}")
        if abs(number) > limit:
            return Problem(record.line, Kind.OUT_OF_RANGE, f"{name} is {text[:40]}")
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
