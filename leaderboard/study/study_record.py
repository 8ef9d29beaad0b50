"""All that a report or an archive of one study is made from: figures are computed from this alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from game.study.study_schema import Study
from leaderboard.study.record_error import RecordError

__all__ = ["SIMULATED", "RecordError", "StudyRecord"]


SIMULATED = "simulated"


@dataclass(frozen=True)
class StudyRecord:
    """A study as it is at one moment, without anything that tells who took part.

    Participants who did not agree, or have withdrawn, are in `flow` as numbers and nowhere else. Rows are in
    an order that reveals no time, and the same whenever the same rows are read.

    Attributes
    ----------
    study_text : str
        The study's file as canonical JSON, of which ``study_hash`` is the SHA-256.
    preregistration : str or None
        The JSON file, as it was noted.
    rounds : pyarrow.Table
        Closed rounds with the columns of `game.columns.COLUMNS`, judged by all rules of the study; practice
        and catch rounds are there and never count. By the name of the round.
    participants, clips, model_scores, margins : pyarrow.Table
        With the columns of `leaderboard.study.record_columns`. Participants by pseudonym, clips in the order
        of the pack, models' answers by entrant, seed and the order of the file.
    people : pyarrow.Table
        What participants say about themselves, as far as it identifies nobody: the columns of
        `game.columns.PLAYERS`.
    flow : mapping of str to int or None
        How many people came how far; None where nobody has counted.
    taken_at : date
        UTC day.
    code : mapping of str to str
        ``version`` and ``hash`` of Earwitness; and ``people``: ``simulated`` where nobody took part.
    pack, pack_hash : str
        Name of the pack, and its hash in most rounds; the hash is empty without rounds.
    is_agl1k : bool
        Whether these are clips of AGL1K, which the paper's figures are for.
    """

    study: Study
    study_text: str
    study_hash: str
    preregistration: str | None
    rounds: pa.Table
    participants: pa.Table
    people: pa.Table
    flow: Mapping[str, int | None]
    clips: pa.Table
    model_scores: pa.Table
    margins: pa.Table
    taken_at: date
    code: Mapping[str, str]
    pack: str
    pack_hash: str
    is_agl1k: bool

    @property
    def tables(self) -> dict[str, pa.Table]:
        """The tables by the names of `leaderboard.study.record_columns.TABLES`."""
        return {
            "rounds": self.rounds,
            "participants": self.participants,
            "people": self.people,
            "margins": self.margins,
            "clips": self.clips,
            "models": self.model_scores,
        }

    @property
    def is_simulated(self) -> bool:
        """Whether simulated people took part."""
        return self.code.get("people") == SIMULATED
