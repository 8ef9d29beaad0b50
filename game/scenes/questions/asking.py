"""Asking: all items of a pack, from its scenes."""

from collections.abc import Sequence

from game.scenes.item import Item
from game.scenes.questions.balance import balanced
from game.scenes.questions.draft import Draft
from game.scenes.questions.hear_you_are import hear_you_are
from game.scenes.questions.twnm import twnm
from game.scenes.sampling import seeded
from game.scenes.scene import Scene


def items_about(scenes: Sequence[Scene], names: Sequence[str], seed: int) -> list[Item]:
    """The items of a pack, balanced by answer; the same for the same scenes, names and seed.

    Parameters
    ----------
    scenes
        With what sounds and what is drawn.
    names
        Every sound's name, from which wrong answers are drawn.
    seed
        The pack's.
    """
    drafts: list[Draft] = []
    alike = 0
    for scene in scenes:
        random = seeded(seed, "questions", scene.id)
        if scene.drawn:
            drafts += hear_you_are(scene, tuple(names), random, about_the_sounding=alike % 2 == 0)
            alike += drafts[-1].task == "q8_point"
        else:
            drafts += twnm(scene, tuple(names), random)
    return balanced(drafts, seeded(seed, "balance"))
