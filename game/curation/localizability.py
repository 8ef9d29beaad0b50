"""Audio localizability: how strongly a recording's sounds point to a place (AGL1K, equation 1)."""

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
        A recording above it is highly localizable.
    by_category : mapping of str to float
        The paper's a_i: positive for categories that help, negative for those that mislead; no others.
    """

    theta: float
    by_category: Mapping[str, float]

    def localizability(self, times: Mapping[str, float]) -> float:
        """Equation 1.

        Parameters
        ----------
        times : mapping of str to float
            Share of the time in which each category is heard, 0 to 1; categories not in it are not heard.
        """
        return math.fsum(a * times.get(category, 0.0) for category, a in self.by_category.items())


def read_strengths(file: Path) -> Strengths:
    """Read what `python -m leaderboard fit-localizability` writes.

    A JSON object with ``strengths``, an object of numbers by category, and ``theta``, by default 1.

    Raises
    ------
    CurationError
    """
    try:
        content = json.loads(file.read_bytes())
        strengths = {str(name): _number(a) for name, a in content["strengths"].items()}
        theta = _number(content.get("theta", THETA))
    except OSError as error:
        raise CurationError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CurationError(
            f'{file} holds no strengths: it must be {{"theta": number, "strengths": {{category: number}}}}, '
            "as written by `python -m leaderboard fit-localizability`."
        ) from error
    if not strengths:
        raise CurationError(f"{file} names no category: fit it to more answers, or with a lower alpha.")
    return Strengths(theta, strengths)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)
