"""The share of a recording in which each sound is heard, from a tagger that hears ten seconds at a time."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from game.curation.spectra import blocks_of
from game.sound.decoding import Decoder, decoder

Floats = NDArray[np.float32]

PRESENT = 0.5  # probability from which a sound counts as heard
SECONDS = 10.0  # at a time, the length of AudioSet's clips
LEAST_SECONDS = 1.0  # a shorter remainder at the end is ignored


class Tagger(Protocol):
    """Recognises sounds."""

    @property
    def rate(self) -> int:
        """Sampling rate of its input, Hz."""

    @property
    def seconds(self) -> float:
        """Length of its input."""

    @property
    def labels(self) -> Sequence[str]:
        """The sounds that it knows."""

    def __call__(self, wave: Floats) -> Floats:
        """The probability of each label in one channel of ``rate * seconds`` samples."""


class Stretch(NamedTuple):
    """A part of a recording, padded with silence to the length of a tagger's input."""

    wave: Floats
    seconds: float  # without the padding


def times_of(
    path: Path,
    tagger: Tagger,
    present: float = PRESENT,
    together: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, float]:
    """Tag a recording, stretch by stretch.

    Parameters
    ----------
    present : float
        Probability from which a sound counts as heard in a stretch.
    together : mapping of str to sequence of str, optional
        Groups of labels, by name: a group is heard when one of its labels is.

    Returns
    -------
    dict of str to float
        Share of the time, 0 to 1, by label and group, without those that are never heard.

    Raises
    ------
    AudioError
        When the recording cannot be decoded.
    """
    tagged = [(stretch.seconds, tagger(stretch.wave) >= present) for stretch in stretches(path, tagger)]
    if not tagged:
        return {}
    seconds = np.array([each for each, _ in tagged])
    heard = np.array([labels for _, labels in tagged], dtype=np.bool_)
    indexes = {label: index for index, label in enumerate(tagger.labels)}
    groups = {label: [index] for label, index in indexes.items()}
    groups |= {name: [indexes[label] for label in labels] for name, labels in (together or {}).items()}
    weights = seconds / seconds.sum()
    shares = {name: float(weights @ heard[:, members].max(axis=1)) for name, members in groups.items()}
    return {name: share for name, share in shares.items() if share}


def stretches(path: Path, tagger: Tagger) -> Iterator[Stretch]:
    """Decode a recording into inputs for a tagger; memory holds one stretch at a time.

    Raises
    ------
    AudioError
    """
    with decoder(path) as sound:
        length = round(tagger.rate * tagger.seconds)
        for first, block in _parts(sound, tagger.seconds):
            seconds = len(block) / sound.rate
            if first or seconds >= LEAST_SECONDS:
                wave = soxr.resample(block.mean(axis=1), sound.rate, tagger.rate)[:length]
                yield Stretch(np.pad(wave, (0, length - len(wave))).astype(np.float32), seconds)


def _parts(sound: Decoder, seconds: float) -> Iterator[tuple[bool, Floats]]:
    for number, block in enumerate(blocks_of(sound, round(sound.rate * seconds))):
        yield number == 0, block
