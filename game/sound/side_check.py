"""Checks of which ear hears which channel: a burst of noise on one side, as WAV files."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

import numpy as np

from game.sound.headphone_check import NOISE_RAMP_SECONDS, NOISE_RMS, RATE, encoded, ramped

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
SECONDS = 1.0


def sides(count: int, key: bytes, name: str) -> list[Side]:
    """On which side each trial's noise is: as often left as right, in a random order that the name gives.

    Parameters
    ----------
    key : bytes
        The host's key: without it nobody can tell the answers from the name.
    name : str
        Of the attempt.
    """
    digest = hmac.digest(key, b"sides:" + name.encode(), hashlib.sha256)
    order = np.random.default_rng(int.from_bytes(digest)).permutation(count)
    return [SIDES[int(place) % 2] for place in order]


def count_right(asked: Sequence[Side], answers: Sequence[Side]) -> int:
    """How many trials were answered right."""
    return sum(side == answer for side, answer in zip(asked, answers, strict=True))


def wav(side: Side) -> bytes:
    """A trial: the same noise, and files of the same length, whichever side it is on."""
    noise = np.random.default_rng(0).standard_normal(round(SECONDS * RATE))
    noise *= NOISE_RMS / np.sqrt(np.mean(noise**2))
    sound = np.zeros((len(noise), 2))
    sound[:, SIDES.index(side)] = ramped(noise, NOISE_RAMP_SECONDS)
    return encoded(sound)
