"""The jobs of worker processes. Keep this module's imports fast: every process repeats them."""

from dataclasses import dataclass
from pathlib import Path

import orjson

from game.curation import onnx_tagger
from game.curation.audioset import five
from game.curation.measurement import measure
from game.curation.tagging import PRESENT, times_of


@dataclass(frozen=True)
class Tagging:
    """A model that recognises sounds, and when one counts as heard.

    Attributes
    ----------
    present : float
        Probability from which a sound counts as heard.
    """

    model: onnx_tagger.Model
    present: float = PRESENT


def measure_file(file: Path) -> bytes:
    """Measure a recording; `Measurement.from_bytes` reads the result.

    Raises
    ------
    AudioError
    """
    return measure(file).to_bytes()


def tag_file(tagging: Tagging, file: Path) -> bytes:
    """Category times as JSON: of the labels, and of the five kinds of sound if they are known.

    Raises
    ------
    AudioError
    CurationError
    """
    tagger = onnx_tagger.load(tagging.model)
    return orjson.dumps(times_of(file, tagger, tagging.present, five(tagger.labels)))
