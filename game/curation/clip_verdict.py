"""What was found about each clip of a pack, and whether it stays."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from game.curation.acoustics import Acoustics
from game.curation.category_times import Times
from game.curation.duplicates import Copy
from game.curation.localizability import Strengths

COLUMNS = (
    "key",
    "kept",
    "left_out",
    "why",
    "seconds",
    "rms",
    "flatness",
    "clipping",
    "complexity",
    "copy_of",
    "bit_errors",
    "overlap_seconds",
    "localizability",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One clip.

    Attributes
    ----------
    against : mapping of str to str
        What it is called that speaks against it (``quiet``), each with a sentence; none when it stays.
    """

    key: str
    against: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    acoustics: Acoustics | None = None
    copy: Copy | None = None
    localizability: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the clip stays."""
        return not self.against

    def but(self, called: str, why: str) -> "Verdict":
        """The same with one more thing against it."""
        return replace(self, against={**self.against, called: why})

    def as_copy(self, copy: Copy) -> "Verdict":
        """The same for a copy of another that stays."""
        told = f"copy: {copy.overlap:.0f} s of it are in {copy.of(self.key)}"
        return replace(self.but("copy", told), copy=copy)

    def located(self, times: Times | None, strengths: Strengths) -> "Verdict":
        """The same with its localizability."""
        if times is None:
            return self.but("untimed", "untimed: nothing tells which sounds are heard in it")
        found = strengths.localizability(times)
        judged = replace(self, localizability=found)
        if found > strengths.theta:
            return judged
        return judged.but(
            "vague", f"vague: its localizability, {found:.3g}, is not above {strengths.theta:g}"
        )

    def cells(self) -> dict[str, str]:
        """A row under `COLUMNS`."""
        copied = self.copy
        told = {
            "key": self.key,
            "kept": "yes" if self.kept else "no",
            "left_out": " ".join(self.against),
            "why": "; ".join(self.against.values()),
            "copy_of": copied.of(self.key) if copied else "",
        }
        numbers = {
            **(asdict(self.acoustics) if self.acoustics else {}),
            "seconds": self.seconds,
            "bit_errors": copied.bit_errors if copied else None,
            "overlap_seconds": copied.overlap if copied else None,
            "localizability": self.localizability,
        }
        return told | {name: "" if value is None else f"{value:.6g}" for name, value in numbers.items()}


def write_verdicts(file: Path, verdicts: Iterable[Verdict]) -> None:
    """Write a table with every figure and reason."""
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(verdict.cells() for verdict in verdicts)


def counted(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many clips each thing speaks against, most first; a clip may count for several."""
    called = [name for verdict in verdicts for name in verdict.against]
    return dict(sorted(((name, called.count(name)) for name in set(called)), key=lambda each: -each[1]))
