"""The questions about an item: heard with both channels, and with their mean as a control."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from game.scenes.item import Item
from game.scenes.scene_pack import ScenePack
from leaderboard.evaluation.question import prepared
from leaderboard.evaluation.runner import Prepared, Question
from leaderboard.spatial.item_prompt import PROMPT, item_words

Heard = Literal["binaural", "mono"]


@dataclass(frozen=True, slots=True)
class ItemQuestions:
    """Builds the questions about each item.

    Attributes
    ----------
    prompt : str
        The words before each item.
    sound_format, cut_seconds
        As for `leaderboard.evaluation.sound.sound_of`.
    """

    pack: ScenePack
    prompt: str = PROMPT
    sound_format: str | None = None
    cut_seconds: float | None = None

    def questions(self, item: Item) -> Iterator[Question]:
        """Both questions, whose recordings are read only when their turn comes."""
        for heard in ways_to_hear(item):
            yield Question(key_of(item, heard), partial(self._prepared, item, heard))

    def _prepared(self, item: Item, heard: Heard) -> Prepared:
        (file,) = self.pack.audio(item.scene, "static")
        message = prepared(
            item_words(item, self.prompt),
            file,
            self.sound_format,
            self.cut_seconds,
            is_mixed=heard == "mono",
        )
        return Prepared(message.messages, {"heard": heard, **message.note})


def ways_to_hear(item: Item) -> tuple[Heard, ...]:
    """Both, unless the truth is not published: then there is nothing to compare."""
    return ("binaural",) if item.answer is None else ("binaural", "mono")


def key_of(item: Item, heard: Heard) -> str:
    """The question's key in the journal."""
    return f"{item.id} {heard}"
