"""How participants and rounds went through the study, from the consent to the primary figure."""

from collections import Counter
from collections.abc import Iterator

from game.play.rounds import ABANDONED
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.study.report.document import Bar, Bars, Column, Section, Table, Words
from leaderboard.study.study_figures import StudyFigures

_PEOPLE = (
    ("asked", "came to the consent"),
    ("declined", "declined"),
    ("agreed", "agreed"),
    ("screened_out", "were screened out"),
    ("failed", "failed a check"),
    ("left", "left before the end, or are not through yet"),
    ("returned", "returned their submission or withdrew; their rounds are deleted"),
    ("completed", "completed"),
    ("withdrawn_after", "of these, withdrew afterwards"),
)
_PEOPLE_COLUMNS = (
    Column("step", "Participants who"),
    Column("participants", "How many", "count"),
    Column("share_of_agreed", "Of those who agreed", "share"),
)
_ROUND_COLUMNS = (
    Column("step", "Rounds"),
    Column("rounds", "How many", "count"),
    Column("participants", "Of participants", "count"),
)


def flow(figures: StudyFigures) -> Section:
    """The section."""
    people, rounds = list(_people(figures)), list(_rounds(figures))
    return Section(
        "flow",
        "Flow of participants and rounds",
        (
            Table(
                "flow_participants",
                "Every participant whom the study knows. A dash is what nobody can know: whoever reads the "
                "consent and closes the page leaves no trace, and withdrawn participants leave only a "
                "number.",
                _PEOPLE_COLUMNS,
                people,
            ),
            Bars(
                "Participants from consent to completion.",
                [Bar(name, float(n), f"{n:,}") for name, n, _ in people if isinstance(n, int)],
            )
            if any(n for _, n, _ in people)
            else Words("Nobody has come to the study yet."),
            Table(
                "flow_rounds",
                "Rounds that were dealt and closed, of participants who agreed and did not withdraw.",
                _ROUND_COLUMNS,
                rounds,
                main=(len(rounds) - 1,),
            ),
        ),
    )


def _people(figures: StudyFigures) -> Iterator[tuple[str, int | None, float | None]]:
    known = figures.record.flow
    agreed = known.get("agreed") or 0
    for key, words in _PEOPLE:
        if key not in known:
            continue
        number = known[key]
        of_agreed = key not in ("asked", "declined") and agreed and number is not None
        yield words, number, number / agreed if of_agreed and number is not None else None


def _rounds(figures: StudyFigures) -> Iterator[tuple[str, int, int]]:
    rounds, scored = figures.rounds, figures.scored
    practice = [row for row in rounds if row["mode"] == "practice"]
    yield "of practice, never scored", len(practice), _of(practice)
    catch = [row for row in rounds if row["mode"] == "study" and row["allocation"] == "study-catch"]
    yield "on catch clips, never scored", len(catch), _of(catch)
    yield "on the study's clips", len(scored), _of(scored)
    left = [row for row in scored if row["status"] == ABANDONED]
    yield "of these, abandoned", len(left), _of(left)
    out = [row for row in figures.answered if not row["counts"]]
    yield "answered, and left out by a rule", len(out), _of(out)
    counting = figures.counting
    yield "that count", len(counting), _of(counting)
    of_few = _rounds_of_few(figures)
    yield (
        f"of these, of participants with fewer than {MIN_ROUNDS}, or beyond the cap",
        of_few,
        max(len({row["player"] for row in counting}) - figures.primary.people, 0),
    )
    yield "in the primary figure", figures.primary.rounds, figures.primary.people


def _rounds_of_few(figures: StudyFigures) -> int:
    return max(len(figures.counting) - figures.primary.rounds, 0)


def _of(rounds: list[dict[str, object]]) -> int:
    return len(Counter(row["player"] for row in rounds))
