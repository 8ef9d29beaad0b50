"""From what a tagger says of ten seconds at a time to the share of a recording in which a sound is heard."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import soxr
from numpy.typing import NDArray

from game.curation.spectra import blocks_of
from game.sound.decoding import decoder

Floats = NDArray[np.float32]

PRESENT = 0.5  # probability from which a sound counts as heard
SECONDS = 10.0  # at a time, as AudioSet's clips are
LEAST_SECONDS = 1.0  # a shorter rest at the end is not asked about


class Tagger(Protocol):
    """Something that hears which sounds there are."""

    @property
    def rate(self) -> int:
        """Samples a second that it takes."""

    @property
    def seconds(self) -> float:
        """How much it takes at a time."""

    @property
    def labels(self) -> Sequence[str]:
        """The sounds that it knows."""

    def __call__(self, wave: Floats) -> Floats:
        """The probability of each label in a stretch of one channel, ``rate * seconds`` samples long."""


class Stretch(NamedTuple):
    """Part of a recording, filled up with silence to the length that a tagger takes."""

    wave: Floats
    seconds: float  # without the silence


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
        Names for groups of labels: a group is heard when one of its labels is.

    Returns
    -------
    dict of str to float
        Share of the time, 0 to 1, by label and group; those that are never heard are left out.

    Raises
    ------
    AudioError
        When the recording cannot be decoded.
    """
    asked = [(stretch.seconds, tagger(stretch.wave) >= present) for stretch in stretches(path, tagger)]
    if not asked:
        return {}
    seconds = np.array([each for each, _ in asked])
    heard = np.array([labels for _, labels in asked], dtype=np.bool_)
    at = {label: place for place, label in enumerate(tagger.labels)}
    groups = {label: [place] for label, place in at.items()}
    groups |= {name: [at[label] for label in labels] for name, labels in (together or {}).items()}
    weights = seconds / seconds.sum()
    shares = {name: float(weights @ heard[:, places].max(axis=1)) for name, places in groups.items()}
    return {name: share for name, share in shares.items() if share}


def stretches(path: Path, tagger: Tagger) -> Iterator[Stretch]:
    """Decode a recording and give it out as a tagger takes it; memory holds one stretch at a time.

    Raises
    ------
    AudioError
    """
    with decoder(path) as (sound, _):
        length = round(tagger.rate * tagger.seconds)
        for first, block in _parts(sound, tagger.seconds):
            seconds = len(block) / sound.samplerate
            if first or seconds >= LEAST_SECONDS:
                wave = soxr.resample(block.mean(axis=1), sound.samplerate, tagger.rate)[:length]
                yield Stretch(np.pad(wave, (0, length - len(wave))).astype(np.float32), seconds)


def _parts(sound: Any, seconds: float) -> Iterator[tuple[bool, Floats]]:
    for number, block in enumerate(blocks_of(sound, round(sound.samplerate * seconds))):
        yield number == 0, block
