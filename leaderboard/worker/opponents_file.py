"""The models and the constant click as opponents: one process writes them, another deals duels."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from game.duel.opponent import Answer, Opponent, mean_geoscore
from game.json_types import Json, none_if_nan
from game.packs.pack import Pack
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.entrants.baselines import BEST_CLICK, click_answers
from leaderboard.entrants.models import ModelAnswers
from leaderboard.entrants.paper import load_constants, load_published
from leaderboard.entrants.roster import Roster
from leaderboard.worker.answers_by_clip import PLACE_CHARACTERS, cut
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.output_files import OutputFiles
from leaderboard.worker.reloaded_file import ReloadedFile
from leaderboard.worker.shown_rounds import LEAST

NAME = "opponents.json"
CROWD = "crowd"
Content = tuple[str, Mapping[str, Any], tuple[Opponent, ...]]


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


class OpponentsFile(ReloadedFile[Content]):
    """Who can be played against on one pack.

    Parameters
    ----------
    folder : Path
        The folder that `write_opponents` writes to.
    others : OthersByClip or None
        Of which the crowd's points are taken: they single out nobody. None where nobody's are told.
    """

    def __init__(self, folder: Path, others: OthersByClip | None) -> None:
        super().__init__(folder / NAME, _read, ("", {}, ()), "only the constant click can be played against")
        self._others = others
        self._crowd: tuple[object, Pack | None, Sequence[Opponent]] = (None, None, ())

    def on(self, pack: Pack) -> Sequence[Opponent]:
        """The opponents on a pack, the crowd among them where enough people have pointed."""
        name, _, opponents = self.content
        return [*(opponents if name == pack.name else ()), *self._crowd_on(pack)]

    def wink(self, pack: str) -> Mapping[str, Any]:
        """How the constant click compares with published models; empty for packs without any."""
        name, wink, _ = self.content
        return wink if name == pack else {}

    def _crowd_on(self, pack: Pack) -> Sequence[Opponent]:
        if self._others is None:
            return ()
        content = self._others.content
        if self._crowd[0] is not content or self._crowd[1] is not pack:
            self._crowd = (content, pack, _crowd(self._others, pack))
        return self._crowd[2]


def _crowd(others: OthersByClip, pack: Pack) -> Sequence[Opponent]:
    name, by_clip = others.content
    if name != pack.name:
        return ()
    answers = {
        key: Answer(clip.crowd["lat"], clip.crowd["lon"])
        for key, clip in by_clip.items()
        if clip.crowd is not None and clip.people >= LEAST
    }
    return (Opponent(CROWD, "The crowd", "crowd", mean_geoscore(answers, pack), answers),)


def _read(body: bytes) -> Content:
    file = orjson.loads(body)
    return str(file["pack"]), dict(file["wink"]), tuple(map(_opponent, file["opponents"]))


def _opponent(found: Json) -> Opponent:
    answers = {key: Answer(*answer) for key, answer in found["answers"].items()}
    return Opponent(found["id"], found["name"], found["kind"], found["geoscore"], answers)
