"""Entrants compared on the clips that all of them answered, each with its difference from people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from game.errors import Refusal
from game.json_types import Json
from game.texts import text
from leaderboard.board.payload import row
from leaderboard.board.standings import MIN_CLIPS, Standing, standing
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE, Roster
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.uncertainty.confidence_intervals import has_intervals, mean_intervals
from leaderboard.uncertainty.standard_errors import FEWEST_CLIPS, MIN_PLAYERS, Estimates, differences, holm


class UnknownEntrant(Refusal):
    """A key without a computed row; the message lists the keys there are."""


COMPARED = ("geoscore", "distance_km", "continent_acc_coordinates", "country_acc_coordinates")


@dataclass(frozen=True)
class Difference:
    """An entrant's mean minus people's mean, on the same clips.

    Attributes
    ----------
    p, p_holm : float
        Two-sided; the second is adjusted for the number of entrants compared.
    """

    mean: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True)
class SameClips:
    """Entrants compared on the clips that all of them answered.

    Attributes
    ----------
    clips : int
        How many such clips there are.
    standings : tuple of Standing
        Best GeoScore first, unranked.
    differences : mapping of str to mapping of str to Difference
        By entrant and metric (`COMPARED`). People are not in it, nor are metrics with too few clips.
    why_not : str
        Why there are no differences; empty when there are.
    """

    clips: int
    standings: tuple[Standing, ...]
    differences: Mapping[str, Mapping[str, Difference]]
    why_not: str


def compare_on_same_clips(roster: Roster, keys: Sequence[str]) -> Json:
    """Compare people and the entrants with these keys on the clips that all of them answered.

    Parameters
    ----------
    keys : sequence of str
        Of computed entrants. Empty selects the models with enough clips to be ranked; ``left_out`` says why
        the others are missing.

    Returns
    -------
    dict
        ``clips``, ``entrants``, ``left_out``, ``why_not`` and ``rows``, as the API sends them.

    Raises
    ------
    UnknownEntrant
    """
    others = {entrant.key: entrant for entrant in roster.entrants() if entrant.player is None}
    left_out = {} if keys else _left_out(others)
    picked = _named(others, keys) if keys else _models(others, left_out)
    people = roster.everyone and replace(roster.everyone, key=PEOPLE, name="People")
    comparison = side_by_side(people, picked, len(roster.benchmark.clips))
    return {
        "clips": comparison.clips,
        "entrants": [entrant.key for entrant in picked],
        "left_out": left_out,
        "why_not": comparison.why_not,
        "rows": [
            row(standing) | {"difference": _differences_to_dict(comparison.differences.get(standing.key))}
            for standing in comparison.standings
        ],
    }


def side_by_side(people: Entrant | None, others: Sequence[Entrant], clips: int) -> SameClips:
    """Restrict entrants to the clips that all of them answered, and compare.

    Parameters
    ----------
    people : Entrant or None
        None before anybody has played.
    others : sequence of Entrant
        With one answer per clip, or several that are averaged.
    clips : int
        How many clips the benchmark has.
    """
    entrants = [*([people] if people else []), *others]
    shared = _answered_by_all(entrants, clips)
    count = int(np.count_nonzero(shared))
    if entrants and not count:
        return SameClips(0, (), {}, text("board.compare.no_clips"))
    kept = [entrant.only(shared[entrant.rows.clip]) for entrant in entrants]
    kept_people = kept[0] if people else None
    standings = [_standing(entrant, kept_people) for entrant in kept]
    best_first = tuple(sorted(standings, key=lambda row: -row.geoscore))
    why_not = _why_not(kept_people, others, count)
    differences = {} if why_not else _differences(kept[0], kept[1:], clips)
    return SameClips(count, best_first, differences, why_not)


def _named(others: Mapping[str, Entrant], keys: Sequence[str]) -> list[Entrant]:
    chosen = [key for key in dict.fromkeys(keys) if key != PEOPLE]
    unknown = next((key for key in chosen if key not in others), None)
    if unknown is not None:
        known = ", ".join(others) or "–"
        raise UnknownEntrant("problem.unknown_entrant", entrant=unknown[:80], known=known)
    return [others[key] for key in chosen]


def _models(others: Mapping[str, Entrant], left_out: Mapping[str, str]) -> list[Entrant]:
    return [entrant for entrant in others.values() if entrant.kind == "alm" and entrant.key not in left_out]


def _left_out(others: Mapping[str, Entrant]) -> dict[str, str]:
    """Models with so few clips that hardly any would be shared, each with a sentence that says so."""
    return {
        entrant.key: text("board.compare.left_out", name=entrant.name, count=entrant.clips, fewest=MIN_CLIPS)
        for entrant in others.values()
        if entrant.kind == "alm" and entrant.clips < MIN_CLIPS
    }


def _standing(entrant: Entrant, people: Entrant | None) -> Standing:
    intervals = mean_intervals(entrant) if has_intervals(entrant, people) else {}
    return replace(standing(entrant), under=None, intervals=intervals)


def _differences_to_dict(differences: Mapping[str, Difference] | None) -> Json | None:
    if not differences:
        return None
    return {metric: asdict(difference) for metric, difference in differences.items()}


def _answered_by_all(entrants: Sequence[Entrant], clips: int) -> Bools:
    shared = np.full(clips, bool(entrants))
    for entrant in entrants:
        shared &= np.bincount(entrant.rows.clip, minlength=clips) > 0
    return shared


def _why_not(people: Entrant | None, others: Sequence[Entrant], clips: int) -> str:
    if people is None:
        return text("board.compare.nobody")
    if not others:
        return text("board.compare.choose_one")
    players = people.players or 0
    if players < MIN_PLAYERS:
        return text(
            "board.compare.few_players", count=players, fewest=MIN_PLAYERS, more=MIN_PLAYERS - players
        )
    if clips < FEWEST_CLIPS:
        return text("board.compare.one_clip")
    return ""


def _differences(people: Entrant, others: Sequence[Entrant], clips: int) -> dict[str, dict[str, Difference]]:
    found: dict[str, dict[str, Difference]] = {entrant.key: {} for entrant in others}
    assert people.player is not None
    for metric in COMPARED:
        answers = np.column_stack([_by_clip(entrant, metric, clips) for entrant in others])
        human = dict(values(people.rows))[metric]
        estimates = _widened(differences(human, people.rows.clip, people.player, answers), others, metric)
        columns = (estimates.mean, estimates.low, estimates.high, estimates.p, holm(estimates.p))
        for entrant, figures in zip(others, zip(*columns, strict=True), strict=True):
            if not np.isnan(figures).any():
                found[entrant.key][metric] = Difference(*map(float, figures))
    return found


def _widened(estimates: Estimates, others: Sequence[Entrant], metric: str) -> Estimates:
    """The same estimates with the error that models' seeds add, an entry per entrant."""
    added = [
        (0.0, np.inf) if entrant.seed is None else _seed_error(entrant, entrant.seed, metric)
        for entrant in others
    ]
    return estimates.widened(*np.array(added).T)


def _seed_error(entrant: Entrant, seed: Integers, metric: str) -> tuple[float, float]:
    """Variance and degrees of freedom."""
    added = seed_errors([dict(values(entrant.rows))[metric]], entrant.rows.clip, seed)
    return float(added.variance[0]), added.freedom


def _by_clip(entrant: Entrant, metric: str, clips: int) -> Floats:
    """The entrant's mean on each clip; NaN where it has no value."""
    column, clip = dict(values(entrant.rows))[metric], entrant.rows.clip
    known = ~np.isnan(column)
    counts = np.bincount(clip[known], minlength=clips)
    totals = np.bincount(clip[known], column[known], minlength=clips)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
