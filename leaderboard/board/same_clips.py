"""Each entrant compared with people on the clips that both have answered, pair by pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.errors import Refusal
from game.json_types import Json
from game.texts import text
from leaderboard.board.payload import row
from leaderboard.board.standings import Standing, standing
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE, Roster
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.cluster_variances import FEWEST_CLIPS, MIN_PLAYERS
from leaderboard.uncertainty.confidence_intervals import UNITS, estimated, has_intervals, mean_intervals
from leaderboard.uncertainty.contrasts import Contrast
from leaderboard.uncertainty.differences import Difference, difference, holm
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals


class UnknownEntrant(Refusal):
    """A key without a computed row; the message lists the keys there are."""


COMPARED = ("geoscore", "distance_km", "continent_acc_coordinates", "country_acc_coordinates")


@dataclass(frozen=True)
class Pair:
    """An entrant and people on the clips that both have answered.

    Attributes
    ----------
    entrant : Standing
        Its figures over these clips.
    differences : mapping of str to Difference
        By metric, with both means.
    people : mapping of str to (float, float)
        By metric, the 95% interval of people's mean over these clips.
    why_not : str
        Why there are no intervals of differences; empty when there are.
    """

    entrant: Standing
    differences: Mapping[str, Difference]
    people: Mapping[str, Interval]
    why_not: str


def compare_on_same_clips(roster: Roster, keys: Sequence[str]) -> Json:
    """Compare people with each of the entrants with these keys, on the clips that both have answered.

    Parameters
    ----------
    keys : sequence of str
        Of computed entrants. Empty selects all models.

    Returns
    -------
    dict
        ``entrants``, ``why_not`` and ``rows``, as the API sends them.

    Raises
    ------
    UnknownEntrant
    """
    others = {entrant.key: entrant for entrant in roster.entrants() if entrant.player is None}
    picked = _named(others, keys) if keys else [one for one in others.values() if one.kind == "alm"]
    pairs = side_by_side(roster.people, picked, len(roster.benchmark.clips))
    return {
        "entrants": [entrant.key for entrant in picked],
        "why_not": _why_nothing(roster, picked),
        "rows": [
            {
                **row(pair.entrant),
                "difference": differences or None,
                "why_not": pair.why_not,
            }
            for pair, differences in zip(pairs, differences_to_dict(pairs), strict=True)
        ],
    }


def side_by_side(
    people: Entrant | None, others: Sequence[Entrant], clips: int, metrics: Sequence[str] = COMPARED
) -> list[Pair]:
    """Pair each entrant with people; the best GeoScore first.

    Parameters
    ----------
    people : Entrant or None
        None before anybody has played enough.
    others : sequence of Entrant
        With one answer per clip, or several that are averaged.
    clips : int
        How many clips the benchmark has.
    metrics : sequence of str
        What to compare.
    """
    pairs = [_pair(people, entrant, clips, metrics) for entrant in others]
    return sorted(pairs, key=lambda pair: -pair.entrant.geoscore)


def differences_to_dict(pairs: Sequence[Pair]) -> list[Json]:
    """Each pair's differences as the API sends them, with p-values adjusted over the pairs by metric."""
    found: list[Json] = [{} for _ in pairs]
    for metric in COMPARED:
        each = ((at, pair.differences.get(metric)) for at, pair in enumerate(pairs))
        known = [(at, one) for at, one in each if one is not None]
        adjusted = holm(np.array([one.among_clips.p for _, one in known]))
        for (at, one), p_holm in zip(known, adjusted.tolist(), strict=True):
            found[at][metric] = _to_dict(one, p_holm) | {"people_interval": pairs[at].people.get(metric)}
    return found


def _to_dict(one: Difference, p_holm: float) -> Json:
    return {
        "entrant": one.entrant,
        "people": one.people,
        "clips": one.clips,
        "players": one.players,
        "mean": float(one.among_clips.difference.mean[0]),
        **_uncertainty(one.among_clips),
        "p": _or_none(one.among_clips.p),
        "p_holm": _or_none(p_holm),
        "these_clips": _uncertainty(one.on_these_clips),
    }


