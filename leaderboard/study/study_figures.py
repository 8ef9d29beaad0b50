"""Every figure of a study, computed from its record alone, each once and when it is first asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from game.play.counting import CATCH_ALLOCATION
from game.play.rounds import ABANDONED
from game.study.study_schema import Study
from leaderboard.board.pairs import Pair, side_by_side
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.queries import STUDY_MODES
from leaderboard.scoring.rows import Texts
from leaderboard.study.components import Components, moment_components
from leaderboard.study.equivalence import Tested, confirm
from leaderboard.study.estimands import Figure, estimates_of
from leaderboard.study.mixed_model import MixedModel, fit
from leaderboard.study.record_entrants import roster_of, sample_of
from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, Variant, by_rule
from leaderboard.study.sample import Sample
from leaderboard.study.stratum_mean import mean_by_stratum
from leaderboard.study.study_record import StudyRecord
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

Row = dict[str, Any]
FEWEST_CLIPS = 3  # of a mixed model


@dataclass(frozen=True, eq=False)
class StudyFigures:
    """The figures of a record."""

    record: StudyRecord

    @property
    def study(self) -> Study:
        return self.record.study

    @property
    def cap(self) -> int | None:
        return self.study.estimand.rounds_per_person

    @cached_property
    def roster(self) -> Roster:
        return roster_of(self.record)

    @property
    def benchmark(self) -> Benchmark:
        return self.roster.benchmark

    @cached_property
    def sample(self) -> Sample:
        return sample_of(self.record, self.benchmark)

    @property
    def rows(self) -> StudyRows:
        return self.sample.rows

    @cached_property
    def models(self) -> list[Entrant]:
        """Models with answers to the study's clips."""
        return [one for one in self.roster.entrants() if one.kind == "alm"]

    @cached_property
    def people(self) -> Entrant | None:
        """People's main row; None until somebody has played enough."""
        row = self.sample.people(self.cap)
        return row if len(row.rows.clip) else None

    @cached_property
    def rounds(self) -> list[Row]:
        """All closed rounds of the record."""
        rounds: list[Row] = self.record.rounds.to_pylist()
        return rounds

    @cached_property
    def scored(self) -> list[Row]:
        """The closed rounds on the study's clips: without practice and catch rounds."""
        return [
            row for row in self.rounds if row["mode"] in STUDY_MODES and row["allocation"] != CATCH_ALLOCATION
        ]

    @cached_property
    def answered(self) -> list[Row]:
        """Those of them that were not abandoned."""
        return [row for row in self.scored if row["status"] != ABANDONED]

    @cached_property
    def counting(self) -> list[Row]:
        return [row for row in self.scored if row["counts"]]

    @cached_property
    def participants(self) -> list[Row]:
        participants: list[Row] = self.record.participants.to_pylist()
        return participants

    @cached_property
    def margins(self) -> list[Row]:
        """How many participants gave each answer about themselves, where enough did."""
        margins: list[Row] = self.record.margins.to_pylist()
        return margins

    @cached_property
    def clips(self) -> list[Row]:
        clips: list[Row] = self.record.clips.to_pylist()
        return clips

    @cached_property
    def strata(self) -> Texts:
        """The stratum of each clip of the benchmark."""
        by_key = {clip["key"]: str(clip["stratum"]) for clip in self.clips}
        return np.array([by_key[clip.key] for clip in self.benchmark.clips], object)

    @property
    def deals_by_shares(self) -> bool:
        """Whether strata got other shares of the answers than they have of the clips."""
        allocation = self.study.allocation
        if allocation.rule != "stratified" or not allocation.shares:
            return False
        names, counts = np.unique(self.strata.astype(str), return_counts=True)
        own = dict(zip(names.tolist(), (counts / counts.sum()).tolist(), strict=True))
        return any(abs(own.get(name, 0) - given) > 0.005 for name, given in allocation.shares.items())

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure of people; the primary one comes first."""
        return self._figures_of(self.rows)

    def _figures_of(self, rows: StudyRows) -> list[Figure]:
        found = estimates_of(rows, self.cap)
        if self.study.allocation.rule == "stratified":
            found += mean_by_stratum(rows, self.strata, self.cap)
        return found

    @property
    def primary(self) -> Figure:
        return self.figures[0]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Each model with people, on the clips that both have answered."""
        return side_by_side(self.people, self.models, len(self.benchmark.clips))

    @cached_property
    def tested(self) -> list[Tested]:
        """The confirmatory family."""
        return self.tested_on(self.rows)

    def tested_on(self, rows: StudyRows) -> list[Tested]:
        """The confirmatory family, on the same rounds judged otherwise."""
        if not self.study.comparisons:
            return []
        sample = replace(self.sample, rows=rows)
        return confirm(sample, self.models, self.study.comparisons, self.cap)

    @cached_property
    def variants(self) -> Sequence[Variant]:
        """The primary figure with and without each rule."""
        return by_rule(self.rows, self.cap)

    @cached_property
    def figures_by_rule(self) -> list[tuple[str, list[Figure]]]:
        """Every figure of people with and without each rule."""
        return [(one.rule, self._figures_of(one.judged)) for one in self.variants]

    @cached_property
    def claims_by_rule(self) -> list[tuple[str, list[Tested]]]:
        """The confirmatory family with and without each rule; an abandoned round has no point to compare."""
        return [
            (one.rule, self.tested if one.rule == EVERY_RULE else self.tested_on(one.judged))
            for one in self.variants
            if one.rule != ABANDONED_AS_SKIPS
        ]

    @cached_property
    def primary_rows(self) -> StudyRows:
        """The rounds that the primary figure rests on."""
        return self.rows.only(self.sample.kept(self.cap))

    @cached_property
    def components(self) -> Components | None:
        """By Henderson's first method; None with too few people or clips."""
        rows = self.primary_rows
        if min(rows.people, rows.clips) < 2:
            return None
        return moment_components(rows.score, rows.person, rows.clip)

    @cached_property
    def mixed(self) -> MixedModel | None:
        """The mixed model; None with too few people or clips, or where it cannot be fitted."""
        rows = self.rows.counted()
        if rows.people < MIN_PLAYERS or rows.clips < FEWEST_CLIPS:
            return None
        try:
            return fit(rows)
        except (np.linalg.LinAlgError, ValueError):
            return None
