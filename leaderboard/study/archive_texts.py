"""The archive's files in words and JSON: README, data dictionary, Psych-DS description, and its facts."""

import io
import json
from collections.abc import Mapping
from typing import Any

from game.columns import Column
from game.csv_cells import SafeCsvWriter
from leaderboard.study import archive_layout as layout
from leaderboard.study.record_columns import TABLES
from leaderboard.study.study_record import StudyRecord

# Without another file, since validators read this where there is no network.
_CONTEXT = {"@vocab": "http://schema.org/"}

_ABOUT = {
    "rounds": "closed rounds of participants who agreed and have not withdrawn, whether they count or not",
    "participants": "a row for each of them",
    "people": "what they say about themselves, where enough others say the same",
    "margins": "how often each answer about themselves was given; answers of few people are hidden",
    "clips": "the study's recordings: places, sounds, strata",
    "models": "models' answers to the same recordings",
}


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def facts(record: StudyRecord) -> dict[str, Any]:
    """What is known of the archive as a whole."""
    return {
        "earwitness_archive": layout.FORMAT,
        "study": record.study.name,
        "study_hash": record.study_hash,
        "taken_at": record.taken_at.isoformat(),
        "code": dict(record.code),
        "pack": record.pack,
        "pack_hash": record.pack_hash,
        "is_agl1k": record.is_agl1k,
        "rows": {name: len(table) for name, table in record.tables.items()},
    }


def dictionary() -> str:
    """Every column of every table as CSV."""
    text = io.StringIO(newline="")
    lines = SafeCsvWriter(text)
    lines.write(("table", "column", "type", "unit", "meaning", "blank_when"))
    for table, columns in TABLES.items():
        lines.write_all((table, c.name, c.kind, c.unit, c.meaning, c.blank) for c in columns)
    return text.getvalue()


def description(record: StudyRecord) -> dict[str, Any]:
    """The description of the dataset that Psych-DS asks for: JSON-LD with the terms of schema.org."""
    study = record.study
    language = study.languages[0]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": f"{study.name}: {study.title.text(language)}",
        "description": "Where people and audio language models believe that recordings were made. "
        f"Study {study.name}, as of {record.taken_at}. {layout.README} describes the files.",
        "dateModified": record.taken_at.isoformat(),
        "identifier": record.study_hash,
        "keywords": ["audio", "geolocation", "human baseline", "language models"],
        "variableMeasured": [_variable(name, found) for name, found in _by_column().items()],
    }


def readme(record: StudyRecord) -> str:
    """What a reader of the archive needs to know."""
    study, flow = record.study, record.flow
    agreed, declined = flow["agreed"], flow["declined"]
    rows = [
        f"| `{layout.csv(study.name, name)}`, `{layout.parquet(name)}` | {len(table):,} | {_ABOUT[name]} |"
        for name, table in record.tables.items()
    ]
    consents = ", ".join(f"`{layout.consent(language)}`" for language in study.languages)
    lines = [
        f"# {study.name}, {record.taken_at}",
        "",
        study.title.text(study.languages[0]),
        "",
        f"{agreed:,} people agreed to take part, {declined:,} did not. Those who did not agree or withdrew "
        f"later are numbers in `{layout.FLOW}` and nowhere else. No row holds a time finer than the day, a "
        "panel's id, or words of a participant's own.",
        "",
        "| table | rows | what is in it |",
        "|---|---|---|",
        *rows,
        "",
        f"`{layout.DICTIONARY}` explains every column. Lists are JSON in the CSV files; a blank is no value.",
        "",
        f"- `{layout.STUDY}`: the study's file as it was read; its SHA-256 is the study's hash, "
        f"`{record.study_hash}`. It names the completion codes.",
        *([f"- {consents}: what participants agreed to."] if study.consent else []),
        *(
            [f"- `{layout.PREREGISTRATION}`: the study as it was frozen before its first round."]
            if record.preregistration
            else ["- The study was not preregistered with Earwitness."]
        ),
        f"- `{layout.FACTS}`: versions and hashes of the code and of the recordings.",
        f"- `{layout.DESCRIPTION}`: the description that Psych-DS asks for.",
        f"- `{layout.SUMS}`: `sha256sum -c {layout.SUMS}` says whether a file was changed.",
        "",
        "The same figures from these files, with Earwitness "
        f"{record.code['version']}: `python -m leaderboard standings --from THIS_FOLDER`.",
    ]
    return "\n".join(lines) + "\n"


def _by_column() -> Mapping[str, list[tuple[str, Column]]]:
    found: dict[str, list[tuple[str, Column]]] = {}
    for table, columns in TABLES.items():
        for column in columns:
            found.setdefault(column.name, []).append((table, column))
    return found


def _variable(name: str, found: list[tuple[str, Column]]) -> dict[str, str]:
    meanings = {column.meaning: table for table, column in reversed(found)}
    said = " ".join(f"In {table}: {meaning}." for meaning, table in reversed(meanings.items()))
    units = {column.unit for _, column in found if column.unit}
    unit = {"unitText": ", ".join(sorted(units))} if units else {}
    return {"@type": "PropertyValue", "name": name, "description": said, **unit}
