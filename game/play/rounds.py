"""The rules of a round: dealing, guessing, skipping, abandoning. No I/O: rows in, rows out."""

import math
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from game import __version__
from game.errors import BadPoint
from game.geo.gazetteer import Place
from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore, wrap_lon
from game.play.allocation import Deck, Draw, Mask
from game.play.daily_limit import utc_day
from game.play.known_clips import KnownClips
from game.random_names import random_name

Mode = Literal["random", "practice", "replay", "study", "duel", "daily", "challenge", "party"]
MODES: tuple[Mode, ...] = get_args(Mode)
FARTHEST_LON = 36_000  # degrees: a hundred copies of the world away, where a map's arithmetic is still exact
OPEN, GUESSED, SKIPPED, ABANDONED = "open", "guessed", "skipped", "abandoned"

Values = dict[str, Any]


def point(lat: float, lon: float) -> tuple[float, float]:
    """Check a point and wrap its longitude into [-180, 180].

    Raises
    ------
    BadPoint
        When a coordinate is not finite, the latitude is beyond a pole, or the longitude beyond any map.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise BadPoint("problem.point_not_finite")
    if not -90 <= lat <= 90:
        raise BadPoint("problem.bad_latitude", latitude=f"{lat:g}")
    if abs(lon) > FARTHEST_LON:
        raise BadPoint("problem.bad_longitude", longitude=f"{lon:g}")
    return lat, wrap_lon(lon)


def candidates(mode: Mode, known: KnownClips, is_open: Mask, in_game: Mask) -> Mask:
    """The clips that may be dealt next, before those too near to others in the game are taken out.

    Parameters
    ----------
    mode : {"random", "practice", "replay", "study"}
        `random`, `study`: clips never dealt to this player. `practice`: the same, or any revealed clip
        outside this game once all have been dealt. `replay`: clips revealed to this player in another game.
    is_open : Mask
        Clips of the player's open rounds, in any game. Whatever the mode, they are not dealt a second time:
        the reveal of one round would be the answer to the other.
    in_game : Mask
        Clips of the current game, which are never dealt again in it.
    """
    free = ~in_game & ~is_open
    if mode == "replay":
        return known.revealed & free
    fresh = ~known.dealt & free
    return fresh if mode != "practice" or fresh.any() else known.revealed & free


def deal(
    game: Mapping[str, Any], deck: Deck, drawn: Draw, number: int, many_from_one_place: bool, now: float
) -> Values:
    """The row of a newly dealt round.

    Parameters
    ----------
    game : mapping
        The game, with its player's `client`.
    number : int
        The round's place in the game, from 1.
    many_from_one_place : bool
        As for `close`.
    now : float
        Seconds since 1970.
    """
    return {
        "round": random_name(),
        "audio": secrets.token_urlsafe(24),
        "player_id": game["player_id"],
        "game": game["game"],
        "number": number,
        "mode": game["mode"],
        "client": game["client"],
        "pack": deck.pack.name,
        "pack_hash": deck.pack.hash,
        "clip_key": drawn.clip.key,
        "status": OPEN,
        "draw_probability": drawn.probability,
        "allocation": f"{game['mode']}-uniform",
        "bytes_served": 0,
        "feedback": "round",
        "app_version": __version__,
        "touched_at": now,
        "dealt_at": round(now, 1),
        "many_from_one_place": many_from_one_place,
    }


def guess(row: Mapping[str, Any], lat: float, lon: float, place: Place) -> Values:
    """The columns that a guess fills: status, point, its labels, distance and score."""
    distance = distance_km(row["true_lat"], row["true_lon"], lat, lon)
    return {
        "status": GUESSED,
        "lat": lat,
        "lon": lon,
        "city": place.city,
        "country": place.country,
        "country_code": place.country_code,
        "continent": place.continent or None,
        "distance_km": distance,
        "geoscore": geoscore(distance),
    }


def skip() -> Values:
    """The columns that a skip fills: the distance and score of a refusal."""
    return {"status": SKIPPED, "distance_km": REFUSAL_KM, "geoscore": geoscore(REFUSAL_KM)}


def abandon() -> Values:
    return {"status": ABANDONED}


def close(
    row: Mapping[str, Any],
    known: KnownClips | None,
    closed_before: int,
    many_from_one_place: bool,
    now: float,
) -> Values:
    """The columns that every closed round gets, however it was closed.

    Parameters
    ----------
    row : mapping
        The open round, with its player's `consent` and `agreed_to` (version of the consent text).
    known : KnownClips or None
        What the player knows of the pack it was dealt from; None when that is no longer played.
    closed_before : int
        Rounds that this player has closed so far.
    many_from_one_place : bool
        Whether more players than the host allows came from this player's address today.
    now : float
        Seconds since 1970.
    """
    nearest_km = known.nearest_revealed_km(row["true_lat"], row["true_lon"]) if known else None
    return {
        "guess_id": random_name(),
        "nearest_revealed_km": nearest_km,
        "revealed_before": known.is_revealed(row["clip_key"]) if known else None,
        **closing(row, closed_before, many_from_one_place, now),
    }


def closing(row: Mapping[str, Any], closed_before: int, many_from_one_place: bool, now: float) -> Values:
    """The columns that whatever was dealt gets when it closes; as for `close`."""
    seconds_open = None if row["dealt_at"] is None else round(max(0.0, now - row["dealt_at"]), 1)
    return {
        "closed_before": closed_before,
        "many_from_one_place": bool(many_from_one_place or row["many_from_one_place"]),
        "consent_version": row["agreed_to"] if row["consent"] else None,
        "day": utc_day(now),
        "seconds_open": seconds_open,
        "dealt_at": None,
    }


def is_same(row: Mapping[str, Any], values: Values) -> bool:
    """Whether a closed round was closed with the same status and point."""
    return all(bool(row[name] == values.get(name)) for name in ("status", "lat", "lon"))


def why_closed(row: Mapping[str, Any]) -> str:
    """Key of the sentence that says why the round takes no other answer."""
    if row["status"] == ABANDONED:
        return "problem.round_abandoned" if row["closes_at"] is None else "problem.time_is_up"
    return "problem.round_skipped" if row["status"] == SKIPPED else "problem.round_guessed"


def total(in_game: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> float:
    """Points of a game up to and including a closed round.

    Parameters
    ----------
    in_game : sequence of mapping
        The rounds of the game.
    row : mapping
        The closed round.
    """
    earlier = (r["geoscore"] for r in in_game if r["number"] < row["number"])
    return sum(score or 0.0 for score in (*earlier, row["geoscore"]))
