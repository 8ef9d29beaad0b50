"""Many questions, several at a time: each asked until it is answered, and never again."""

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
REFUSED_IN_A_ROW = 5  # questions, before any was answered: the model does not take what is sent
GIVEN_UP_IN_A_ROW = 5  # questions, each after all its tries: the server is away


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question ready to be sent.

    Attributes
    ----------
    note : mapping
        What the journal shall keep of what was sent; JSON's own types.
    """

    messages: Sequence[Message]
    note: Mapping[str, Any]


class Unaskable(Exception):
    """A question that cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask.

    Attributes
    ----------
    key : str
        By which the journal knows it.
    prepare : callable
        Makes what is sent, when its turn comes, in a thread; raises `Unaskable`.
    """

    key: str
    prepare: Callable[[], Prepared]


class _Ended(Exception):
    """Nothing more is to be asked."""


@dataclass
class Outcome:
    """How it went.

    Attributes
    ----------
    failed : dict of str to str
        Why, by the key of each question that was asked or prepared in vain.
    halted : str or None
        Why no more was asked; None when every question had its turn.
    """

    failed: dict[str, str] = field(default_factory=dict)
    halted: str | None = None


class Asking:
    """Asks questions and keeps every reply in the journal as soon as it is there.

    Parameters
    ----------
    told : callable
        Called after each question that has been answered, or has failed.
    first_pause : float
        Seconds before a question is asked a second time; twice as long each further time.
    """

    def __init__(
        self,
        client: Client,
        journal: Journal,
        budget: Budget,
        told: Callable[[], None] = lambda: None,
        tries: int = TRIES,
        first_pause: float = FIRST_SECONDS,
        seed: int = 0,
    ) -> None:
        self._client = client
        self._journal = journal
        self._budget = budget
        self._told = told
        self._tries = tries
        self._ended = asyncio.Event()
        self._pauses = Pauses(self._ended, random.Random(seed), Backoff(first_pause, LONGEST_SECONDS))
        self._outcome = Outcome()
        self._refused = 0
        self._given_up = 0  # since the last answer

    def halt(self, why: str) -> None:
        """Ask nothing more. What is under way is waited for, since it is being paid for."""
        self._outcome.halted = self._outcome.halted or why
        self._ended.set()

    async def ask_all(self, questions: Sequence[Question], concurrency: int) -> Outcome:
        """Ask what the journal has no answer to, in this order, so many at a time."""
        open_ones = iter([one for one in questions if one.key not in self._journal.answers])
        workers = [self._work(open_ones) for _ in range(concurrency)]
        # No group of tasks: it would cancel calls that are being paid for when one of them fails.
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
        """An error that concerns all questions ends the asking, and leaves what is under way alone."""
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
        self._told()

    async def _tried_or_given_up(self, key: str, prepared: Prepared) -> str | None:
        why = await self._tried(key, prepared)
        self._given_up = 0 if why is None else self._given_up + 1
        if self._given_up >= GIVEN_UP_IN_A_ROW:
            self.halt(f"{self._given_up} questions in a row were given up, the last one {why}")
        return why

    def _count_refusal(self, error: Exception) -> None:
        self._refused += isinstance(error, Refused)
        if self._refused >= REFUSED_IN_A_ROW and not self._journal.answers:
            self.halt(f"the first {self._refused} questions were all refused, the last with {error}")

    async def _tried(self, key: str, prepared: Prepared) -> str | None:
        """Ask until there is an answer; else say why there is none."""
        why = ""
        for failures in range(1, self._tries + 1):
            await self._pauses.before_call()
            try:
                await self._ask(key, prepared)
                return None
            except (Busy, Lost, NoCompletion) as error:
                why = str(error)
                await self._pause(failures, getattr(error, "after", None))
        return f"{self._tries} times in vain, the last time: {why}"

    async def _pause(self, failures: int, asked_seconds: float | None) -> None:
        """Wait before the next try; after the last one only note what the server asks of all."""
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
        """Make the call and keep what comes of it; what it cost, in dollars."""
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
            told = cost_in(body)
            self._journal.unread(key, call, body, usd if told is None else told, str(error))
            raise
        self._journal.answer(key, call, body, cost, prepared.note)
        return cost
