"""A model's results: the figures of a file of answers, how sure they are, and each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from game.geo.gazetteer import Gazetteer
from game.json_types import Json
from game.packs import agl1k
from game.packs.clip import Clip
from leaderboard.answers.answers import Answer, read_answers, read_usable
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import Record
from leaderboard.answers.schema import find_table, read_clips
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.models import ModelAnswers, entrant
from leaderboard.scoring.metrics import Metrics
from leaderboard.scoring.rows import Truth
from leaderboard.uncertainty.confidence_intervals import mean_intervals
from leaderboard.uncertainty.entrant_estimates import part_estimates
from leaderboard.uncertainty.scaled_intervals import Interval

AGL1K = "agl1k"


@dataclass(frozen=True)
class ModelResults:
    """Answers to the clips of a pack, scored.

    Attributes
    ----------
    benchmark : str
        ``agl1k``, or the name of the pack's folder.
    clips : tuple of Clip
        All clips of the pack.
    answers : tuple of Answer
        In the file's order.
    sources : tuple of dict
        For each answer, the object that it was read from; empty for a row of a table.
    entrant : Entrant
        A row per answer, in the same order.
    """

    benchmark: str
    clips: tuple[Clip, ...]
    answers: tuple[Answer, ...]
    sources: tuple[Json, ...]
    entrant: Entrant

    @property
    def figures(self) -> Metrics:
        """As `python -m leaderboard score` prints them for all clips."""
        return self.entrant.figures["all"]

    @property
    def intervals(self) -> Mapping[str, Interval]:
        """95% intervals by figure, whose errors are clustered by clip."""
        return mean_intervals(self.entrant)["all"]

    @cached_property
    def errors(self) -> dict[str, float]:
        """Standard errors by figure, clustered by clip; NaN over a single clip."""
        estimates = part_estimates(self.entrant)["all"]
        return dict(zip(self.entrant.means.keys, estimates.error.tolist(), strict=True))

    @property
    def answered_at(self) -> str | None:
        """When the last answer was given, ISO 8601; None where no file says so."""
        times = [str((source.get("evaluation") or {}).get("at") or "") for source in self.sources]
        return max(times) or None

    @property
    def is_agl1k(self) -> bool:
        return self.benchmark == AGL1K


def read_results(file: Path, schema: Path, *, once: bool) -> ModelResults:
    """Score a file of answers; parameters as for `leaderboard.scoring.report.score_file`.

    Raises
    ------
    AnswersError, PackError, GazetteerError
    """
    table = find_table(schema)
    clips = tuple(read_clips(schema))
    positions = {clip.key: position for position, clip in enumerate(clips)}
    rules, gazetteer = NameRules.load(), Gazetteer.load()
    answers = read_answers(file, positions, rules)
    if once:
        answers.check_once()
    model = ModelAnswers("alm/evaluated", "", {0: answers.rows}, ())
    return ModelResults(
        benchmark=AGL1K if table.name == agl1k.NAME else table.resolve().parent.name,
        clips=clips,
        answers=answers.rows,
        sources=tuple(one.source for one in read_usable(file, positions) if isinstance(one, Record)),
        entrant=entrant(model, Truth.of(clips, gazetteer), positions, gazetteer, rules),
    )
