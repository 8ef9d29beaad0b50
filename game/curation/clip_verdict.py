"""The verdict on each clip: its measures, its problems, and whether it stays in the pack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from game.csv_cells import SafeCsvWriter
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
    """The verdict on one clip.

    Attributes
    ----------
    problems : mapping of str to str
        Problems by name (``quiet``), each with a sentence; none when the clip stays.
    """

    key: str
    problems: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    acoustics: Acoustics | None = None
    copy: Copy | None = None
    localizability: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the clip stays."""
        return not self.problems

    def with_problem(self, name: str, why: str) -> "Verdict":
        """Return the verdict with one more problem."""
        return replace(self, problems={**self.problems, name: why})

    def with_copy(self, copy: Copy) -> "Verdict":
        """Return the verdict on a copy of a clip that stays."""
        why = f"copy: {copy.of(self.key)} contains {copy.overlap:.0f} s of it"
        return replace(self.with_problem("copy", why), copy=copy)

    def with_localizability(self, times: Times | None, strengths: Strengths) -> "Verdict":
        """Return the verdict with the clip's localizability, and a problem if that is too low."""
        if times is None:
            return self.with_problem("untimed", "untimed: its category times are unknown")
        localizability = strengths.localizability(times)
        verdict = replace(self, localizability=localizability)
        if localizability > strengths.theta:
            return verdict
        return verdict.with_problem(
            "vague", f"vague: its localizability, {localizability:.3g}, is not above {strengths.theta:g}"
        )

    def cells(self) -> dict[str, str]:
        """The clip's row, by the names of `COLUMNS`."""
        copied = self.copy
        texts = {
            "key": self.key,
            "kept": "yes" if self.kept else "no",
            "left_out": " ".join(self.problems),
            "why": "; ".join(self.problems.values()),
            "copy_of": copied.of(self.key) if copied else "",
        }
        numbers = {
            **(asdict(self.acoustics) if self.acoustics else {}),
            "seconds": self.seconds,
            "bit_errors": copied.bit_errors if copied else None,
            "overlap_seconds": copied.overlap if copied else None,
            "localizability": self.localizability,
        }
        return texts | {name: "" if value is None else f"{value:.6g}" for name, value in numbers.items()}


def write_verdicts(file: Path, verdicts: Iterable[Verdict]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        SafeCsvWriter(out).write_named(COLUMNS, (verdict.cells() for verdict in verdicts))


def count_problems(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Count the clips with each problem, most frequent first; a clip may count for several."""
    names = [name for verdict in verdicts for name in verdict.problems]
    return dict(sorted(((name, names.count(name)) for name in set(names)), key=lambda each: -each[1]))
