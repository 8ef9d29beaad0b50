"""People's guesses and skips as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from game.geo.gazetteer import filled_labels
from game.play.counting import NOT_ANSWERED
from game.play.rounds import ABANDONED
from leaderboard.scoring.rows import Bools, Floats, Integers, Responses, Texts

_UNJUDGED = {ABANDONED: f'["{NOT_ANSWERED}"]'}


@dataclass(frozen=True)
class Guesses:
    """People's guesses and skips, an entry each.

    Attributes
    ----------
    responses : Responses
        A skip is silent and refused, and has no labels. A point is never a refusal; its labels are AGL1K's.
    player : ndarray of int
        Numbered from 0.
    order : ndarray of int
        How many rounds the player had closed before, whether they count or not.
    seconds_heard : ndarray of float
        NaN if the page did not report it.
    why_not : ndarray of str
        The rules by which a round does not count, joined by commas; empty when it counts.
    shown_as : ndarray of float
        The place in the order of closing, which tells the round from all others; NaN unless its player
        agreed that other players are shown where they pointed.
    """

    responses: Responses
    player: Integers
    order: Integers
    seconds_heard: Floats
    why_not: Texts
    shown_as: Floats

    def __len__(self) -> int:
        return len(self.player)

    def only(self, kept: Bools | Integers) -> "Guesses":
        """The guesses where ``kept`` is true, or those at the positions in it."""
        return Guesses(
            self.responses.only(kept),
            self.player[kept],
            self.order[kept],
            self.seconds_heard[kept],
            self.why_not[kept],
            self.shown_as[kept],
        )

    @classmethod
    def joined(cls, parts: Sequence["Guesses"]) -> "Guesses":
        """The guesses of all parts, in order; needs at least one part."""
        return cls(
            Responses.joined([part.responses for part in parts]),
            np.concatenate([part.player for part in parts]),
            np.concatenate([part.order for part in parts]),
            np.concatenate([part.seconds_heard for part in parts]),
            np.concatenate([part.why_not for part in parts]),
            np.concatenate([part.shown_as for part in parts]),
        )


class Numbering:
    """Numbers for names, from 0 in order of first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, names: Sequence[str]) -> Integers:
        encoded = pa.array(names, pa.string()).dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        numbers = np.array([self._numbers.setdefault(name, len(self._numbers)) for name in distinct], np.intp)
        numbered: Integers = numbers[encoded.indices.to_numpy()]
        return numbered

    def known(self, name: str) -> int | None:
        """The number of a name; None if it has none yet."""
        return self._numbers.get(name)


def guesses_of(
    rows: Sequence[Sequence[Any]], positions: Mapping[str, int], players: Numbering
) -> tuple[Guesses, int]:
    """Turn stored rounds into columns.

    Parameters
    ----------
    rows : sequence of rows
        One or more, with the columns `leaderboard.guesses.queries.NEEDED` in order.
    positions : mapping of str to int
        Index of each clip, by key. Rows of other clips are left out.
    players : Numbering
        Numbers the players consistently across calls.

    Returns
    -------
    Guesses, int
        The guesses, and how many rows were left out.
    """
    clip_key, player_id, closed_before, lat, lon, heard, city, code, status, why_not, shown_as = zip(
        *rows, strict=True
    )
    clip = np.array([positions.get(key, -1) for key in clip_key], np.intp)
    guesses = guesses_in_columns(
        clip,
        players.of(player_id),
        np.array(closed_before, np.intp),
        (np.array(lat, np.float64), np.array(lon, np.float64)),
        city,
        code,
        _reasons(status, why_not),
        np.array(heard, np.float64),
        np.array(shown_as, np.float64),
    )
    known = clip >= 0
    return (guesses, 0) if known.all() else (guesses.only(known), int(np.count_nonzero(~known)))


def guesses_in_columns(
    clip: Integers,
    player: Integers,
    order: Integers,
    point: tuple[Floats, Floats],
    city: Sequence[str | None],
    code: Sequence[str | None],
    why_not: Texts,
    seconds_heard: Floats | None = None,
    shown_as: Floats | None = None,
) -> Guesses:
    """Put columns of rounds together.

    Parameters
    ----------
    point : pair of ndarray of float
        Latitude and longitude; NaN for a skip.
    city, code : sequence of str or None
        The point's city and ISO 3166 code of its country.
    why_not : ndarray of str
        As in `Guesses`.
    seconds_heard, shown_as : ndarray of float, optional
        As in `Guesses`; NaN unless given.
    """
    silent = np.isnan(point[0])
    unknown = np.full(len(clip), np.nan)
    country, continent = _by_code(code)
    labels = {"continent": continent, "country": country, "city": np.array(city, object)}
    return Guesses(
        Responses(clip, *point, silent, silent, labels),
        player,
        order,
        unknown if seconds_heard is None else seconds_heard,
        why_not,
        unknown if shown_as is None else shown_as,
    )


def no_guesses() -> Guesses:
    """Guesses of length zero."""
    none, never = np.array([], np.float64), np.array([], np.bool_)
    labels = {level: np.array([], object) for level in ("continent", "country", "city")}
    index = np.array([], np.intp)
    responses = Responses(index, none, none, never, never, labels)
    return Guesses(responses, index, index, none, np.array([], object), none)


def _reasons(status: Sequence[str], why_not: Sequence[str | None]) -> Texts:
    """Rules joined by commas; a version without most rules left none, and an abandoned round is no answer."""
    judged = [reasons or _UNJUDGED.get(state) for state, reasons in zip(status, why_not, strict=True)]
    encoded = pa.array(judged, pa.string()).dictionary_encode()
    joined = [",".join(orjson.loads(reasons) or ()) for reasons in encoded.dictionary.to_pylist()]
    named: Texts = np.array([*joined, ""], object)[encoded.indices.fill_null(-1).to_numpy()]
    return named


def _by_code(codes: Sequence[str | None]) -> tuple[Texts, Texts]:
    """Countries and continents as `labels_at` names them; a lookup by code is faster than stored text."""
    encoded = pa.array(codes, pa.string()).dictionary_encode()
    labels = [*map(filled_labels, encoded.dictionary.to_pylist()), (None, None)]
    country, continent = np.array(labels, object)[encoded.indices.fill_null(-1).to_numpy()].T
    return country, continent
