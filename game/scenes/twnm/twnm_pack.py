"""A scene pack made of the benchmark's own items: decoded once into the host's state folder."""

import hashlib
import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from tqdm import tqdm

from game.scenes.build.encoding import WY, ZX, mp3
from game.scenes.build.hrirs import CREDIT, NAME, RATE, kemar
from game.scenes.item import Answer, Item, Level, Text
from game.scenes.scene import Scene
from game.scenes.scene_pack import (
    ITEMS,
    PACK,
    SCENES,
    STATIC,
    TURNING,
    PackCard,
    ScenePack,
    ScenePackError,
    as_line,
    read_scene_pack,
)
from game.scenes.twnm.conventions import Convention, Sense, find_convention, in_acn, side_of, states_azimuth
from game.scenes.twnm.decoding import Decoder, cue_errors
from game.scenes.twnm.rows import METADATA, Row, read_rows
from game.scenes.twnm.samples import SAMPLES, sample_line

VERSION = 1  # of the decoding: another one makes the files anew
PEAK = 0.9
SOURCE = "TWNM: Y. You, L. Wei, X. Wu, T. Qu: The World is Not Mono, 2026"
log = logging.getLogger("earwitness.scenes")


@dataclass(frozen=True, slots=True)
class _Decoded:
    item: Item
    scene: Scene


def load_benchmark(folder: Path, name: str, state: Path) -> ScenePack:
    """The pack of a folder with the benchmark's own items, decoded if it has not been yet.

    Parameters
    ----------
    folder
        In one of the benchmark's two layouts.
    name
        That trials carry.
    state
        The host's state folder.

    Raises
    ------
    ScenePackError
        When the rows have a mistake, the order of their channels cannot be found, what decodes them is not
        installed, or the disk is full.
    """
    rows = read_rows(folder)
    made = state / "scenes" / _digest(folder)
    if not (made / PACK).is_file():
        _make(rows, name, made)
    return read_scene_pack(made)


def _make(rows: Sequence[Row], name: str, made: Path) -> None:
    try:
        decoder = Decoder(kemar())
    except ModuleNotFoundError:
        raise ScenePackError(
            "What decodes recordings for headphones is not installed: pip install -r requirements-scenes.txt"
        ) from None
    convention = find_convention(rows)
    errors = cue_errors(decoder)
    log.info("%s", convention)
    part = made.with_name(f"{made.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _write(rows, name, part, decoder, convention, {"itd_us": errors.itd_us, "ild_db": errors.ild_db})
        part.rename(made)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise ScenePackError(
            f"{made.parent} cannot take the decoded recordings: {error.strerror}."
        ) from error


def _write(
    rows: Sequence[Row],
    name: str,
    part: Path,
    decoder: Decoder,
    convention: Convention,
    cues: dict[str, float],
) -> None:
    for kind in ("binaural", "foa"):
        (part / kind).mkdir(parents=True)
    shown = tqdm(rows, desc="Decoding scenes", unit="scene", disable=None)
    decoded = [_decode(row, part, decoder, convention) for row in shown]
    card = PackCard(
        format=1,
        name=name,
        title="The World is Not Mono",
        credit=(SOURCE, CREDIT, f"Found from the sound: {convention}"),
        licence="other",
        rendering="decoded",
        count=len(rows),
        hrtf={"name": NAME, "sha256": decoder.head.sha256, "credit": CREDIT},
        cues={name: round(value, 2) for name, value in cues.items()},
    )
    tables = {
        SCENES: [as_line(one.scene) for one in decoded],
        ITEMS: [as_line(one.item) for one in decoded],
        SAMPLES: [sample_line(_name(row), row) for row in rows],
        PACK: [as_line(card)],
    }
    for table, lines in tables.items():
        (part / table).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _decode(row: Row, part: Path, decoder: Decoder, convention: Convention) -> _Decoded:
    channels, rate = row.read()
    field = in_acn(channels, convention.reading.order)
    if rate != RATE:
        field = soxr.resample(field.T, rate, RATE).T
    ears = decoder.decode(field)
    name = _name(row)
    quieter = min(1.0, PEAK / max(float(np.abs(field).max()), 1e-9))  # one for all, or directions would move
    contents = {
        STATIC: mp3(ears * min(1.0, PEAK / max(float(np.abs(ears).max()), 1e-9))),
        TURNING[0]: mp3(field[WY] * quieter),
        TURNING[1]: mp3(field[ZX] * quieter),
    }
    files = {
        STATIC: f"binaural/{name}.mp3",
        TURNING[0]: f"foa/{name}.wy.mp3",
        TURNING[1]: f"foa/{name}.zx.mp3",
    }
    for kind, content in contents.items():
        (part / files[kind]).write_bytes(content)
    hashes = {kind: hashlib.sha256(content).hexdigest() for kind, content in contents.items()}
    seconds = round(field.shape[1] / RATE, 3)
    return _Decoded(
        _item(row, name, convention.reading.sense), Scene(name, seconds, (), None, (), files, hashes, None)
    )


def _item(row: Row, name: str, sense: Sense) -> Item:
    note = f" {side_of(sense)}" if states_azimuth([row.question, *row.options]) else ""
    level: Level = "L1" if row.level == "L1" else "L2" if row.level == "L2" else "L3"
    return Item(
        id=name,
        scene=name,
        kind="choice",
        family="twnm",
        task=row.task,
        level=level,
        text=Text(plain=f"{row.question}{note}"),
        english=row.question,
        options=tuple(Text(plain=option) for option in row.options),
        english_options=row.options,
        answer=None if row.answer is None else Answer(option=row.answer),
    )


def _name(row: Row) -> str:
    """The row's name as an id and in files' names: its split and its sample_id."""
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in row.sample_id
    )
    exact = (
        plain
        if plain == row.sample_id
        else f"{plain}-{hashlib.sha256(row.sample_id.encode()).hexdigest()[:8]}"
    )
    return f"{row.split}-{exact}"


def _digest(folder: Path) -> str:
    """Of the tables and of what the recordings are called, how large they are and when they were written."""
    digest = hashlib.sha256(f"{VERSION}\n".encode())
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = file.stat()
        digest.update(f"{file.relative_to(folder)}\0{status.st_size}\0".encode())
        if file.name == METADATA:
            digest.update(file.read_bytes())
        else:
            digest.update(f"{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]
