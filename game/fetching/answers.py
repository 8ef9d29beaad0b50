"""The answers of AGL1K's models, fetched from its repository."""

import asyncio
import csv
import shutil
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from game.fetching.agl1k import fetch_schema
from game.fetching.client import Client, open_client
from game.fetching.errors import FetchError, Missing, Silence
from game.fetching.retry import AT_ONCE, DEFAULT_POLICY, RetryPolicy
from game.fetching.target_folder import alone_in
from game.fetching.task_pool import TaskPool
from game.packs import agl1k
from game.project_files import DATA
from game.settings import Settings

# Where the leaderboard looks in an answers folder; without either, the models' folders are in it directly.
RESULTS = ("results/audio_localization", "audio_localization")
# AGL1K analyses this seed, and reads the first of these.
NAMES = ("seed_42_progress_fixed.json", "seed_42_ABCD.jsonl")
DRAFT = ".arriving"  # next to the models' folders; the leaderboard does not look there


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the paper: its key, its name, and its folder in AGL1K's results."""

    key: str
    name: str
    folder: str

    def is_called(self, name: str) -> bool:
        """Whether a name, however it is written, means this model."""
        plain = name.strip().strip("/").casefold()
        names = (
            self.key,
            self.key.rpartition("/")[2],
            self.name,
            self.folder,
            self.folder.rpartition("/")[2],
        )
        return plain in map(str.casefold, names)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer file holds: how many answered clips, and how many unusable lines."""

    clips: int
    problems: int


Read = Callable[[Path, Container[str]], Answered]


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a fetch.

    Attributes
    ----------
    root : Path
        The folder with the models' folders.
    clips : int
        Clips of the benchmark.
    there : dict of str to Answered
        By the file's path in ``root``.
    missing : dict of str to str
        Models without a usable file, by name, and why.
    """

    root: Path
    clips: int
    there: dict[str, Answered]
    missing: dict[str, str]


@cache
def models() -> tuple[Model, ...]:
    """The 16 models for which AGL1K publishes answers, in the paper's order."""
    with (DATA / "agl1k_entrants.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Model(row["entrant"], row["name"], row["agl1k_folder"])
            for row in csv.DictReader(file)
            if row["agl1k_folder"]
        )


def find_models(names: Iterable[str]) -> list[Model]:
    """Find models by key, name in the paper, or folder; all models when no name is given.

    Raises
    ------
    FetchError
        When a name matches no model.
    """
    chosen: dict[str, Model] = {}
    for name in names:
        match = next((model for model in models() if model.is_called(name)), None)
        if match is None:
            known = ", ".join(model.folder for model in models())
            raise FetchError(f"AGL1K publishes no answers of a model {name!r}; it has {known}")
        chosen[match.key] = match
    return list(chosen.values()) or list(models())


async def fetch_answers(
    settings: Settings,
    chosen: Iterable[Model],
    folder: Path,
    read: Read,
    ended: Callable[[str, bool], None] = lambda key, done: None,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Fetched:
    """Fetch the answer files that are not there yet, and read all of them.

    Parameters
    ----------
    folder : Path
        Laid out like AGL1K's repository, like its ``results/``, or like the folder inside that; an empty one
        becomes the first.
    read : callable
        Reads an answer file, given the keys of the clips; raises Missing when it is unusable.
    ended : callable
        Called with each model's name, and whether it is there now.

    Raises
    ------
    FetchError
    """
    root = root_of(folder)
    with alone_in(root):
        draft = root / DRAFT
        async with open_client(settings.contact, (settings.archive, settings.agl1k), policy) as client:
            await fetch_schema(client, settings.agl1k, draft)
            keys = frozenset(row.text("key") for row in agl1k.read_table(draft))
            files = _AnswerFiles(client, settings.agl1k, root, lambda file: read(file, keys))
            by_name = {model.name: model for model in chosen}
            tasks = TaskPool(lambda name: files.bring(by_name[name]), ended)
            await tasks.run(by_name, lambda: AT_ONCE)
        shutil.rmtree(draft)
    return Fetched(root, len(keys), files.there, tasks.missing)


class _AnswerFiles:
    """The models' answer files: those in the folder, and those that AGL1K publishes."""

    def __init__(self, client: Client, repository: str, root: Path, read: Callable[[Path], Answered]) -> None:
        self._client = client
        self._results = f"{repository}/{RESULTS[0]}"
        self._root = root
        self._read = read
        self.there: dict[str, Answered] = {}

    async def bring(self, model: Model) -> None:
        """Make sure that the folder has one of the model's files.

        Raises
        ------
        Missing
            When the model has no usable file.
        """
        held = [name for name in NAMES if (self._root / model.folder / name).exists()]
        why: list[str] = []
        for name in held or NAMES:
            try:
                self.there[f"{model.folder}/{name}"] = await self._bring(f"{model.folder}/{name}")
                return
            except Silence:
                raise
            except Missing as error:
                why.append(f"{name}: {error}")
        raise Missing(f"of {model.folder}, {'; '.join(why)}")

    async def _bring(self, path: str) -> Answered:
        target, draft = self._root / path, self._root / DRAFT / path
        if target.exists():
            return await asyncio.to_thread(self._read, target)
        await self._client.download(f"{self._results}/{quote(path)}", draft)
        try:
            answered = await asyncio.to_thread(self._read, draft)
        except Missing:
            draft.unlink()
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
        return answered


def root_of(folder: Path) -> Path:
    """Where the models' folders are in an answers folder."""
    root = next((place for name in RESULTS if (place := folder / name).is_dir()), None)
    if (
        root is None
        and folder.is_dir()
        and any(place.is_dir() and place.name[0] != "." for place in folder.iterdir())
    ):
        return folder
    return root or folder / RESULTS[0]
