"""A question about a recording: words and the audio, without anything that names either."""

import base64
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from game.packs.clip import Clip
from leaderboard.evaluation.runner import Prepared, Question, Unaskable
from leaderboard.evaluation.sound import AudioError, sound_of


@dataclass(frozen=True, slots=True)
class ClipQuestions:
    """Builds the question about each clip.

    Attributes
    ----------
    sound_format, cut_seconds
        As for `leaderboard.evaluation.sound.sound_of`.
    """

    prompt: str
    sound_format: str | None = None
    cut_seconds: float | None = None

    def question(self, clip: Clip) -> Question:
        """The question about a clip, whose audio is read only when its turn comes."""
        return Question(
            clip.key, lambda: prepared(self.prompt, clip.file, self.sound_format, self.cut_seconds)
        )


def prepared(
    words: str, file: Path, sound_format: str | None, cut_seconds: float | None, *, is_mixed: bool = False
) -> Prepared:
    """A message of words and a recording; parameters as for `leaderboard.evaluation.sound.sound_of`.

    Raises
    ------
    Unaskable
        If the recording cannot be sent.
    """
    try:
        sound = sound_of(file, sound_format, cut_seconds, is_mixed=is_mixed)
    except AudioError as error:
        raise Unaskable(f"the recording {error}") from error
    encoded = base64.b64encode(sound.data).decode()
    content = [
        {"type": "text", "text": words},
        {"type": "input_audio", "input_audio": {"data": encoded, "format": sound.format}},
    ]
    return Prepared([{"role": "user", "content": content}], sound.note())


About = TypeVar("About")


def in_order_of_asking(
    clips: Sequence[About], seed: int, key: Callable[[About], str] = attrgetter("key")
) -> list[About]:
    """Shuffle clips so that the first N are a random sample, for any N.

    The order of two clips depends only on their keys and the seed, so a growing pack does not change it.
    """
    return sorted(clips, key=lambda clip: random.Random(f"{seed} {key(clip)}").random())
