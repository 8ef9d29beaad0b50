"""Audio localizability: how much of a recording's sound tells where it was made (AGL1K, equation 1)."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from game.curation.errors import CurationError

THETA = 1.0


@dataclass(frozen=True, slots=True)
class Strengths:
    """How strongly each category of sound points to a place, or away from it.

    Attributes
    ----------
    theta : float
        A recording is highly localizable above it.
    by_category : mapping of str to float
        The paper's a_i of positive categories, and minus the a_i of negative ones; others are not in it.
    """

    theta: float
    by_category: Mapping[str, float]

    def localizability(self, times: Mapping[str, float]) -> float:
        """Equation 1.

        Parameters
        ----------
        times : mapping of str to float
            Share of the recording's time in which each category is heard, 0 to 1; those that are not in it
            are not heard.
        """
        return math.fsum(a * times.get(category, 0.0) for category, a in self.by_category.items())


def read_strengths(file: Path) -> Strengths:
    """Read what `python -m leaderboard fit-localizability` writes.

    A JSON object with ``strengths``, an object of numbers by category, and ``theta``, 1 when it is missing.

    Raises
    ------
    CurationError
    """
    try:
        told = json.loads(file.read_bytes())
        strengths = {str(name): _number(a) for name, a in told["strengths"].items()}
        theta = _number(told.get("theta", THETA))
    except OSError as error:
        raise CurationError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CurationError(
            f'{file} holds no strengths: it must be {{"theta": number, "strengths": {{category: number}}}}, '
            "as `python -m leaderboard fit-localizability` writes it."
        ) from error
    if not strengths:
        raise CurationError(f"{file} names no category: fit it on more answers, or with a lower alpha.")
    return Strengths(theta, strengths)


def _number(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
        raise ValueError(told)
    return float(told)
