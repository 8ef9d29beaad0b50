"""A tagger that is an ONNX file, run by ONNX Runtime."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from game.curation import log_mel
from game.curation.audioset import read_labels
from game.curation.errors import CurationError
from game.curation.tagging import SECONDS

Floats = NDArray[np.float32]
Scores = Literal["logits", "probabilities"]


@dataclass(frozen=True)
class Model:
    """What has to be told of a model.

    Attributes
    ----------
    labels : Path
        As `read_labels` takes it.
    rate : int
        Samples a second that it takes.
    scores : str
        What it gives: logits, from which probabilities are made here, or probabilities.
    """

    file: Path
    labels: Path
    rate: int = log_mel.RATE
    scores: Scores = "logits"


class OnnxTagger:
    """Runs a model on one core; as many processes as there are cores run one each.

    Parameters
    ----------
    model : Model
        Its one input is a wave, shape (samples,) or (1, samples), or EfficientAT's picture, shape
        (1, 128, frames) or (1, 1, 128, frames). A fixed length says how much is given at a time, else it is
        ten seconds. Its first output is a score for each label, or several rows of them, which are averaged.

    Raises
    ------
    CurationError
        When ONNX Runtime is missing, or the model is none that can be used.
    """

    def __init__(self, model: Model) -> None:
        self.labels: Sequence[str] = read_labels(model.labels)
        self.rate = model.rate
        self._model = model
        self._session = _session(model.file)
        (taken, *others) = self._session.get_inputs()
        if others:
            raise self._odd(f"takes {1 + len(others)} inputs, where one is needed")
        self._input, self._shape = taken.name, list(taken.shape)
        self._takes_picture = len(self._shape) > 2
        self.seconds = self._seconds()

    def _seconds(self) -> float:
        """How much it takes at a time, by the shape of its input."""
        *around, length = self._shape
        if self._takes_picture and (len(around) > 3 or around[-1] != log_mel.MELS):
            raise self._odd(f"takes an input of shape {self._shape}, neither a wave nor 128 mels by frames")
        if self._takes_picture and self.rate != log_mel.RATE:
            raise self._odd(f"takes mels, which are made at {log_mel.RATE} samples a second, not {self.rate}")
        if not isinstance(length, int):
            return SECONDS
        return length * log_mel.STEP / self.rate if self._takes_picture else length / self.rate

    def __call__(self, wave: Floats) -> Floats:
        """The probability of each label."""
        picture = log_mel.log_mel(wave) if self._takes_picture else wave
        scores = self._run(picture.reshape((1,) * (len(self._shape) - picture.ndim) + picture.shape))
        labels = len(self.labels)
        if not scores.size or scores.shape[-1] != labels:
            raise self._odd(
                f"gives scores of shape {scores.shape} for {labels} labels in {self._model.labels}"
            )
        mean: Floats = self._probabilities(scores.reshape(-1, labels)).mean(axis=0)
        return mean

    def _run(self, given: Floats) -> Floats:
        try:
            return np.asarray(self._session.run(None, {self._input: given})[0], dtype=np.float32)
        except Exception as error:  # its errors have no base of their own
            raise self._odd(f"cannot be run on an input of shape {given.shape}: {error}") from error

    def _probabilities(self, scores: Floats) -> Floats:
        if self._model.scores == "logits":
            return np.asarray(1 / (1 + np.exp(-np.clip(scores, -60, 60))), dtype=np.float32)
        if scores.min() < 0 or scores.max() > 1:
            raise self._odd("gives scores beyond 0 and 1, which are no probabilities: say `--scores logits`")
        return scores

    def _odd(self, what: str) -> CurationError:
        return CurationError(f"{self._model.file} {what}; docs/curation.md tells what a tagger may be.")


def _session(file: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise CurationError(
            "Tagging needs ONNX Runtime: `.venv/bin/pip install -r requirements-tagger.txt`; or give the "
            "times with --times."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no base of their own
        raise CurationError(f"{file} is no model that ONNX Runtime can load: {error}") from error


def identity(model: Model) -> str:
    """The same for models that say the same.

    Raises
    ------
    CurationError
    """
    try:
        parts = [file.read_bytes() for file in (model.file, model.labels)]
    except OSError as error:
        raise CurationError(f"{error.filename} cannot be read: {error.strerror}.") from error
    told = [*(hashlib.sha256(part).hexdigest() for part in parts), str(model.rate), model.scores]
    return " ".join(told)


@cache
def load(model: Model) -> OnnxTagger:
    """Load a model once in a process.

    Raises
    ------
    CurationError
    """
    return OnnxTagger(model)
