"""Evaluates a model on a pack: asks for missing answers and writes all of them in AGL1K's format."""

import asyncio
import itertools
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from game.geo.gazetteer import Gazetteer
from game.packs.clip import Clip
from leaderboard.answers.name_rules import NameRules
from leaderboard.evaluation.answer_lines import (
    OURS,
    asked,
    check_replaceable,
    labels_of_clip,
    line,
    read_reply,
    write_lines,
)
from leaderboard.evaluation.answer_parser import ParsedAnswer
from leaderboard.evaluation.baseline_models import baseline_answers
from leaderboard.evaluation.budget import Budget
from leaderboard.evaluation.client import Client
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.plan import Plan
from leaderboard.evaluation.question import ClipQuestions, in_order_of_asking
from leaderboard.evaluation.runner import Outcome, Question, Runner
from leaderboard.scoring.rows import Truth

INTERRUPTED = "interrupted"
WAITING = "Waiting for replies that are already being paid for. Press Ctrl-C again to stop immediately."


@dataclass(frozen=True)
class Evaluation:
    """The state of a model's answers after a run.

    Attributes
    ----------
    file : Path
        Where the answers are.
    clips, silent : int
        Clips in the pack, and how many of them have no audio here.
    answered : dict of str to ParsedAnswer
        By clip key.
    outcome : Outcome
        What failed in this run, and why it ended early.
    left : int
        Clips that were to be asked about and have no answer.
    spent_usd : float
        Over all runs; calls without a reply count at the most they may have cost.
    unsure : int
        How many calls have no reply.
    damaged : int
        Unreadable lines in the journal.
    """

    file: Path
    clips: int
    silent: int
    answered: dict[str, ParsedAnswer]
    outcome: Outcome
    left: int
    spent_usd: float = 0.0
    unsure: int = 0
    damaged: int = 0


def answer_as_baseline(model: str, clips: Sequence[Clip], file: Path, seed: int) -> Evaluation:
    """Write the answers of a baseline model (`leaderboard.evaluation.baseline_models`).

    Raises
    ------
    ModelError, OutError, GazetteerError
    """
    check_replaceable(file)
    gazetteer = Gazetteer.load()
    answers = baseline_answers(model, clips, seed, gazetteer, NameRules.load())
    unasked = {"question": "", "model_output": "", "seed": seed, OURS: {"model": model}}
    labels = Truth.of(clips, gazetteer).labels
    lines = (
        line(clip, labels_of_clip(labels, index), answer, unasked)
        for index, (clip, answer) in enumerate(zip(clips, answers, strict=True))
    )
    write_lines(file, lines)
    answered = {clip.key: answer for clip, answer in zip(clips, answers, strict=True)}
    return Evaluation(file, len(clips), 0, answered, Outcome(), 0)


def evaluate(
    plan: Plan, clips: Sequence[Clip], progress: Callable[[int, int], Callable[[float], None]]
) -> Evaluation:
    """Ask a model about the clips that it has not answered yet, and write all of its answers.

    Parameters
    ----------
    progress : callable
        Called with the number of clips to answer and of those already answered. What it returns is called
        after each further clip with the dollars spent so far.

    Raises
    ------
    JournalError, OutError, GazetteerError
    """
    check_replaceable(plan.file)
    with_audio = in_order_of_asking([clip for clip in clips if clip.file.is_file()], plan.seed)
    wanted = with_audio[: plan.max_clips]
    with Journal.open(plan.file.with_suffix(".journal"), plan.settings()) as journal:
        step = progress(len(wanted), sum(clip.key in journal.answers for clip in wanted))
        questions = ClipQuestions(plan.prompt, plan.sound_format, plan.cut_seconds)
        outcome = asyncio.run(ask(plan, [*map(questions.question, wanted)], journal, step))
        answered = _write(plan, clips, journal)
        return Evaluation(
            file=plan.file,
            clips=len(clips),
            silent=len(clips) - len(with_audio),
            answered=answered,
            outcome=outcome,
            left=sum(clip.key not in answered for clip in wanted),
            spent_usd=journal.spent_usd,
            unsure=journal.unsure,
            damaged=journal.damaged,
        )


async def ask(
    plan: Plan, questions: Sequence[Question], journal: Journal, step: Callable[[float], None]
) -> Outcome:
    """Ask the questions without an answer in the journal; ``step`` gets the dollars spent after each one."""
    client = Client(plan.base_url, plan.key, plan.model, plan.sent_options(), plan.timeout_seconds)
    runner = Runner(
        client,
        journal,
        Budget(plan.max_usd, plan.prices, lambda: journal.spent_usd),
        on_settled=lambda: step(journal.spent_usd),
        tries=plan.tries,
    )
    try:
        with _halted_by_signals(runner):
            return await runner.ask_all(questions, plan.concurrency)
    finally:
        await client.close()


@contextmanager
def _halted_by_signals(runner: Runner) -> Iterator[None]:
    """Stop on the first Ctrl-C or SIGTERM once paid replies have arrived, on the second immediately."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    signals = (signal.SIGINT, signal.SIGTERM)
    count = itertools.count(1)

    def halt() -> None:
        runner.halt(INTERRUPTED)
        if next(count) == 1:
            tqdm.write(WAITING, sys.stderr)
        elif task is not None:
            task.cancel()

    for number in signals:
        loop.add_signal_handler(number, halt)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _write(plan: Plan, clips: Sequence[Clip], journal: Journal) -> dict[str, ParsedAnswer]:
    """Rewrite the file with every answer in the journal, in the pack's order; returns the answers by key."""
    labels = Truth.of(clips, Gazetteer.load()).labels
    answered = [
        (index, clip, read_reply(journal.answers[clip.key]))
        for index, clip in enumerate(clips)
        if clip.key in journal.answers
    ]
    if answered:
        common = {"question": plan.prompt, "seed": plan.seed, OURS: plan.provenance()}
        lines = (
            line(clip, labels_of_clip(labels, index), reply.answer, asked(reply, common))
            for index, clip, reply in answered
        )
        write_lines(plan.file, lines)
    return {clip.key: reply.answer for _, clip, reply in answered}
