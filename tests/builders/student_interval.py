"""Student's interval of a mean, which tests compare with intervals on other scales."""

from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.standard_errors import Estimates


def student_interval(found: Estimates) -> tuple[Floats, Floats]:
    """Lower and upper ends of the 95% intervals, as far from the mean on either side."""
    reach = found.quantile * found.error
    return found.mean - reach, found.mean + reach
