"""How people do against the best model that has answered the same clips, in one sentence and its numbers."""

from collections.abc import Sequence

from game.json_types import Json
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.sentences import text

SURE = 0.05  # p-values below tell people and a model apart


def headline(comparison: Json) -> Json | None:
    """People's GeoScore beside that of each model, on the clips that both have answered.

    Parameters
    ----------
    comparison : dict
        Of people with all models: `leaderboard.board.same_clips.compare_on_same_clips`.

    Returns
    -------
    dict or None
        ``sentence`` about the best model; its ``entrant`` and ``name``; and ``pairs``, the best first: each
        with ``entrant``, ``name``, ``why_not`` and the ``difference`` of GeoScores, as under Same clips. None
        before anybody has played enough, or without a model's answers.
    """
    found = [
        {
            "entrant": row["key"],
            "name": row["name"],
            "why_not": row["why_not"],
            "difference": row["difference"]["geoscore"],
        }
        for row in comparison["rows"]
        if row["difference"] and "geoscore" in row["difference"]
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
        people=round(difference["people"]),
        name=pair["name"],
        score=round(difference["entrant"]),
        count=difference["clips"],
    )
