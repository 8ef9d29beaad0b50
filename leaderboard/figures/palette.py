"""The style of each entrant, the same in every figure."""

from collections.abc import Iterable
from dataclasses import dataclass

from leaderboard.entrants.entrant import Entrant, Kind

# After Okabe and Ito, so that they can be told apart without seeing red or green. Light ones are darkened
# until all have a contrast of 3:1 on the page, light and dark.
HUMAN, CROWD, BEST_TENTH, CONSTANT = "#d55e00", "#c58600", "#8c6d2f", "#7c8f97"
ALMS = ("#c671a0", "#0072b2", "#009e73", "#3f97cc", "#8c7ad1")

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_FIRST_DASHES: dict[Kind, int] = {"crowd": 2, "best-tenth": 3, "constant": 1}  # of the others: solid
_ALM_SYMBOLS = ("square", "triangle-up", "triangle-down", "cross", "x", "hourglass")
_SYMBOLS: dict[Kind, str] = {
    "human": "circle",
    "crowd": "diamond",
    "best-tenth": "star",
    "constant": "line-ns-open",
}
_COLOURS: dict[Kind, str] = {"human": HUMAN, "crowd": CROWD, "best-tenth": BEST_TENTH, "constant": CONSTANT}


@dataclass(frozen=True, slots=True)
class Style:
    """The style of an entrant's lines and markers.

    Attributes
    ----------
    dash, symbol : str
        Plotly's names.
    width : float
        Line width in px.
    """

    colour: str
    dash: str
    symbol: str
    width: float


def styles(entrants: Iterable[Entrant]) -> dict[str, Style]:
    """A style for each entrant, by key; no two share both colour and dash.

    Notes
    -----
    Styles are numbered by key within each kind, so a model keeps its colour whatever its rank.
    """
    by_kind: dict[Kind, list[str]] = {}
    for entrant in entrants:
        by_kind.setdefault(entrant.kind, []).append(entrant.key)
    return {
        key: _style(kind, number) for kind, keys in by_kind.items() for number, key in enumerate(sorted(keys))
    }


def is_variant(entrant: Entrant) -> bool:
    """Whether it is a variant of another row's answers, which charts hide until asked for."""
    return entrant.kind in {"human", "crowd", "best-tenth"} and "/" in entrant.key


def _style(kind: Kind, number: int) -> Style:
    dash = _DASHES[(number + _FIRST_DASHES.get(kind, 0)) % len(_DASHES)]
    if kind == "alm":
        symbol = _ALM_SYMBOLS[number % len(_ALM_SYMBOLS)]
        return Style(ALMS[number % len(ALMS)], dash, symbol, 2)
    first_of_people = kind == "human" and number == 0
    return Style(_COLOURS[kind], dash, _SYMBOLS[kind], 4 if first_of_people else 2)
