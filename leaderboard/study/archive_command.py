"""`python -m game export --archive`: a study's archive, and for the host alone the explanations."""

from pathlib import Path

from game.packs.table import PackError
from game.settings import Settings
from game.study.study_file import StudyError
from leaderboard.study import archive_files
from leaderboard.study.explanations import write_explanations
from leaderboard.study.named_study import study_named
from leaderboard.study.record_error import RecordError
from leaderboard.study.stored_record import read_stored
from leaderboard.study.study_record import StudyRecord


def stored_record(name: str, settings: Settings) -> StudyRecord:
    """The record of a study by its name, from the database that the settings name.

    Raises
    ------
    RecordError, StoreError, GazetteerError
    """
    try:
        return read_stored(settings.database_url, study_named(name, settings), settings)
    except (StudyError, PackError) as error:
        raise RecordError(str(error)) from error


def write_archive(name: str, out: Path, settings: Settings, explanations: bool = False) -> list[str]:
    """Write a study's archive; gives lines that say what was written, and what to heed.

    Parameters
    ----------
    explanations : bool
        Also write what participants explained in their own words, beside the archive.

    Raises
    ------
    RecordError, StoreError, GazetteerError
    """
    record = stored_record(name, settings)
    place = archive_files.write(record, out)
    counts = ", ".join(f"{len(table):,} {what}" for what, table in record.tables.items())
    lines = [f"{place}: {counts}"]
    if _has_codes(record):
        lines.append("! study.json names the completion codes: hand the archive out once the study is over.")
    if explanations:
        file = out / f"{place.name}-explanations-RESTRICTED.csv"
        found = write_explanations(settings.database_url, record.study, file)
        lines += [
            f"{file}: {found:,} explanations",
            "! They are participants' own words and may tell who they are: for you alone, never to publish.",
        ]
    return lines


def _has_codes(record: StudyRecord) -> bool:
    ends = record.study.endings
    return any(end is not None for end in (ends.completed, ends.screened_out, ends.failed))
