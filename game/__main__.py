"""`python -m game`: commands for hosts, apart from serving the game."""

import argparse
import sys
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from game.annotation import commands as annotation_commands
from game.annotation.blinding import reasons
from game.annotation.candidates import Candidate
from game.curation import commands as curation_commands
from game.fetching import commands as fetch_commands
from game.fetching.answers import Answered
from game.fetching.errors import Missing
from game.geo.gazetteer import Gazetteer, GazetteerError
from game.interrupts import repeat_lost_interrupts
from game.packs import agl1k, manifest
from game.packs.clip import Clip
from game.packs.loading import load_pack
from game.packs.pack import Pack
from game.packs.table import PackError
from game.project_files import DATA
from game.publishing import commands as publish_commands
from game.publishing.export import FORMATS, ExportError, Rows, export
from game.scenes.build import commands as scenes_commands
from game.settings import SettingError, Settings
from game.spatial import commands as spatial_commands
from game.store import backup_command
from game.store.errors import StoreError
from game.study import commands as study_commands
from game.study.simulation import simulate_command
from game.study.study_file import StudyError

_NAMED = 5  # missing clips named in a line
_COLUMNS = "{:<16} {:>8} {:>8} {:>10}  {}"


def command_line() -> argparse.ArgumentParser:
    """The parser; each command sets `run` to the function that runs it."""
    parser = argparse.ArgumentParser(prog="python -m game", description="Manage a game of Earwitness.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    packs = commands.add_parser(
        "packs",
        help="list the packs, with their playable, missing and unreadable clips",
        description="List the packs in data/, those in packs/ of the state folder, and the pack of "
        "EARWITNESS_PACK, which is marked with a star. The exit code is 1 when a pack cannot be played.",
    )
    packs.set_defaults(run=lambda _: list_packs(Settings.from_env()))
    exported = commands.add_parser(
        "export",
        help="write guesses to files, in the form in which they are published, or a study's whole archive",
        description="Write the closed rounds of players who agreed, under their published pseudonyms; their "
        "answers about themselves, as far as they identify nobody; and a codebook. Reads the database of "
        "EARWITNESS_DATABASE or EARWITNESS_STATE; a game may be running. Files of an earlier export are "
        "replaced, all or none. With --archive, write one folder in DIR, named by study and day, from which "
        "everything about the study can be computed again. The exit code is 1 when the database cannot be "
        "read or the files cannot be written. docs/dataset.md and docs/archive.md describe the files.",
    )
    exported.add_argument("--format", choices=FORMATS, help="file format; not with --archive")
    exported.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder to write into")
    exported.add_argument("--archive", action="store_true", help="write the archive of one study")
    exported.add_argument("--study", metavar="NAME", help="the study, with --archive")
    exported.add_argument(
        "--explanations",
        action="store_true",
        help="with --archive: beside it, also write what participants explained in their own words to a "
        "RESTRICTED file for the host alone",
    )
    exported.set_defaults(run=lambda chosen: _export(chosen, exported))
    backup_command.add_command(commands)
    publish_commands.add_commands(commands)
    fetch_commands.add_commands(commands, _read_answers)
    curation_commands.add_commands(commands)
    annotation_commands.add_command(commands, _model_answers)
    spatial_commands.add_command(scenes_commands.add_commands(commands))
    simulate_command.add_command(study_commands.add_commands(commands, _known_entrants))
    return parser


def list_packs(settings: Settings) -> int:
    """Print a line for each pack, then why clips or whole packs cannot be played.

    Returns
    -------
    int
        Exit code: 1 when a pack cannot be played.
    """
    gazetteer = Gazetteer.load()
    current = _load(settings.pack, gazetteer, settings)
    folders = _folders([DATA, settings.state / "packs"])
    loaded = [current, *(_load(str(folder), gazetteer, settings) for folder in folders)]
    packs = {pack.folder: pack for pack in loaded if isinstance(pack, Pack)}
    problems = {f"cannot be played: {error}" for error in loaded if isinstance(error, PackError)}
    left_out = [f"left out of {pack.name}: {why}" for pack in packs.values() for why in pack.unreadable]
    left_out += [
        f"missing from {pack.name}: {_some(pack.missing)}" for pack in packs.values() if pack.missing
    ]
    print(_COLUMNS.format("name", "playable", "missing", "unreadable", "folder"))
    for folder, pack in packs.items():
        star = " *" if isinstance(current, Pack) and folder == current.folder else ""
        counts = (len(pack.clips), len(pack.missing), len(pack.unreadable))
        print(_COLUMNS.format(pack.name + star, *counts, folder))
        if pack.origin:
            print(f"  {pack.origin}")
    for line in [*left_out, *sorted(problems)]:
        print(line, file=sys.stderr)
    return 1 if problems else 0


