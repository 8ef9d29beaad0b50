"""The rows of a study's record, by what they are."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from game.play.answered_rounds import is_of_study
from game.play.rounds import ABANDONED
from game.study.study_schema import Study
from leaderboard.study.study_record import StudyRecord

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class RecordRows:
    """A record's rows as Python values, each table read once."""

    record: StudyRecord

    @property
    def study(self) -> Study:
        return self.record.study

    @cached_property
    def rounds(self) -> list[Row]:
        """All closed rounds of the record."""
        rounds: list[Row] = self.record.rounds.to_pylist()
        return rounds

    @cached_property
    def scored(self) -> list[Row]:
        """The closed rounds on the study's clips: without practice and catch rounds."""
        return [row for row in self.rounds if is_of_study(row)]

    @cached_property
    def answered(self) -> list[Row]:
        """Those of them that were not abandoned."""
        return [row for row in self.scored if row["status"] != ABANDONED]

    @cached_property
    def counting(self) -> list[Row]:
        return [row for row in self.scored if row["counts"]]

    @cached_property
    def participants(self) -> list[Row]:
        participants: list[Row] = self.record.participants.to_pylist()
        return participants

    @cached_property
    def margins(self) -> list[Row]:
        """How many participants gave each answer about themselves, where enough did."""
        margins: list[Row] = self.record.margins.to_pylist()
        return margins

    @cached_property
    def clips(self) -> list[Row]:
        clips: list[Row] = self.record.clips.to_pylist()
        return clips
