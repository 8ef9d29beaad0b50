"""Writes the models and the constant click as opponents, for players to duel with them."""

import math

import orjson

from game.json_types import Json, none_if_nan
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.entrants.baselines import BEST_CLICK, click_answers
from leaderboard.entrants.models import ModelAnswers
from leaderboard.entrants.paper import load_constants, load_published
from leaderboard.entrants.roster import Roster
from leaderboard.worker.answers_by_clip import PLACE_CHARACTERS, cut
from leaderboard.worker.opponents_file import NAME
from leaderboard.worker.output_files import OutputFiles


def write_opponents(outputs: OutputFiles, roster: Roster) -> None:
    """Write the models, and the constant click where the pack has enough clips to find it on half of them.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    benchmark = roster.benchmark
    scores = {one.key: none_if_nan(one.figures["all"].get("geoscore", math.nan)) for one in roster.entrants()}
    found = [_model(model, scores[model.key]) for model in roster.models]
    if BEST_CLICK in scores and len(benchmark.clips) >= MIN_CLIPS:
        found.append(_click(roster, scores[BEST_CLICK]))
    wink = _wink() if benchmark.is_agl1k else {}
    outputs.put(NAME, orjson.dumps({"pack": benchmark.name, "wink": wink, "opponents": found}))


def _model(model: ModelAnswers, score: float | None) -> Json:
    answers = model.first_answers()
    given = {
        key: [
            answer.lat,
            answer.lon,
            cut(answer.city, PLACE_CHARACTERS),
            cut(answer.country, PLACE_CHARACTERS),
        ]
        for key, answer in answers.items()
        if answer.silent or answer.lat is not None
    }
    return {"id": model.key, "name": model.name, "kind": "model", "geoscore": score, "answers": given}


def _click(roster: Roster, score: float | None) -> Json:
    points = click_answers(roster.benchmark.truth).tolist()
    answers = {clip.key: point for clip, point in zip(roster.benchmark.clips, points, strict=True)}
    name = "Always the same click"
    return {"id": BEST_CLICK, "name": name, "kind": "constant", "geoscore": score, "answers": answers}


def _wink() -> Json:
    """How many of the paper's models the click is nearer than, and has more points than, on AGL1K."""
    click = next(one.figures["all"] for one in load_constants() if one.key == BEST_CLICK)
    models = [one.figures["all"] for one in load_published() if one.kind == "alm"]
    return {
        "models": len(models),
        "farther": sum(one["distance_km"] > click["distance_km"] for one in models),
        "fewer_points": sum(one["geoscore"] < click["geoscore"] for one in models),
        "source": "AGL1K, table 1",
    }
