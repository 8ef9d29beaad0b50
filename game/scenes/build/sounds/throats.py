"""Throats: a voice of any pitch through a mouth that opens and closes."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.noise import noise_band, wander
from game.scenes.build.sounds.oscillators import sawtooth
from game.scenes.build.sounds.resonators import Formant, formants
from game.scenes.build.sounds.samples import Samples


def call(
    random: Generator,
    pitch: Samples,
    opening: Samples,
    mouths: tuple[Sequence[Formant], Sequence[Formant]],
    *,
    roughness: float = 0.0,
    breath: float = 0.1,
) -> Samples:
    """One call of an animal or a person, without an envelope.

    Parameters
    ----------
    random
        Source of the irregularities.
    pitch
        Hertz, for each sample.
    opening
        How far the mouth is open, 0 to 1, for each sample.
    mouths
        Resonances of the mouth when it is closed, and when it is open.
    roughness
        How irregular pitch and strength are: 0 a clear tone, 1 a bark.
    breath
        How strong the noise of the breath is, beside the voice.
    """
    length = len(pitch)
    shaken = pitch * (1 + (0.008 + 0.1 * roughness) * wander(random, length, 40 + 160 * roughness))
    folds = sawtooth(shaken) * (1 + 0.9 * roughness * wander(random, length, 120))
    source = folds + (breath + 0.5 * roughness) * noise_band(random, length, 500, 12_000)
    closed, opened = (formants(source, mouth) for mouth in mouths)
    voiced = closed * (1 - opening) + opened * opening
    return voiced / max(float(np.abs(voiced).max()), 1e-9)
