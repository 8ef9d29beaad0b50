"""Every figure of a study, computed from its record alone, each once and when it is first asked for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.board.pairs import Pair, side_by_side
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.rows import Floats, Texts
from leaderboard.study.components import Components, moment_components
from leaderboard.study.equivalence import METRIC, Tested, confirm
from leaderboard.study.estimands import Figure, estimates_of
from leaderboard.study.mixed_model import MixedModel, fit
from leaderboard.study.record_entrants import roster_of, sample_of
from leaderboard.study.record_rows import RecordRows
from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, Variant, by_rule
from leaderboard.study.sample import Sample
from leaderboard.study.stratum_mean import Difference, difference_by_stratum, mean_by_stratum
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

Row = dict[str, Any]
NO_SKIPS = "no skips"  # neither people's nor models' refusals
FEWEST_CLIPS = 3  # of a mixed model


class StudyFigures(RecordRows):
    """The figures of a record."""

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
    def by_stratum(self) -> list[tuple[str, Difference]]:
        """Each model less people, by stratum: for all clips where strata have other shares of the answers."""
        found = [
            (one.name, difference_by_stratum(self.rows, self.strata, self._by_clip(one), self.cap))
            for one in self.models
        ]
        return [(name, one) for name, one in found if one is not None]

    def _by_clip(self, model: Entrant) -> Floats:
        """A model's mean GeoScore on each clip; NaN where it has none."""
        clips, score = len(self.benchmark.clips), geoscore(model.rows.distance_km)
        known = ~np.isnan(score)
        totals = np.bincount(model.rows.clip[known], score[known], minlength=clips)
        counts = np.bincount(model.rows.clip[known], minlength=clips)
        return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)

    @cached_property
    def pairs_by_rule(self) -> list[tuple[str, list[Pair]]]:
        """Each model with people, in GeoScore alone, as `claims_by_rule`."""
        found = [(rule, self._pairs_on(rows, self.models)) for rule, rows in self._judged_otherwise()]
        answers = [one.only(~one.rows.refused) for one in self.models]
        return [*found, (NO_SKIPS, self._pairs_on(self.rows, answers, skips=False))]

    def _pairs_on(self, rows: StudyRows, models: Sequence[Entrant], skips: bool = True) -> list[Pair]:
        people = replace(self.sample, rows=rows).people(self.cap, skips)
        known = people if len(people.rows.clip) else None
        answering = [one for one in models if len(one.rows.clip)]
        return side_by_side(known, answering, len(self.benchmark.clips), [METRIC])

    @cached_property
    def tested(self) -> list[Tested]:
        """The confirmatory family."""
        return self.tested_on(self.rows)

    def tested_on(self, rows: StudyRows, skips: bool = True) -> list[Tested]:
        """The confirmatory family on the same rounds judged otherwise, or without skips and refusals."""
        if not self.study.comparisons:
            return []
        sample = replace(self.sample, rows=rows)
        return confirm(sample, self.models, self.study.comparisons, self.cap, skips)

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
        """The confirmatory family with and without each rule, and without skips and refusals."""
        found = [
            (rule, self.tested if rule == EVERY_RULE else self.tested_on(rows))
            for rule, rows in self._judged_otherwise()
        ]
        return [*found, (NO_SKIPS, self.tested_on(self.rows, skips=False))]

    def _judged_otherwise(self) -> list[tuple[str, StudyRows]]:
        """The rounds under each rule; an abandoned one has no point to compare with a model's."""
        return [(one.rule, one.judged) for one in self.variants if one.rule != ABANDONED_AS_SKIPS]

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
        return self._fitted(covariates=False)

    @cached_property
    def mixed_by_sound_and_place(self) -> MixedModel | None:
        """The same with speech and continents besides."""
        return self._fitted(covariates=True)

    def _fitted(self, covariates: bool) -> MixedModel | None:
        rows = self.rows.counted()
        if rows.people < MIN_PLAYERS or rows.clips < FEWEST_CLIPS:
            return None
        try:
            return fit(rows, covariates)
        except (np.linalg.LinAlgError, ValueError, RuntimeError):  # as scipy calls a singular matrix
            return None
