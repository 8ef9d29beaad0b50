"""What a duel adds to reveals and games: the opponent's answer, and the score of both."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from game.duel import duel_score
from game.geo.geodesy import geoscore
from game.json_types import Json
from game.play.counting import DUEL_OF_ALL
from game.store.compiled import Row, from_json

Reasoning = Callable[[str, str, Mapping[str, Any]], str]


def no_reasoning(_pack: str, _key: str, _answer: Mapping[str, Any]) -> str:
    return ""


class DuelReveals:
    """Adds to reveals and games what players of duels see.

    Parameters
    ----------
    reasoning : callable
        From a pack's name, a clip's key and a model's answer with its name to why it answered so; may be
        empty.
    """

    def __init__(self, reasoning: Reasoning = no_reasoning) -> None:
        self._reasoning = reasoning

    def of_round(self, row: Row, in_game: Sequence[Row]) -> Json:
        """``opponent`` and ``score`` of a closed round, the score up to and including it."""
        if row["mode"] != "duel":
            return {}
        earlier = [one for one in in_game if one["number"] < row["number"]]
        return {"opponent": self._answer(row), "score": _score([*earlier, row])}

    def of_game(self, game: Row, rows: Sequence[Row], shown: Sequence[Row]) -> Json:
        """``opponent`` and ``score`` of a game; any of its rounds has the opponent's name."""
        if game["mode"] != "duel":
            return {}
        kept: dict[str, Any] = next((one for row in rows if (one := from_json(row["opponent"]))), {})
        named = {name: kept.get(name) for name in ("name", "kind")}
        return {"opponent": {"id": game["opponent"], **named}, "score": _score(shown)}

    def _answer(self, row: Row) -> Json | None:
        """The opponent's answer; None for a round that keeps none, as a restored one."""
        answer, kept = duel_score.answer_of(row), from_json(row["opponent"])
        if answer is None:
            return None
        far = answer.distance_km(row["true_lat"], row["true_lon"])
        is_model = kept["kind"] == "model"
        return {
            **kept,
            "refused": answer.lat is None,
            "distance_km": far,
            "geoscore": geoscore(far),
            "reasoning": self._reasoning(row["pack"], row["clip_key"], kept) if is_model else "",
            "counts": row["allocation"] == DUEL_OF_ALL,
        }


def _score(rows: Sequence[Row]) -> Json:
    score = duel_score.score(rows)
    return {"you": score.you, "opponent": score.opponent}
