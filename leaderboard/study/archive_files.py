"""The archive of a study: one dated folder from which everything can be computed again."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from game.publishing import csv_rows
from game.publishing.parquet import COMPRESSION
from leaderboard.study import archive_layout as layout
from leaderboard.study import archive_texts
from leaderboard.study.record_columns import TABLES
from leaderboard.study.record_error import RecordError
from leaderboard.study.study_record import StudyRecord


def write(record: StudyRecord, parent: Path) -> Path:
    """Write an archive whole or not at all: beside its place, and then moved there.

    The same record gives the same bytes.

    Parameters
    ----------
    parent : Path
        The archive is a folder in it, named by study and day. An archive of that name is replaced.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    RecordError
        When something else has that name, or it cannot be written.
    """
    place = parent / f"{record.study.name}-{record.taken_at}"
    if place.exists() and not (place / layout.FACTS).is_file():
        raise RecordError(f"{place} is there and is no archive: move it away, or name another folder.")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".archive-", dir=parent) as drafts:
            draft = Path(drafts) / place.name
            _write_all(record, draft)
            _put_in_place(draft, place, Path(drafts) / "earlier")
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise RecordError(f"{place} cannot be written: {why}.") from error
    return place


def _put_in_place(draft: Path, place: Path, aside: Path) -> None:
    if place.exists():
        place.rename(aside)
    try:
        draft.rename(place)
    except OSError:
        if aside.exists():
            aside.rename(place)
        raise
    with suppress(OSError):  # what is left goes with the drafts
        shutil.rmtree(aside)


def _write_all(record: StudyRecord, folder: Path) -> None:
    sums = {}
    for path, content in _files(record):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        sums[path] = hashlib.sha256(content).hexdigest()
    lines = [f"{digest}  {path}\n" for path, digest in sorted(sums.items())]
    (folder / layout.SUMS).write_text("".join(lines), encoding="utf-8", newline="")


def _files(record: StudyRecord) -> Iterator[tuple[str, bytes]]:
    for path, text in _texts(record):
        yield path, text.encode()
    for name, table in record.tables.items():
        yield layout.csv(record.study.name, name), _csv(name, table).encode()
        parquet = io.BytesIO()
        pq.write_table(table, parquet, compression=COMPRESSION)
        yield layout.parquet(name), parquet.getvalue()


def _texts(record: StudyRecord) -> Iterator[tuple[str, str]]:
    study = record.study
    yield layout.FACTS, archive_texts.as_json(archive_texts.facts(record))
    yield layout.STUDY, record.study_text  # to the byte, or its hash would be another
    yield layout.FLOW, archive_texts.as_json(dict(record.flow))
    yield layout.README, archive_texts.readme(record)
    yield layout.DICTIONARY, archive_texts.dictionary()
    yield layout.DESCRIPTION, archive_texts.as_json(archive_texts.description(record))
    if record.preregistration:
        yield layout.PREREGISTRATION, record.preregistration
    consents = study.languages if study.consent else ()
    for language in consents:
        assert study.consent is not None
        title, text = (part.text(language) for part in (study.consent.title, study.consent.text))
        yield layout.consent(language), f"# {title}\n\n{text.rstrip()}\n"
    beside = [layout.FACTS, layout.STUDY, layout.FLOW, layout.PREREGISTRATION, layout.DICTIONARY]
    beside += [layout.SUMS, layout.IGNORE, f"{layout.PARQUET}/", *map(layout.consent, consents)]
    yield layout.IGNORE, "".join(f"{path}\n" for path in beside)


def _csv(name: str, table: pa.Table) -> str:
    text = io.StringIO(newline="")
    csv_rows.write([table.to_pylist()], TABLES[name], text)
    return text.getvalue()
