"""The question about a clip: the prompt and the audio, without anything that names the place."""

import base64
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

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
        return Question(clip.key, lambda: self._prepared(clip))

    def _prepared(self, clip: Clip) -> Prepared:
        try:
            sound = sound_of(clip.file, self.sound_format, self.cut_seconds)
        except AudioError as error:
            raise Unaskable(f"the recording {error}") from error
        encoded = base64.b64encode(sound.data).decode()
        content = [
            {"type": "text", "text": self.prompt},
            {"type": "input_audio", "input_audio": {"data": encoded, "format": sound.format}},
        ]
        note: dict[str, Any] = {
            "format": sound.format,
            "seconds": sound.seconds,
            "recoded": sound.recoded,
            "bytes": len(sound.data),
            "sha256": hashlib.sha256(sound.data).hexdigest(),
        }
        return Prepared([{"role": "user", "content": content}], note)


class Keyed(Protocol):
    """Anything with a clip's key."""

    @property
    def key(self) -> str: ...


About = TypeVar("About", bound=Keyed)


def in_order_of_asking(clips: Sequence[About], seed: int) -> list[About]:
    """Shuffle clips so that the first N are a random sample, for any N.

    The order of two clips depends only on them and the seed, so a growing pack does not change it.
    """
    return sorted(clips, key=lambda clip: random.Random(f"{seed} {clip.key}").random())
