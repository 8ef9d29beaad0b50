"""A study by its name: from the host's files, or else as the database keeps it."""

from pathlib import Path

from sqlalchemy import select

from game.publishing.export import ExportError, reading
from game.settings import Settings
from game.store.tables import studies
from game.study.clip_subset import is_beside, pack_address
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
            return _with_its_pack(read_canonical(text, f"study {name} in the database"))
    except StudyError as error:
        raise RecordError(str(error)) from error
    if name == public.name:
        return public
    known = ", ".join(sorted({*stored, *served, public.name}))
    raise RecordError(f"There is no study called {name}; there are: {known}.")


def _with_its_pack(study: Study) -> Study:
    """The same study, if its pack can be found without its file."""
    pack = study.pack
    if pack is None or not is_beside(pack) or Path(pack_address(study, pack)).exists():
        return study
    raise RecordError(
        f"Study {study.name} names its pack by a path beside its file, {pack}, and the database does not "
        "keep where that is: set EARWITNESS_STUDY to the study's file as it was played."
    )


def _stored(url: str) -> dict[str, str]:
    """The studies' files as canonical JSON, by name."""
    try:
        with reading(url) as connection:
            return dict(tuple(row) for row in connection.execute(select(studies.c.name, studies.c.text)))
    except ExportError as error:
        raise RecordError(str(error)) from error
