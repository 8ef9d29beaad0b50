"""`python -m game scenes answers`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from game.scenes.scene_loading import loaded_scene_pack
from game.scenes.scene_pack import ScenePackError
from game.settings import SettingError, Settings
from game.spatial.unscored_answers import write_answers
from game.store.errors import StoreError


def add_command(parts: Any) -> None:
    """Add the command to those of `python -m game scenes`."""
    answers = parts.add_parser(
        "answers",
        help="write what people answered to questions whose answers nobody has published",
        description="Write the answers to TWNM's test split, whose right answers are not public, as its "
        "evaluator names things: for each split, a file with one letter a sample, that of most people, and a "
        "file with every person's. Only answers of people who agreed to publish are written. Reads the "
        "database of EARWITNESS_DATABASE or EARWITNESS_STATE, and the pack of EARWITNESS_SCENES. The exit "
        "code is 1 when there are none. docs/scenes.md has the details.",
    )
    answers.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder to write into")
    answers.set_defaults(run=_answers)


def _answers(chosen: argparse.Namespace) -> int:
    try:
        settings = Settings.from_env()
        pack = loaded_scene_pack(settings.scenes, settings.state)
        written = write_answers(settings.database_url, pack, chosen.out) if pack else {}
    except (OSError, ScenePackError, SettingError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    for name, count in written.items():
        print(f"{chosen.out / name}: {count}")
    if not written:
        print(
            "Nobody who agreed to publish has answered a question without a public answer.", file=sys.stderr
        )
    return 0 if written else 1
