"""`python -m game`: what a host asks of the game besides serving it."""

import argparse
import sys
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from game.curation import commands as curation_commands
from game.fetching import commands as fetch_commands
from game.fetching.answers import Answered
from game.fetching.errors import Missing
from game.geo.gazetteer import Gazetteer, GazetteerError
from game.packs import agl1k, manifest
from game.packs.loading import load_pack
from game.packs.pack import Pack
from game.packs.table import PackError
from game.project_files import DATA
from game.publishing import commands as publish_commands
from game.publishing.export import FORMATS, ExportError, Rows, export
from game.settings import SettingError, Settings
from game.store.database import StoreError

_COLUMNS = "{:<16} {:>8} {:>8} {:>10}  {}"


def command_line() -> argparse.ArgumentParser:
    """Build the parser; each command knows the function that runs it."""
    parser = argparse.ArgumentParser(prog="python -m game", description="Look after a game of Earwitness.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    packs = commands.add_parser(
        "packs",
        help="list the packs that can be played, and what keeps clips from being dealt",
        description="List the packs in data/, those in packs/ of the state folder, and the one that "
        "EARWITNESS_PACK names, which bears a star. The exit code is 1 when one of them cannot be played.",
    )
    packs.set_defaults(run=lambda _: list_packs(Settings.from_env()))
    exported = commands.add_parser(
        "export",
        help="write guesses as they are published, into files",
        description="Write the closed rounds of those who agreed, under their published names, what players "
        "tell of themselves as far as it points at nobody, and a codebook, from the database of "
        "EARWITNESS_DATABASE or EARWITNESS_STATE; a running game goes on meanwhile. Files of an earlier "
        "export are replaced, all of them or none. The exit code is 1 when there is nothing to read or no "
        "room to write. docs/dataset.md tells what the files hold.",
    )
    exported.add_argument("--format", choices=FORMATS, required=True, help="kind of the files")
    exported.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write into")
    exported.set_defaults(run=_export)
    publish_commands.add_commands(commands)
    fetch_commands.add_commands(commands, _read_answers)
    curation_commands.add_commands(commands)
    return parser


def list_packs(settings: Settings) -> int:
    """Print a line for each pack, then why clips or whole packs are left out.

    Returns
    -------
    int
        Exit code: 1 when a pack cannot be played.
    """
    gazetteer = Gazetteer.load()
    chosen = _load(settings.pack, gazetteer, settings.state)
    folders = _folders([DATA, settings.state / "packs"])
    found = [chosen, *(_load(str(folder), gazetteer, settings.state) for folder in folders)]
    packs = {pack.folder: pack for pack in found if isinstance(pack, Pack)}
    problems = {f"cannot be played: {error}" for error in found if isinstance(error, PackError)}
    left_out = [f"left out of {pack.name}: {told}" for pack in packs.values() for told in pack.unreadable]
    print(_COLUMNS.format("name", "playable", "missing", "unreadable", "folder"))
    for folder, pack in packs.items():
        star = " *" if isinstance(chosen, Pack) and folder == chosen.folder else ""
        counts = (len(pack.clips), len(pack.missing), len(pack.unreadable))
        print(_COLUMNS.format(pack.name + star, *counts, folder))
        if pack.origin:
            print(f"  {pack.origin}")
    for told in [*left_out, *sorted(problems)]:
        print(told, file=sys.stderr)
    return 1 if problems else 0


def _folders(parents: Iterable[Path]) -> list[Path]:
    manifests = (manifest.NAME, agl1k.NAME)
    found = (file for parent in parents for name in manifests for file in parent.glob(f"*/{name}"))
    return sorted({file.parent for file in found})


def _load(name_or_path: str, gazetteer: Gazetteer, state: Path) -> Pack | PackError:
    try:
        return load_pack(name_or_path, gazetteer, state)
    except PackError as error:
        return error


def _export(chosen: argparse.Namespace) -> int:
    settings = Settings.from_env()
    for told in export(settings.database_url, chosen.format, chosen.out, settings.k, _shown):
        print(told)
    return 0


def _shown(chunks: Rows, count: int) -> Rows:
    with tqdm(None, "Writing", count, unit=" rows", unit_scale=True, disable=None) as bar:
        for chunk in chunks:
            yield chunk
            bar.update(len(chunk))


def _read_answers(file: Path, keys: Container[str]) -> Answered:
    """Read a file of answers as the leaderboard does, of which `game` itself knows nothing."""
    from leaderboard.answers.answers import AnswersError, read_answers
    from leaderboard.answers.name_rules import NameRules

    try:
        answers = read_answers(file, keys, NameRules.load())
        answers.check_once()
    except AnswersError as error:
        raise Missing(str(error)) from error
    return Answered(len(answers.rows), len(answers.problems))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is what it returns."""
    chosen = command_line().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except (ExportError, SettingError, StoreError, GazetteerError) as error:
        sys.exit(f"python -m game: {error}")
    return code


if __name__ == "__main__":
    sys.exit(main())
