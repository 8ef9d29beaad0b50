"""JSON as Python holds it."""

import math
from typing import Any

Json = dict[str, Any]


def none_if_nan(number: float) -> float | None:
    """The number as JSON can carry it: JSON has no NaN, so NaN becomes None."""
    return None if math.isnan(number) else float(number)
