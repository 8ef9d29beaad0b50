"""Models as entrants: their answers, found in a folder laid out like AGL1K's results."""

import itertools
import logging
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.agl1k_format import RESULTS
from leaderboard.answers.answers import Answer, AnswersError, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import LOG
from leaderboard.entrants.entrant import Entrant, Kind, continents
from leaderboard.entrants.paper import published_for
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Integers, Responses, Truth, labels_at
from leaderboard.sentences import following, text

PEOPLE = frozenset({"human-crowd", "human-guesses"})  # written by `leaderboard.export` next to the models
# In order of preference: AGL1K's evaluation reads the first, so its figures come from that one. Its
# `seed_<n>_progress.csv` is not usable: quotes and line breaks are not escaped in it.
ENDINGS = ("_progress_fixed.json", "_ABCD.jsonl", ".csv", LOG, ".json")
# Folders that `python -m leaderboard evaluate` writes for baselines, which are not models.
_BASELINE = re.compile(r"random|constant_(?P<lat>[-+.\d]+)_(?P<lon>[-+.\d]+)")
_FILE = re.compile(rf"seed_(\d{{1,9}})({'|'.join(map(re.escape, ENDINGS))})")
log = logging.getLogger("earwitness.leaderboard")


@dataclass(frozen=True)
class Model:
    """A model's folder of answers.

    Attributes
    ----------
    folder_name : str
        Below AGL1K's ``audio_localization``: ``google/gemini-3-pro-preview``.
    files : mapping of int to Path
        By seed, the file to read.
    """

    folder_name: str
    files: Mapping[int, Path]


@dataclass(frozen=True)
class ModelAnswers:
    """The answers of a model.

    Attributes
    ----------
    key : str
        Its id on the leaderboard, that of its published row if there is one: ``alm/gemini-3-pro``.
    name : str
        As shown; the paper's name if it has one. Unique among the models.
    seeds : mapping of int to tuple of Answer
        Each seed's answers, at most one per clip. Seeds whose file cannot be read are left out.
    problems : tuple of str
        Sentences on what could not be used, with file and line.
    """

    key: str
    name: str
    seeds: Mapping[int, tuple[Answer, ...]]
    problems: tuple[str, ...]

    @property
    def hears(self) -> bool:
        """Whether it is a model, not a baseline."""
        return not self.key.startswith("constant/")

    @property
    def rows(self) -> tuple[Answer, ...]:
        """The answers of all seeds, one seed after the other."""
        return tuple(itertools.chain.from_iterable(self.seeds.values()))

    @property
    def seed_of_row(self) -> Integers | None:
        """The seed of each of `rows`, numbered from 0; None with fewer than two seeds."""
        if len(self.seeds) < 2:
            return None
        return np.repeat(np.arange(len(self.seeds)), [len(rows) for rows in self.seeds.values()])

    def first_answers(self) -> dict[str, Answer]:
        """By clip, the answer of the lowest seed that answered it."""
        first: dict[str, Answer] = {}
        for answer in self.rows:
            first.setdefault(answer.key, answer)
        return first


def find_models(folder: Path) -> list[Model]:
    """Find the models' folders: those with a ``seed_<n>`` file, one or two levels deep.

    Parameters
    ----------
    folder : Path
        AGL1K's ``results/audio_localization``, its ``results``, or its repository root.

    Returns
    -------
    list of Model
        By folder name, without exports of people's guesses (`PEOPLE`).
    """
    root = next((place for name in RESULTS if (place := folder / name).is_dir()), folder)
    outer = _folders(root)
    places = sorted([*outer, *itertools.chain.from_iterable(map(_folders, outer))])
    found = [Model(place.relative_to(root).as_posix(), _seeds(place)) for place in places]
    return [model for model in found if model.files]


