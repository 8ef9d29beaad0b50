"""A scene pack: scenes and the items about them, read from a folder."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from game.scenes.entry_checks import mistakes_of_item, mistakes_of_scene
from game.scenes.item import Item
from game.scenes.scene import Scene

PACK, SCENES, ITEMS = "pack.json", "scenes.jsonl", "items.jsonl"
STATIC = "binaural.mp3"
TURNING = ("foa.wy.mp3", "foa.zx.mp3")

Track = Literal["static", "head-turn"]
Rendering = Literal["binaural", "decoded"]
Read = TypeVar("Read")
Entry = TypeVar("Entry", Scene, Item)


class ScenePackError(Exception):
    """A scene pack cannot be played; the message says which file has which mistake."""


@dataclass(frozen=True, slots=True)
class PackCard:
    """What a pack's ``pack.json`` says of it.

    Attributes
    ----------
    rendering : str
        ``binaural``: rendered through responses of a head; ``decoded``: decoded for headphones from the
        first-order sound of others.
    cues : mapping or None
        Of a decoded rendering, how far its interaural time (``itd_us``) and level (``ild_db``) lie from the
        head's own.
    """

    format: Literal[1]
    name: str
    title: str
    credit: tuple[str, ...]
    licence: str
    rendering: Rendering
    seconds: float | None = None
    seed: int | None = None
    count: int | None = None
    hrtf: Mapping[str, str] | None = None
    versions: Mapping[str, str] | None = None
    cues: Mapping[str, float] | None = None


@dataclass(frozen=True)
class ScenePack:
    """A pack as loaded.

    Attributes
    ----------
    hash : str
        SHA-256, in hex, over the pack's three tables; the scenes' table has the hash of every sound.
    """

    card: PackCard
    folder: Path
    scenes: tuple[Scene, ...]
    items: tuple[Item, ...]
    hash: str

    @property
    def name(self) -> str:
        """The name that trials carry."""
        return self.card.name

    @property
    def title(self) -> str:
        """The name that players read."""
        return self.card.title

    @property
    def rendering(self) -> Rendering:
        """How its sounds were made for two ears."""
        return self.card.rendering

    @property
    def cues(self) -> Mapping[str, float] | None:
        """How far a decoded rendering's interaural cues lie from a head's own."""
        return self.card.cues

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """On which tracks it can be played at all."""
        return ("static", "head-turn") if self.items_on("head-turn") else ("static",)

    def items_on(self, track: Track) -> tuple[Item, ...]:
        """The items whose scenes can be heard on a track."""
        return tuple(item for item in self.items if self.audio(item.scene, track))

    def scene(self, scene_id: str) -> Scene:
        """Return the scene with this id; KeyError when there is none."""
        return self._scenes[scene_id]

    def item(self, item_id: str) -> Item:
        """Return the item with this id; KeyError when there is none."""
        return self._items[item_id]

    def audio(self, scene_id: str, track: Track) -> tuple[Path, ...]:
        """The files that a track plays of a scene: one, two halves of the first-order sound, or none."""
        files = self.scene(scene_id).files
        needed = (STATIC,) if track == "static" else TURNING
        return tuple(self.folder / files[kind] for kind in needed) if files.keys() >= set(needed) else ()

    @cached_property
    def _scenes(self) -> dict[str, Scene]:
        return {scene.id: scene for scene in self.scenes}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}


def read_scene_pack(folder: Path) -> ScenePack:
    """Read a pack, and check that its tables fit together and its sounds are there.

    Raises
    ------
    ScenePackError
        When a table has a mistake, or a file is missing.
    """
    card = _read(folder / PACK, TypeAdapter(PackCard), [_text(folder / PACK)])[0]
    scenes = _read(folder / SCENES, TypeAdapter(Scene), _lines(folder / SCENES))
    _check(folder / SCENES, scenes, lambda scene: chain(mistakes_of_scene(scene), _lacking(folder, scene)))
    by_id = {scene.id: scene for scene in scenes}
    items = _read(folder / ITEMS, TypeAdapter(Item), _lines(folder / ITEMS))
    _check(folder / ITEMS, items, lambda item: mistakes_of_item(item, by_id.get(item.scene)))
    return ScenePack(card, folder, tuple(scenes), tuple(items), _hash(folder))


def _check(table: Path, entries: Sequence[Entry], mistakes: Callable[[Entry], Iterator[str]]) -> None:
    if not entries:
        raise ScenePackError(f"{table} is empty.")
    ids: set[str] = set()
    for number, entry in enumerate(entries, 1):
        mistake = "its id is there twice" if entry.id in ids else next(mistakes(entry), None)
        if mistake:
            raise ScenePackError(f"{table}, line {number}: {entry.id}: {mistake}.")
        ids.add(entry.id)


def _lacking(folder: Path, scene: Scene) -> Iterator[str]:
    """What is wrong with a scene's files, in words."""
    if STATIC not in scene.files:
        yield f"it has no file {STATIC}"
    for name in scene.files.values():
        file = folder / name
        if "\0" in name or not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
            yield f"it lacks its file {name!r}"


def _read(file: Path, adapter: TypeAdapter[Read], lines: list[str]) -> list[Read]:
    read = []
    for number, line in enumerate(lines, 1):
        try:
            read.append(adapter.validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise ScenePackError(f"{file}, line {number}: {where}: {first['msg']}.") from None
    return read


def _lines(file: Path) -> list[str]:
    """A table's lines; not `str.splitlines`, for which a text's own separators are ends of lines."""
    return _text(file).removesuffix("\n").split("\n") if _text(file).strip() else []


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenePackError(f"{file} cannot be read: {error}.") from None


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (PACK, SCENES, ITEMS):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()


def as_line(entry: Scene | Item | PackCard) -> str:
    """A scene, an item or a card as one line of JSON, without fields that have their default."""
    dumped = TypeAdapter(type(entry)).dump_python(entry, mode="json", exclude_defaults=True)
    return json.dumps(dumped, ensure_ascii=False, separators=(",", ":"))
