"""Where a model's answers to a pack of scenes are written."""

from dataclasses import dataclass
from pathlib import Path

from leaderboard.evaluation.answer_paths import folder_name, is_file_name

FOLDER = "spatial"


@dataclass(frozen=True, slots=True)
class AnswerFiles:
    """The files of one evaluation.

    Attributes
    ----------
    binaural : Path
        The answers with both channels: the model's row on the board.
    """

    binaural: Path

    @classmethod
    def of(cls, out: Path, pack: str, model: str) -> "AnswerFiles":
        """The files under ``--out``: a file if it ends in `.jsonl`, otherwise a folder of answers.

        Raises
        ------
        EvaluationError
            If it is neither.
        """
        return cls(out if is_file_name(out) else folder_of(out, pack) / f"{_plain(model)}.jsonl")

    @property
    def mono(self) -> Path:
        """The answers with the mean of both channels."""
        return self.binaural.parent / "mono" / self.binaural.name

    @property
    def unscored(self) -> Path:
        """The letters of items whose truth nobody has published, as their evaluator wants them."""
        return self.binaural.parent / "unscored" / self.binaural.name

    @property
    def journal(self) -> Path:
        """Every reply, whichever way the item was heard."""
        return self.binaural.with_suffix(".journal")


def folder_of(answers: Path, pack: str) -> Path:
    """The folder of a pack in a folder of answers."""
    return answers / FOLDER / _plain(pack)


def _plain(name: str) -> str:
    return folder_name(name).replace("/", ".")
