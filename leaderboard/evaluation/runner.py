"""Asks many questions, several at a time, each until it is answered."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from game.backoff import Backoff
from leaderboard.evaluation.budget import Budget, BudgetSpent
from leaderboard.evaluation.client import Busy, Client, Closed, Lost, Message, Refused
from leaderboard.evaluation.completion import NoCompletion, cost_in, read_completion
from leaderboard.evaluation.journal import Journal, JournalError
from leaderboard.evaluation.rate_pauses import FIRST_SECONDS, LONGEST_SECONDS, Pauses, TooLong

TRIES = 6
REFUSED_IN_A_ROW = 5  # questions, before any answer: the model does not accept this kind of question
GIVEN_UP_IN_A_ROW = 5  # questions, each after all its tries: the server is down


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question ready to be sent.

    Attributes
    ----------
    note : mapping
        What the journal is to record about what was sent; JSON types.
    """

    messages: Sequence[Message]
    note: Mapping[str, Any]


class Unaskable(Exception):
    """A question that cannot be built; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    key : str
        Its id in the journal.
    prepare : callable
        Builds what is sent, in a thread, when the question's turn comes; raises `Unaskable`.
    """

    key: str
    prepare: Callable[[], Prepared]


class _Ended(Exception):
    """No more questions are to be asked."""


@dataclass
class Outcome:
    """The result of asking.

    Attributes
    ----------
    failed : dict of str to str
        The reason, by the key of each question that could not be asked or answered.
    halted : str or None
        Why it ended early; None if every question had its turn.
    """

    failed: dict[str, str] = field(default_factory=dict)
    halted: str | None = None


class Runner:
    """Asks questions, and saves every reply in the journal as soon as it arrives.

    Parameters
    ----------
    on_settled : callable
        Called after each question that was answered or failed.
    first_pause : float
        Seconds before a question's second try; doubled for each further try.
    """

    def __init__(
        self,
        client: Client,
        journal: Journal,
        budget: Budget,
        on_settled: Callable[[], None] = lambda: None,
        tries: int = TRIES,
        first_pause: float = FIRST_SECONDS,
        seed: int = 0,
    ) -> None:
        self._client = client
        self._journal = journal
        self._budget = budget
        self._on_settled = on_settled
        self._tries = tries
        self._ended = asyncio.Event()
        self._pauses = Pauses(self._ended, random.Random(seed), Backoff(first_pause, LONGEST_SECONDS))
        self._outcome = Outcome()
        self._refused = 0
        self._given_up = 0  # since the last answer

    def halt(self, why: str) -> None:
        """Ask nothing more; calls in flight are awaited, since they are being paid for."""
        self._outcome.halted = self._outcome.halted or why
        self._ended.set()

    async def ask_all(self, questions: Sequence[Question], concurrency: int) -> Outcome:
        """Ask the questions without an answer in the journal, in order, ``concurrency`` at a time."""
        unanswered = iter([question for question in questions if question.key not in self._journal.answers])
        workers = [self._work(unanswered) for _ in range(concurrency)]
        # Not a TaskGroup: it would cancel calls that are being paid for when one fails.
        ends = await asyncio.gather(*workers, return_exceptions=True)
        for error in filter(None, ends):
            raise error
        return self._outcome

    async def _work(self, questions: Iterator[Question]) -> None:
        for question in questions:
            if self._ended.is_set():
                return
            await self._halting(self._settle(question))

    async def _halting(self, work: Awaitable[None]) -> None:
        """An error that affects all questions ends the asking, but not the calls in flight."""
        try:
            await work
        except (BudgetSpent, Closed, JournalError, TooLong) as error:
            self.halt(str(error))
        except BaseException as error:
            self.halt(f"{type(error).__name__}: {error}")
            raise

    async def _settle(self, question: Question) -> None:
        try:
            prepared = await asyncio.to_thread(question.prepare)
            why = await self._tried_or_given_up(question.key, prepared)
        except _Ended:
            return
        except (Unaskable, Refused) as error:
            why = str(error)
            self._count_refusal(error)
        if why is not None:
            self._outcome.failed[question.key] = why
        self._on_settled()

    async def _tried_or_given_up(self, key: str, prepared: Prepared) -> str | None:
        why = await self._tried(key, prepared)
        self._given_up = 0 if why is None else self._given_up + 1
        if self._given_up >= GIVEN_UP_IN_A_ROW:
            self.halt(f"{self._given_up} questions in a row failed, the last one after {why}")
        return why

    def _count_refusal(self, error: Exception) -> None:
        self._refused += isinstance(error, Refused)
        if self._refused >= REFUSED_IN_A_ROW and not self._journal.answers:
            self.halt(f"the first {self._refused} questions were all rejected, the last one with {error}")

    async def _tried(self, key: str, prepared: Prepared) -> str | None:
        """Ask until there is an answer; otherwise return why there is none."""
        why = ""
        for failures in range(1, self._tries + 1):
            await self._pauses.before_call()
            try:
                await self._ask(key, prepared)
                return None
            except (Busy, Lost, NoCompletion) as error:
                why = str(error)
                await self._pause(failures, getattr(error, "after", None))
        return f"{self._tries} failed tries, the last one with: {why}"

    async def _pause(self, failures: int, asked_seconds: float | None) -> None:
        """Wait before the next try; after the last try, only register a pause that the server asks for."""
        if failures < self._tries or asked_seconds is not None:
            await self._pauses.after_failure(failures, asked_seconds)

    async def _ask(self, key: str, prepared: Prepared) -> None:
        usd = await self._budget.reserve()
        cost: float | None = None
        try:
            if self._ended.is_set():
                raise _Ended
            call = self._journal.asked(key, usd)
            cost = await self._answered_call(key, call, usd, prepared)
        finally:
            await self._budget.settle(cost)

    async def _answered_call(self, key: str, call: str, usd: float, prepared: Prepared) -> float:
        """Make the call and record its result; returns its cost in dollars."""
        try:
            body = await self._client.ask(prepared.messages)
        except Lost as error:
            self._journal.lost(key, call, usd, str(error))
            raise
        except (Busy, Refused, Closed) as error:
            self._journal.unpaid(key, call, str(error))
            raise
        try:
            cost = self._budget.prices.of(read_completion(body))
        except NoCompletion as error:
            reported = cost_in(body)
            self._journal.unread(key, call, body, usd if reported is None else reported, str(error))
            raise
        self._journal.answer(key, call, body, cost, prepared.note)
        return cost
