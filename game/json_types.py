"""JSON as Python holds it."""

import math
from typing import Any

Json = dict[str, Any]


def none_if_nan(number: float) -> float | None:
    """The number itself, a count still whole, but None for NaN, which JSON does not have."""
    return None if math.isnan(number) else number
