"""A pack: its playable clips, and the ones that cannot be played."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from game.packs.clip import Clip
from game.packs.origin import Origin

PRACTICE_PACK = "demo"  # synthetic sounds; guesses on them never count in a baseline


@dataclass(frozen=True)
class Pack:
    """A pack as loaded.

    Attributes
    ----------
    clips : tuple of Clip
        Those that can be played, in the order of the manifest.
    missing : tuple of str
        Keys of clips without audio: counted, never dealt.
    unreadable : tuple of str
        ``key: why`` of clips whose audio cannot be played.
    hash : str
        SHA-256, in hex, over the manifest and the audio of every playable clip.
    origin : Origin or None
        From `pack.json`; clips outside its sample are in none of the above.
    """

    name: str
    folder: Path
    clips: tuple[Clip, ...]
    missing: tuple[str, ...]
    unreadable: tuple[str, ...]
    hash: str
    origin: Origin | None = None

    @cached_property
    def _by_key(self) -> dict[str, Clip]:
        return {clip.key: clip for clip in self.clips}

    def clip(self, key: str) -> Clip:
        """Return the clip with this key; KeyError when it cannot be played."""
        return self._by_key[key]
