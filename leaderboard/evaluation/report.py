"""What an evaluation prints: a progress bar while it runs, and a summary at the end."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tqdm import tqdm

from leaderboard.evaluation.evaluation import Evaluation
from leaderboard.evaluation.runner import Outcome
from leaderboard.phrases import counted

STOPPED = "Stopped immediately. To continue, run the same command again."
_SHOWN = 10  # clips listed one by one


def progress(questions: int, answered: int, unit: str = "clips") -> Callable[[float], None]:
    """Show a progress bar on stderr; the returned function advances it and takes the dollars spent so far."""
    bar = tqdm(total=questions, initial=answered, desc="Asking", unit=f" {unit}", disable=None)

    def step(spent_usd: float) -> None:
        bar.set_postfix_str(f"${spent_usd:,.2f}" if spent_usd else "", refresh=False)
        bar.update()
        if bar.n >= questions:
            bar.close()

    return step


def summary(result: Evaluation) -> Iterator[str]:
    """Sentences on what there is, what is missing, and what to do next."""
    answered = f"{len(result.answered):,} of {result.clips:,} clips answered"
    yield f"{result.file}: {answered}{cost(result.spent_usd)}."
    if result.silent:
        yield f"{counted(result.silent, 'clip')} without audio in this folder."
    yield from _unread(result)
    failed = result.outcome.failed
    yield from listed_by_key(f"{counted(len(failed), 'clip')} could not be asked about", failed)
    yield from closing(result.outcome, result.left, result.unsure, result.damaged)


def cost(spent_usd: float) -> str:
    """A phrase on the money spent; empty when it is none."""
    return f", ${spent_usd:,.4f} spent" if spent_usd else ""


def closing(outcome: Outcome, left: int, unsure: int, damaged: int = 0) -> Iterator[str]:
    """Sentences on damage to the journal, calls without a reply, an early end, and what is left to ask."""
    if damaged:
        yield f"{counted(damaged, 'unreadable line')} in the journal, as a crash may leave."
    if unsure:
        calls = counted(unsure, "call")
        yield f"{calls} may have been paid for although no reply arrived; counted at the maximum cost."
    if outcome.halted:
        yield f"Ended early: {outcome.halted}."
    if left:
        yield f"{left:,} left. To continue, run the same command again."


def _unread(result: Evaluation) -> Iterator[str]:
    mended = Counter(note for answer in result.answered.values() for note in answer.mended)
    if mended:
        each = ", ".join(f"{note} ({count:,})" for note, count in mended.most_common())
        yield f"Read despite: {each}."
    unread = {key: "; ".join(answer.unread) for key, answer in result.answered.items() if answer.unread}
    yield from listed_by_key(
        f"{counted(len(unread), 'incomplete answer')}, counted as AGL1K counts them", unread
    )


def listed_by_key(what: str, why: Mapping[str, str]) -> Iterator[str]:
    """A heading and the first reasons, each with what it concerns; nothing where there are none."""
    if not why:
        return
    yield f"{what}:"
    for key, reason in list(why.items())[:_SHOWN]:
        yield f"  {key}: {reason}"
    if len(why) > _SHOWN:
        yield f"  and {len(why) - _SHOWN:,} more"
