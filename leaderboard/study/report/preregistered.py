"""Whether a study was preregistered, and what was kept of it."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from game.study.preregistration import Kept, PreregistrationError, read_preregistration, what_was_kept
from leaderboard.phrases import counted
from leaderboard.study.report.document import Column, Table
from leaderboard.study.study_figures import StudyFigures

LONGEST = 300  # characters of a value that is shown; files hold all

_COLUMNS = (
    Column("what", "What"),
    Column("planned", "Preregistered"),
    Column("done", "Done"),
    Column("kept", "Kept"),
)


@cache
def kept(figures: StudyFigures) -> tuple[Kept, ...]:
    """What was planned beside what was done; empty without a preregistration.

    Raises
    ------
    PreregistrationError
        When what is stored is none, or was changed.
    """
    record = figures.record
    if not record.preregistration:
        return ()
    frozen = read_preregistration(record.preregistration, "the stored preregistration")
    days = [date.fromisoformat(str(row["day"])) for row in figures.scored]
    dealt = sorted({row["clip_key"] for row in figures.scored})
    pack = record.pack_hash or frozen["pack_hash"]  # nobody has heard it before the first round
    first_day = min(days, default=None)
    return tuple(what_was_kept(frozen, figures.study, dealt, pack, record.code["hash"], first_day))


def preregistered_on(figures: StudyFigures) -> str | None:
    """The day of the preregistration; None without one that can be read."""
    if not figures.record.preregistration:
        return None
    try:
        frozen = read_preregistration(figures.record.preregistration, "the stored preregistration")
    except PreregistrationError:
        return None
    return str(frozen["made_on"])


def preregistration_words(figures: StudyFigures) -> Iterator[tuple[str, bool]]:
    """Sentences about it, and whether each is a warning."""
    if not figures.record.preregistration:
        if figures.study.pilot:
            yield "This is a pilot: it is not preregistered, and its rounds support no claims.", False
        elif not figures.scored:
            yield "The study is not preregistered yet: do it before the first round.", True
        else:
            yield (
                "The study was not preregistered. Nothing shows that its analysis was chosen before its "
                "rounds were seen.",
                True,
            )
        return
    try:
        found = kept(figures)
    except PreregistrationError as error:
        yield f"The preregistration cannot be compared: {error}.", True
        return
    changed = [one.what for one in found if not one.is_kept]
    yield (
        f"The study was preregistered on {preregistered_on(figures)} (UTC). {len(found) - len(changed):,} "
        f"of {counted(len(found), 'thing')} were kept.",
        False,
    )
    if changed:
        yield f"Changed since: {', '.join(changed)}. Say why in the paper.", True


def kept_table(figures: StudyFigures) -> Table:
    """The table of it."""
    try:
        found = kept(figures)
    except PreregistrationError:
        found = ()
    caption = (
        "The study's file key by key, clips, pack, code, analysis and first day: as preregistered, and now."
    )
    rows = [(one.what, _short(one.planned), _short(one.done), one.is_kept) for one in found]
    return Table("kept", caption, _COLUMNS, rows, empty="There is no preregistration to compare with.")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
