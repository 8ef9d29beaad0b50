"""How people do against the best model that has answered the same clips, in one sentence and its numbers."""

from collections.abc import Sequence

from game.json_types import Json
from game.texts import text
from leaderboard.board.same_clips import differences_to_dict, side_by_side
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.entrants.roster import Roster

SURE = 0.05  # p-values below tell people and a model apart


def headline(roster: Roster) -> Json | None:
    """People's GeoScore beside that of each model, on the clips that both have answered.

    Returns
    -------
    dict or None
        ``sentence`` about the best model; its ``entrant`` and ``name``; and ``pairs``, the best first: each
        with ``entrant``, ``name``, ``why_not`` and the ``difference`` of GeoScores, as under Same clips. None
        before anybody has played enough, or without a model's answers.
    """
    models = [one for one in roster.entrants() if one.kind == "alm"]
    if roster.people is None or not models:
        return None
    pairs = side_by_side(roster.people, models, len(roster.benchmark.clips), ("geoscore",))
    found = [
        {
            "entrant": pair.entrant.key,
            "name": pair.entrant.name,
            "why_not": pair.why_not,
            "difference": differences["geoscore"],
        }
        for pair, differences in zip(pairs, differences_to_dict(pairs), strict=True)
        if "geoscore" in differences
    ]
    if not found:
        return None
    best = _best(found)
    return {"sentence": _sentence(best), "entrant": best["entrant"], "name": best["name"], "pairs": found}


def _best(pairs: Sequence[Json]) -> Json:
    """The best model with enough common clips; if none has, the one with the most."""
    enough = [pair for pair in pairs if pair["difference"]["clips"] >= MIN_CLIPS]
    if not enough:
        return max(pairs, key=lambda pair: int(pair["difference"]["clips"]))
    return max(enough, key=lambda pair: float(pair["difference"]["entrant"]))


def _sentence(pair: Json) -> str:
    difference = pair["difference"]
    p = difference["p_holm"]
    clear = "board.headline.behind" if difference["mean"] > 0 else "board.headline.ahead"
    return text(
        clear if p is not None and p < SURE else "board.headline.beside",
        people=f"{difference['people']:,.0f}",
        name=pair["name"],
        score=f"{difference['entrant']:,.0f}",
        count=difference["clips"],
    )
