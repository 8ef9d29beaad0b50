"""The table's rows: every entrant's figures, sorted, with ranks where they qualify for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from leaderboard.entrants.entrant import Entrant, Kind
from leaderboard.entrants.paper import Published
from leaderboard.entrants.seeds import Seeds
from leaderboard.scoring.metrics import PARTS, Metrics
from leaderboard.sentences import following, text
from leaderboard.uncertainty.interval_file import SavedInterval
from leaderboard.uncertainty.scaled_intervals import Interval

Basis = Literal["clips", "published"]

MIN_CLIPS = 100
MIN_GUESSES = 500  # of people
RANKED: frozenset[Kind] = frozenset({"human", "crowd", "best-tenth", "alm"})


@dataclass(frozen=True)
class Standing:
    """One row of the table.

    Attributes
    ----------
    basis : {"clips", "published"}
        ``clips`` if computed here from answers to clips, ``published`` if printed in the paper.
    open : bool or None
        Whether the model's weights are open; None for anything but a model.
    under : str or None
        Key of the main row that this one unfolds under.
    clips, guesses, players : int or None
        How many; None where unknown or meaningless.
    figures : mapping of str to dict
        By part (`PARTS`), the metrics.
    intervals : mapping of str to dict
        By part, the metrics' 95% intervals, as far as there are any from the same answers as the figures.
    older : mapping of str to dict
        By part, intervals from earlier answers: the figure then, and the interval's ends.
    narrower : mapping of str to dict
        By part, the metrics' 95% intervals for a narrower question.
    question, narrower_question : str
        What ``intervals`` and ``narrower`` are about, as sentences.
    warnings : tuple of str
        Sentences on intervals that are too short.
    older_rank : (int, int, int) or None
        An earlier rank with its interval, where it is no longer the rank.
    provisional : str
        What it still needs to be ranked; empty when nothing.
    doubts : mapping of str to dict
        By part, what contradicts a metric.
    seeds : Seeds or None
        How far a model's seeds differ; None with fewer than two.
    """

    key: str
    name: str
    kind: Kind
    basis: Basis
    note: str
    clips: int
    figures: Mapping[str, Metrics]
    open: bool | None = None
    under: str | None = None
    guesses: int | None = None
    players: int | None = None
    provisional: str = ""
    rank: int | None = None
    rank_interval: tuple[int, int] | None = None
    older_rank: tuple[int, int, int] | None = None
    intervals: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    older: Mapping[str, Mapping[str, SavedInterval]] = field(default_factory=dict)
    narrower: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    question: str = ""
    narrower_question: str = ""
    warnings: tuple[str, ...] = ()
    doubts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seeds: Seeds | None = None

    @property
    def guesses_per_clip(self) -> float | None:
        """Mean number of guesses per answered clip."""
        return self.guesses / self.clips if self.guesses and self.clips else None

    def with_rank_interval(self, saved: tuple[int, int, int] | None) -> "Standing":
        """The same row with a saved rank interval, as its own if the rank is still the same."""
        if saved is None:
            return self
        rank, best, worst = saved
        return (
            replace(self, rank_interval=(best, worst))
            if rank == self.rank
            else replace(self, older_rank=saved)
        )

    @property
    def geoscore(self) -> float:
        """The sort key; minus infinity where there is no score."""
        score = self.figures["all"].get("geoscore", np.nan)
        return -np.inf if np.isnan(score) else score


def standing(entrant: Entrant) -> Standing:
    """Measure an entrant and describe it as a row."""
    people = entrant.player is not None
    guesses = len(entrant.rows.clip) if people else None
    return Standing(
        key=entrant.key,
        name=entrant.name,
        kind=entrant.kind,
        basis="clips",
        note=following(entrant.note, entrant.seeds.sentence() if entrant.seeds else ""),
        clips=entrant.clips,
        guesses=guesses,
        players=entrant.players,
        under=_under(entrant.key),
        figures=entrant.figures,
        provisional=missing(entrant.clips, guesses),
        seeds=entrant.seeds,
    )


def published_standing(row: Published, clips: int) -> Standing:
    """A row of the paper."""
    return Standing(
        key=published_key(row.key),
        name=row.name,
        kind=row.kind,
        basis="published",
        note=row.note,
        clips=clips,
        open=row.open,
        figures={part: dict(row.figures.get(part, {})) for part in PARTS},
        doubts=row.doubts,
    )


def published_key(key: str) -> str:
    """Key of the published row that belongs to a model's key."""
    return key.replace("alm/", "published/", 1)


def missing(clips: int, guesses: int | None) -> str:
    """What an entrant still needs to be ranked, as a phrase; empty when nothing."""
    more_clips, more_guesses = MIN_CLIPS - clips, MIN_GUESSES - guesses if guesses is not None else 0
    needs_clips = text("board.needs.clips", count=more_clips) if more_clips > 0 else ""
    needs_guesses = text("board.needs.guesses", count=more_guesses) if more_guesses > 0 else ""
    if needs_clips and needs_guesses:
        return text("board.needs.both", clips=needs_clips, guesses=needs_guesses)
    return needs_clips or needs_guesses


def ranked(standings: Iterable[Standing], comparable: bool) -> list[Standing]:
    """Sort by GeoScore, and number the rows that qualify.

    Parameters
    ----------
    comparable : bool
        Whether the paper's figures are for the clips that people hear here; if not, they are not ranked.

    Returns
    -------
    list of Standing
        Best first. Ranked are main rows of people, crowds and models that have a GeoScore and are not
        provisional; equal scores share a rank.
    """
    best_first = sorted(standings, key=lambda row: -row.geoscore)
    scores = [row.geoscore for row in best_first if _is_ranked(row, comparable)]
    return [
        replace(row, rank=1 + sum(score > row.geoscore for score in scores))
        if _is_ranked(row, comparable)
        else row
        for row in best_first
    ]


def nested(recomputed: Sequence[Standing], published: Sequence[Standing], whole: int) -> list[Standing]:
    """Put the computed and the published row of a model under one another.

    A model that answered all ``whole`` clips is the main row, and its published row unfolds under it. With
    fewer clips it is the other way round.
    """
    by_key = {row.key: row for row in published}
    whole_of = {published_key(row.key): row.key for row in recomputed if row.clips >= whole}
    rows = [
        replace(row, under=above)
        if (above := published_key(row.key)) in by_key and above not in whole_of
        else row
        for row in recomputed
    ]
    return [*rows, *(replace(row, under=whole_of.get(row.key)) for row in published)]


def with_access(recomputed: Iterable[Standing], published: Iterable[Standing]) -> list[Standing]:
    """Mark recomputed models as open or closed, as the paper does."""
    access = {row.key: row.open for row in published}
    return [replace(row, open=access.get(published_key(row.key))) for row in recomputed]


def _is_ranked(row: Standing, comparable: bool) -> bool:
    on_these_clips = row.basis == "clips" or comparable
    has_score = row.geoscore > -np.inf
    is_main = row.under is None and not row.provisional
    return on_these_clips and has_score and row.kind in RANKED and is_main


def _under(key: str) -> str | None:
    main, _, variant = key.partition("/")
    return main if variant and main in {"human", "crowd"} else None
