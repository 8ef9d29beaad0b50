"""A study by its name: from the host's files, or else as the database keeps it."""

from sqlalchemy import select

from game.publishing.export import ExportError, reading
from game.settings import Settings
from game.store.tables import studies
from game.study.study_file import StudyError, public_study, read_canonical, read_studies
from game.study.study_schema import Study
from leaderboard.study.record_error import RecordError


def study_named(name: str, settings: Settings) -> Study:
    """Find a study.

    The database says which file its rounds belong to. Where `EARWITNESS_STUDY` has that very file, it is read
    from there, since packs in folders are found beside it.

    Raises
    ------
    RecordError
        When there is no such study, or the database cannot be read.
    StoreError
    """
    stored, public = _stored(settings.database_url), public_study()
    text = stored.get(name)
    try:
        served = read_studies(settings.study) if settings.study else {}
        if name in served and (text is None or served[name].canonical_json() == text):
            return served[name]
        if text is not None:
            return read_canonical(text, f"study {name} in the database")
    except StudyError as error:
        raise RecordError(str(error)) from error
    if name == public.name:
        return public
    known = ", ".join(sorted({*stored, *served, public.name}))
    raise RecordError(f"There is no study called {name}; there are: {known}.")


def _stored(url: str) -> dict[str, str]:
    """The studies' files as canonical JSON, by name."""
    try:
        with reading(url) as connection:
            return dict(tuple(row) for row in connection.execute(select(studies.c.name, studies.c.text)))
    except ExportError as error:
        raise RecordError(str(error)) from error
