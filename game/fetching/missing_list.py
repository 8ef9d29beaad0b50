"""What could not be fetched, told and kept beside what could."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

NAME = "missing.csv"
SHOWN = 20  # lines; all are in the file


def told(missing: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Say what is missing and why, a line each, or by reasons when there are many."""
    if not missing:
        return
    yield f"{len(missing):,} missing:"
    lines = [f"  {key}: {why}" for key, why in missing.items()]
    if len(lines) > SHOWN:
        reasons = Counter(missing.values()).most_common(SHOWN)
        lines = [f"  {count:,}: {why}" for why, count in reasons]
        yield f"{folder / NAME} names each of them."
    yield from lines


def keep(missing: Mapping[str, str], folder: Path) -> None:
    """Write `missing.csv` (key, why), or delete it when nothing is missing."""
    file = folder / NAME
    if not missing:
        file.unlink(missing_ok=True)
        return
    with file.open("w", encoding="utf-8", newline="") as written:
        table = csv.writer(written, lineterminator="\n")
        table.writerow(("key", "why"))
        table.writerows(missing.items())
