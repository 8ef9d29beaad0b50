"""What `python -m leaderboard report` does: find the record, compute, write."""

from collections.abc import Iterable
from pathlib import Path

from tqdm import tqdm

from game.settings import Settings
from leaderboard.study import archive_reading
from leaderboard.study.archive_command import stored_record
from leaderboard.study.record_error import RecordError
from leaderboard.study.report import contents, folder


def write(name: str, archive: Path | None, out: Path) -> int:
    """Write the report of a study, or of an archive, and print what was written.

    Raises
    ------
    RecordError
        When there is no such study or archive, or the folder cannot be written to.
    SettingError, GazetteerError, StoreError, StoreUnavailable
    """
    record = archive_reading.read(archive) if archive else stored_record(name, Settings.from_env())
    try:
        out.mkdir(parents=True, exist_ok=True)  # before what takes long
        page, *tables = folder.write(contents.report(record, _with_progress), out)
    except OSError as error:
        raise RecordError(f"{error.filename or out} cannot be written to: {error.strerror}.") from error
    print(f"{page}\n{len(tables)} tables in {tables[0].parent}")
    return 0


def _with_progress(sections: Iterable[contents.SectionOf]) -> Iterable[contents.SectionOf]:
    bar: Iterable[contents.SectionOf] = tqdm(sections, "Computing", unit=" sections", disable=None)
    return bar
