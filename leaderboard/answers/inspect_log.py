"""Inspect's logs as answers in AGL1K's fields; Inspect itself is not needed to read them."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from copy import copy
from operator import itemgetter
from pathlib import Path
from typing import TypeGuard
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import pyarrow as pa

from game.json_types import Json

SCORER = "agl1k_place"  # the scorer of `leaderboard/evaluation/inspect_task.py`
_ZSTANDARD = 93  # how Inspect compresses; Python's zipfile reads it from 3.14 on
_SAMPLE = re.compile(r"samples/[^/]+(?:/sample)?\.json")


class LogError(Exception):
    """A log that cannot be read; the message says why."""


def read_log(file: Path) -> Iterator[Json | str]:
    """Read a log in Inspect's own format, `.eval`.

    Yields
    ------
    dict or str
        As for `answers_in`.

    Raises
    ------
    LogError
    OSError
    """
    try:
        with ZipFile(file) as archive:
            names = filter(_SAMPLE.fullmatch, dict.fromkeys(archive.namelist()))
            # One at a time: a sample may hold its recording.
            yield from answers_in(json.loads(_content(archive, archive.getinfo(name))) for name in names)
    except (BadZipFile, zlib.error, pa.ArrowException, ValueError, RecursionError) as error:
        raise LogError(f"not a whole log of Inspect ({error})") from error


def is_log(value: object) -> bool:
    """Whether a JSON value is a log in Inspect's JSON format."""
    return _is_object(value) and "eval" in value and isinstance(value.get("samples"), list)


def answers_in(samples: Iterable[object]) -> Iterator[Json | str]:
    """The answers in the samples of a log, epoch by epoch, by the samples' names.

    Yields
    ------
    dict or str
        An answer in AGL1K's fields, with ``question``, ``model_output`` and ``evaluation`` as `python -m
        leaderboard evaluate` writes them; or why a sample has none.
    """
    objects = filter(_is_object, samples)
    answers = ((_epoch(sample), str(sample.get("id")), _answer(sample)) for sample in objects)
    for _, _, answer in sorted(answers, key=itemgetter(0, 1)):
        yield answer


def _is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)


def _object(holder: Json, name: str) -> Json:
    """What an object holds under a name, if that is an object, too."""
    held = holder.get(name)
    return held if _is_object(held) else {}


def _epoch(sample: Json) -> int:
    epoch = sample.get("epoch")
    return epoch if isinstance(epoch, int) else 1


def _answer(sample: Json) -> Json | str:
    answer = _object(_object(_object(_object(sample, "scores"), SCORER), "metadata"), "answer")
    if not answer:
        why = _object(sample, "error").get("message") or "`inspect score` adds one"
        return f"sample {sample.get('id')} has no score by {SCORER}: {str(why)[:200]}"
    output = _object(sample, "output")
    usage = _object(output, "usage")
    obtained = {
        "at": sample.get("completed_at"),
        "tokens_in": usage.get("input_tokens"),
        "tokens_out": usage.get("output_tokens"),
    }
    asked = {"question": sample.get("input"), "model_output": output.get("completion")}
    return {**answer, **asked, "evaluation": obtained}


def _content(archive: ZipFile, member: ZipInfo) -> bytes:
    if member.compress_type != _ZSTANDARD:
        return archive.read(member)
    as_stored = copy(member)
    as_stored.compress_type, as_stored.file_size = ZIP_STORED, member.compress_size
    del as_stored.CRC  # of the content, not of what is read here
    content = pa.input_stream(pa.py_buffer(archive.read(as_stored)), compression="zstd").read()
    if zlib.crc32(content) != member.CRC:
        raise BadZipFile(f"{member.filename}: checksum mismatch")
    return bytes(content)
