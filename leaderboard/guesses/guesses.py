"""What people said of clips: their guesses and skips as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from game.geo.gazetteer import filled_labels
from leaderboard.scoring.rows import Bools, Floats, Integers, Responses, Texts


@dataclass(frozen=True)
class Guesses:
    """People's guesses and skips, an entry each.

    Attributes
    ----------
    said : Responses
        A skip is silent and refused, and has no labels. A point is never a refusal; its labels are AGL1K's.
    player : ndarray of int
        Whose it is, from 0.
    order : ndarray of int
        How many rounds the player had closed before, whether those count or not.
    seconds_heard : ndarray of float
        NaN where the page did not tell.
    """

    said: Responses
    player: Integers
    order: Integers
    seconds_heard: Floats

    def __len__(self) -> int:
        return len(self.player)

    def only(self, kept: Bools) -> "Guesses":
        """Those for which ``kept`` is true."""
        return Guesses(self.said.only(kept), self.player[kept], self.order[kept], self.seconds_heard[kept])

    @classmethod
    def joined(cls, parts: Sequence["Guesses"]) -> "Guesses":
        """One after the other; at least one part."""
        return cls(
            Responses.joined([part.said for part in parts]),
            np.concatenate([part.player for part in parts]),
            np.concatenate([part.order for part in parts]),
            np.concatenate([part.seconds_heard for part in parts]),
        )


class Numbers:
    """Numbers for names, from 0 in the order in which they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, names: Sequence[str]) -> Integers:
        """The number of each."""
        encoded = pa.array(names, pa.string()).dictionary_encode()
        met = encoded.dictionary.to_pylist()
        numbers = np.array([self._numbers.setdefault(name, len(self._numbers)) for name in met], np.intp)
        found: Integers = numbers[encoded.indices.to_numpy()]
        return found


def guesses_of(
    rows: Sequence[Sequence[Any]], positions: Mapping[str, int], players: Numbers
) -> tuple[Guesses, int]:
    """Stored rounds as columns.

    Parameters
    ----------
    rows : sequence of rows
        One or more, with `leaderboard.guesses.queries.NEEDED` in its order.
    positions : mapping of str to int
        Of clips by key. Rows of other clips are left out.
    players : Numbers
        Knows each player by the same number in every call.

    Returns
    -------
    Guesses, int
        And how many rows were left out.
    """
    clip_key, player_id, closed_before, lat, lon, heard, city, code = zip(*rows, strict=True)
    clip = np.array([positions.get(key, -1) for key in clip_key], np.intp)
    silent = np.array([degrees is None for degrees in lat], np.bool_)
    country, continent = _by_code(code)
    labels = {"continent": continent, "country": country, "city": np.array(city, object)}
    read = Guesses(
        Responses(clip, np.array(lat, np.float64), np.array(lon, np.float64), silent, silent, labels),
        players.of(player_id),
        np.array(closed_before, np.intp),
        np.array(heard, np.float64),
    )
    known = clip >= 0
    return (read, 0) if known.all() else (read.only(known), int(np.count_nonzero(~known)))


def no_guesses() -> Guesses:
    """What there is before anyone has played."""
    none, never = np.array([], np.float64), np.array([], np.bool_)
    labels = {level: np.array([], object) for level in ("continent", "country", "city")}
    at = np.array([], np.intp)
    return Guesses(Responses(at, none, none, never, never, labels), at, at, none)


def _by_code(codes: Sequence[str | None]) -> tuple[Texts, Texts]:
    """Countries and continents as `labels_at` names them; looking them up is quicker than reading them."""
    encoded = pa.array(codes, pa.string()).dictionary_encode()
    labels = [*map(filled_labels, encoded.dictionary.to_pylist()), (None, None)]
    country, continent = np.array(labels, object)[encoded.indices.fill_null(-1).to_numpy()].T
    return country, continent
