"""Whether every clip can still get its answers from the people who are there and those who will come."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.study.answer_flow import AnswerFlow

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]

FEW_OPTIONS = 20  # clips beyond those that a person is still to hear, of which a quick look thinks
SPREAD = 7919, 104_729  # primes by which people are spread over clips that are needed alike


@dataclass(frozen=True, slots=True)
class People:
    """People in the middle of their rounds.

    Attributes
    ----------
    heard : ndarray of bool, people by clips
        What each was dealt in this study, abandoned rounds included: nobody is dealt a clip twice.
    left : ndarray of int, an entry per person
        Rounds that each is still to be dealt, those of later sessions included.
    """

    heard: Mask
    left: Integers

    def joined_by(self, heard: Mask, left: int) -> "People":
        """These people after one more, who comes first."""
        return People(np.vstack([heard[None], self.heard]), np.append(np.int64(left), self.left))


@dataclass(frozen=True)
class Outlook:
    """Answers that clips still need, and who could give them.

    Attributes
    ----------
    need : ndarray of int, an entry per clip
        Answers that nobody has given or is giving.
    cluster : ndarray of int, an entry per clip
        Clips within 100 m of each other share a number; one session has only one of them.
    rounds, sessions : int
        Of one participant: rounds in all sessions together, and sessions.
    """

    need: Integers
    cluster: Integers
    rounds: int
    sessions: int
    people: People

    def completes(self) -> bool:
        """Whether nothing stands in the way, as a quick look at each person's most needed clips tells.

        Where it tells nothing, `safe_clips` may still find a way.
        """
        people, number = self._with_newcomers()
        flow = self._flow(people, number, FEW_OPTIONS)
        return flow.value == min(int(people.left.sum()), int(self.need.sum()))

    def safe_clips(self) -> Mask:
        """The clips that the first person can be dealt without any answer becoming impossible for it."""
        return self._flow(*self._with_newcomers()).safe_for_the_first()

    def for_newcomer(self) -> int:
        """How many rounds one more person can be dealt without taking any from these.

        Notes
        -----
        It is the difference that they make to the largest number of answers. Where all together can play all
        their rounds, these alone can, too; where these alone give all answers that are needed, nobody can
        add any. Then one of the two numbers is enough.
        """
        wanted, offered = int(self.need.sum()), int(self.people.left.sum())
        joined = self.people.joined_by(np.zeros(len(self.need), np.bool_), self.rounds)
        if wanted < offered + self.rounds:
            without = self._answers(self.people)
            return 0 if without == wanted else self._answers(joined) - without
        with_them = self._answers(joined)
        return self.rounds if with_them == offered + self.rounds else with_them - self._answers(self.people)

    def _answers(self, people: People) -> int:
        """The largest number of answers that these people can give, without anybody else."""
        return self._flow(people, np.ones_like(people.left)).value

    def _with_newcomers(self) -> tuple[People, Integers]:
        """These people, those who have yet to come, and how many people each row stands for.

        Newcomers have heard nothing and are all alike, so they are two rows: as many as play all their
        rounds, and one who gives the answers that are then missing.
        """
        missing = max(0, int(self.need.sum() - self.people.left.sum()))
        full, rest = divmod(missing, self.rounds)
        heard = np.vstack([self.people.heard, np.zeros((2, len(self.need)), np.bool_)])
        left = np.append(self.people.left, [full * self.rounds, rest])
        return People(heard, left), np.append(np.ones_like(self.people.left), [full, 1])

    def _flow(self, people: People, number: Integers, few: int | None = None) -> AnswerFlow:
        used = _in_clusters(people.heard, self.cluster)
        room = self.sessions * number[:, None] - used
        options = ~people.heard & (self.need > 0) & (room[:, self.cluster] > 0)
        if few is not None:
            options &= _most_needed(np.where(options, self.need, 0), people.left + few)
        return AnswerFlow(self.need, self.cluster, options, people.left, number, room)


def _in_clusters(heard: Mask, cluster: Integers) -> Integers:
    """How many clips of each cluster each person has heard, people by clusters."""
    clusters = 1 + int(cluster.max(initial=0))
    person, clip = np.nonzero(heard)
    counts = np.bincount(person * clusters + cluster[clip], minlength=len(heard) * clusters)
    return counts.reshape(len(heard), clusters)


def _most_needed(need: Integers, number: Integers) -> Mask:
    """For each person, as many clips as a number says: the most needed, each beginning elsewhere."""
    people, clips = need.shape
    turn = (SPREAD[0] * np.arange(clips) + SPREAD[1] * np.arange(people)[:, None]) % clips
    order = np.argsort(turn - need * clips, axis=1)
    most = np.zeros_like(need, np.bool_)
    np.put_along_axis(most, order, np.arange(clips) < number[:, None], axis=1)
    return most
