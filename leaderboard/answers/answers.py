"""What an ALM said about clips, read from AGL1K's result files or a plain table."""

import math
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from game.geo.geodesy import wrap_lon
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import AnswersError, Kind, Problem, Record, read_records

__all__ = ["Answer", "Answers", "AnswersError", "Kind", "Problem", "read_answers"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One clip's answer.

    Attributes
    ----------
    line : int
        Where it begins in its file.
    lat, lon : float or None
        Degrees, WGS-84; both None where the answer gives no point.
    silent : bool
        A coordinate is missing or a refusal: the answer counts as 10,000 km. An answer can be without a
        point and not silent, when a coordinate is there but cannot be read: it then has no distance.
    refused : bool
        Any of the two coordinates and three names is missing or a refusal.
    city, country, continent : str or None
        As given; None where there is none.
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
    """What a file says, in its order, and what could not be used."""

    file: Path
    rows: tuple[Answer, ...]
    problems: tuple[Problem, ...]

    def check_once(self) -> None:
        """Refuse a file that answers for a clip twice.

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
                f"{self.file}: {clips} clips are answered more than once, {key} in lines {lines}: "
                "take the others out, or say --repeated mean-per-clip."
            )


def read_answers(file: Path, keys: Container[str], rules: NameRules) -> Answers:
    """Read answers and judge, as AGL1K does, which of them are refusals.

    Parameters
    ----------
    keys : container of str
        Of the clips that may be answered for.

    Returns
    -------
    Answers
        A key may occur more than once: see `Answers.check_once`.

    Raises
    ------
    AnswersError
        When nothing in the file can be scored.
    """
    rows: list[Answer] = []
    problems: list[Problem] = []
    for found in read_records(file):
        record = _checked(found, keys) if isinstance(found, Record) else found
        if isinstance(record, Problem):
            problems.append(record)
            continue
        answer, problem = _answer(record, rules)
        rows.append(answer)
        problems += [problem] if problem else []
    if not any(answer.silent or answer.lat is not None for answer in rows):
        first = f"; line {problems[0].line}: {problems[0].what}" if problems else ""
        raise AnswersError(f"{file} holds no answer that can be scored{first}.")
    return Answers(file, tuple(rows), tuple(problems))


def _checked(record: Record, keys: Container[str]) -> Record | Problem:
    key = _key(record)
    if not key:
        return Problem(record.line, Kind.MALFORMED, "it does not say which clip it is about")
    if key not in keys:
        return Problem(record.line, Kind.UNKNOWN_KEY, f"there is no clip {key[:60]!r}")
    return record


def _key(record: Record) -> str:
    return (record.cells["key"] or "").strip()


def _answer(record: Record, rules: NameRules) -> tuple[Answer, Problem | None]:
    said = record.cells
    silent = rules.refuses(said["lat"]) or rules.refuses(said["lon"])
    lat, lon = (None, None) if silent else _point(said["lat"] or "", said["lon"] or "")
    answer = Answer(
        line=record.line,
        key=_key(record),
        lat=lat,
        lon=lon,
        silent=silent,
        refused=silent or any(rules.refuses(said[name]) for name in ("city", "country", "continent")),
        city=said["city"],
        country=said["country"],
        continent=said["continent"],
        reasoning=said["reasoning"] or "",
    )
    return answer, None if silent else _trouble(record)


def _point(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    """Read two texts as AGL1K's evaluation does: a longitude may go round the Earth, a latitude may not."""
    degrees = _number(lat), _number(lon)
    if not all(map(math.isfinite, degrees)) or abs(degrees[0]) > 90:
        return None, None
    return degrees[0], wrap_lon(degrees[1])


def _trouble(record: Record) -> Problem | None:
    for name, most in (("lat", 90), ("lon", 180)):
        said = record.cells[name] or ""
        number = _number(said)
        if math.isnan(number):
            return Problem(record.line, Kind.NO_NUMBER, f"{name} is {said[:40]!r}")
        if abs(number) > most:
            return Problem(record.line, Kind.OUT_OF_RANGE, f"{name} is {said[:40]}")
    return None


def _number(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return math.nan
