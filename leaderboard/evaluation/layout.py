"""Where the answers of a model lie."""

from pathlib import Path

from leaderboard.models import RESULTS


def where_to_write(out: Path, model: str, seed: int) -> Path:
    """Find the file of a model's answers.

    Parameters
    ----------
    out : Path
        The file, if its name ends in `.jsonl`; else a folder as `EARWITNESS_ANSWERS` names one, in which a
        model has a folder and each seed a file.
    """
    if out.suffix == ".jsonl":
        return out
    root = next((place for name in RESULTS if (place := out / name).is_dir()), out)
    return root / folder_name(model) / f"seed_{seed}_ABCD.jsonl"


def folder_name(model: str) -> str:
    """Name a model's folder: maker and name as they are, without what a path may not hold."""
    maker, _, name = model.partition("/")
    parts = [maker, name.replace("/", "-")] if name else [maker]
    plain = ["".join(c if c.isalnum() or c in "._-" else "_" for c in part).strip(".") for part in parts]
    return "/".join(part or "_" for part in plain)
