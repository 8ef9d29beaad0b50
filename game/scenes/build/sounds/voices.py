"""Voices: a man and a woman who talk, each variant in a voice of its own and one of six languages."""

import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from game.scenes.build.sounds.samples import RATE, Samples, count

TEXTS = {
    "en-us": (
        "I looked out of the window this morning and the whole street was white. "
        "Nobody had expected it so early in the year, and the buses were late, so I walked to work. "
        "Halfway there I met a neighbour, and we talked about the garden for a while."
    ),
    "es": (
        "Esta mañana miré por la ventana y toda la calle estaba blanca. "
        "Nadie lo esperaba tan pronto, y los autobuses llegaban tarde, así que fui a pie al trabajo. "
        "A mitad de camino encontré a un vecino y hablamos un rato del jardín."
    ),
    "fr": (
        "Ce matin, j'ai regardé par la fenêtre et toute la rue était blanche. "
        "Personne ne s'y attendait si tôt. Les bus étaient en retard, alors je suis allé au travail à pied. "
        "En chemin, j'ai rencontré un voisin et nous avons parlé du jardin."
    ),
    "de": (
        "Heute Morgen sah ich aus dem Fenster, und die ganze Straße war weiß. "
        "Niemand hatte es so früh erwartet, und die Busse kamen zu spät, also ging ich zu Fuß zur Arbeit. "
        "Auf halbem Weg traf ich einen Nachbarn, und wir sprachen eine Weile über den Garten."
    ),
    "it": (
        "Stamattina ho guardato dalla finestra e tutta la strada era bianca. "
        "Nessuno se lo aspettava così presto, e gli autobus tardavano, così sono andato al lavoro a piedi. "
        "A metà strada ho incontrato un vicino e abbiamo parlato un po' del giardino."
    ),
    "pt": (
        "Esta manhã olhei pela janela e a rua inteira estava branca. "
        "Ninguém esperava isso tão cedo, e os autocarros tardavam, por isso fui a pé para o trabalho. "
        "A meio do caminho encontrei um vizinho e falámos um pouco do jardim."
    ),
}
MEN = ("m3", "m1", "m2", "m4", "m8", "m6")
WOMEN = ("f2", "f3", "linda", "f4", "belinda", "f5")


PAUSE = 0.02
"""Silence quieter than this, as a share of the peak, is cut off around a text."""


def talk(variant: int, seconds: float, speakers: Sequence[str]) -> Samples:
    """Somebody who talks without a pause: the voice and the language are the variant's.

    Parameters
    ----------
    variant
        Which voice and which language.
    seconds
        How long; the text starts again where it is too short.
    speakers
        eSpeak NG's voices to choose from.

    Raises
    ------
    CalledProcessError
        If espeakng-loader is missing, or lacks the voice.
    """
    language = list(TEXTS)[variant % len(TEXTS)]
    said = _spoken(f"{language}+{speakers[variant % len(speakers)]}", TEXTS[language])
    return np.resize(said, count(seconds))


@lru_cache(maxsize=2 * len(TEXTS))
def _spoken(voice: str, text: str) -> Samples:
    """A text at 48 kHz, without the silence before and after it; read-only."""
    program = Path(__file__).with_name("speech_process.py")
    command = [sys.executable, str(program), voice, "165", "50", text]
    spoken = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    samples = resample_poly(np.frombuffer(spoken, "<i2") / 32_768, RATE // 150, 22_050 // 150)
    loud = np.flatnonzero(np.abs(samples) > PAUSE * np.abs(samples).max())
    said: Samples = samples[loud[0] : loud[-1] + count(0.15)]
    said.flags.writeable = False
    return said
