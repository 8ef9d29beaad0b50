"""A model's answers to a pack: asked for where they are missing, and written as AGL1K writes them."""

import asyncio
import hashlib
import itertools
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from game.geo.gazetteer import Gazetteer
from game.json_types import Json
from game.packs.clip import Clip
from leaderboard.answers.name_rules import NameRules
from leaderboard.evaluation.answer_parser import Located
from leaderboard.evaluation.budget import Budget
from leaderboard.evaluation.client import Client
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.lines import (
    OURS,
    asked,
    check_replaceable,
    labels_of_clip,
    line,
    read_reply,
    write_lines,
)
from leaderboard.evaluation.places import answers_unheard
from leaderboard.evaluation.plan import Plan
from leaderboard.evaluation.question import ClipQuestions, in_order_of_asking
from leaderboard.evaluation.runner import Asking, Outcome, Question
from leaderboard.scoring.rows import Truth

INTERRUPTED = "it was interrupted"
WAITING = "Waiting for the replies that are being paid for; Ctrl-C once more ends at once."


@dataclass(frozen=True)
class Evaluation:
    """How far a model's answers are.

    Attributes
    ----------
    file : Path
        The answers.
    clips, silent : int
        In the pack, and those of them without a recording here.
    answered : dict of str to Located
        By key.
    outcome : Outcome
        What of this run failed, and why it ended early.
    left : int
        Clips that were to be asked about and are not answered.
    spent_usd : float
        In all runs, calls whose reply never came counted at the most they may have cost.
    unsure : int
        Those calls.
    damaged : int
        Lines of the journal that cannot be read.
    """

    file: Path
    clips: int
    silent: int
    answered: dict[str, Located]
    outcome: Outcome
    left: int
    spent_usd: float = 0.0
    unsure: int = 0
    damaged: int = 0


def answer_unheard(model: str, clips: Sequence[Clip], file: Path, seed: int) -> Evaluation:
    """Write the answers of a model that hears nothing; `leaderboard.evaluation.places` knows them.

    Raises
    ------
    ModelError, OutError, GazetteerError
    """
    check_replaceable(file)
    gazetteer = Gazetteer.load()
    said = answers_unheard(model, clips, seed, gazetteer, NameRules.load())
    unasked = {"question": "", "model_output": "", "seed": seed, OURS: {"model": model}}
    labels = Truth.of(clips, gazetteer).labels
    lines = (
        line(clip, labels_of_clip(labels, at), one, unasked)
        for at, (clip, one) in enumerate(zip(clips, said, strict=True))
    )
    write_lines(file, lines)
    answered = {clip.key: one for clip, one in zip(clips, said, strict=True)}
    return Evaluation(file, len(clips), 0, answered, Outcome(), 0)


def evaluate(
    plan: Plan, clips: Sequence[Clip], progress: Callable[[int, int], Callable[[float], None]]
) -> Evaluation:
    """Ask a model about the clips that it has not answered, then write all its answers.

    Parameters
    ----------
    progress : callable
        Given how many clips are to be answered and how many are; what it returns is called after each
        further one with what is spent so far, in dollars.

    Raises
    ------
    JournalError, OutError, GazetteerError
    """
    check_replaceable(plan.file)
    here = in_order_of_asking([clip for clip in clips if clip.file.is_file()], plan.seed)
    wanted = here[: plan.max_clips]
    with Journal.open(plan.file.with_suffix(".journal"), plan.settings()) as journal:
        step = progress(len(wanted), sum(clip.key in journal.answers for clip in wanted))
        hearing = ClipQuestions(plan.prompt, plan.sound_format, plan.cut_seconds)
        outcome = asyncio.run(ask(plan, [*map(hearing.question, wanted)], journal, step))
        answered = _write(plan, clips, journal)
        return Evaluation(
            file=plan.file,
            clips=len(clips),
            silent=len(clips) - len(here),
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
    """Ask what the journal has no answer to, as the plan says; ``step`` is told what is spent so far."""
    client = Client(plan.base_url, plan.key, plan.model, plan.sent_options(), plan.timeout_seconds)
    asking = Asking(
        client,
        journal,
        Budget(plan.max_usd, plan.prices, lambda: journal.spent_usd),
        told=lambda: step(journal.spent_usd),
        tries=plan.tries,
    )
    try:
        with _halted_by_signals(asking):
            return await asking.ask_all(questions, plan.concurrency)
    finally:
        await client.close()


@contextmanager
def _halted_by_signals(asking: Asking) -> Iterator[None]:
    """Ctrl-C and the wish to end are followed once the replies that are being paid for are there.

    The second is followed at once.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    signals = (signal.SIGINT, signal.SIGTERM)
    wishes = itertools.count(1)

    def wished() -> None:
        asking.halt(INTERRUPTED)
        if next(wishes) == 1:
            tqdm.write(WAITING, sys.stderr)
        elif task is not None:
            task.cancel()

    for one in signals:
        loop.add_signal_handler(one, wished)
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)


def _write(plan: Plan, clips: Sequence[Clip], journal: Journal) -> dict[str, Located]:
    """Write every answer in the journal anew, in the pack's order; what they say, by key."""
    labels = Truth.of(clips, Gazetteer.load()).labels
    there = [(at, clip, read_reply(journal.answers[clip.key])) for at, clip in _answered(clips, journal)]
    if there:
        common = _in_common(plan)
        lines = (
            line(clip, labels_of_clip(labels, at), one.said, asked(one, common)) for at, clip, one in there
        )
        write_lines(plan.file, lines)
    return {clip.key: one.said for _, clip, one in there}


def _answered(clips: Sequence[Clip], journal: Journal) -> Iterator[tuple[int, Clip]]:
    return ((at, clip) for at, clip in enumerate(clips) if clip.key in journal.answers)


def _in_common(plan: Plan) -> Json:
    ours = {
        "model": plan.model,
        "prompt_sha256": hashlib.sha256(plan.prompt.encode()).hexdigest(),
        "cut_seconds": plan.cut_seconds,
        "options": plan.sent_options(),
    }
    return {"question": plan.prompt, "seed": plan.seed, OURS: ours}
