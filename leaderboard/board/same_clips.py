"""Each entrant compared with people on the clips that both have answered, as the API sends it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from game.errors import Refusal
from game.json_types import Json
from leaderboard.board.pairs import COMPARED, Pair, pairs_with
from leaderboard.board.payload import row
from leaderboard.board.people_over_clips import PeopleOverClips, RowsOverClips
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
    clips = len(roster.benchmark.clips)
    people = RowsOverClips(roster.people, clips) if roster.people else None
    return compare(people, roster.entrants(), keys, clips, has_guesses=roster.everyone is not None)


def compare(
    people: PeopleOverClips | None,
    entrants: Iterable[Entrant],
    keys: Sequence[str],
    clips: int,
    *,
    has_guesses: bool,
) -> Json:
    """The same with people whose rows need not be at hand.

    Parameters
    ----------
    people : PeopleOverClips or None
        None until somebody has played enough.
    entrants : iterable of Entrant
        Among which are those with these keys.
    clips : int
        How many clips the benchmark has.
    has_guesses : bool
        Whether anybody has played.
    """
    others = {entrant.key: entrant for entrant in entrants if entrant.player is None}
    picked = _named(others, keys) if keys else [one for one in others.values() if one.kind == "alm"]
    pairs = pairs_with(people, picked, clips)
    return {
        "entrants": [entrant.key for entrant in picked],
        "why_not": _why_nothing(picked, has_guesses=has_guesses),
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


def _why_nothing(picked: Sequence[Entrant], *, has_guesses: bool) -> str:
    if not has_guesses:
        return text("board.compare.nobody")
    return "" if picked else text("board.compare.choose_one")
