"""`python -m game study preregister`: a study frozen before its first round."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from game.json_types import Json
from game.settings import Settings
from game.store.database import opened_engine
from game.study import study_rows
from game.study.clip_subset import choose_clips
from game.study.code_hash import code_hash
from game.study.preregistration import PreregistrationError, as_file, preregistration
from game.study.preregistration_text import markdown
from game.study.study_file import StudyError, read_study
from game.study.study_packs import study_pack
from game.study.study_schema import Study


def add_command(commands: Any) -> None:
    """Add the command to those of `python -m game study`."""
    added = commands.add_parser(
        "preregister",
        help="freeze a study before its first round, for a registry",
        description="Write a study's file, clips and analysis, and the hashes of its pack and of the code: "
        "as Markdown for a registry and as JSON, with the day. The database notes the JSON. "
        "Refused for a pilot, and once a clip of the study was dealt.",
    )
    added.add_argument("file", type=Path, metavar="FILE", help="the study's file")
    added.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write into (default: that of FILE)", default=None
    )
    added.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    try:
        study = read_study(chosen.file)
        for file in preregister(study, Settings.from_env(), chosen.out or chosen.file.parent):
            print(file)
    except (StudyError, PreregistrationError) as error:
        print(error, file=sys.stderr)
        return 1
    print("Register the Markdown before you let anybody in; the JSON proves that it was not changed.")
    return 0


def preregister(study: Study, settings: Settings, folder: Path) -> list[Path]:
    """Write a study's preregistration, and note it in the database.

    Returns
    -------
    list of Path
        The Markdown and the JSON.

    Raises
    ------
    PreregistrationError
        When the study is a pilot or has begun, or the files cannot be written or are there.
    StudyError
        When its pack or its clips cannot be played.
    """
    pack = study_pack(study, settings)
    subset = choose_clips(study, pack)
    frozen = preregistration(study, subset, pack.hash, code_hash(), datetime.now(UTC).date())
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened_engine(settings.database_url) as engine, engine.begin() as connection:
        if not study_rows.keep(connection, study):
            raise PreregistrationError(
                f"{study.name}: rounds of another file were dealt under this name; write another name"
            )
        row = study_rows.find(connection, study.name)
        if row and row.first_dealt_at is not None:
            day = datetime.fromtimestamp(row.first_dealt_at, UTC).date()
            raise PreregistrationError(
                f"{study.name}: its first clip was dealt on {day}, and a preregistration comes before "
                "that; write another name for rounds to come"
            )
        texts = {".md": markdown(frozen, study, subset, pack.name), ".json": as_file(frozen)}
        files = _write(folder, frozen, texts)
        study_rows.note_preregistration(connection, study.name, texts[".json"])
    return files


def _write(folder: Path, frozen: Json, texts: dict[str, str]) -> list[Path]:
    """Write both files; neither replaces another."""
    stem = f"{frozen['study']}-preregistration-{frozen['made_on']}"
    files = [folder / f"{stem}{suffix}" for suffix in texts]
    if there := [file for file in files if file.exists()]:
        raise PreregistrationError(f"{there[0]} is there already: keep it, or move it away and try again")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in zip(files, texts.values(), strict=True):
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PreregistrationError(f"{folder} cannot be written to: {error.strerror}") from error
    return files
