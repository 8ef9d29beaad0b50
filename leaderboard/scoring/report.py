"""The score report of an answer file: its figures, and the lines that could not be used."""

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from game.geo.gazetteer import Gazetteer
from game.json_types import none_if_nan
from leaderboard.answers.answers import Answers, Kind, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.scoring.columns import COLUMNS, Column
from leaderboard.scoring.measures import measure_parts
from leaderboard.scoring.metrics import Metrics, compare
from leaderboard.scoring.rows import Responses, Truth, labels_at

_SHOWN_PROBLEMS = 20
_LINE = "{:<42} {:<8} {:>12} {:>12} {:>12}"


@dataclass(frozen=True)
class Report:
    """Figures of one answer file.

    Attributes
    ----------
    clips : int
        How many clips there are to answer.
    parts : dict of str to dict of str to float
        As `measure_parts` returns them.
    """

    answers: Answers
    clips: int
    parts: dict[str, Metrics]

    def table(self) -> str:
        head = f"{self.answers.file}: {self.parts['all']['n']:,} of {self.clips:,} clips answered"
        titles = _LINE.format("", "", "all", "speech", "non-speech")
        rows = [
            _LINE.format(column.title, column.unit, *(_shown(part, column) for part in self.parts.values()))
            for column in COLUMNS
        ]
        return "\n".join([head, "", titles, *rows])

    def json(self) -> str:
        """The figures as JSON; a figure without any answers is null."""
        whole, *split = ((name, _nullable(part)) for name, part in self.parts.items())
        rest = {"file": str(self.answers.file), "clips": self.clips, "problems": self._problems()}
        return json.dumps({**whole[1], **dict(split), **rest}, indent=2, allow_nan=False)

    def warnings(self) -> Iterator[str]:
        """Sentences about what could not be used."""
        problems = self.answers.problems
        if not problems:
            return
        counts = Counter(problem.kind for problem in problems)
        summary = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        yield f"{self.answers.file}: problems: {summary}."
        for problem in problems[:_SHOWN_PROBLEMS]:
            yield str(problem)
        if len(problems) > _SHOWN_PROBLEMS:
            yield f"... and {len(problems) - _SHOWN_PROBLEMS:,} more; --json lists them all."

    def _problems(self) -> dict[str, object]:
        counts = Counter(problem.kind for problem in self.answers.problems)
        lines = [asdict(problem) for problem in self.answers.problems]
        return {**{kind.replace(" ", "_"): counts[kind] for kind in Kind}, "lines": lines}


def score_file(file: Path, schema: Path, *, once: bool) -> Report:
    """Score an answer file on AGL1K's metrics.

    Parameters
    ----------
    file : Path
        Anything that `leaderboard.answers.records.read_records` reads.
    schema : Path
        Anything that `leaderboard.answers.schema.read_clips` reads.
    once : bool
        Refuse a file with several answers to a clip; otherwise those are averaged first.

    Raises
    ------
    AnswersError, PackError, GazetteerError
    """
    clips = read_clips(schema)
    positions = {clip.key: index for index, clip in enumerate(clips)}
    rules = NameRules.load()
    answers = read_answers(file, positions, rules)
    if once:
        answers.check_once()
    gazetteer = Gazetteer.load()
    responses = Responses.of(answers.rows, positions)
    points = labels_at(responses.lat, responses.lon, gazetteer)
    rows = compare(Truth.of(clips, gazetteer), responses, points, rules)
    return Report(answers, len(clips), measure_parts(rows, rows.clip))


def _shown(figures: Metrics, column: Column) -> str:
    figure = figures[column.key]
    return "-" if math.isnan(figure) else f"{figure:,.{column.decimals}f}"


def _nullable(figures: Metrics) -> dict[str, float | None]:
    return {column.key: none_if_nan(figures[column.key]) for column in COLUMNS}
