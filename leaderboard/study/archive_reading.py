"""The archive of a study read back, once every file is found unchanged."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from game.publishing.parquet import schema
from game.study.study_file import StudyError, read_canonical
from game.study.study_schema import Study
from leaderboard.study import archive_layout as layout
from leaderboard.study.record_columns import TABLES
from leaderboard.study.record_error import RecordError
from leaderboard.study.study_record import StudyRecord


def read(folder: Path) -> StudyRecord:
    """Read an archive, which `leaderboard.study.archive_files.write` has written.

    Raises
    ------
    RecordError
        When it is no archive, a newer version has written it, or a file is missing or was changed.
    """
    try:
        facts = _facts(folder)
        _check_sums(folder)
        study = _study(folder, facts)
        tables = {name: _table(folder, name) for name in TABLES}
        flow = json.loads(_text(folder / layout.FLOW))
        frozen = folder / layout.PREREGISTRATION
        preregistration = _text(frozen) if frozen.is_file() else None
    except OSError as error:
        raise RecordError(f"{error.filename or folder} cannot be read: {error.strerror}.") from error
    return StudyRecord(
        study=study,
        study_text=_text(folder / layout.STUDY),
        study_hash=facts["study_hash"],
        preregistration=preregistration,
        rounds=tables["rounds"],
        participants=tables["participants"],
        people=tables["people"],
        flow=flow,
        clips=tables["clips"],
        model_scores=tables["models"],
        margins=tables["margins"],
        taken_at=date.fromisoformat(facts["taken_at"]),
        code=facts["code"],
        pack=facts["pack"],
        pack_hash=facts["pack_hash"],
        is_agl1k=facts["is_agl1k"],
    )


def _facts(folder: Path) -> Mapping[str, Any]:
    file = folder / layout.FACTS
    if not file.is_file():
        raise RecordError(
            f"{folder} is no archive of a study: it has no {layout.FACTS}. Name a folder that "
            "`python -m game export --archive` has written, or that of a published dataset."
        )
    try:
        facts = json.loads(_text(file))
        version = facts["earwitness_archive"]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{file} is damaged: take the archive's copy again.") from error
    if version != layout.FORMAT:
        raise RecordError(
            f"{folder} is of a newer Earwitness: it has format {version}, and this one reads "
            f"{layout.FORMAT}. Update."
        )
    found: Mapping[str, Any] = facts
    return found


def _check_sums(folder: Path) -> None:
    """See that every file is there and unchanged."""
    file = folder / layout.SUMS
    if not file.is_file():
        raise RecordError(f"{folder} has no {layout.SUMS}: take the whole archive.")
    listed = dict(_sums(file))
    needed = {layout.FACTS, layout.STUDY, layout.FLOW, *map(layout.parquet, TABLES)}
    if unlisted := sorted(needed - listed.keys()):
        raise RecordError(f"{file} does not name {unlisted[0]}: take the archive's copy again.")
    for path, digest in listed.items():
        if not (folder / path).is_file():
            raise RecordError(f"{folder} has no {path}: take the whole archive.")
        with (folder / path).open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != digest:
                raise RecordError(
                    f"{folder / path} was changed after it was written: take the archive's copy again."
                )
    extra = folder / layout.PREREGISTRATION
    if extra.is_file() and layout.PREREGISTRATION not in listed:
        raise RecordError(f"{file} does not name {layout.PREREGISTRATION}: take the archive's copy again.")


def _sums(file: Path) -> Iterator[tuple[str, str]]:
    for line in _text(file).splitlines():
        digest, _, path = line.partition("  ")
        parts = PurePosixPath(path)
        if not path or parts.is_absolute() or ".." in parts.parts:
            raise RecordError(f"{file} has a line that names no file of the archive: {line[:80]!r}.")
        yield path, digest


def _study(folder: Path, facts: Mapping[str, Any]) -> Study:
    text = _text(folder / layout.STUDY)
    if hashlib.sha256(text.encode()).hexdigest() != facts["study_hash"]:
        raise RecordError(f"{folder / layout.STUDY} is not the file that {layout.FACTS} names by its hash.")
    try:
        return read_canonical(text, str(folder / layout.STUDY))
    except StudyError as error:
        raise RecordError(f"The study's file is for another version of Earwitness: {error}") from error


def _table(folder: Path, name: str) -> pa.Table:
    file, expected = folder / layout.parquet(name), schema(TABLES[name])
    try:
        table = pq.read_table(file)
    except pa.ArrowInvalid as error:
        raise RecordError(f"{file} is no Parquet file: take the archive's copy again.") from error
    if not table.schema.equals(expected):
        lost = sorted({*expected.names} - {*table.schema.names})
        what = f"lacks the column {lost[0]}" if lost else "has other columns than this version reads"
        raise RecordError(f"{file} {what}: read it with the version that {layout.FACTS} names.")
    return pa.Table.from_arrays(table.columns, schema=expected)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise RecordError(f"{file} is no text: take the archive's copy again.") from error
