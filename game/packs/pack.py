"""A pack: clips that can be played, and what is known of the rest."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from game.packs.clip import Clip
from game.packs.origin import Origin

PRACTICE_PACK = "demo"  # synthetic sounds; guesses on them count in no baseline


@dataclass(frozen=True)
class Pack:
    """Clips that can be played, in the order of their manifest.

    Attributes
    ----------
    missing : tuple of str
        Keys whose audio is not there: counted, never dealt.
    unreadable : tuple of str
        ``key: why`` of clips whose audio cannot be played.
    hash : str
        SHA-256, in hex, over the manifest and the audio of every clip that can be played.
    origin : Origin or None
        What its `pack.json` says; clips outside its sample are in none of the above.
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
        """The clip of this key; KeyError when it cannot be played."""
        return self._by_key[key]
