"""What the report was computed from: hashes by which anybody can check that it is the same."""

import hashlib

import orjson

from leaderboard.study.report.document import Column, Section, Table, Words
from leaderboard.study.report.preregistered import preregistered_on
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (Column("what", "What"), Column("is", "Is"))


def provenance(figures: StudyFigures) -> Section:
    """The section."""
    record = figures.record
    registered = record.preregistration
    rows = [
        ("study", figures.study.name),
        ("study file, SHA-256 of its canonical JSON", record.study_hash),
        ("snapshot taken on (UTC)", record.taken_at.isoformat()),
        ("pack", record.pack),
        ("pack, SHA-256 over manifest and audio", record.pack_hash or "no rounds yet"),
        ("Earwitness", record.code["version"]),
        ("code, SHA-256 of all Python files", record.code["hash"]),
        ("preregistered on (UTC)", preregistered_on(figures) or "not preregistered"),
        (
            "preregistration, SHA-256 of its JSON",
            hashlib.sha256(registered.encode()).hexdigest() if registered else "none",
        ),
        ("versions that rounds were dealt by", _versions(figures)),
        *((f"{name}, SHA-256 of its rows", hash_of(table)) for name, table in _tables(figures)),
    ]
    return Section(
        "hashes",
        "Hashes",
        (
            Words(
                "The same snapshot gives this page and its tables byte for byte. Hashes of rows are over "
                "their JSON, a line each, in the order of the archive."
            ),
            Table("hashes", "What this report was computed from.", _COLUMNS, rows),
        ),
    )


def hash_of(rows: list[dict[str, object]]) -> str:
    """SHA-256, in hex, over rows as lines of JSON with sorted keys."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(orjson.dumps(row, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    return digest.hexdigest()


def _tables(figures: StudyFigures) -> list[tuple[str, list[dict[str, object]]]]:
    return [(f"table of {name}", table.to_pylist()) for name, table in figures.record.tables.items()]


def _versions(figures: StudyFigures) -> str:
    return ", ".join(sorted({str(row["app_version"]) for row in figures.scored})) or "no rounds yet"