def read_models(folder: Path, keys: Container[str], rules: NameRules) -> list[ModelAnswers]:
    """Read the answers of all models; an unreadable one does not stop the others.

    Parameters
    ----------
    folder : Path
        As for `find_models`.
    keys : container of str
        Of the clips that may be answered.

    Returns
    -------
    list of ModelAnswers
        By name. Models of which nothing could be read are included, with the reason among their problems.
        Problems are logged as well.
    """
    models = find_models(folder)
    known = [_known_as(model.folder_name) for model in models]
    ids, names = _apart(key for key, _ in known), _apart(name for _, name in known)
    parsed = [_read(model, keys, rules) for model in models]
    named = [replace(model, key=key, name=name) for model, key, name in zip(parsed, ids, names, strict=True)]
    return sorted(named, key=lambda model: model.name.casefold())


def entrant(
    model: ModelAnswers, truth: Truth, positions: Mapping[str, int], gazetteer: Gazetteer, rules: NameRules
) -> Entrant:
    """A model as an entrant, measured from its answers.

    Parameters
    ----------
    positions : mapping of str to int
        Index of each clip in ``truth``, by its key.

    Returns
    -------
    Entrant
        With the rows of all seeds, so that a clip answered several times counts as their mean. Has no rows
        if none of the model's answers could be read.
    """
    answers = Responses.of(model.rows, positions)
    points = labels_at(answers.lat, answers.lon, gazetteer)
    rows = compare(truth, answers, points, rules)
    note = _note(model, len(positions))
    placed = continents(points["continent"])
    kind: Kind = "alm" if model.hears else "constant"
    return Entrant(model.key, model.name, kind, note, rows, placed, seed=model.seed_of_row)


def _note(model: ModelAnswers, clips: int) -> str:
    seeds = len(model.seeds)
    answered = len(model.first_answers())
    recomputed = (
        text("board.about.recomputed_seeds", answered=answered, clips=clips, seeds=seeds)
        if seeds > 1
        else text("board.about.recomputed", answered=answered, clips=clips)
    )
    return recomputed if model.hears else following(text("board.about.deaf"), recomputed)


def _folders(folder: Path) -> list[Path]:
    return [place for place in _listed(folder) if place.is_dir() and place.name not in PEOPLE]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in folder.iterdir() if not place.name.startswith("."))
    except OSError as error:
        log.warning("%s: cannot read this folder of answers: %s", folder, error.strerror)
        return []


def _seeds(folder: Path) -> dict[int, Path]:
    found = [(match, file) for file in _listed(folder) if (match := _FILE.fullmatch(file.name))]
    by_choice = sorted(found, key=lambda one: ENDINGS.index(one[0][2]), reverse=True)
    files = {int(match[1]): file for match, file in by_choice}
    return {seed: files[seed] for seed in sorted(files)}


def _read(model: Model, keys: Container[str], rules: NameRules) -> ModelAnswers:
    seeds: dict[int, tuple[Answer, ...]] = {}
    problems: list[str] = []
    for seed, file in model.files.items():
        try:
            answers = read_answers(file, keys, rules)
            answers.check_once()
        except AnswersError as error:
            found = [str(error)]
        else:
            seeds[seed] = answers.rows
            found = [f"{file}, {problem}" for problem in answers.problems]
        if found:
            log.warning("%s%s", found[0], f" (and {len(found) - 1:,} more)" if len(found) > 1 else "")
        problems += found
    return ModelAnswers("", "", seeds, tuple(problems))


def _known_as(folder_name: str) -> tuple[str, str]:
    """A model's key and name; the paper's if it has the model."""
    published = published_for(folder_name)
    if published:
        return published.key, published.name
    if baseline := _BASELINE.fullmatch(folder_name):
        return _baseline(baseline)
    slug = re.sub(r"[^a-z0-9.]+", "-", folder_name.lower()).strip("-.")
    return f"alm/{slug}", folder_name.rpartition("/")[2]


def _baseline(folder: re.Match[str]) -> tuple[str, str]:
    if folder["lat"] is None:
        return "constant/random", "Random, as evaluated"
    return f"constant/{folder['lat']}_{folder['lon']}", f"Always {folder['lat']}, {folder['lon']}"


def _apart(texts: Iterable[str]) -> Sequence[str]:
    """The same texts made unique: a repeated one gets a number appended."""
    taken: list[str] = []
    for name in texts:
        numbered = (f"{name}-{number}" for number in itertools.count(2))
        taken.append(next(one for one in itertools.chain([name], numbered) if one not in taken))
    return taken
