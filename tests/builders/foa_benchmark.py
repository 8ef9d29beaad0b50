"""A small benchmark of first-order recordings with known directions, in either of TWNM's layouts."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile
from numpy.typing import NDArray

from game.scenes.directions import unit_vector

RATE = 24_000
SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class Question:
    """A row, and its recording as channels by samples."""

    values: dict[str, Any]
    sound: NDArray[np.float64]


def questions(count: int, order: str, sense: str, seed: int = 0, lies: int = 0) -> list[Question]:
    """Questions whose answers state the directions of two noises after one another.

    Parameters
    ----------
    order, sense : str
        ``WYZX`` or ``WXYZ``; to which side positive azimuths lie, ``left`` or ``right``.
    lies : int
        How many of the answers state directions of another recording.
    """
    random = np.random.default_rng(seed)
    made: list[Question] = []
    for number in range(count):
        azimuths, elevations = random.uniform(0, 360, 2), random.uniform(-45, 45, 2)
        sound = np.concatenate(
            [_noise(random, *each, order, sense) for each in zip(azimuths, elevations, strict=True)], axis=1
        )
        said = random.uniform(0, 360, 2) if number < lies else azimuths
        options = [_stated(said, elevations), _stated(said[::-1], elevations), "Front", "Back"]
        made.append(Question(_row(number, options), sound))
    return made


def write_folders(folder: Path, dev: Sequence[Question], test: Sequence[Question] = ()) -> Path:
    """Write ``data/dev`` and ``data/test``, each with its metadata; the test split has no answers."""
    for split, rows in (("dev", dev), ("test", test)):
        into = folder / "data" / split
        into.mkdir(parents=True)
        lines = []
        for number, row in enumerate(rows):
            name = f"{number:03}.wav"
            (into / name).write_bytes(_wav(row.sound))
            kept = row.values if split == "dev" else _without_answer(row.values)
            lines.append(json.dumps({"file_name": name, **kept}))
        (into / "metadata.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def write_parquet(folder: Path, rows: Sequence[Question]) -> Path:
    """Write one Parquet file with the recordings inside."""
    (folder / "data").mkdir(parents=True)
    table = [{**row.values, "audio": {"bytes": _wav(row.sound), "path": None}} for row in rows]
    pq.write_table(
        pa.Table.from_pylist(table), folder / "data" / "test-00000-of-00001.parquet", row_group_size=4
    )
    return folder


def _noise(
    random: np.random.Generator, azimuth: float, elevation: float, order: str, sense: str
) -> NDArray[np.float64]:
    x, y, z = unit_vector(azimuth if sense == "left" else -azimuth, elevation)
    gains = [1, y, z, x] if order == "WYZX" else [1, x, y, z]
    samples = round(SECONDS / 2 * RATE)
    sound = 0.1 * np.outer(gains, random.standard_normal(samples))
    return sound + 0.01 * random.standard_normal((4, samples))


def _stated(azimuths: NDArray[np.float64], elevations: NDArray[np.float64]) -> str:
    parts = zip(("Running water", "Male speech"), azimuths, elevations, strict=True)
    return "; ".join(f"{name}: azimuth {a:.2f}°, elevation {e:.2f}°, 2.23m" for name, a, e in parts)


def _row(number: int, options: Sequence[str]) -> dict[str, Any]:
    place = number % 4
    placed = [*options[1:]]
    placed.insert(place, options[0])
    return {
        "sample_id": f"{number:03}",
        "question": "Identify the correct binding of sound source identity to its spatial location.",
        **{f"option_{letter}": option for letter, option in zip("abcd", placed, strict=True)},
        "answer_letter": "ABCD"[place],
        "answer_text": options[0],
        "level": "L2",
        "task": "l2_bind_identity_location_distance",
    }


def _without_answer(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("answer")}


def _wav(sound: NDArray[np.float64]) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sound.T, RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()
