"""Judges at work: each is asked about every answer that gives reasons; one file holds what they say."""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.answers.agl1k_format import NO_REASONING
from leaderboard.answers.answers import Answer
from leaderboard.evaluation.evaluation import ask
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.layout import folder_name
from leaderboard.evaluation.lines import write_lines
from leaderboard.evaluation.plan import Plan
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.runner import Outcome
from leaderboard.figures.figure import counted
from leaderboard.localizability.fit import ByCategory
from leaderboard.localizability.judged import LocalizabilityError
from leaderboard.localizability.judging import NoContributions, contributions, question

Line = dict[str, Any]


@dataclass(frozen=True)
class Reasoned:
    """An answer that gives reasons.

    Attributes
    ----------
    categories : tuple of str
        That are heard in the clip, the longest first.
    """

    key: str
    reasoning: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How far a judge is.

    Attributes
    ----------
    said : dict of str to dict of str to float
        By clip, its contributions.
    unread : dict of str to str
        By clip, why the reply cannot be used.
    asked, left : int
        Answers that were to be judged, and those that are not.
    spent_usd : float
        In all runs, calls whose reply never came counted at the most they may have cost.
    unsure : int
        Those calls.
    """

    judge: str
    said: Mapping[str, ByCategory]
    unread: Mapping[str, str]
    outcome: Outcome
    asked: int
    left: int
    spent_usd: float
    unsure: int


def reasoned(answers: Sequence[Answer], heard: Mapping[str, ByCategory]) -> list[Reasoned]:
    """The answers that can be judged: with reasons, and to clips in which something is heard."""
    found = [
        Reasoned(answer.key, answer.reasoning, _longest_first(heard.get(answer.key, {})))
        for answer in answers
        if answer.reasoning.strip() not in ("", NO_REASONING)
    ]
    return [one for one in found if one.categories]


def judge(
    plan: Plan, answers: Sequence[Reasoned], progress: Callable[[int, int], Callable[[float], None]]
) -> Verdict:
    """Let one judge judge what it has not judged yet, and put all that it said into the plan's file.

    Lines of other judges in that file stay.

    Parameters
    ----------
    progress : callable
        As for `leaderboard.evaluation.evaluation.evaluate`.

    Raises
    ------
    JournalError, OutError, LocalizabilityError
    """
    others = _lines_of_others(plan)
    chosen = in_order_of_asking(answers, plan.seed)[: plan.max_clips]
    questions = {one.key: question(one.key, one.reasoning, one.categories) for one in chosen}
    with Journal.open(journal_of(plan.file, plan.model), plan.settings()) as journal:
        done = sum(one.key in journal.answers for one in questions.values())
        step = progress(len(questions), done)
        outcome = asyncio.run(ask(plan, list(questions.values()), journal, step))
        there = [(one, journal.answers.get(questions[one.key].key)) for one in chosen]
        replies = [(one, answer.body) for one, answer in there if answer]
        said, unread = _read(replies)
        mine = [{"key": key, "judge": plan.model, "contributions": found} for key, found in said.items()]
        write_lines(plan.file, [*others, *mine])
        return Verdict(
            judge=plan.model,
            said=said,
            unread=unread,
            outcome=outcome,
            asked=len(chosen),
            left=len(chosen) - len(replies),
            spent_usd=journal.spent_usd,
            unsure=journal.unsure,
        )


def journal_of(file: Path, model: str) -> Path:
    """The journal of one judge, beside the file of them all."""
    return file.with_name(f"{file.stem}.{folder_name(model).replace('/', '.')}.journal")


def told(found: Verdict) -> Iterator[str]:
    """Say in sentences what there is, what is missing, and what to do."""
    cost = f", ${found.spent_usd:,.4f} spent" if found.spent_usd else ""
    yield f"{found.judge}: {len(found.said):,} of {counted(found.asked, 'answer')} judged{cost}."
    for what, why in (("replies cannot be read", found.unread), ("could not be asked", found.outcome.failed)):
        for key, reason in itertools.islice(why.items(), 1):
            yield f"{len(why):,} {what}, the first: {key.split(' ')[0]}: {reason}."
    if found.unsure:
        yield f"{found.unsure:,} calls may have been paid for without their reply having arrived."
    if found.outcome.halted:
        yield f"It ended early: {found.outcome.halted}."
    if found.left:
        yield f"{found.left:,} are left: the same command goes on with them."


def _longest_first(heard: ByCategory) -> tuple[str, ...]:
    return tuple(sorted((name for name, share in heard.items() if share > 0), key=lambda name: -heard[name]))


def _read(replies: Iterable[tuple[Reasoned, str]]) -> tuple[dict[str, ByCategory], dict[str, str]]:
    said: dict[str, ByCategory] = {}
    unread: dict[str, str] = {}
    for one, body in replies:
        try:
            said[one.key] = contributions(body, one.categories)
        except NoContributions as error:
            unread[one.key] = str(error)
    return said, unread


def _lines_of_others(plan: Plan) -> list[Line]:
    try:
        text = plan.file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise LocalizabilityError(f"{plan.file} cannot be read: {error}.") from error
    return [line for line in _parsed(plan.file, text) if line["judge"] != plan.model]


def _parsed(file: Path, text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            known = isinstance(told["judge"], str) and "contributions" in told
        except (ValueError, LookupError, TypeError):
            known = False
        if not known:
            raise LocalizabilityError(
                f"{file}, line {number} is no judge's: name another file with --out, or take the line out."
            )
        yield told
