"""Each entrant compared with people on the clips that both have answered, as the API sends it."""

from collections.abc import Mapping, Sequence

import numpy as np

from game.errors import Refusal
from game.json_types import Json
from leaderboard.board.pairs import COMPARED, Pair, side_by_side
from leaderboard.board.payload import row
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import PEOPLE, Roster
from leaderboard.sentences import text
from leaderboard.uncertainty.contrasts import Contrast
from leaderboard.uncertainty.differences import Difference, holm


class UnknownEntrant(Refusal):
    """A key without a computed row; the message lists the keys there are."""


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
