"""The rounds of one study as columns: who heard what, when, and with what score."""

from dataclasses import dataclass, replace

import numpy as np

from leaderboard.scoring.rows import Bools, Floats, Integers, Texts


@dataclass(frozen=True)
class StudyRows:
    """Closed rounds, an entry each; those left out by a rule included.

    Attributes
    ----------
    score : ndarray of float
        GeoScore; a skip has that of a refusal, 6.2. NaN for an abandoned round.
    person, clip : ndarray of int
        Numbered from 0.
    order : ndarray of int
        How many rounds the person had closed before.
    skipped : ndarray of bool
        The person gave no point.
    why_not : ndarray of str
        The rules by which the round does not count, joined by commas; empty when it counts.
    speech : ndarray of bool, an entry per clip
        Whether the clip has speech.
    continent : ndarray of str, an entry per clip
        Where the clip was recorded.
    """

    score: Floats
    person: Integers
    clip: Integers
    order: Integers
    skipped: Bools
    why_not: Texts
    speech: Bools
    continent: Texts

    def __len__(self) -> int:
        return len(self.score)

    @property
    def people(self) -> int:
        """How many people have a round."""
        return int(np.count_nonzero(np.bincount(self.person)))

    @property
    def clips(self) -> int:
        """How many clips have a round."""
        return int(np.count_nonzero(np.bincount(self.clip)))

    def only(self, kept: Bools) -> "StudyRows":
        """The rounds where ``kept`` is true; the clips keep their numbers."""
        return replace(
            self,
            score=self.score[kept],
            person=self.person[kept],
            clip=self.clip[kept],
            order=self.order[kept],
            skipped=self.skipped[kept],
            why_not=self.why_not[kept],
        )

    def counted(self) -> "StudyRows":
        """The rounds that no rule leaves out."""
        return self.only(self.why_not == "")

    def first(self, rounds: int | None) -> "StudyRows":
        """Each person's first rounds of these, by order; all of them for None."""
        return self if rounds is None else self.only(self.place < rounds)

    @property
    def place(self) -> Integers:
        """The place of each round among its person's, from 0."""
        order = np.lexsort((self.order, self.person))
        starts = np.cumsum(np.bincount(self.person)) - np.bincount(self.person)
        place = np.empty(len(self), np.intp)
        place[order] = np.arange(len(self)) - starts[self.person[order]]
        return place

    def matrix(self) -> Floats:
        """Scores as people x clips, NaN where a person has no round on a clip; of two rounds, the last."""
        people = int(self.person.max(initial=-1)) + 1
        scores = np.full((people, len(self.speech)), np.nan)
        scores[self.person, self.clip] = self.score
        return scores
