"""What an evaluation says while it runs, and when it has ended."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tqdm import tqdm

from leaderboard.evaluation.evaluation import Evaluation

_SHOWN = 10  # clips told of one by one


def progress(clips: int, answered: int) -> Callable[[float], None]:
    """Show a bar on the error output; what is returned moves it on and is given what is spent, in dollars."""
    bar = tqdm(total=clips, initial=answered, desc="Asking", unit=" clips", disable=None)

    def step(spent_usd: float) -> None:
        bar.set_postfix_str(f"${spent_usd:,.2f}" if spent_usd else "", refresh=False)
        bar.update()
        if bar.n >= clips:
            bar.close()

    return step


def told(found: Evaluation) -> Iterator[str]:
    """Say in sentences what there is, what is missing, and what to do."""
    yield f"{found.file}: {len(found.answered):,} of {found.clips:,} clips answered{_cost(found)}."
    if found.silent:
        yield f"{found.silent:,} clips have no recording in this folder."
    yield from _told_unread(found)
    yield from _listed(f"{len(found.outcome.failed):,} clips could not be asked about", found.outcome.failed)
    if found.unsure:
        yield (
            f"{found.unsure:,} calls may have been paid for without their reply having arrived; "
            "they count at the most that they may have cost."
        )
    if found.damaged:
        yield f"{found.damaged:,} lines of the journal cannot be read, as a crash leaves them."
    if found.outcome.halted:
        yield f"It ended early: {found.outcome.halted}."
    if found.left:
        yield f"{found.left:,} clips are left: the same command goes on with them."


def _cost(found: Evaluation) -> str:
    return f", ${found.spent_usd:,.4f} spent" if found.spent_usd else ""


def _told_unread(found: Evaluation) -> Iterator[str]:
    mended = Counter(note for said in found.answered.values() for note in said.mended)
    if mended:
        each = ", ".join(f"{note} ({count:,})" for note, count in mended.most_common())
        yield f"Read in spite of: {each}."
    unread = {key: "; ".join(said.unread) for key, said in found.answered.items() if said.unread}
    yield from _listed(f"{len(unread):,} answers are no whole answer, and count as AGL1K counts them", unread)


def _listed(what: str, why: Mapping[str, str]) -> Iterator[str]:
    if not why:
        return
    yield f"{what}:"
    for key, reason in list(why.items())[:_SHOWN]:
        yield f"  {key}: {reason}"
    if len(why) > _SHOWN:
        yield f"  and {len(why) - _SHOWN:,} more"
