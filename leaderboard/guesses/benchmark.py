"""The benchmark that all entrants are compared on: a pack's clips with their true places."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.packs import agl1k
from game.packs.clip import Clip
from game.packs.loading import find_pack
from game.packs.pack import PRACTICE_PACK
from game.settings import Settings
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.scoring.rows import Truth


@dataclass(frozen=True)
class Benchmark:
    """A pack's clips with their truth, and what is needed to score answers to them.

    Attributes
    ----------
    table : Path
        The pack's manifest, or AGL1K's schema file.
    """

    name: str
    table: Path
    clips: tuple[Clip, ...]
    truth: Truth
    gazetteer: Gazetteer
    rules: NameRules

    @classmethod
    def load(cls, settings: Settings) -> "Benchmark":
        """Read the pack named by the settings; its audio need not be there.

        Raises
        ------
        PackError, GazetteerError
        """
        pack = find_pack(settings.pack, settings.state)
        clips = read_clips(pack.file)
        gazetteer = Gazetteer.load()
        truth = Truth.of(clips, gazetteer)
        return cls(pack.name, pack.file, tuple(clips), truth, gazetteer, NameRules.load())

    def only(self, keys: Collection[str]) -> "Benchmark":
        """The same benchmark with only the clips that have these keys, in the pack's order."""
        kept = np.array([at for at, clip in enumerate(self.clips) if clip.key in keys], np.intp)
        clips = tuple(self.clips[at] for at in kept)
        return replace(self, clips=clips, truth=self.truth.only(kept))

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The index of each clip, by its key."""
        return {clip.key: index for index, clip in enumerate(self.clips)}

    @property
    def is_agl1k(self) -> bool:
        """Whether these are AGL1K's clips, which the paper's figures are for."""
        return self.table.name == agl1k.NAME

    @property
    def is_synthetic(self) -> bool:
        """Whether this is the demo, on which guesses do not count."""
        return self.name == PRACTICE_PACK
