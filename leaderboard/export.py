"""Exports people's guesses in AGL1K's format, so that its analysis can read people as it reads models."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from game.atomic_write import write_whole
from game.csv_cells import SafeCsvWriter, original_cell
from game.packs import agl1k
from game.packs.clip import Clip
from leaderboard.answers.agl1k_format import TASK, readable_city, readable_degrees
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.crowd import MIN_GUESSES, crowd_points
from leaderboard.entrants.humans import MIN_ROUNDS, played_enough
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.equal_rows import repeat_equally
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.rows import Responses, labels_at

FILE = "seed_42_progress_fixed.json"
SCHEMA = Path("data") / agl1k.NAME
CHUNK = 10_000  # rows
# AGL1K's columns for a pack in another format; what that pack lacks is blank or 0.
_OF_A_CLIP: dict[str, Callable[[Clip], object]] = {
    "key": lambda clip: clip.key,
    "short_key": lambda clip: clip.key,
    "longitude": lambda clip: clip.lon,
    "latitude": lambda clip: clip.lat,
    "altitude": lambda _: "",
    "description": lambda clip: clip.description,
    "title": lambda clip: clip.title,
    "mp3name": lambda clip: clip.file.name,
    "mp3seconds": lambda clip: clip.seconds,
    "city": lambda clip: clip.city,
    "country": lambda clip: clip.country,
    "continent": lambda clip: clip.continent,
    "human_sounds": lambda clip: clip.speech,
    "animal": lambda clip: clip.animal,
    "music": lambda clip: clip.music,
    "natural_sounds": lambda clip: clip.nature,
    "channel": lambda _: 0.0,
    "environment_and_background": lambda _: 0.0,
    "sounds_of_things": lambda clip: clip.things,
    "source_ambiguous_sounds": lambda _: 0.0,
}

_LACKING = {
    "human-crowd": f"clip has {MIN_GUESSES} guesses",
    "human-people": f"person has {MIN_ROUNDS} rounds",
}

Progress = Callable[[Iterable[bytes], int], Iterable[bytes]]


class ExportError(Exception):
    """Nothing can be exported; the message says why, and what to do."""


def export_agl1k(benchmark: Benchmark, guesses: Guesses, out: Path, progress: Progress) -> Iterator[str]:
    """Write people's guesses, and the crowd's points, in the files that AGL1K keeps a model's answers in.

    Parameters
    ----------
    out : Path
        Gets the folders of AGL1K's repository, so that its analysis can run there. Files of an earlier
        export are replaced, each as a whole. Rows do not tell who guessed, nor in which order.
    progress : callable
        Given rows and their number, yields them as they are written.

    Yields
    ------
    str
        A sentence for each file once it is written.

    Raises
    ------
    ExportError
        If there are no guesses, or a different schema file is in the way.
    """
    if not len(guesses):
        raise ExportError(
            f"There are no guesses on the pack {benchmark.name!r} to export. Exported are guesses made on "
            "the page, in random games, by players who agreed to research use, but none on the demo pack."
        )
    schema = _schema(benchmark)
    _write_schema(out / SCHEMA, schema)
    yield f"{out / SCHEMA}: {len(benchmark.clips):,} clips"
    guessed = guesses.responses
    files = {
        "human-guesses": guessed,
        "human-people": people_responses(guesses),
        "human-crowd": crowd_responses(benchmark, guessed),
    }
    for name, rows in files.items():
        file = out / "results" / TASK / name / FILE
        if len(rows.clip):
            _write(file, _list(progress(_answers(benchmark, rows), len(rows.clip))))
            yield f"{file}: {len(rows.clip):,} rows"
        else:
            file.unlink(missing_ok=True)
            yield f"{file} is left out: no {_LACKING[name]} yet"


def people_responses(guesses: Guesses) -> Responses:
    """The guesses of the row ``human``, repeated so that a mean over rows weighs every person alike."""
    played = guesses.only(played_enough(guesses))
    return played.responses.only(repeat_equally(played.player))


def crowd_responses(benchmark: Benchmark, responses: Responses) -> Responses:
    """The crowd's point for every clip with enough guesses."""
    points = crowd_points(responses.clip, responses.lat, responses.lon, len(benchmark.clips))
    never = np.zeros(len(points.clip), np.bool_)
    labels = labels_at(points.lat, points.lon, benchmark.gazetteer)
    return Responses(points.clip, points.lat, points.lon, never, never, labels)


def _answers(benchmark: Benchmark, rows: Responses) -> Iterator[bytes]:
    """Rows as JSON, sorted by clip and point, which hides the order in which people gave them."""
    asked = [_asked(benchmark, index) for index in range(len(benchmark.clips))]
    order = np.lexsort((rows.lon, rows.lat, rows.clip))
    for start in range(0, len(order), CHUNK):
        chunk = order[start : start + CHUNK]
        labels = [rows.labels[level][chunk] for level in ("city", "country", "continent")]
        columns = (
            column.tolist() for column in (rows.clip[chunk], *labels, rows.lon[chunk], rows.lat[chunk])
        )
        for clip, *answer in zip(*columns, strict=True):
            yield orjson.dumps(asked[clip] | _answered(*answer, rules=benchmark.rules))


def _asked(benchmark: Benchmark, index: int) -> dict[str, Any]:
    clip, labels = benchmark.clips[index], benchmark.truth.labels
    return {
        "question_id": clip.key,
        "task_id": TASK,
        "true_city": labels["city"][index],
        "true_country": labels["country"][index],
        "true_continent": labels["continent"][index],
        "true_longitude": str(clip.lon),
        "true_latitude": str(clip.lat),
        "description": clip.description,
        "title": clip.title,
    }


def _answered(
    city: str | None, country: str | None, continent: str | None, lon: float, lat: float, *, rules: NameRules
) -> dict[str, Any]:
    """All values are texts, as in AGL1K's files of this kind; a skip's are null."""
    return {
        "predicted_city": readable_city(city, country, rules),
        "predicted_country": country,
        "predicted_continent": continent,
        "predicted_longitude": _degrees(lon),
        "predicted_latitude": _degrees(lat),
        "reasoning": "",
        "model_output": "",
        "seed": "42",
    }


def _degrees(degrees: float) -> str | None:
    return None if np.isnan(degrees) else str(readable_degrees(degrees))


def _list(rows: Iterable[bytes]) -> Iterator[bytes]:
    between = b"[\n"
    for row in rows:
        yield between + row
        between = b",\n"
    yield b"\n]\n"


def _schema(benchmark: Benchmark) -> bytes:
    """AGL1K's table with its header corrected, or another pack's clips in AGL1K's columns."""
    text = io.StringIO(newline="")
    table = SafeCsvWriter(text)
    if benchmark.is_agl1k:
        rows = agl1k.read_table(benchmark.table.parent)
        table.write(rows[0].columns)
        table.write_all([original_cell(cell) for cell in row.cells] for row in rows)
    else:
        table.write(_OF_A_CLIP)
        table.write_all([value(clip) for value in _OF_A_CLIP.values()] for clip in benchmark.clips)
    return text.getvalue().encode()


def _write_schema(file: Path, schema: bytes) -> None:
    if file.exists() and file.read_bytes() != schema:
        raise ExportError(
            f"{file} exists with other contents, such as AGL1K's own header: choose another folder with "
            "--out, or move the file away."
        )
    _write(file, [schema])


def _write(file: Path, parts: Iterable[bytes]) -> None:
    """Write the file as a whole; if that fails, an existing file stays as it was."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, parts)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror}.") from error
