"""Crowds of players whose rounds are written straight into a store, as the game writes them."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from sqlalchemy import Connection, insert

from game import __version__
from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore
from game.packs.clip import Clip
from game.play import counting
from game.play.allocation import GAME_ROUNDS
from game.players.host_key import host_key
from game.players.identity import Registry
from game.random_names import random_name
from game.store import facts
from game.store.database import working_engine
from game.store.tables import games, players, rounds

CONSENT_VERSION = f"soon-{'0' * 32}"
START = 1_800_000_000.0  # seconds since 1970: a day in January 2027
CHUNK = 10_000  # rows written at once

Row = dict[str, Any]
Columns = dict[str, Any]
Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def write_guesses(
    url: str,
    clips: Sequence[Clip],
    player: ArrayLike,
    clip: ArrayLike,
    lat: ArrayLike,
    lon: ArrayLike,
    *,
    since: float = START,
    **columns: object,
) -> list[str]:
    """Write rounds by new players, 0.1 s apart, into a store, creating it if needed.

    Parameters
    ----------
    player : array_like of int
        Player of each round, from 0, in the order in which rounds were closed.
    clip : array_like of int
        Positions in ``clips``.
    lat, lon : array_like of float
        Degrees; NaN for a skip.
    since : float
        When the first round was closed, in seconds since 1970.
    **columns
        Columns that differ from the default: ``mode="practice"``, ``consent_version=None``,
        ``seconds_heard=[...]`` (a list has one entry per round).

    Returns
    -------
    list of str
        The players' ids in the store.
    """
    engine = working_engine(url)
    names = [secrets.token_hex(32) for _ in range(int(np.max(player)) + 1)]
    with engine.begin() as connection:
        _note_key(connection, url)
        connection.execute(insert(players), [_player(name) for name in names])
        add_rounds(connection, clips, names, player, clip, lat, lon, since=since, **columns)
    engine.dispose()
    return names


def _note_key(connection: Connection, url: str) -> None:
    """Give the store a key of its own, as a first start does: these players come from no key at all."""
    if not url.startswith("sqlite:"):
        return  # the key is kept elsewhere, and the first game notes it
    folder = Path(url.removeprefix("sqlite:///")).parent
    registry = Registry(host_key("", folder))
    if facts.get(connection, facts.KEY_CHECK) is None:
        facts.put(connection, facts.KEY_CHECK, registry.check_value())


def add_rounds(
    connection: Connection,
    clips: Sequence[Clip],
    names: Sequence[str],
    player: ArrayLike,
    clip: ArrayLike,
    lat: ArrayLike,
    lon: ArrayLike,
    *,
    since: float = START,
    **columns: object,
) -> None:
    """Write rounds as `write_guesses` does, for existing players named by their ids in the store."""
    who, at = np.asarray(player, np.intp), np.asarray(clip, np.intp)
    points = np.array([lat, lon], np.float64)
    times = (since + 0.1 * np.arange(len(who))).tolist()
    for opened, played in _chunks(clips, names, who, at, points, {"touched_at": times} | columns):
        if opened:
            connection.execute(insert(games), opened)
        connection.execute(insert(rounds), played)


def seed_guesses(
    url: str,
    clips: Sequence[Clip],
    players: int = 50,
    each: int = 20,
    *,
    rng: np.random.Generator,
    skip: float = 0.02,
    spread_km: float = 2500.0,
    **columns: Any,
) -> list[str]:
    """Write rounds of players of unequal skill, on clips of unequal difficulty.

    Parameters
    ----------
    each : int
        Rounds per player; nobody gets a clip twice.
    skip : float
        Share of skipped rounds.
    spread_km : float
        Typical distance of a guess.
    **columns
        As `write_guesses` takes them.
    """
    player = np.tile(np.arange(players), each)
    clip = np.column_stack([rng.permutation(len(clips))[:each] for _ in range(players)]).ravel()
    skill, ease = rng.lognormal(0, 0.4, players), rng.lognormal(0, 0.6, len(clips))
    off_km = spread_km * skill[player] * ease[clip] * rng.gamma(1.5, 1 / 1.5, len(clip))
    lats, lons = (np.array([getattr(one, name) for one in clips])[clip] for name in ("lat", "lon"))
    azimuth = rng.uniform(0, 360, len(clip))
    lon, lat, _ = Geod(ellps="WGS84").fwd(lons, lats, azimuth, 1000 * np.minimum(off_km, 20_000))
    skipped = rng.random(len(clip)) < skip
    heard = rng.gamma(2, 15, len(clip)).round(1).tolist()
    point = [np.where(skipped, np.nan, np.round(degrees, 5)) for degrees in (lat, lon)]
    return write_guesses(url, clips, player, clip, *point, **{"seconds_heard": heard} | columns)


def _player(name: str) -> Row:
    pseudonym = f"ew-{secrets.token_hex(8)}"
    return {
        "id": name,
        "pseudonym": pseudonym,
        "consent": True,
        "consent_version": CONSENT_VERSION,
        "client": "page",
    }


def _chunks(
    clips: Sequence[Clip],
    names: Sequence[str],
    who: Integers,
    clip: Integers,
    points: Floats,
    columns: Columns,
) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield rows of games and rounds, `CHUNK` rounds at a time; ``points`` are latitudes over longitudes."""
    truth = np.array([(one.lat, one.lon) for one in clips]).T[:, clip]
    off_km = np.where(np.isnan(points[0]), REFUSAL_KM, distance_km(*truth, *points))
    score = geoscore(off_km)
    closed, game = [0] * len(names), [""] * len(names)
    for start in range(0, len(who), CHUNK):
        opened: list[Row] = []
        played: list[Row] = []
        for n, label in enumerate(_labels(points[:, start : start + CHUNK]), start):
            player, name = who[n], names[who[n]]
            if closed[player] % GAME_ROUNDS == 0:
                game[player] = random_name()
                opened.append(_game(game[player], name, columns))
            row = _dealt(clips[clip[n]], name, game[player], closed[player], len(clips))
            row |= label | {"distance_km": float(off_km[n]), "geoscore": float(score[n])}
            row |= _closed(closed[player])
            row |= {key: value[n] if isinstance(value, list) else value for key, value in columns.items()}
            row.setdefault("why_not", counting.kind(row))
            row["day"] = datetime.fromtimestamp(row["touched_at"], UTC).date()
            played.append(row)
            closed[player] += 1
        yield opened, played


