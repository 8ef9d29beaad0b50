"""Which answers are rated: a random sample, chosen once and written down, the same for every rater."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from game.annotation.candidates import PEOPLE, Candidate
from game.atomic_write import write_whole

FILE = "items.json"


class AnnotationError(Exception):
    """Annotations that cannot be made or read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """A rated answer.

    Attributes
    ----------
    id : str
        A hash, from which nobody can tell who answered.
    entrant, name, source, clip : str
        As of `Candidate`. The text is not kept: whoever withdraws takes it along.
    """

    id: str
    entrant: str
    name: str
    source: str
    clip: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The rated answers, and by which options they were chosen."""

    options: Mapping[str, object]
    items: tuple[Item, ...]

    def without_withdrawn(self, rounds: Iterable[str]) -> "Sample":
        """Without answers of people that are no longer among these rounds of the database."""
        kept = set(rounds)
        items = (item for item in self.items if item.entrant != PEOPLE or item.source in kept)
        return Sample(self.options, tuple(items))


def draw(candidates: Sequence[Candidate], each: int, seed: int, options: Mapping[str, object]) -> Sample:
    """Draw at most so many answers of people and of each model; the seed decides which."""

    def place(candidate: Candidate) -> tuple[str, str]:
        return candidate.entrant, _hash(seed, candidate.entrant, candidate.source)

    chosen = [
        candidate
        for _, group in groupby(sorted(candidates, key=place), key=lambda one: one.entrant)
        for candidate in list(group)[:each]
    ]
    items = (Item(_id(seed, one), one.entrant, one.name, one.source, one.clip) for one in chosen)
    return Sample(options, tuple(sorted(items, key=lambda item: item.id)))


def in_order(items: Iterable[Item], seed: int, rater: str) -> list[Item]:
    """The items in this rater's own order."""
    return sorted(items, key=lambda item: _hash(seed, rater, item.id))


def write_sample(folder: Path, sample: Sample) -> None:
    """Write the file of items, readable by its owner only, since it says who answered."""
    contents = {"options": dict(sample.options), "items": [asdict(item) for item in sample.items]}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / FILE, [json.dumps(contents, indent=1, ensure_ascii=False).encode()])
    (folder / FILE).chmod(0o600)


def read_sample(folder: Path) -> Sample:
    """Read the file of items.

    Raises
    ------
    AnnotationError
        When there is none, or it is damaged.
    """
    file = folder / FILE
    try:
        contents = json.loads(file.read_bytes())
        return Sample(contents["options"], tuple(Item(**item) for item in contents["items"]))
    except FileNotFoundError as error:
        message = f"{file} is not there: run  python -m game annotate  first, or name its folder"
        raise AnnotationError(message) from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise AnnotationError(f"{file} cannot be read: {error}") from error


def counts(items: Iterable[Item]) -> Iterator[tuple[str, int]]:
    """How many items each entrant has, by name."""
    for name, group in groupby(sorted(items, key=lambda item: item.name), key=lambda item: item.name):
        yield name, len(list(group))


def _id(seed: int, candidate: Candidate) -> str:
    return _hash("item", seed, candidate.entrant, candidate.source)[:16]


def _hash(*parts: object) -> str:
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()
