"""Who has a row on the second board: people by track and check, chance, and models."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from game.scenes.item import Answer
from game.scenes.scene_pack import ScenePack
from leaderboard.sentences import Sentence, following, text
from leaderboard.spatial.answer_file import SpatialAnswersError, read_spatial_answers
from leaderboard.spatial.answer_files import AnswerFiles, folder_of
from leaderboard.spatial.breakdown import ALL, SPLITS, Part, breakdown
from leaderboard.spatial.chance import AHEAD, UNIFORM, chance_values
from leaderboard.spatial.measures import MEASURES
from leaderboard.spatial.mono_control import control_beside
from leaderboard.spatial.scores import Score, average
from leaderboard.spatial.trials import NOT_PASSED, NOT_TAKEN, PASSED, SEPARATOR, Trials, of_answers

CHECKS = (PASSED, NOT_PASSED, NOT_TAKEN)
Kind = Literal["people", "model", "chance"]
log = logging.getLogger("earwitness.leaderboard")


@dataclass(frozen=True)
class Entrant:
    """A row.

    Attributes
    ----------
    key : str
        ``people/around/static/passed``, ``model/NAME``, ``chance/uniform``.
    pack, rendering, track, check : str
        Of people; a model has its pack, chance the board's.
    trials : Trials
        What it rests on; without answers for chance.
    parts : tuple of Part
        Its scores over all items, and by family, level and task.
    """

    key: str
    kind: Kind
    name: str
    note: str
    pack: str
    rendering: str
    track: str
    check: str
    trials: Trials
    parts: tuple[Part, ...]

    def scores(self, split: str = ALL, name: str = ALL) -> dict[str, Score]:
        """Its scores over some items; none where it has none."""
        found = (part.scores for part in self.parts if (part.split, part.name) == (split, name))
        return dict(next(found, {}))


def people(trials: Trials, pack: ScenePack | None) -> list[Entrant]:
    """A row for each pack, rendering, track and check that has trials; the pack played comes first."""
    groups = sorted(set(trials.group.tolist()), key=lambda group: _order(group, pack))
    return [_people(group, trials.only(np.asarray(trials.group == group)), pack) for group in groups]


def chance(pack: ScenePack) -> list[Entrant]:
    """What the two pointers score on all items of a pack whose truth is known."""
    items = [item for item in pack.items if item.answer is not None]
    trials = of_answers(pack.name, pack.hash, items, [Answer() for _ in items])
    return [_chance(pointer, trials, pack) for pointer in (UNIFORM, AHEAD)] if items else []


def models(folder: Path | None, pack: ScenePack) -> Iterator[Entrant]:
    """Models whose answers to a pack lie in ``spatial/PACK/NAME.jsonl`` of the folder of answers."""
    items = {item.id: item for item in pack.items if item.answer is not None}
    for file in _answer_files(folder, pack.name):
        try:
            answers = read_spatial_answers(file, items)
        except SpatialAnswersError as error:
            log.warning("%s", error)
            continue
        trials = of_answers(pack.name, pack.hash, answers.items, answers.answers)
        note: str = text("spatial.standing.model.note", answered=len(answers.items), items=len(items))
        if answers.unread:
            note = following(note, text("spatial.standing.model.unread", count=answers.unread))
        control = control_beside(answers, items)
        if control is not None and control.is_marked:
            note = following(note, text("spatial.standing.model.not_better"))
        name = file.stem
        parts = tuple(breakdown(trials))
        yield Entrant(
            f"model/{name}", "model", name, note, pack.name, pack.rendering, "static", "", trials, parts
        )


def watched_files(folder: Path | None, pack: str) -> list[Path]:
    """The files that rows of models rest on: their answers, and those of their controls."""
    files = _answer_files(folder, pack)
    return [*files, *(mono for file in files if (mono := AnswerFiles(file).mono).is_file())]


def _answer_files(folder: Path | None, pack: str) -> list[Path]:
    """The files of models' answers to a pack, by name."""
    place = folder_of(folder, pack) if folder else None
    return sorted(place.glob("[!.]*.jsonl")) if place and place.is_dir() else []


def track_name(track: str) -> Sentence:
    """A track in words."""
    return text("spatial.standing.head_turn" if track == "head-turn" else "spatial.standing.static")


def check_name(check: str) -> Sentence:
    """The outcome of the headphone check in words."""
    return text(f"spatial.standing.check.{check.replace('-', '_')}")


def _order(group: str, pack: ScenePack | None) -> tuple[object, ...]:
    name, version, rendering, track, check = group.split(SEPARATOR)
    is_played = pack is not None and (name, version) == (pack.name, pack.hash[:8])
    return not is_played, name, version, rendering, track != "static", CHECKS.index(check)


def _people(group: str, trials: Trials, pack: ScenePack | None) -> Entrant:
    name, version, rendering, track, check = group.split(SEPARATOR)
    is_played = pack is not None and (name, version) == (pack.name, pack.hash[:8])
    said: str = text("spatial.standing.people", track=track_name(track), check=check_name(check))
    if not is_played:
        said = text("spatial.standing.of_pack", name=said, pack=f"{name} {version}")
    note: str = text("spatial.standing.people.note", count=trials.players)
    if rendering == "decoded":
        cues = (pack.cues or {}) if is_played and pack else {}
        decoded = "spatial.standing.decoded_cues" if {"itd_us", "ild_db"} <= cues.keys() else ""
        shown = {"time": f"{cues.get('itd_us', 0):.0f}", "level": f"{cues.get('ild_db', 0):.1f}"}
        note = following(note, text(decoded, **shown) if decoded else text("spatial.standing.decoded"))
    key = "/".join(("people", name, *([] if is_played else [version]), track, check))
    return Entrant(key, "people", said, note, name, rendering, track, check, trials, tuple(breakdown(trials)))


def _chance(pointer: str, trials: Trials, pack: ScenePack) -> Entrant:
    parts = [Part(ALL, ALL, _chance_scores(pointer, trials))]
    for split in SPLITS:
        column = getattr(trials, split)
        for name in sorted({name for name in column.tolist() if name}):
            chosen = trials.only(np.asarray(column == name))
            parts.append(Part(split, name, _chance_scores(pointer, chosen)))
    return Entrant(
        f"chance/{pointer}",
        "chance",
        text(f"spatial.standing.{pointer}"),
        text(f"spatial.standing.{pointer}.note"),
        *(pack.name, pack.rendering, "", "", trials, tuple(parts)),
    )


def _chance_scores(pointer: str, trials: Trials) -> dict[str, Score]:
    found = chance_values(trials, pointer)
    scored = {}
    for measure in MEASURES:
        column = found.get(measure.key)
        known = ~np.isnan(column) if column is not None else np.zeros(0, np.bool_)
        if column is not None and known.any():
            items = int(known.sum())
            value = average(measure, trials.only(known), column[known])
            scored[measure.key] = Score(value, None, False, 0, items, 0, {})
    return scored