def _some(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - _NAMED:,} more" if len(keys) > _NAMED else ""
    return f"the recordings of {', '.join(keys[:_NAMED])}{more}"


def _folders(parents: Iterable[Path]) -> list[Path]:
    manifests = (manifest.NAME, agl1k.NAME)
    files = (file for parent in parents for name in manifests for file in parent.glob(f"*/{name}"))
    return sorted({file.parent for file in files})


def _load(name_or_path: str, gazetteer: Gazetteer, settings: Settings) -> Pack | PackError:
    try:
        return load_pack(name_or_path, gazetteer, settings.state, settings.longest_seconds)
    except PackError as error:
        return error


def _export(chosen: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    settings = Settings.from_env()
    if chosen.archive:
        if not chosen.study or chosen.format:
            parser.error("--archive takes --study NAME, and no --format")
        return _archive(chosen, settings)
    if not chosen.format or chosen.study or chosen.explanations:
        parser.error("name a --format, or use --archive with --study NAME")
    for line in export(settings.database_url, chosen.format, chosen.out, settings.k, _with_progress_bar):
        print(line)
    return 0


def _archive(chosen: argparse.Namespace, settings: Settings) -> int:
    """Write a study's archive; models' scores in it come from the leaderboard."""
    from leaderboard.study.archive_command import write_archive
    from leaderboard.study.record_error import RecordError

    try:
        lines = write_archive(chosen.study, chosen.out, settings, chosen.explanations)
    except RecordError as error:
        raise ExportError(str(error)) from error
    for line in lines:
        print(line.removeprefix("! "), file=sys.stderr if line.startswith("!") else sys.stdout)
    return 0


def _with_progress_bar(chunks: Rows, count: int) -> Rows:
    with tqdm(None, "Writing", count, unit=" rows", unit_scale=True, disable=None) as bar:
        for chunk in chunks:
            yield chunk
            bar.update(len(chunk))


def _read_answers(file: Path, keys: Container[str]) -> Answered:
    """Read a file of models' answers; only the leaderboard knows its format."""
    from leaderboard.answers.answers import AnswersError, read_answers
    from leaderboard.answers.name_rules import NameRules

    try:
        answers = read_answers(file, keys, NameRules.load())
        answers.check_once()
    except AnswersError as error:
        raise Missing(str(error)) from error
    return Answered(len(answers.rows), len(answers.problems))


def _known_entrants(answers: Path | None) -> set[str]:
    """Keys of the entrants that a study can be compared with; only the leaderboard knows them."""
    from leaderboard.entrants.models import find_models
    from leaderboard.entrants.paper import load_published, published_for

    published = {row.key for row in load_published()}
    folders = {model.folder_name for model in (find_models(answers) if answers else ())}
    keys = published | folders | {row.key for name in folders if (row := published_for(name))}
    return keys | {key.partition("/")[2] for key in keys}


def _model_answers(folder: Path | None, clips: Mapping[str, Clip]) -> list[Candidate]:
    """Models' answers to these clips, for raters; only the leaderboard can read them."""
    from leaderboard.answers.name_rules import NameRules
    from leaderboard.entrants.models import read_models

    models = read_models(folder, clips, NameRules.load()) if folder else []
    names = [name for model in models for name in (model.name, model.key.partition("/")[2])]
    return [
        Candidate(
            *(model.key, model.name, answer.key, answer.key, answer.lat, answer.lon),
            reasons(answer.reasoning, names=names),
        )
        for model in models
        if model.hears
        for answer in model.first_answers().values()
        if answer.silent or answer.lat is not None
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    chosen = command_line().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except (ExportError, SettingError, StoreError, StudyError, GazetteerError) as error:
        sys.exit(f"python -m game: {error}")
    return code


if __name__ == "__main__":
    repeat_lost_interrupts()
    sys.exit(main())