def _uncertainty(contrast: Contrast) -> Json:
    low, high = contrast.interval or (None, None)
    error, freedom = (_or_none(each[0]) for each in (contrast.difference.error, contrast.difference.freedom))
    return {"low": low, "high": high, "se": error, "df": freedom}


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _named(others: Mapping[str, Entrant], keys: Sequence[str]) -> list[Entrant]:
    chosen = [key for key in dict.fromkeys(keys) if key != PEOPLE]
    unknown = next((key for key in chosen if key not in others), None)
    if unknown is not None:
        known = ", ".join(others) or "–"
        raise UnknownEntrant("problem.unknown_entrant", entrant=unknown[:80], known=known)
    return [others[key] for key in chosen]


def _why_nothing(roster: Roster, picked: Sequence[Entrant]) -> str:
    if roster.everyone is None:
        return text("board.compare.nobody")
    return "" if picked else text("board.compare.choose_one")


def _pair(people: Entrant | None, entrant: Entrant, clips: int, metrics: Sequence[str]) -> Pair:
    if people is None:
        return Pair(_standing(entrant, None), {}, {}, "")
    shared = np.bincount(people.rows.clip, minlength=clips) > 0
    shared &= np.bincount(entrant.rows.clip, minlength=clips) > 0
    of_people, of_entrant = (one.only(shared[one.rows.clip]) for one in (people, entrant))
    why_not = _why_not(of_people, entrant, int(np.count_nonzero(shared)))
    differences = _differences(of_people, of_entrant, clips, metrics, sure=not why_not)
    return Pair(_standing(of_entrant, of_people), differences, _intervals(of_people, metrics), why_not)


def _intervals(people: Entrant, metrics: Sequence[str]) -> dict[str, Interval]:
    columns = dict(values(people.rows))
    estimates = estimated(people, [columns[metric] for metric in metrics])
    return scaled_intervals(metrics, [UNITS[metric] for metric in metrics], estimates)


def _standing(entrant: Entrant, people: Entrant | None) -> Standing:
    intervals = mean_intervals(entrant) if has_intervals(entrant, people) else {}
    return replace(standing(entrant), under=None, intervals=intervals)


def _why_not(people: Entrant, entrant: Entrant, clips: int) -> str:
    players = people.players or 0
    if not clips:
        return text("board.compare.no_clips")
    if entrant.kind == "crowd":
        return text("board.compare.crowd")
    if players < MIN_PLAYERS:
        return text(
            "board.compare.few_players", count=players, fewest=MIN_PLAYERS, more=MIN_PLAYERS - players
        )
    return text("board.compare.one_clip") if clips < FEWEST_CLIPS else ""


def _differences(
    people: Entrant, entrant: Entrant, clips: int, metrics: Sequence[str], sure: bool
) -> dict[str, Difference]:
    """Differences by metric; without intervals unless ``sure``."""
    assert people.player is not None
    humans, answers = dict(values(people.rows)), dict(values(entrant.rows))
    found: dict[str, Difference] = {}
    for metric in metrics:
        by_clip = _by_clip(answers[metric], entrant, clips)
        one = difference(humans[metric], people.rows.clip, people.player, by_clip, UNITS[metric])
        if one is not None:
            found[metric] = _widened(one, entrant, answers[metric]) if sure else one.without_errors()
    return found


def _widened(one: Difference, entrant: Entrant, answers: Floats) -> Difference:
    """The same difference with the error that a model's seeds add."""
    if entrant.seed is None:
        return one
    added = seed_errors([answers], entrant.rows.clip, entrant.seed)
    return one.widened(added.variance, added.freedom)


def _by_clip(column: Floats, entrant: Entrant, clips: int) -> Floats:
    """The entrant's mean on each clip; NaN where it has no value."""
    known, clip = ~np.isnan(column), entrant.rows.clip
    counts = np.bincount(clip[known], minlength=clips)
    totals = np.bincount(clip[known], column[known], minlength=clips)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
