"""The benchmark's rows, in either of its two layouts: folders of audio with metadata.jsonl, or Parquet.

Each split is read by itself, since one of them has no answers, and so other columns.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import soundfile
from numpy.typing import NDArray

from game.scenes.scene_pack import ScenePackError

METADATA = "metadata.jsonl"
LETTERS = "ABCD"
TEXTS = ("sample_id", "question", "option_a", "option_b", "option_c", "option_d", "level", "task")
LEVELS = ("L1", "L2", "L3")
CHANNELS = 4

Sound = tuple[NDArray[np.float64], int]  # channels by samples, and samples a second


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the benchmark.

    Attributes
    ----------
    where : str
        File and line, for messages.
    options : tuple of str
        Four.
    answer : int or None
        The position of the right option; None where the split has no answers.
    read : callable
        Decodes its first-order recording: W and three more channels.
    """

    where: str
    split: str
    sample_id: str
    question: str
    options: tuple[str, ...]
    answer: int | None
    level: str
    task: str
    read: Callable[[], Sound]


def read_rows(folder: Path) -> list[Row]:
    """All rows of a folder, split by split.

    Raises
    ------
    ScenePackError
        When the folder has neither layout, or a row has a mistake.
    """
    tables = sorted(folder.rglob(METADATA))
    parquet = sorted(folder.rglob("*.parquet"))
    found = [row for table in tables for row in _of_metadata(table)]
    found += [row for file in parquet for row in _of_parquet(file)]
    if not found:
        raise ScenePackError(f"{folder} has neither {METADATA} nor Parquet files with questions.")
    names = [(row.split, row.sample_id) for row in found]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ScenePackError(f"{folder}: the split {twice[0]} has the sample_id {twice[1]} twice.")
    return found


def is_benchmark(folder: Path) -> bool:
    """Whether a folder looks like one of the layouts."""
    return any(folder.rglob(METADATA)) or any(folder.rglob("*.parquet"))


def _of_metadata(table: Path) -> Iterator[Row]:
    for number, line in enumerate(_lines(table), 1):
        where = f"{table}, line {number}"
        try:
            values = json.loads(line)
        except ValueError as error:
            raise ScenePackError(f"{where}: not JSON: {error}.") from None
        if not isinstance(values, dict):
            raise ScenePackError(f"{where}: an object was expected.")
        file = (table.parent / str(values.get("file_name") or "")).resolve()
        if not file.is_relative_to(table.parent.resolve()) or not file.is_file():
            raise ScenePackError(f"{where}: there is no file {values.get('file_name')!r}.")
        yield _row(where, table.parent.name, values, partial(_sound, where, file))


def _of_parquet(file: Path) -> Iterator[Row]:
    split = file.stem.partition("-")[0]
    try:
        table = pq.ParquetFile(file)
        has_sound = "audio" in table.schema_arrow.names
        columns = [name for name in table.schema_arrow.names if name != "audio"]
        rows = table.read(columns=columns).to_pylist()
    except (OSError, ValueError) as error:
        raise ScenePackError(f"{file} cannot be read: {error}.") from None
    if not has_sound:
        raise ScenePackError(f"{file} has no column audio.")
    sounds = _ParquetSounds(file)
    for number, values in enumerate(rows):
        where = f"{file}, row {number + 1}"
        yield _row(where, split, values, partial(sounds.read, where, number))


class _ParquetSounds:
    """Recordings in a Parquet file, one group of rows in memory at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._group: tuple[int, list[Any]] | None = None

    def read(self, where: str, number: int) -> Sound:
        table = pq.ParquetFile(self._file)
        for group in range(table.num_row_groups):
            size = table.metadata.row_group(group).num_rows
            if number < size:
                break
            number -= size
        if self._group is None or self._group[0] != group:
            column = table.read_row_group(group, columns=["audio"]).column(0).to_pylist()
            self._group = group, column
        audio = self._group[1][number]
        content = audio.get("bytes") if isinstance(audio, dict) else audio
        if not isinstance(content, bytes):
            raise ScenePackError(f"{where}: the recording is not in the file.")
        return _sound(where, io.BytesIO(content))


def _row(where: str, split: str, values: Mapping[str, Any], read: Callable[[], Sound]) -> Row:
    missing = [name for name in TEXTS if not isinstance(values.get(name), str | int)]
    if missing:
        raise ScenePackError(f"{where}: {missing[0]} is missing.")
    sample_id, question, *options, level, task = (str(values[name]) for name in TEXTS)
    if level not in LEVELS:
        raise ScenePackError(f"{where}: level is {level!r}, and not one of {', '.join(LEVELS)}.")
    answer = _answer(where, values.get("answer_letter"), values.get("answer_text"), options)
    return Row(where, split, sample_id, question, tuple(options), answer, level, task, read)


def _answer(where: str, letter: object, text: object, options: Sequence[str]) -> int | None:
    if letter in (None, ""):
        return None
    position = LETTERS.find(str(letter).strip().upper())
    if position < 0 or len(str(letter).strip()) != 1:
        raise ScenePackError(f"{where}: answer_letter is {letter!r}, and not one of A, B, C, D.")
    if isinstance(text, str) and text.strip() and text.strip() != options[position].strip():
        raise ScenePackError(f"{where}: answer_text is not what option {LETTERS[position]} says.")
    return position


def _sound(where: str, file: Path | io.BytesIO) -> Sound:
    try:
        samples, rate = soundfile.read(file, dtype="float64", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise ScenePackError(f"{where}: the recording cannot be decoded: {error}.") from None
    if samples.shape[1] != CHANNELS:
        raise ScenePackError(f"{where}: the recording has {samples.shape[1]} channels, and not {CHANNELS}.")
    if not len(samples) or not np.isfinite(samples).all():
        raise ScenePackError(f"{where}: the recording is empty, or has samples that are no numbers.")
    return samples.T, rate


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise ScenePackError(f"{file} cannot be read: {error}.") from None
