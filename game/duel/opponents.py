"""Who can be played against on a pack, weakest first."""

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from game.duel.opponent import Answer, Opponent, mean_geoscore
from game.packs.pack import Pack
from game.play.allocation import GAME_ROUNDS, Deck, Mask
from game.project_files import DATA

SAME_CLICK = "constant/best-geoscore"
Answered = Callable[[Pack], Sequence[Opponent]]


def nobody(_pack: Pack) -> Sequence[Opponent]:
    return ()


class Opponents:
    """The opponents on each pack.

    Parameters
    ----------
    answered : callable
        Those of whom answers to a pack's clips are there.
    """

    def __init__(self, answered: Answered = nobody) -> None:
        self._answered = answered
        self._same_click: tuple[str, Opponent] | None = None

    def on(self, deck: Deck) -> list[Opponent]:
        """All who have answered enough of a deck's clips for a game: the constant click, then the weakest."""
        found = [one for one in self._answered(deck.pack) if is_enough(answered(one, deck))]
        if not any(one.kind == "constant" for one in found):
            found.append(self._always_the_same(deck))
        return sorted(found, key=_rung)

    def find(self, deck: Deck, name: str) -> Opponent | None:
        """The opponent with this id; None when it is not there."""
        return next((one for one in self.on(deck) if one.id == name), None)

    def _always_the_same(self, deck: Deck) -> Opponent:
        """The click that is best on AGL1K, on every clip: it knows nothing of the pack's places."""
        if self._same_click is None or self._same_click[0] != deck.digest:
            answers = dict.fromkeys((clip.key for clip in deck.pack.clips), agl1k_click())
            score = mean_geoscore(answers, deck.pack)
            made = Opponent(SAME_CLICK, "Always the same click", "constant", score, answers)
            self._same_click = (deck.digest, made)
        return self._same_click[1]


@cache
def agl1k_click() -> Answer:
    """The best click on AGL1K, to whole degrees."""
    file = json.loads((DATA / "agl1k_constants.json").read_text(encoding="utf-8"))
    point = file["found_and_scored_on_all_clips"][SAME_CLICK]
    return Answer(float(round(point["lat"])), float(round(point["lon"])))


@lru_cache(maxsize=64)
def answered(opponent: Opponent, deck: Deck) -> Mask:
    """Mark the clips that an opponent has answered."""
    return deck.mask(opponent.answers)


def is_enough(clips: Mask) -> bool:
    """Whether a game can be made of an opponent's clips."""
    return int(clips.sum()) >= min(GAME_ROUNDS, len(clips)) > 0


def _rung(opponent: Opponent) -> tuple[bool, float, str]:
    score = -1.0 if opponent.geoscore is None else opponent.geoscore
    return opponent.kind != "constant", score, opponent.id
