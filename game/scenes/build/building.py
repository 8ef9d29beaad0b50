"""Building a pack of scenes: sampled, rendered, checked, encoded and listed."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import soundfile
from tqdm import tqdm

from game.processes.worker_pool import worker_pool
from game.scenes.build import hrirs
from game.scenes.build.encoding import binaural_files, field_files
from game.scenes.build.rendering import Rendered, render
from game.scenes.build.scene_checks import (
    LEAST_SHARE,
    MOST_DEGREES,
    least_audible_share,
    most_degrees_off,
)
from game.scenes.build.sounds import catalog
from game.scenes.questions.asking import items_about
from game.scenes.sampling import sample_scene, seeded
from game.scenes.scene import Scene
from game.scenes.scene_pack import ITEMS, PACK, SCENES, PackCard, as_line

LICENCE = "CC0-1.0"
SOUNDS_CREDIT = "Sounds: made by Earwitness, public domain (CC0 1.0)"
MOST_ATTEMPTS = 50
NEEDED = ("espeakng_loader", "pyroomacoustics", "slab")
_DRAFT = ".building"


class BuildError(Exception):
    """A pack cannot be built; the message says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """What pack to build.

    Attributes
    ----------
    name, title : str
        As trials carry it, and as players read it.
    count, seed, seconds : int, int, float
        How many scenes, from which seed, how long each.
    turning : int
        How many of the scenes have a first-order field, too.
    keeps_flac : bool
        Whether the uncompressed files are kept beside those that are played.
    """

    name: str
    title: str
    count: int
    seed: int
    seconds: float
    turning: int
    keeps_flac: bool


def build_pack(order: Order, folder: Path, jobs: int, quiet: bool = False) -> None:
    """Build a pack; the folder appears whole or not at all.

    The same order gives the same bytes with the same versions of the packages that ``pack.json`` names.

    Parameters
    ----------
    order
        What to build.
    folder
        Where; it must not be there yet.
    jobs
        Processes that render scenes; with 1, this one.
    quiet
        Whether the progress bar is left out.

    Raises
    ------
    BuildError
        When a package is missing, the folder is there, a process is killed, or scenes fail their checks again
        and again.
    """
    missing = next((name for name in NEEDED if find_spec(name) is None), None)
    if missing:
        raise BuildError(f"{missing} is missing: pip install -r requirements-scenes.txt")
    if folder.exists():
        raise BuildError(f"{folder} is there already: name a new folder.")
    draft = folder.with_name(folder.name + _DRAFT)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        made = _scenes(order, draft, jobs)
        scenes = list(tqdm(made, total=order.count, desc="scenes", unit="scene", disable=quiet))
        _write_tables(order, scenes, draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _scenes(order: Order, draft: Path, jobs: int) -> Iterator[Scene]:
    make = partial(_build_scene, order, draft)
    if jobs == 1:
        yield from map(make, range(order.count))
        return
    try:
        with worker_pool(min(jobs, order.count)) as pool:
            yield from pool.map(make, range(order.count))
    except BrokenProcessPool:
        raise BuildError("A process was killed, perhaps for lack of memory: try --jobs 1.") from None


def _build_scene(order: Order, draft: Path, index: int) -> Scene:
    """One scene whose checks pass, its files written."""
    for attempt in range(MOST_ATTEMPTS):
        scene = sample_scene(order.seed, index, attempt, order.seconds, catalog.NAMES, catalog.VARIANTS)
        rendered = render(scene, hrirs.kemar(), seeded(order.seed, "tail", index, attempt))
        off = most_degrees_off(scene.sources, rendered.fields)
        if off <= MOST_DEGREES and least_audible_share(rendered.heard) >= LEAST_SHARE:
            return _with_files(order, draft, index, replace(scene, checked_degrees=round(off, 1)), rendered)
    raise BuildError(f"Scene {index} failed its checks {MOST_ATTEMPTS} times; its seed is {order.seed}.")


def _with_files(order: Order, draft: Path, index: int, scene: Scene, rendered: Rendered) -> Scene:
    contents = binaural_files(rendered, order.keeps_flac)
    if _is_turning(order, index):
        contents |= field_files(rendered, order.keeps_flac)
    files, hashes = {}, {}
    for kind, content in contents.items():
        folder, ending = kind.split(".", 1)
        files[kind] = f"{folder}/{scene.id}.{ending}"
        hashes[kind] = hashlib.sha256(content).hexdigest()
        file = draft / files[kind]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return replace(scene, files=files, sha256=hashes)


def _is_turning(order: Order, index: int) -> bool:
    """Whether a scene has a first-order field, too: pairs of scenes, one of each kind, spread evenly."""
    pair, pairs = index // 2, (order.count + 1) // 2
    turning = order.turning // 2 if order.count > 1 else order.turning
    return (pair + 1) * turning // pairs > pair * turning // pairs


def _write_tables(order: Order, scenes: list[Scene], draft: Path) -> None:
    items = items_about(scenes, catalog.NAMES, order.seed)
    (draft / SCENES).write_text("".join(f"{as_line(scene)}\n" for scene in scenes), encoding="utf-8")
    (draft / ITEMS).write_text("".join(f"{as_line(item)}\n" for item in items), encoding="utf-8")
    card = json.loads(as_line(_card(order)))
    (draft / PACK).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _card(order: Order) -> PackCard:
    return PackCard(
        format=1,
        name=order.name,
        title=order.title,
        credit=(SOUNDS_CREDIT, hrirs.CREDIT),
        licence=LICENCE,
        rendering="binaural",
        seconds=order.seconds,
        seed=order.seed,
        count=order.count,
        hrtf={"name": hrirs.NAME, "sha256": hrirs.kemar().sha256, "credit": hrirs.CREDIT},
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Versions of the packages on which a pack's bytes depend."""
    packages = {name: version(name) for name in ("pyroomacoustics", "slab", "soundfile")}
    return {**catalog.versions(), **packages, "libsndfile": soundfile.__libsndfile_version__}
