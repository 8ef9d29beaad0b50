"""The studies of a running game, opened from the host's settings."""

import logging
from collections.abc import Callable

import numpy as np

from game.errors import NothingLeft
from game.play.services import Services
from game.settings import Settings
from game.study import study_rows
from game.study.study_dealing import StudyDealing
from game.study.study_file import StudyError, public_study, read_studies
from game.study.study_service import StudyService

log = logging.getLogger("earwitness.studies")


def study_dealing(settings: Settings, clock: Callable[[], float], rng: np.random.Generator) -> StudyDealing:
    """Read the host's study files.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    rng : numpy.random.Generator
        Draws clips.

    Raises
    ------
    StudyError
    """
    studies = read_studies(settings.study) if settings.study else {}
    return StudyDealing(studies, public_study().hash, clock, rng, settings.abandon_seconds)


def open_studies(services: Services, dealing: StudyDealing) -> StudyService:
    """Note the studies in the store.

    Raises
    ------
    StudyError
        When rounds of another file are stored under a study's name.
    """
    with services.store.engine.begin() as connection:
        messages = [
            study.problem(
                ("name",),
                f"rounds of another file called {study.name} are stored; write another name, or put it "
                "back as it was",
            )
            for study in dealing.studies.values()
            if not study_rows.keep(connection, study)
        ]
    messages += _unplayable(services, dealing)
    if messages:
        services.store.release()
        raise StudyError(messages)
    return StudyService(services, dealing)


def _unplayable(services: Services, dealing: StudyDealing) -> list[str]:
    """What is wrong with studies whose packs do not hold what they ask for."""
    messages: list[str] = []
    for study in dealing.studies.values():
        try:
            dealing.clips.pool(services.active_packs, study)
        except StudyError as error:
            messages += error.messages
        except NothingLeft:
            log.warning("the study %s waits for its pack %s", study.name, study.pack)
    return messages
