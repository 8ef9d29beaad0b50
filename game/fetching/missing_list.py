"""What could not be fetched: printed, and kept in `missing.csv`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from game.csv_cells import SafeCsvWriter

NAME = "missing.csv"
SHOWN = 20  # lines; the file has all


def lines(missing: Mapping[str, str], folder: Path) -> Iterator[str]:
    """One line for each missing item, or for each reason when there are many."""
    if not missing:
        return
    yield f"{len(missing):,} missing:"
    listed = [f"  {key}: {why}" for key, why in missing.items()]
    if len(listed) > SHOWN:
        reasons = Counter(missing.values()).most_common(SHOWN)
        listed = [f"  {count:,}: {why}" for why, count in reasons]
        yield f"{folder / NAME} lists each of them."
    yield from listed


def write(missing: Mapping[str, str], folder: Path) -> None:
    """Write `missing.csv` (key, why), or delete it when nothing is missing."""
    file = folder / NAME
    if not missing:
        file.unlink(missing_ok=True)
        return
    with file.open("w", encoding="utf-8", newline="") as written:
        table = SafeCsvWriter(written)
        table.write(("key", "why"))
        table.write_all(missing.items())
