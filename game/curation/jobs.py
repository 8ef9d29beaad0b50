"""What processes are sent to do; they import nothing that takes long."""

from dataclasses import dataclass
from pathlib import Path

import orjson

from game.curation import onnx_tagger
from game.curation.audioset import five
from game.curation.measurement import measure
from game.curation.tagging import PRESENT, times_of


@dataclass(frozen=True)
class Tagging:
    """A model that tells which sounds are heard.

    Attributes
    ----------
    present : float
        Probability from which a sound counts as heard.
    """

    model: onnx_tagger.Model
    present: float = PRESENT


def measure_file(file: Path) -> bytes:
    """What `measured` reads.

    Raises
    ------
    AudioError
    """
    return measure(file).as_bytes()


def tag_file(tagging: Tagging, file: Path) -> bytes:
    """Times as JSON: of the labels, and of the five sounds if they are known.

    Raises
    ------
    AudioError
    CurationError
    """
    tagger = onnx_tagger.load(tagging.model)
    return orjson.dumps(times_of(file, tagger, tagging.present, five(tagger.labels)))
