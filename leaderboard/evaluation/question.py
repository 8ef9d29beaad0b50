"""The question about a clip: the benchmark's words and the sound, with nothing that names the place."""

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
    """How every clip is put to a model.

    Attributes
    ----------
    sound_format, cut_seconds
        As for `leaderboard.evaluation.sound.sound_of`.
    """

    prompt: str
    sound_format: str | None = None
    cut_seconds: float | None = None

    def question(self, clip: Clip) -> Question:
        """Make the question about a clip."""
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
    """A clip, or something about one."""

    @property
    def key(self) -> str:
        """The clip's."""
        ...


About = TypeVar("About", bound=Keyed)


def in_order_of_asking(clips: Sequence[About], seed: int) -> list[About]:
    """Shuffle clips so that the first of them, however many, are a random sample.

    The order of two clips depends on the seed and on them alone: a pack that grows does not change it.
    """
    return sorted(clips, key=lambda clip: random.Random(f"{seed} {clip.key}").random())
