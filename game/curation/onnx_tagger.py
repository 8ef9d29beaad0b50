"""A tagger in an ONNX file, run by ONNX Runtime."""

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
    """A model's files and settings.

    Attributes
    ----------
    labels : Path
        File for `read_labels`.
    rate : int
        Sampling rate of its input, Hz.
    scores : str
        Its output: logits, which are converted to probabilities, or probabilities.
    """

    file: Path
    labels: Path
    rate: int = log_mel.RATE
    scores: Scores = "logits"


class OnnxTagger:
    """Runs a model on one core: each process has a core of its own.

    Parameters
    ----------
    model : Model
        Its one input is a wave, shape (samples,) or (1, samples), or EfficientAT's spectrogram, shape
        (1, 128, frames) or (1, 1, 128, frames). If its length is fixed, the model gets that much at a time,
        else ten seconds. Its first output is a score for each label, or several rows of scores, which are
        averaged.

    Raises
    ------
    CurationError
        When ONNX Runtime is missing, or the model is unsuitable.
    """

    def __init__(self, model: Model) -> None:
        self.labels: Sequence[str] = read_labels(model.labels)
        self.rate = model.rate
        self._model = model
        self._session = _session(model.file)
        (taken, *others) = self._session.get_inputs()
        if others:
            raise self._unsuitable(f"takes {1 + len(others)} inputs, not one")
        self._input, self._shape = taken.name, list(taken.shape)
        self._takes_spectrogram = len(self._shape) > 2
        self.seconds = self._seconds()

    def _seconds(self) -> float:
        """Seconds of its input, from its shape."""
        *around, length = self._shape
        if self._takes_spectrogram and (len(around) > 3 or around[-1] != log_mel.MELS):
            raise self._unsuitable(
                f"takes an input of shape {self._shape}, neither a wave nor 128 mels by frames"
            )
        if self._takes_spectrogram and self.rate != log_mel.RATE:
            raise self._unsuitable(f"takes mels, which are made at {log_mel.RATE} Hz, not at {self.rate}")
        if not isinstance(length, int):
            return SECONDS
        return length * log_mel.STEP / self.rate if self._takes_spectrogram else length / self.rate

    def __call__(self, wave: Floats) -> Floats:
        """The probability of each label."""
        data = log_mel.log_mel(wave) if self._takes_spectrogram else wave
        scores = self._run(data.reshape((1,) * (len(self._shape) - data.ndim) + data.shape))
        labels = len(self.labels)
        if not scores.size or scores.shape[-1] != labels:
            raise self._unsuitable(
                f"outputs scores of shape {scores.shape} for {labels} labels in {self._model.labels}"
            )
        mean: Floats = self._probabilities(scores.reshape(-1, labels)).mean(axis=0)
        return mean

    def _run(self, data: Floats) -> Floats:
        try:
            return np.asarray(self._session.run(None, {self._input: data})[0], dtype=np.float32)
        except Exception as error:  # ONNX Runtime's errors have no common base class
            raise self._unsuitable(f"cannot be run on an input of shape {data.shape}: {error}") from error

    def _probabilities(self, scores: Floats) -> Floats:
        if self._model.scores == "logits":
            return np.asarray(1 / (1 + np.exp(-np.clip(scores, -60, 60))), dtype=np.float32)
        if scores.min() < 0 or scores.max() > 1:
            raise self._unsuitable("outputs scores beyond 0 and 1, not probabilities: use `--scores logits`")
        return scores

    def _unsuitable(self, why: str) -> CurationError:
        return CurationError(f"{self._model.file} {why}; docs/curation.md lists the requirements.")


def _session(file: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise CurationError(
            "Tagging needs ONNX Runtime: `.venv/bin/pip install -r requirements-tagger.txt`; or name a file "
            "with --times."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no common base class
        raise CurationError(f"{file} cannot be loaded by ONNX Runtime: {error}") from error


def identity(model: Model) -> str:
    """Identify a model by its content and settings.

    Raises
    ------
    CurationError
    """
    try:
        parts = [file.read_bytes() for file in (model.file, model.labels)]
    except OSError as error:
        raise CurationError(f"{error.filename} cannot be read: {error.strerror}.") from error
    hashes = [hashlib.sha256(part).hexdigest() for part in parts]
    return " ".join([*hashes, str(model.rate), model.scores])


@cache
def load(model: Model) -> OnnxTagger:
    """Load a model, once in each process.

    Raises
    ------
    CurationError
    """
    return OnnxTagger(model)
