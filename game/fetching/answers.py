"""What AGL1K's models answered, brought in from its repository."""

import asyncio
import csv
import shutil
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from game.fetching.agl1k import fetch_schema
from game.fetching.client import Fetcher, fetching
from game.fetching.errors import FetchError, Missing, Silence
from game.fetching.retry import AT_ONCE, DEFAULT_POLICY, RetryPolicy
from game.fetching.target_folder import alone_in
from game.fetching.task_pool import TaskPool
from game.packs import agl1k
from game.project_files import DATA
from game.settings import Settings

# Where the leaderboard looks in a folder of answers; without either, models lie in the folder itself.
RESULTS = ("results/audio_localization", "audio_localization")
# AGL1K's analysis is of this seed, and reads the first of these.
NAMES = ("seed_42_progress_fixed.json", "seed_42_ABCD.jsonl")
DRAFT = ".arriving"  # in the folder of models, where the leaderboard does not look


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the paper: its names, and its folder among AGL1K's results."""

    key: str
    name: str
    folder: str

    def is_called(self, wanted: str) -> bool:
        """Whether somebody who says this means the model."""
        plain = wanted.strip().strip("/").casefold()
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
    """What a file of answers holds: clips that are answered for, and lines that cannot be used."""

    clips: int
    problems: int


Read = Callable[[Path, Container[str]], Answered]


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a fetch of answers ended.

    Attributes
    ----------
    root : Path
        The folder that holds the models' folders.
    clips : int
        How many there are to be answered for.
    there : dict of str to Answered
        By the file's path in ``root``.
    missing : dict of str to str
        Models without a file, by name, and why.
    """

    root: Path
    clips: int
    there: dict[str, Answered]
    missing: dict[str, str]


@cache
def models() -> tuple[Model, ...]:
    """The 16 models whose answers AGL1K publishes, in the paper's order."""
    with (DATA / "agl1k_entrants.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Model(row["entrant"], row["name"], row["agl1k_folder"])
            for row in csv.DictReader(file)
            if row["agl1k_folder"]
        )


def chosen(names: Iterable[str]) -> list[Model]:
    """Find models by what they are called: by key, paper or folder; no names are all models.

    Raises
    ------
    FetchError
        When there is no such model.
    """
    found: dict[str, Model] = {}
    for name in names:
        meant = next((model for model in models() if model.is_called(name)), None)
        if meant is None:
            known = ", ".join(model.folder for model in models())
            raise FetchError(f"AGL1K publishes no answers of a model {name!r}; it has {known}")
        found[meant.key] = meant
    return list(found.values()) or list(models())


async def fetch_answers(
    settings: Settings,
    wanted: Iterable[Model],
    folder: Path,
    read: Read,
    ended: Callable[[str, bool], None] = lambda key, done: None,
    policy: RetryPolicy = DEFAULT_POLICY,
) -> Fetched:
    """Fetch the files of answers that are not there yet, and read all.

    Parameters
    ----------
    folder : Path
        Laid out as AGL1K's repository, as its ``results/`` or as what is in there; an empty one becomes the
        first of these.
    read : callable
        Reads a file of answers to clips with these keys; raises Missing when it cannot be used.
    ended : callable
        Told of each model that is there now, or missing.

    Raises
    ------
    FetchError
    """
    root = root_of(folder)
    with alone_in(root):
        draft = root / DRAFT
        async with fetching(settings.contact, policy) as fetcher:
            await fetch_schema(fetcher, settings.agl1k, draft)
            keys = frozenset(row.text("key") for row in agl1k.read_table(draft))
            library = _Library(fetcher, settings.agl1k, root, lambda file: read(file, keys))
            by_name = {model.name: model for model in wanted}
            pool = TaskPool(lambda name: library.bring(by_name[name]), ended)
            await pool.run(by_name, AT_ONCE)
        shutil.rmtree(draft)
    return Fetched(root, len(keys), library.there, pool.missing)


class _Library:
    """The models' files, those that are there and those that come."""

    def __init__(
        self, fetcher: Fetcher, repository: str, root: Path, read: Callable[[Path], Answered]
    ) -> None:
        self._fetcher = fetcher
        self._results = f"{repository}/{RESULTS[0]}"
        self._root = root
        self._read = read
        self.there: dict[str, Answered] = {}

    async def bring(self, model: Model) -> None:
        """See to it that one of the model's files is there.

        Raises
        ------
        Missing
            When none can be had that can be used.
        """
        held = [name for name in NAMES if (self._root / model.folder / name).exists()]
        why: list[str] = []
        for name in held or NAMES:
            try:
                self.there[f"{model.folder}/{name}"] = await self._one(f"{model.folder}/{name}")
                return
            except Silence:
                raise
            except Missing as error:
                why.append(f"{name}: {error}")
        raise Missing(f"of {model.folder}, {'; '.join(why)}")

    async def _one(self, path: str) -> Answered:
        target, draft = self._root / path, self._root / DRAFT / path
        if target.exists():
            return await asyncio.to_thread(self._read, target)
        await self._fetcher.download(f"{self._results}/{quote(path)}", draft)
        try:
            found = await asyncio.to_thread(self._read, draft)
        except Missing:
            draft.unlink()
            raise
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
        return found


def root_of(folder: Path) -> Path:
    """Where models' folders are in a folder of answers."""
    root = next((place for name in RESULTS if (place := folder / name).is_dir()), None)
    if (
        root is None
        and folder.is_dir()
        and any(place.is_dir() and place.name[0] != "." for place in folder.iterdir())
    ):
        return folder
    return root or folder / RESULTS[0]
