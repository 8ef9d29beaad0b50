"""Models whose answers are there, in a folder laid out as AGL1K lays out its results."""

import itertools
import logging
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.agl1k_format import RESULTS
from leaderboard.answers.answers import Answer, Answers, AnswersError, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, Kind, continents
from leaderboard.entrants.paper import published_for
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Integers, Responses, Truth, labels_at

PEOPLE = frozenset({"human-crowd", "human-guesses"})  # what `leaderboard.export` writes beside the models
# Where a seed has several files the first is read: AGL1K's evaluation reads that one, so its figures come
# from it. Its `seed_<n>_progress.csv` is no table: quotes and line breaks in it are not escaped.
ENDINGS = ("_progress_fixed.json", "_ABCD.jsonl", ".csv")
# What `python -m leaderboard evaluate` writes for points that hear nothing: they are baselines, not models.
_UNHEARD = re.compile(r"random|constant_(?P<lat>[-+.\d]+)_(?P<lon>[-+.\d]+)")
_FILE = re.compile(rf"seed_(\d{{1,9}})({'|'.join(map(re.escape, ENDINGS))})")
log = logging.getLogger("earwitness.leaderboard")


@dataclass(frozen=True)
class Model:
    """A model's folder.

    Attributes
    ----------
    folder_name : str
        From AGL1K's ``audio_localization`` on: ``google/gemini-3-pro-preview``.
    files : mapping of int to Path
        By seed, the file that is read.
    """

    folder_name: str
    files: Mapping[int, Path]


@dataclass(frozen=True)
class ModelAnswers:
    """What a model answered.

    Attributes
    ----------
    key : str
        Its id on the leaderboard: ``alm/gemini-3-pro``, as that of its published row if there is one.
    name : str
        As shown, the paper's if it has one; no two models have the same.
    seeds : mapping of int to tuple of Answer
        Each seed's answers, at most one a clip; without the seeds whose file cannot be read.
    problems : tuple of str
        Sentences that say what could not be used, with file and line.
    """

    key: str
    name: str
    seeds: Mapping[int, tuple[Answer, ...]]
    problems: tuple[str, ...]

    @property
    def hears(self) -> bool:
        """Whether it is a model, and not points that are given without listening."""
        return not self.key.startswith("constant/")

    @property
    def rows(self) -> tuple[Answer, ...]:
        """The answers of all seeds."""
        return tuple(itertools.chain.from_iterable(self.seeds.values()))

    @property
    def seed_of_row(self) -> Integers | None:
        """Which of the seeds each of `rows` is of, from 0; None when there are no two."""
        if len(self.seeds) < 2:
            return None
        return np.repeat(np.arange(len(self.seeds)), [len(rows) for rows in self.seeds.values()])

    def first_answers(self) -> dict[str, Answer]:
        """By clip, the answer of the lowest seed that has one."""
        first: dict[str, Answer] = {}
        for answer in self.rows:
            first.setdefault(answer.key, answer)
        return first


def find_models(folder: Path) -> list[Model]:
    """Find the folders of models: those that hold a ``seed_<n>`` file, one or two levels deep.

    Parameters
    ----------
    folder : Path
        AGL1K's ``results/audio_localization``, ``results``, or the root of its repository.

    Returns
    -------
    list of Model
        By folder name. A person's export (`PEOPLE`) is no model.
    """
    root = next((place for name in RESULTS if (place := folder / name).is_dir()), folder)
    outer = _folders(root)
    places = sorted([*outer, *itertools.chain.from_iterable(map(_folders, outer))])
    found = [Model(place.relative_to(root).as_posix(), _seeds(place)) for place in places]
    return [model for model in found if model.files]


def read_models(folder: Path, keys: Container[str], rules: NameRules) -> list[ModelAnswers]:
    """Read the answers of all models; one that cannot be read does not stop the others.

    Parameters
    ----------
    folder : Path
        As for `find_models`.
    keys : container of str
        Of the clips that may be answered for.

    Returns
    -------
    list of ModelAnswers
        By name; also models of which nothing could be read, with the reason among their problems, which
        are told in the log too.
    """
    models = find_models(folder)
    known = [_known_as(model.folder_name) for model in models]
    ids, names = _apart(key for key, _ in known), _apart(name for _, name in known)
    read = [_read(model, keys, rules) for model in models]
    named = [replace(one, key=key, name=name) for one, key, name in zip(read, ids, names, strict=True)]
    return sorted(named, key=lambda one: one.name.casefold())


def entrant(
    model: ModelAnswers, truth: Truth, positions: Mapping[str, int], gazetteer: Gazetteer, rules: NameRules
) -> Entrant:
    """A model as an entrant, recomputed from its answers.

    Parameters
    ----------
    positions : mapping of str to int
        Where each clip stands in ``truth``, by its key.

    Returns
    -------
    Entrant
        With the rows of all seeds, so that a clip with several answers counts as their mean; without any
        row when nothing of the model could be read.
    """
    said = Responses.of(model.rows, positions)
    points = labels_at(said.lat, said.lon, gazetteer)
    rows = compare(truth, said, points, rules)
    note = _note(model, len(positions))
    placed = continents(points["continent"])
    kind: Kind = "alm" if model.hears else "constant"
    return Entrant(model.key, model.name, kind, note, rows, placed, seed=model.seed_of_row)


def _note(model: ModelAnswers, clips: int) -> str:
    seeds = len(model.seeds)
    answered = f"its answers to {len(model.first_answers()):,} of {clips:,} clips"
    several = f", asked {seeds} times, each clip's mean." if seeds > 1 else "."
    return f"{'' if model.hears else 'Hears nothing. '}Recomputed from {answered}{several}"


def _folders(folder: Path) -> list[Path]:
    return [place for place in _listed(folder) if place.is_dir() and place.name not in PEOPLE]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(place for place in folder.iterdir() if not place.name.startswith("."))
    except OSError as error:
        log.warning("%s: this folder of answers cannot be read: %s", folder, error.strerror)
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
            told = [str(error)]
        else:
            seeds[seed] = answers.rows
            told = list(_told(answers))
        if told:
            log.warning("%s%s", told[0], f" (and {len(told) - 1:,} more)" if len(told) > 1 else "")
        problems += told
    return ModelAnswers("", "", seeds, tuple(problems))


def _told(answers: Answers) -> Iterator[str]:
    for problem in answers.problems:
        yield f"{answers.file}, line {problem.line}: {problem.kind}: {problem.what}"


def _known_as(folder_name: str) -> tuple[str, str]:
    """Key and name, the paper's where it has the model."""
    published = published_for(folder_name)
    if published:
        return published.key, published.name
    if unheard := _UNHEARD.fullmatch(folder_name):
        return _baseline(unheard)
    slug = re.sub(r"[^a-z0-9.]+", "-", folder_name.lower()).strip("-.")
    return f"alm/{slug}", folder_name.rpartition("/")[2]


def _baseline(folder: re.Match[str]) -> tuple[str, str]:
    if folder["lat"] is None:
        return "constant/random", "Random, as evaluated"
    return f"constant/{folder['lat']}_{folder['lon']}", f"Always {folder['lat']}, {folder['lon']}"


def _apart(texts: Iterable[str]) -> Sequence[str]:
    """The same texts, with a number behind those that are taken."""
    taken: list[str] = []
    for text in texts:
        numbered = (f"{text}-{number}" for number in itertools.count(2))
        taken.append(next(one for one in itertools.chain([text], numbered) if one not in taken))
    return taken
