"""Which rounds other players are shown: whatever changes, at least five people do at once. No I/O."""

from dataclasses import dataclass, field

import numpy as np

from leaderboard.scoring.rows import Floats

LEAST = 5  # people: fewer are not shown, and neither appear nor disappear at once


def _none() -> Floats:
    return np.array([], np.float64)


@dataclass(frozen=True, eq=False)
class ShownRounds:
    """The rounds of one clip that are shown, by their places in the order of closing, in ascending order.

    Attributes
    ----------
    shown : ndarray of float
        None, or at least `LEAST`.
    held : ndarray of float
        Rounds that were shown, and are hidden until new ones can be shown with them.
    """

    shown: Floats = field(default_factory=_none)
    held: Floats = field(default_factory=_none)

    def is_same(self, other: "ShownRounds") -> bool:
        """Whether the same rounds are shown and held."""
        return np.array_equal(self.shown, other.shown) and np.array_equal(self.held, other.held)

    def after(self, there: Floats, rng: np.random.Generator) -> "ShownRounds":
        """The rounds that are shown next.

        Parameters
        ----------
        there : ndarray of float
            All rounds of the clip that may be shown. Whoever has withdrawn is not among them, and is shown
            no longer, together with some others who are held back; new ones wait until there are `LEAST`.
        """
        shown, held = np.intersect1d(self.shown, there), np.intersect1d(self.held, there)
        new = np.setdiff1d(there, np.concatenate([shown, held]))
        gone = len(self.shown) - len(shown)
        hidden = rng.permutation(shown)[: max(0, LEAST - gone)] if gone else _none()
        shown = np.setdiff1d(shown, hidden)
        if len(new) >= LEAST:
            shown, held = np.concatenate([shown, held, new]), hidden
        else:
            held = np.concatenate([held, hidden])
        if len(shown) < LEAST:
            shown, held = _none(), np.concatenate([held, shown])
        return ShownRounds(np.sort(shown), np.sort(held))
