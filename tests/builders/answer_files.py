"""Folders of models' answers in AGL1K's layout."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from game.geo.gazetteer import Gazetteer
from game.packs.loading import find_pack
from game.settings import Settings
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import AGL1K_FIELDS
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.models import read_models
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.rows import Truth
from leaderboard.worker.answers_by_clip import write_answers_by_clip
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.write_opponents import write_opponents

BERLIN = {"lat": 52.52, "lon": 13.405, "city": "Berlin", "country": "Germany", "continent": "Europe"}
SILENCE = {"lat": None, "lon": None, "city": "Unknown", "country": "Unknown", "continent": "Unknown"}


def answer(key: str, **fields: Any) -> dict[str, Any]:
    """A row with AGL1K's fields; Berlin unless the arguments say otherwise."""
    row = {"key": key, "reasoning": "", **BERLIN, **fields}
    return {AGL1K_FIELDS[name]: value for name, value in row.items()}


def write_answers(
    folder: Path, rows: Iterable[dict[str, Any] | str], name: str = "seed_42_ABCD.jsonl"
) -> Path:
    """A model's file, in the format of its name; rows that are strings are written unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    text = f"[{','.join(lines)}]" if name.endswith(".json") else "\n".join(lines)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def tell_models(answers: Path, pack: Path, state: Path) -> None:
    """Write the models' answers into a state folder, as the counting process does, as opponents too."""
    clips = read_clips(pack)
    gazetteer = Gazetteer.load()
    positions = {clip.key: at for at, clip in enumerate(clips)}
    models = read_models(answers, positions, NameRules.load())
    write_answers_by_clip(
        OutputFiles(state / FOLDER),
        find_pack(str(pack), state).name,
        models,
        Truth.of(clips, gazetteer),
        positions,
    )
    settings = Settings.from_env({"EARWITNESS_PACK": str(pack), "EARWITNESS_STATE": str(state)})
    roster = Roster(Benchmark.load(settings), answers)
    roster.reload_answers()
    write_opponents(OutputFiles(state / FOLDER), roster)
