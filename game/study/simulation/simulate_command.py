"""`python -m game study simulate`: a study played by simulated people before anybody is asked."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from game.exit_codes import INTERRUPTED
from game.settings import Settings
from game.study.simulation.population import Population, meanings, population_of
from game.study.simulation.simulation_error import SimulationError

if TYPE_CHECKING:
    from leaderboard.study.study_record import StudyRecord

PEOPLE = 30  # where the study sets no number
SPARE = 5  # times as many may come as the study needs, or somebody who wants all to leave would wait forever


def add_command(commands: Any) -> None:
    """Add the command to those of `python -m game study`."""
    simulate = commands.add_parser(
        "simulate",
        help="play a study with simulated people, and show what would come out",
        description="Play a study with simulated people, through HTTP and on a server and database of its "
        "own: nothing is written to yours. Print what came out beside what was put in, and write the archive "
        "and the report that would come out. The same seed gives the same people, clips and guesses.",
        epilog="Numbers for --skill, with their defaults: " + "; ".join(meanings()) + ".",
    )
    simulate.add_argument("file", type=Path, metavar="STUDY", help="study file")
    simulate.add_argument(
        "--participants",
        type=_count,
        metavar="N",
        help=f"how many people come (until the study has enough; {PEOPLE} where it never has)",
    )
    simulate.add_argument(
        "--skill", nargs="+", default=[], metavar="NAME=VALUE", help="what people are like; see below"
    )
    simulate.add_argument("--seed", type=_natural, default=1, help="of people and clips (%(default)s)")
    simulate.add_argument("--out", type=Path, metavar="DIR", help="folder for the archive and the report")
    simulate.set_defaults(run=_run)


def _count(raw: str) -> int:
    if (count := _natural(raw)) < 1:
        raise argparse.ArgumentTypeError("use a number from 1")
    return count


def _natural(raw: str) -> int:
    if not raw.isdecimal():
        raise argparse.ArgumentTypeError("use a whole number, such as 7")
    return int(raw)


def _run(chosen: argparse.Namespace) -> int:
    try:
        population = population_of(chosen.skill)
    except ValueError as error:
        sys.exit(f"python -m game: --skill: {error}")
    try:
        return _simulate(chosen, population)
    except SimulationError as error:
        sys.exit(f"python -m game: the simulation broke off: {error}")
    except KeyboardInterrupt:
        print("\npython -m game: the simulation was stopped before its end", file=sys.stderr)
        return INTERRUPTED


def _simulate(chosen: argparse.Namespace, population: Population) -> int:
    # What only this command needs takes seconds to load.
    from game.study.clip_subset import choose_clips
    from game.study.simulation.schedule import Schedule
    from game.study.simulation.simulated_host import serving, throwaway
    from game.study.simulation.summary import as_simulated, lines, outcome
    from game.study.study_file import read_study
    from game.study.study_packs import study_pack
    from game.study.workload import workload
    from leaderboard.study.stored_record import read_stored

    study = read_study(chosen.file)
    with throwaway(Settings.from_env()) as settings:
        pack = study_pack(study, settings)
        clips = choose_clips(study, pack).clips
        work = workload(study, clips)
        needed = work.people or PEOPLE
        most = chosen.participants or (SPARE * needed if work.people else needed)
        all_of_them = (chosen.participants or needed) * (study.rounds_per_person or study.rounds)
        rounds = min(work.answers or all_of_them, all_of_them)
        keys = [clip.key for clip in clips]
        with (
            serving(study, pack, settings, chosen.seed) as host,
            tqdm(None, "Playing", rounds, unit=" rounds", disable=None) as bar,
        ):
            schedule = Schedule(host, study, population, keys, chosen.seed, most, bar.update)
            schedule.play()
            if not schedule.people:
                raise SimulationError("the study lets nobody in; look at `stopping` in its file")
            simulated = host.services.settings
            record = as_simulated(read_stored(simulated.database_url, study, simulated))
    print(f"{study.file}: study {study.name}, played by simulated people, seed {chosen.seed}")
    print(*lines(outcome(study, record, population, schedule.people), schedule.people), sep="\n")
    if chosen.out:
        _write(record, chosen.out)
    return 0


def _write(record: "StudyRecord", out: Path) -> None:
    """Write the archive, and the report."""
    from leaderboard.study import archive_files
    from leaderboard.study.record_error import RecordError
    from leaderboard.study.report import contents, folder

    try:
        archive = archive_files.write(record, out / "archive")
        [page, *_] = folder.write(contents.report(record), out / "report")
    except RecordError as error:
        sys.exit(f"python -m game: {error}")
    except OSError as error:
        sys.exit(f"python -m game: {out} cannot be written: {error.strerror}")
    print(f"the data: {archive}", f"the report: {page}", sep="\n")
