"""`python -m game study`: study files made and checked, and what else is done with a study."""

import argparse
import sys
from collections.abc import Callable, Container
from pathlib import Path
from typing import Any

from game.play.allocation import Deck
from game.settings import Settings
from game.study import preregister_command
from game.study.clip_subset import choose_clips
from game.study.host_commands import add_host_commands
from game.study.new_study import new_study
from game.study.schema_types import is_name
from game.study.study_file import StudyError, read_study, same_name, study_files
from game.study.study_packs import NotDownloaded, study_pack
from game.study.study_pool import make_pool
from game.study.study_schema import Study
from game.study.summary import summary, warnings_of_clips, warnings_of_file
from game.study.table_commands import add_table_commands
from game.study.workload import workload

KnownEntrants = Callable[[Path | None], Container[str]]


def add_commands(commands: Any, known_entrants: KnownEntrants) -> Any:
    """Add the commands to the command line of `python -m game`; gives them, for others to be added.

    Parameters
    ----------
    known_entrants : callable
        Names of the entrants that can be compared with, for a folder of answers; the leaderboard's.
    """
    study = commands.add_parser(
        "study",
        help="write, check, preregister, watch and close studies, and pay participants",
        description="Write, check and preregister study files, which EARWITNESS_STUDY serves; watch and "
        "close studies, and pay their participants. "
        "docs/studies.md explains every key.",
    )
    added = study.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = added.add_parser(
        "new",
        help="write a commented study file to start from",
        description="Write a commented study file, with random completion codes. No file is replaced.",
    )
    new.add_argument("--out", type=Path, metavar="FILE", required=True, help="the file to write")
    new.add_argument("--name", type=_name, default="my-study", help="its name and address (%(default)s)")
    new.set_defaults(run=_new)
    check = added.add_parser(
        "check",
        help="check study files, and say what they will serve",
        description="Check study files and the clips that they choose. Print what will be served: clips by "
        "stratum, rounds, minutes, pay and people needed; and what reviewers will ask about. The exit code "
        "is 1 when a file has a mistake; each is printed with file, line, and what to write.",
    )
    check.add_argument("files", type=Path, metavar="FILE", nargs="+", help="study files, or folders of them")
    check.set_defaults(run=lambda chosen: _check(chosen.files, known_entrants))
    preregister_command.add_command(added)
    add_host_commands(added)
    add_table_commands(added)
    return added


def _name(raw: str) -> str:
    if not is_name(raw):
        raise argparse.ArgumentTypeError("use 1 to 40 of a-z, 0-9 and -, such as agl1k-60")
    return raw


def _new(chosen: argparse.Namespace) -> int:
    try:
        with chosen.out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(new_study(chosen.name))
    except FileExistsError:
        sys.exit(f"python -m game: {chosen.out} is there already: name another file, or delete it")
    except OSError as error:
        sys.exit(f"python -m game: {chosen.out} cannot be written: {error.strerror}")
    print(f"{chosen.out}: edit it, then run  python -m game study check {chosen.out}")
    return 0


def _check(files: list[Path], known_entrants: KnownEntrants) -> int:
    settings = Settings.from_env()
    entrants = known_entrants(settings.answers)
    names: dict[str, Path] = {}
    code = 0
    for file in (found for path in files for found in study_files(path)):
        try:
            study = read_study(file)
            if study.name in names:
                raise StudyError([same_name(study, names[study.name])])
            names[study.name] = file
            print(*_report(study, settings, entrants), sep="\n")
        except StudyError as error:
            print(error, file=sys.stderr)
            code = 1
    return code


def _report(study: Study, settings: Settings, entrants: Container[str]) -> list[str]:
    lines = _lines(study, settings)
    warned = (f"  ! {warning}" for warning in warnings_of_file(study, entrants))
    title = f"{study.file}: study {study.name}, {study.title.text(study.languages[0])}"
    return [title, *lines, f"  {'hash':<9} {study.hash}", *warned]


def _lines(study: Study, settings: Settings) -> list[str]:
    try:
        pack = study_pack(study, settings)
    except NotDownloaded as error:
        print(f"{error}. The clips are not checked.", file=sys.stderr)
        return []
    make_pool(study, Deck(pack))  # as the game does: it finds what no sample or quota can be made of
    subset = choose_clips(study, pack)
    work = workload(study, subset.clips)
    served = [f"  {word:<9} {line}" for word, line in summary(study, pack, subset, work)]
    return served + [f"  ! {line}" for line in warnings_of_clips(study, pack, subset, work)]
