"""All charts of the second board."""

from collections.abc import Sequence

from leaderboard.figures.figure import Figure
from leaderboard.figures.palette import ALMS, HUMAN, Style
from leaderboard.spatial.entrants import Entrant
from leaderboard.spatial.figures.by_part import by_azimuth, by_split
from leaderboard.spatial.figures.confusion import confusion_figures
from leaderboard.spatial.trials import NOT_PASSED, NOT_TAKEN, PASSED

# By the headphone check; with the head turned the same, hollow.
_PEOPLE = {PASSED: (HUMAN, "circle"), NOT_PASSED: ("#c58600", "diamond"), NOT_TAKEN: ("#8c6d2f", "star")}
_MODEL_SYMBOLS = ("square", "triangle-up", "triangle-down", "cross", "x", "hourglass")


def charts(entrants: Sequence[Entrant]) -> list[Figure]:
    """Draw everything there is data for; people first, chance only beside them."""
    answered = [entrant for entrant in entrants if entrant.kind != "chance"]
    style = styles(answered)
    drawn = [one for entrant in answered for one in confusion_figures(entrant, style[entrant.key].colour)]
    return [*drawn, *by_azimuth(answered, style), *by_split(answered, style)]


def styles(entrants: Sequence[Entrant]) -> dict[str, Style]:
    """A style for each entrant, by key; people's colour is that of people on the leaderboard."""
    models = sorted(entrant.key for entrant in entrants if entrant.kind == "model")
    return {entrant.key: _style(entrant, models) for entrant in entrants}


def _style(entrant: Entrant, models: Sequence[str]) -> Style:
    if entrant.kind == "people":
        colour, symbol = _PEOPLE[entrant.check]
        turning = entrant.track == "head-turn"
        return Style(colour, "dot" if turning else "solid", f"{symbol}-open" if turning else symbol, 2)
    number = models.index(entrant.key)
    symbol = _MODEL_SYMBOLS[number % len(_MODEL_SYMBOLS)]
    return Style(ALMS[number % len(ALMS)], "solid", symbol, 2)
