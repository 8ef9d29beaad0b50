"""The standings of one study: its rows, without ranks or the paper's figures, and what to read with them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from game.json_types import Json
from leaderboard.board import payload
from leaderboard.board.notes import notes
from leaderboard.board.standings import Standing
from leaderboard.board.table import table
from leaderboard.entrants.roster import Roster
from leaderboard.sentences import text
from leaderboard.study.study_record import StudyRecord
from leaderboard.uncertainty.interval_file import Intervals

# Sentences about the public game.
_OF_THE_GAME = ("board.notes.counted", "board.notes.claimed")


def study_rows(roster: Roster, intervals: Intervals) -> list[Standing]:
    """The computed rows, best first; a study's clips are fewer than a rank on the leaderboard asks for."""
    computed = (row for row in table(roster, intervals) if row.basis == "clips")
    return [replace(row, rank=None, rank_interval=None, older_rank=None, provisional="") for row in computed]


def study_board(record: StudyRecord, roster: Roster, rows: list[Standing], intervals: Intervals) -> Json:
    """The board as `leaderboard.board.payload.to_dict` gives it, with sentences about the study."""
    board = payload.to_dict(roster, rows, (), intervals)
    counts = board["counts"]
    lead = text(
        "board.lead.study",
        name=record.study.name,
        people=counts["players"],
        rounds=counts["guesses"] + counts["skips"],
        clips=board["pack"]["clips"],
    )
    return board | {
        "study": {"name": record.study.name, "hash": record.study_hash, "taken_at": str(record.taken_at)},
        "left_out": left_out(roster),
        "lead": [lead],
        "notes": list(_notes(record, roster)),
    }


def left_out(roster: Roster) -> dict[str, int]:
    """How many rounds each rule has left out, most first; a round that breaks two is under both."""
    broken = Counter(rule for rules in roster.others.why_not for rule in rules.split(","))
    return dict(sorted(broken.items(), key=lambda one: (-one[1], one[0])))


def _notes(record: StudyRecord, roster: Roster) -> Iterator[str]:
    yield text("board.notes.study")
    if (cap := record.study.estimand.rounds_per_person) is not None:
        yield text("board.notes.study_cap", count=cap)
    if rules := left_out(roster):
        named = ", ".join(f"{rule} {count:,}" for rule, count in rules.items())
        yield text("board.notes.study_left_out", rules=named)
    others = {*map(text, _OF_THE_GAME), text("board.notes.other_pack", pack=record.pack)}
    yield from (sentence for sentence in notes(roster) if sentence not in others)
