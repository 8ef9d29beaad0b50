"""Whom players can duel with, as the counting process wrote it; and the crowd."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from game.duel.opponent import Answer, Opponent, mean_geoscore
from game.json_types import Json
from game.packs.pack import Pack
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.reloaded_file import ReloadedFile
from leaderboard.worker.shown_rounds import LEAST

NAME = "opponents.json"
CROWD = "crowd"
Content = tuple[str, Mapping[str, Any], tuple[Opponent, ...]]


class OpponentsFile(ReloadedFile[Content]):
    """Who can be played against on one pack.

    Parameters
    ----------
    folder : Path
        The folder that `leaderboard.worker.write_opponents` writes to.
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
    answers = {key: Answer(*answer) for key, answer in dict(found["answers"]).items()}
    return Opponent(found["id"], found["name"], found["kind"], found["geoscore"], answers)
