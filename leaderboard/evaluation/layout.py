"""Where the answers of a model lie."""

from pathlib import Path

from leaderboard.answers.agl1k_format import RESULTS
from leaderboard.evaluation.errors import EvaluationError

_OTHER_FILES = (".json", ".csv", ".txt", ".journal")


def where_to_write(out: Path, model: str, seed: int) -> Path:
    """Find the file of a model's answers.

    Parameters
    ----------
    out : Path
        The file, if its name ends in `.jsonl`; else a folder as `EARWITNESS_ANSWERS` names one, in which a
        model has a folder and each seed a file.

    Raises
    ------
    EvaluationError
        When it is neither.
    """
    if out.suffix == ".jsonl":
        return out
    if out.is_file() or out.suffix in _OTHER_FILES:
        raise EvaluationError(f"--out {out}: let the file's name end in .jsonl, or name a folder.")
    root = next((place for name in RESULTS if (place := out / name).is_dir()), out)
    return root / folder_name(model) / f"seed_{seed}_ABCD.jsonl"


def folder_name(model: str) -> str:
    """Name a model's folder: maker and name as they are, without what a path may not hold."""
    maker, _, name = model.partition("/")
    parts = [maker, name.replace("/", "-")] if name else [maker]
    plain = ["".join(c if c.isalnum() or c in "._-" else "_" for c in part).strip(".") for part in parts]
    return "/".join(part or "_" for part in plain)
