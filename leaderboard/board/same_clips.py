"""Entrants side by side over the clips that all of them answered, each held against people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from game.errors import Refusal
from game.json_types import Json
from leaderboard.board.payload import row
from leaderboard.board.standings import MIN_CLIPS, Standing, standing
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE, Roster
from leaderboard.entrants.seeds import seed_errors
from leaderboard.figures.figure import counted
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.uncertainty.confidence_intervals import has_spans, spans
from leaderboard.uncertainty.standard_errors import FEWEST_CLIPS, MIN_PLAYERS, Estimates, differences, holm


class UnknownEntrant(Refusal):
    """A key that no entrant worked out here has, with those there are."""


COMPARED = ("geoscore", "distance_km", "continent_acc_coordinates", "country_acc_coordinates")


@dataclass(frozen=True)
class Difference:
    """An entrant's mean minus people's, over the same clips.

    Attributes
    ----------
    p, p_holm : float
        Two-sided; the second adjusted for the number of entrants that are shown.
    """

    mean: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True)
class SameClips:
    """What entrants did over the clips that all of them answered.

    Attributes
    ----------
    clips : int
        How many they are.
    standings : tuple of Standing
        Best GeoScore first, unranked.
    differences : mapping of str to mapping of str to Difference
        By entrant and metric (`COMPARED`), without those that too few clips say anything about; people
        themselves are not in it.
    why_not : str
        Why there are no differences; empty when there are.
    """

    clips: int
    standings: tuple[Standing, ...]
    differences: Mapping[str, Mapping[str, Difference]]
    why_not: str


def compared(roster: Roster, keys: Sequence[str]) -> Json:
    """People and the entrants with these keys over the clips that all answered, in terms of JSON.

    Parameters
    ----------
    keys : sequence of str
        Of entrants that are worked out here; none: the models with enough clips to be ranked, and
        ``left_out`` says why the others are not among them.

    Raises
    ------
    UnknownEntrant
    """
    others = {one.key: one for one in roster.entrants() if one.player is None}
    left_out = {} if keys else _left_out(others)
    picked = _named(others, keys) if keys else _models(others, left_out)
    found = side_by_side(roster.people, picked, len(roster.benchmark.clips))
    return {
        "clips": found.clips,
        "entrants": [one.key for one in picked],
        "left_out": left_out,
        "why_not": found.why_not,
        "rows": [row(one) | {"difference": _told(found.differences.get(one.key))} for one in found.standings],
    }


def side_by_side(people: Entrant | None, others: Sequence[Entrant], clips: int) -> SameClips:
    """Restrict entrants to the clips that all have answered, and compare.

    Parameters
    ----------
    people : Entrant or None
        None before anybody has played.
    others : sequence of Entrant
        One answer a clip, or several that are averaged.
    clips : int
        How many there are in all.
    """
    entrants = [*([people] if people else []), *others]
    shared = _answered_by_all(entrants, clips)
    count = int(np.count_nonzero(shared))
    if entrants and not count:
        return SameClips(0, (), {}, "There is no clip that all of these have answered.")
    kept = [one.only(shared[one.rows.clip]) for one in entrants]
    among = kept[0] if people else None
    standings = [_standing(one, among) for one in kept]
    best_first = tuple(sorted(standings, key=lambda row: -row.geoscore))
    why_not = _why_not(among, others, count)
    found = {} if why_not else _differences(kept[0], kept[1:], clips)
    return SameClips(count, best_first, found, why_not)


def _named(others: Mapping[str, Entrant], keys: Sequence[str]) -> list[Entrant]:
    chosen = [key for key in dict.fromkeys(keys) if key != PEOPLE]
    unknown = next((key for key in chosen if key not in others), None)
    if unknown is not None:
        known = ", ".join(others) or "–"
        raise UnknownEntrant("problem.unknown_entrant", entrant=unknown[:80], known=known)
    return [others[key] for key in chosen]


def _models(others: Mapping[str, Entrant], left_out: Mapping[str, str]) -> list[Entrant]:
    return [one for one in others.values() if one.kind == "alm" and one.key not in left_out]


def _left_out(others: Mapping[str, Entrant]) -> dict[str, str]:
    """Models with so few clips that hardly any would be common to all, with sentences that say so."""
    return {
        one.key: f"{one.name} is left out: it has answered {counted(one.clips, 'clip')}, fewer than "
        f"{MIN_CLIPS}. It is compared when it is chosen."
        for one in others.values()
        if one.kind == "alm" and one.clips < MIN_CLIPS
    }


def _standing(entrant: Entrant, people: Entrant | None) -> Standing:
    intervals = spans(entrant) if has_spans(entrant, people) else {}
    return replace(standing(entrant), under=None, intervals=intervals)


def _told(differences: Mapping[str, Difference] | None) -> Json | None:
    return {metric: asdict(one) for metric, one in differences.items()} if differences else None


def _answered_by_all(entrants: Sequence[Entrant], clips: int) -> Bools:
    shared = np.full(clips, bool(entrants))
    for one in entrants:
        shared &= np.bincount(one.rows.clip, minlength=clips) > 0
    return shared


def _why_not(people: Entrant | None, others: Sequence[Entrant], clips: int) -> str:
    if people is None:
        return "Nobody has guessed yet, so there are no people to compare with."
    if not others:
        return "Choose a model to compare with people."
    players = people.players or 0
    if players < MIN_PLAYERS:
        lacking = MIN_PLAYERS - players
        return (
            f"These clips have been guessed by {counted(players, 'player')}: {lacking} more are needed "
            "before differences can be told from chance."
        )
    if clips < FEWEST_CLIPS:
        return "These have answered one clip in common, which tells nothing of how clips differ."
    return ""


def _differences(people: Entrant, others: Sequence[Entrant], clips: int) -> dict[str, dict[str, Difference]]:
    found: dict[str, dict[str, Difference]] = {one.key: {} for one in others}
    assert people.player is not None
    for metric in COMPARED:
        answers = np.column_stack([_by_clip(one, metric, clips) for one in others])
        said = dict(values(people.rows))[metric]
        about = _widened(differences(said, people.rows.clip, people.player, answers), others, metric)
        told = zip(about.mean, about.low, about.high, about.p, holm(about.p), strict=True)
        for one, figures in zip(others, told, strict=True):
            if not np.isnan(figures).any():
                found[one.key][metric] = Difference(*map(float, figures))
    return found


def _widened(found: Estimates, others: Sequence[Entrant], metric: str) -> Estimates:
    """The same with what models' seeds add, an entry an entrant."""
    added = [(0.0, np.inf) if one.seed is None else _of_seeds(one, one.seed, metric) for one in others]
    return found.widened(*np.array(added).T)


def _of_seeds(entrant: Entrant, seed: Integers, metric: str) -> tuple[float, float]:
    more = seed_errors([dict(values(entrant.rows))[metric]], entrant.rows.clip, seed)
    return float(more.variance[0]), more.freedom


def _by_clip(entrant: Entrant, metric: str, clips: int) -> Floats:
    """The entrant's mean on each clip; NaN where it says nothing."""
    said, clip = dict(values(entrant.rows))[metric], entrant.rows.clip
    known = ~np.isnan(said)
    counts = np.bincount(clip[known], minlength=clips)
    totals = np.bincount(clip[known], said[known], minlength=clips)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
