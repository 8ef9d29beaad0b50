"""Asks judges about every answer with reasons, and writes one file with all that they said."""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leaderboard.answers.agl1k_format import NO_REASONING
from leaderboard.answers.answers import Answer
from leaderboard.evaluation.answer_lines import write_lines
from leaderboard.evaluation.answer_paths import folder_name
from leaderboard.evaluation.evaluation import ask
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.plan import Plan
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.report import closing, cost
from leaderboard.evaluation.runner import Outcome
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.fit import ByCategory
from leaderboard.localizability.judge_prompt import NoContributions, parse_contributions, question
from leaderboard.phrases import counted

Line = dict[str, Any]


@dataclass(frozen=True)
class ReasonedAnswer:
    """An answer with reasons.

    Attributes
    ----------
    categories : tuple of str
        Categories heard in the clip, the longest first.
    """

    key: str
    reasoning: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The state of a judge's work after a run.

    Attributes
    ----------
    contributions : dict of str to dict of str to float
        By clip and category.
    unread : dict of str to str
        By clip, why the reply cannot be used.
    asked, left : int
        Answers that were to be judged, and how many of them are not.
    spent_usd : float
        Over all runs; calls without a reply count at the most they may have cost.
    unsure : int
        How many calls have no reply.
    """

    judge: str
    contributions: Mapping[str, ByCategory]
    unread: Mapping[str, str]
    outcome: Outcome
    asked: int
    left: int
    spent_usd: float
    unsure: int


def with_reasons(answers: Sequence[Answer], times: Mapping[str, ByCategory]) -> list[ReasonedAnswer]:
    """The answers that can be judged: with reasons, and to clips with a category of sound."""
    reasoned = [
        ReasonedAnswer(answer.key, answer.reasoning, _longest_first(times.get(answer.key, {})))
        for answer in answers
        if answer.reasoning.strip() not in ("", NO_REASONING)
    ]
    return [answer for answer in reasoned if answer.categories]


def judge(
    plan: Plan, answers: Sequence[ReasonedAnswer], progress: Callable[[int, int], Callable[[float], None]]
) -> Verdict:
    """Ask a judge about answers that it has not judged yet, and write all of its contributions.

    Other judges' lines in the plan's file are kept.

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
    questions = {answer.key: question(answer.key, answer.reasoning, answer.categories) for answer in chosen}
    with Journal.open(journal_of(plan.file, plan.model), plan.settings()) as journal:
        done = sum(asked.key in journal.answers for asked in questions.values())
        step = progress(len(questions), done)
        outcome = asyncio.run(ask(plan, list(questions.values()), journal, step))
        saved = [(answer, journal.answers.get(questions[answer.key].key)) for answer in chosen]
        replies = [(answer, reply.body) for answer, reply in saved if reply]
        contributions, unread = _parsed_replies(replies)
        own = [
            {"key": key, "judge": plan.model, "contributions": by_category}
            for key, by_category in contributions.items()
        ]
        write_lines(plan.file, [*others, *own])
        return Verdict(
            judge=plan.model,
            contributions=contributions,
            unread=unread,
            outcome=outcome,
            asked=len(chosen),
            left=len(chosen) - len(replies),
            spent_usd=journal.spent_usd,
            unsure=journal.unsure,
        )


def journal_of(file: Path, model: str) -> Path:
    """The path of a judge's journal, next to the file of contributions."""
    return file.with_name(f"{file.stem}.{folder_name(model).replace('/', '.')}.journal")


def summary(verdict: Verdict) -> Iterator[str]:
    """Sentences on what there is, what is missing, and what to do next."""
    judged = f"{len(verdict.contributions):,} of {counted(verdict.asked, 'answer')} judged"
    yield f"{verdict.judge}: {judged}{cost(verdict.spent_usd)}."
    failed = verdict.outcome.failed
    for what, why in (("replies cannot be read", verdict.unread), ("could not be asked", failed)):
        for key, reason in itertools.islice(why.items(), 1):
            yield f"{len(why):,} {what}, the first: {key.split(' ')[0]}: {reason}."
    yield from closing(verdict.outcome, verdict.left, verdict.unsure)


def _longest_first(times: ByCategory) -> tuple[str, ...]:
    return tuple(sorted((name for name, share in times.items() if share > 0), key=lambda name: -times[name]))


def _parsed_replies(
    replies: Iterable[tuple[ReasonedAnswer, str]],
) -> tuple[dict[str, ByCategory], dict[str, str]]:
    contributions: dict[str, ByCategory] = {}
    unread: dict[str, str] = {}
    for answer, body in replies:
        try:
            contributions[answer.key] = parse_contributions(body, answer.categories)
        except NoContributions as error:
            unread[answer.key] = str(error)
    return contributions, unread


def _lines_of_others(plan: Plan) -> list[Line]:
    try:
        text = plan.file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise LocalizabilityError(f"{plan.file} cannot be read: {error}.") from error
    return [line for line in _parsed_lines(plan.file, text) if line["judge"] != plan.model]


def _parsed_lines(file: Path, text: str) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            known = isinstance(value["judge"], str) and "contributions" in value
        except (ValueError, LookupError, TypeError):
            known = False
        if not known:
            raise LocalizabilityError(
                f"{file}, line {number} is not a judge's: choose another file with --out, or remove the line."
            )
        yield value
