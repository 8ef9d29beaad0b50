"""What `python -m leaderboard power` prints, for numbers that are given or for those of a study."""

import argparse
import json
import math
from dataclasses import asdict

from game.packs.table import PackError
from game.settings import Settings
from game.study.study_file import StudyError, read_study
from game.study.study_schema import Study
from leaderboard.study.needs import components_so_far, needs
from leaderboard.study.power import PUBLISHED, Design
from leaderboard.study.power_command import ANSWERS, CLIPS, PEOPLE, PRECISION, PlanError
from leaderboard.study.power_plan import lines, needs_lines, plan
from leaderboard.study.sample import Sample
from leaderboard.study.stored_sample import read_sample
from leaderboard.study.study_clips import benchmark_of, settings_of


def show(arguments: argparse.Namespace) -> int:
    """Print the plan, and what a study with rounds still needs.

    Raises
    ------
    PlanError
        When the study's file cannot be used, or the numbers contradict each other.
    PackError, SettingError, GazetteerError, StoreError, StoreUnavailable
    """
    try:
        return _show(arguments)
    except StudyError as error:
        raise PlanError(str(error)) from error


def _show(arguments: argparse.Namespace) -> int:
    study = None if arguments.study is None else read_study(arguments.study)
    sample = None if study is None else _sample(study)
    counted = None if sample is None else sample.rows.counted()
    components = arguments.components or (PUBLISHED if counted is None else components_so_far(counted))
    precision = arguments.precision or (study and study.precision and study.precision.geoscore) or PRECISION
    planned = plan(components, _design(arguments, study, sample), precision)
    found = []
    if study is not None and sample is not None and len(sample.rows):
        found = needs(sample.rows, precision, study.allocation.answers or 0, components)
    if arguments.json:
        print(json.dumps(planned | {"so_far": [asdict(one) for one in found]}, indent=2, allow_nan=False))
        return 0
    for line in (*lines(planned), *(needs_lines(found) if found else ())):
        print(line)
    return 0


def _sample(study: Study) -> Sample | None:
    """The study's rounds so far; None where its recordings are not, but its file counts its clips."""
    settings = settings_of(study, Settings.from_env())
    try:
        benchmark = benchmark_of(study, settings)
    except (PackError, StudyError):
        if study.clips.count is None:
            raise
        return None
    return read_sample(settings.database_url, study, benchmark)


def _design(arguments: argparse.Namespace, study: Study | None, sample: Sample | None) -> Design:
    if study is None:
        people, clips, answers = (
            given or usual
            for given, usual in (
                (arguments.people, PEOPLE),
                (arguments.clips, CLIPS),
                (arguments.answers, ANSWERS),
            )
        )
        return _checked(Design(people, clips, clips * answers / people))
    known = study.clips.count if sample is None else len(sample.benchmark.clips)
    clips = arguments.clips or known or CLIPS
    answers = arguments.answers or study.allocation.answers
    rounds = min(study.rounds_per_person or clips, clips)
    planned = study.stopping.participants if study.stopping else None
    people = arguments.people or planned or (math.ceil(clips * answers / rounds) if answers else PEOPLE)
    return _checked(Design(people, clips, clips * answers / people if answers else rounds))


def _checked(design: Design) -> Design:
    if design.rounds > design.clips:
        message = f"{design.people} people cannot give {design.answers:g} answers to a clip; ask for fewer"
        raise PlanError(message)
    return design
