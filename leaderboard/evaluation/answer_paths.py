"""Where a model's answers are written."""

from pathlib import Path

from leaderboard.answers.agl1k_format import RESULTS
from leaderboard.evaluation.errors import EvaluationError

_OTHER_FILES = (".json", ".csv", ".txt", ".journal")


def answer_path(out: Path, model: str, seed: int) -> Path:
    """The path of a model's answer file.

    Parameters
    ----------
    out : Path
        The file itself if it ends in `.jsonl`; otherwise a folder like `EARWITNESS_ANSWERS`, with a folder
        per model and a file per seed.

    Raises
    ------
    EvaluationError
        If it is neither.
    """
    if is_file_name(out):
        return out
    root = next((folder for name in RESULTS if (folder := out / name).is_dir()), out)
    return root / folder_name(model) / f"seed_{seed}_ABCD.jsonl"


def is_file_name(out: Path) -> bool:
    """Whether ``--out`` names the file itself, and not a folder of answers.

    Raises
    ------
    EvaluationError
        If it names another kind of file.
    """
    if out.suffix == ".jsonl":
        return True
    if out.is_file() or out.suffix in _OTHER_FILES:
        raise EvaluationError(f"--out {out}: the file name must end in .jsonl, or name a folder.")
    return False


def folder_name(model: str) -> str:
    """A model's folder: maker and name, with characters that paths cannot hold replaced."""
    maker, _, name = model.partition("/")
    parts = [maker, name.replace("/", "-")] if name else [maker]
    plain = ["".join(c if c.isalnum() or c in "._-" else "_" for c in part).strip(".") for part in parts]
    return "/".join(part or "_" for part in plain)
