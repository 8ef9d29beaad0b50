"""Evaluates a model on a pack of scenes: asks for missing answers, writes all of them, and compares."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from game.scenes.item import Item
from game.scenes.scene_pack import ScenePack
from game.scenes.twnm.samples import samples
from leaderboard.evaluation.answer_lines import OURS, check_replaceable, write_lines
from leaderboard.evaluation.completion import read_completion
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.evaluation import ask
from leaderboard.evaluation.journal import Journal
from leaderboard.evaluation.plan import Plan
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.runner import Outcome
from leaderboard.spatial.answer_file import SpatialAnswers, read_spatial_answers
from leaderboard.spatial.answer_files import AnswerFiles
from leaderboard.spatial.item_lines import answer_line, letter_line, read_answer
from leaderboard.spatial.item_prompt import item_words
from leaderboard.spatial.item_questions import Heard, ItemQuestions, key_of, ways_to_hear
from leaderboard.spatial.mono_control import MonoControl, mono_control


@dataclass(frozen=True)
class SceneEvaluation:
    """The state of a model's answers after a run.

    Attributes
    ----------
    items : int
        Items that were to be asked.
    binaural, mono : SpatialAnswers or None
        All answers so far, as written.
    letters : int
        Letters written for items whose truth is not published.
    skipped : int
        Items without a published truth that were not to be asked.
    control : MonoControl or None
        None without an item about directions that was answered both ways.
    outcome, left, spent_usd, unsure, damaged
        As in `leaderboard.evaluation.evaluation.Evaluation`; ``left`` counts questions.
    """

    files: AnswerFiles
    items: int
    binaural: SpatialAnswers | None
    mono: SpatialAnswers | None
    letters: int
    skipped: int
    control: MonoControl | None
    outcome: Outcome
    left: int
    spent_usd: float
    unsure: int
    damaged: int


@dataclass(frozen=True)
class ScenePlan:
    """What is asked of a pack.

    Attributes
    ----------
    plan : Plan
        Its prompt is all fixed words; its limit on clips is one on items.
    prompt : str
        The words before each item.
    has_unscored : bool
        Whether items without a published truth are asked, too.
    """

    plan: Plan
    pack: ScenePack
    files: AnswerFiles
    prompt: str
    has_unscored: bool = False

    def items(self) -> list[Item]:
        """The items to ask, in the order of asking.

        Raises
        ------
        EvaluationError
            If there are none.
        """
        wanted = [item for item in self.pack.items if self.has_unscored or item.answer is not None]
        if not wanted:
            raise EvaluationError(
                f"Nobody has published the truth of any item of {self.pack.name}: to ask them all the same, "
                "add --unscored."
            )
        return in_order_of_asking(wanted, self.plan.seed, attrgetter("id"))[: self.plan.max_clips]


def evaluate_pack(
    scenes: ScenePlan, progress: Callable[[int, int], Callable[[float], None]]
) -> SceneEvaluation:
    """Ask a model the items that it has not answered yet, both ways, and write all of its answers.

    Both ways share a journal and a budget, and an item's two questions follow one another, so that a run that
    ends early has asked as many of one as of the other.

    Parameters
    ----------
    progress : callable
        As for `leaderboard.evaluation.evaluation.evaluate`, of questions.

    Raises
    ------
    EvaluationError
    """
    plan, files, items = scenes.plan, scenes.files, scenes.items()
    _check_replaceable(files)
    ask_about = ItemQuestions(scenes.pack, scenes.prompt, plan.sound_format, plan.cut_seconds)
    questions = [question for item in items for question in ask_about.questions(item)]
    with Journal.open(files.journal, plan.settings() | {"pack": scenes.pack.hash}) as journal:
        step = progress(len(questions), sum(one.key in journal.answers for one in questions))
        outcome = asyncio.run(ask(plan, questions, journal, step))
        binaural, mono = (_write(scenes, journal, heard) for heard in ("binaural", "mono"))
        return SceneEvaluation(
            files=files,
            items=len(items),
            binaural=binaural,
            mono=mono,
            letters=_write_letters(scenes, journal),
            skipped=0 if scenes.has_unscored else sum(item.answer is None for item in scenes.pack.items),
            control=mono_control(binaural, mono) if binaural and mono else None,
            outcome=outcome,
            left=sum(one.key not in journal.answers for one in questions),
            spent_usd=journal.spent_usd,
            unsure=journal.unsure,
            damaged=journal.damaged,
        )


def _check_replaceable(files: AnswerFiles) -> None:
    check_replaceable(files.binaural)
    check_replaceable(files.mono)
    if not files.journal.exists():  # its lines cannot say who wrote them
        check_replaceable(files.unscored)


def _answered(pack: ScenePack, journal: Journal, heard: Heard) -> list[Item]:
    """The items with an answer, in the pack's order."""
    return [
        item for item in pack.items if heard in ways_to_hear(item) and key_of(item, heard) in journal.answers
    ]


def _write(scenes: ScenePlan, journal: Journal, heard: Heard) -> SpatialAnswers | None:
    """Rewrite a file with every answer in the journal; returns them as they are read from it."""
    answered = _answered(scenes.pack, journal, heard)
    if not answered:
        return None
    file = scenes.files.binaural if heard == "binaural" else scenes.files.mono
    about = {"heard": heard, "pack": scenes.pack.name, "pack_hash": scenes.pack.hash}
    common = {"seed": scenes.plan.seed, OURS: scenes.plan.provenance() | about}
    lines = (
        answer_line(item, journal.answers[key_of(item, heard)], item_words(item, scenes.prompt), common)
        for item in answered
    )
    write_lines(file, lines)
    return read_spatial_answers(file, {item.id: item for item in answered})


def _write_letters(scenes: ScenePlan, journal: Journal) -> int:
    """Rewrite the file of letters for items whose truth is not published; returns how many there are."""
    letters = [(item, _option(item, journal)) for item in _unscored(scenes.pack, journal)]
    named = samples(scenes.pack)
    known = [
        letter_line(named[item.id].sample_id if item.id in named else item.id, option)
        for item, option in letters
        if option is not None
    ]
    if known:
        write_lines(scenes.files.unscored, known)
    return len(known)


def _unscored(pack: ScenePack, journal: Journal) -> Sequence[Item]:
    return [item for item in _answered(pack, journal, "binaural") if item.answer is None]


def _option(item: Item, journal: Journal) -> int | None:
    answer = read_answer(item, read_completion(journal.answers[key_of(item, "binaural")].body))
    return None if answer is None else answer.option
