"""The dataset's `_manifest.json`: which shards are replaced, and what may write to the dataset."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# Raised with every new column or table: an older version would drop it when it merges files.
FORMAT = 5


@dataclass(frozen=True, slots=True)
class Manifest:
    """Records about shards.

    Attributes
    ----------
    replaced : frozenset of str
        Names of shards whose rows have moved to other shards, or were withdrawn.
    levels : mapping of str to int
        How often a shard's rows have been merged with others; 0 for shards not named.
    tidied : str
        The UTC day on which shards were last merged.
    format : int
        The newest format that its shards may have; 1 in datasets from before formats had numbers.
    key : str
        Check value of the host's key; empty in datasets from before there was one.
    """

    replaced: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    tidied: str = ""
    format: int = 1
    key: str = ""

    @classmethod
    def of_json(cls, content: Any) -> "Manifest":
        """Read the file's content.

        Raises
        ------
        AttributeError, TypeError, ValueError
            When it was not written by Earwitness.
        """
        return cls(
            frozenset(content.get("replaced", ())),
            dict(content.get("levels", {})),
            str(content.get("tidied", "")),
            int(content.get("format", 1)),
            str(content.get("key", "")),
        )

    def to_json(self) -> bytes:
        """The file's content, sorted, so that the order reveals nothing."""
        content = {
            "format": self.format,
            "key": self.key,
            "replaced": sorted(self.replaced),
            "levels": dict(sorted(self.levels.items())),
            "tidied": self.tidied,
        }
        return json.dumps(content, indent=0).encode()

    def replacing(self, gone: set[str], levels: Mapping[str, int]) -> "Manifest":
        """Return the manifest after some shards were replaced and others got these levels."""
        kept = {name: level for name, level in self.levels.items() if name not in gone}
        risen = {name: level for name, level in levels.items() if level}
        return replace(self, replaced=self.replaced | gone, levels=kept | risen)
