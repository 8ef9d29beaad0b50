"""What an evaluation on a pack of scenes prints at its end."""

from collections.abc import Iterator

from leaderboard.evaluation.report import closing, cost, listed_by_key
from leaderboard.phrases import counted
from leaderboard.spatial.answer_file import SpatialAnswers
from leaderboard.spatial.mono_control import FEWEST_SCENES, MonoControl
from leaderboard.spatial.scene_evaluation import SceneEvaluation


def summary(result: SceneEvaluation, pack: str) -> Iterator[str]:
    """Sentences on what there is, what both channels are worth, what is missing, and what to do next."""
    yield from _written(result.binaural, result.items, "both channels")
    yield from _written(result.mono, result.items, "their mean, as a control")
    if result.letters:
        letters = counted(result.letters, "letter")
        yield f"{result.files.unscored}: {letters} for the benchmark's own evaluator."
    if result.skipped:
        items = counted(result.skipped, "item")
        yield f"{items} without a published truth, not asked: --unscored asks them, too."
    if result.spent_usd:
        yield f"Both ways together{cost(result.spent_usd)}."
    yield from compared(result.control)
    failed = result.outcome.failed
    yield from listed_by_key(f"{counted(len(failed), 'question')} could not be asked", failed)
    yield from closing(result.outcome, result.left, result.unsure, result.damaged)
    if result.binaural and not result.left:
        yield f"To score it: python -m leaderboard score-spatial {result.files.binaural} --scenes {pack}"


def compared(control: MonoControl | None) -> Iterator[str]:
    """Sentences on what both channels are worth to a model, and its mark."""
    if control is None:
        return
    about = f"{counted(control.items, 'item')} about directions, {counted(control.scenes, 'scene')}"
    interval = "" if control.interval is None else " [{:+.1f}, {:+.1f}]".format(*control.interval)
    yield f"Both channels minus their mean: {control.difference:+.1f} points of 100{interval}, {about}."
    if control.interval is None:
        yield f"MARKED: fewer than {FEWEST_SCENES} scenes cannot show that the model hears direction."
    elif control.is_marked:
        yield "MARKED: the model does no better with both channels than with their mean."


def _written(answers: SpatialAnswers | None, items: int, heard: str) -> Iterator[str]:
    if answers is None:
        return
    unread = f", {answers.unread:,} of them unreadable" if answers.unread else ""
    yield f"{answers.file}: {counted(len(answers.items), 'answer')} with {heard}{unread}."
