"""Who left and where: rounds left open by group of clips, participants by device and language."""

from collections.abc import Callable, Iterator

from game.play.rounds import ABANDONED, SKIPPED
from leaderboard.phrases import counted
from leaderboard.study.record_rows import Row
from leaderboard.study.report.cells import share
from leaderboard.study.report.document import Bar, Bars, Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures

_CLIPS = (
    Column("by", "Clips by"),
    Column("name", "Which"),
    Column("clips", "Clips", "count"),
    Column("dealt", "Rounds closed", "count"),
    Column("abandoned", "Abandoned", "count"),
    Column("abandoned_share", "Of those closed", "share"),
    Column("skipped", "Skipped", "count"),
    Column("left_out", "Left out by a rule", "count"),
    Column("participants", "Participants", "count"),
)
_PEOPLE = (
    Column("by", "Participants by"),
    Column("name", "Which"),
    Column("agreed", "Agreed", "count"),
    Column("completed", "Completed", "count"),
    Column("completed_share", "Of those who agreed", "share"),
    Column("screened_out", "Screened out", "count"),
    Column("failed", "Failed a check", "count"),
    Column("left", "Left", "count"),
)
_UNKNOWN = "not known"


def drop_out(figures: StudyFigures) -> Section:
    """The section."""
    clips = Table(
        "drop_out_clips",
        "Rounds on the study's clips, by stratum, continent and speech. A clip that makes people leave "
        "loses the answers that would have been bad; the row “abandoned rounds as refusals” among the "
        "rules bounds what that hides.",
        _CLIPS,
        list(_by_clips(figures)) if figures.scored else [],
        empty="There are no rounds yet.",
    )
    people = Table(
        "drop_out_participants",
        "Participants who agreed and did not withdraw.",
        _PEOPLE,
        list(_by_people(figures)),
        empty="Nobody has agreed yet.",
    )
    return Section(
        "drop-out", "Drop-out by stratum", (Words(in_one_sentence(figures)), *_bars(figures), clips, people)
    )


def in_one_sentence(figures: StudyFigures) -> str:
    """How many rounds and participants were lost."""
    scored = figures.scored
    if not scored:
        return "There are no rounds yet."
    left = sum(row["status"] == ABANDONED for row in scored)
    done = completed(figures)
    people = len(figures.participants)
    return (
        f"{counted(left, 'round')} of {len(scored):,} ({share(left / len(scored))}) were abandoned. {done:,} "
        f"of {counted(people, 'participant')} who agreed and did not withdraw "
        f"{'has' if done == 1 else 'have'} completed the study."
    )


def completed(figures: StudyFigures) -> int:
    """Participants who completed the study."""
    return sum(one["outcome"] == "completed" for one in figures.participants)


def _bars(figures: StudyFigures) -> Iterator[Bars]:
    rows = [row for row in _by_clips(figures) if row[0] == "stratum" and row[3]] if figures.scored else []
    if any(row[4] for row in rows):
        bars = [
            Bar(str(name), float(str(part)), share(float(str(part)))) for _, name, _, _, _, part, *_ in rows
        ]
        yield Bars("Share of closed rounds that were abandoned, by stratum of the clips.", bars)


def _by_clips(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    benchmark = figures.benchmark
    continents = dict(zip(benchmark.positions, benchmark.truth.labels["continent"].tolist(), strict=True))
    speech = dict(zip(benchmark.positions, figures.rows.speech.tolist(), strict=True))
    strata = dict(zip(benchmark.positions, figures.strata.tolist(), strict=True))
    kinds: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("all", lambda _: "all"),
        ("stratum", lambda key: str(strata[key])),
        ("continent", lambda key: str(continents[key] or _UNKNOWN)),
        ("speech", lambda key: "speech" if speech[key] else "no speech"),
    )
    known = [row for row in figures.scored if row["clip_key"] in benchmark.positions]
    for kind, name_of in kinds:
        names = [name_of(key) for key in benchmark.positions]
        for name in sorted(set(names)):
            here = [row for row in known if name_of(row["clip_key"]) == name]
            yield kind, name, names.count(name), *_counts(here)


def _counts(rounds: list[Row]) -> tuple[Value, ...]:
    left = sum(row["status"] == ABANDONED for row in rounds)
    skipped = sum(row["status"] == SKIPPED for row in rounds)
    out = sum(not row["counts"] and row["status"] != ABANDONED for row in rounds)
    part = left / len(rounds) if rounds else None
    return len(rounds), left, part, skipped, out, len({row["player"] for row in rounds})


def _by_people(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    for kind, column in (("all", None), ("device", "device"), ("language", "language")):
        names = [str(one[column] or _UNKNOWN) if column else "all" for one in figures.participants]
        for name in sorted(set(names)):
            here = [one for one, known in zip(figures.participants, names, strict=True) if known == name]
            done = sum(one["outcome"] == "completed" for one in here)
            others = (
                sum(one["outcome"] == outcome for one in here)
                for outcome in ("screened_out", "failed", "left")
            )
            yield kind, name, len(here), done, done / len(here), *others