def _game(name: str, player: str, columns: Columns) -> Row:
    return {
        "game": name,
        "player_id": player,
        "mode": columns.get("mode", "random"),
        "length": GAME_ROUNDS,
    }


def _dealt(clip: Clip, player: str, game: str, closed: int, clips: int) -> Row:
    return {
        "round": random_name(),
        "audio": secrets.token_urlsafe(24),
        "player_id": player,
        "game": game,
        "number": closed % GAME_ROUNDS + 1,
        "mode": "random",
        "client": "page",
        "pack": "agl1k",
        "pack_hash": "0" * 64,
        "clip_key": clip.key,
        "true_lat": clip.lat,
        "true_lon": clip.lon,
        "draw_probability": 1 / max(clips - closed, 1),
        "allocation": "random-uniform",
        "feedback": "round",
        "app_version": __version__,
    }


def _closed(closed: int) -> Row:
    return {
        "guess_id": random_name(),
        "closed_before": closed,
        "nearest_revealed_km": 500.0 if closed else None,
        "bytes_served": 400_000,
        "audio_bytes": 600_000,
        "seconds_heard": 20.0,
        "plays": 1,
        "seconds_to_guess": 30.1,
        "pin_moves": 2,
        "focus_losses": 0,
        "device": "phone",
        "confidence_km": None,
        "clues": [],
        "prior_exposure": None,
        "seconds_open": 32.5,
        "revealed_before": False,
        "many_from_one_place": False,
        "study_hash": None,
        "consent_version": CONSENT_VERSION,
    }


def _labels(points: Floats) -> Iterator[Row]:
    """The columns that each point fills; NaN stands for a skip."""
    places = iter(Gazetteer.load().places(*points[:, ~np.isnan(points[0])].tolist()))
    for lat, lon in points.T.tolist():
        if np.isnan(lat):
            names = ("lat", "lon", "city", "country", "country_code", "continent")
            yield dict.fromkeys(names) | {"status": "skipped"}
            continue
        place = next(places)
        yield {
            "lat": lat,
            "lon": lon,
            "status": "guessed",
            "city": place.city,
            "country": place.country,
            "country_code": place.country_code,
            "continent": place.continent or None,
        }
