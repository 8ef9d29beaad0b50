"""Records of simulated studies, without a database: people and clips of known skill and difficulty."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from pyproj import Geod

from game.columns import COLUMNS, PLAYERS
from game.geo.geodesy import REFUSAL_KM, geoscore
from game.publishing.parquet import SCHEMA, schema, table
from leaderboard.scoring.rows import Floats
from leaderboard.study.components import Components
from leaderboard.study.record_columns import CLIPS, MARGINS, MODEL_SCORES, PARTICIPANTS
from leaderboard.study.simulated_rows import World, heard_in_turn, simulate
from leaderboard.study.study_record import StudyRecord
from tests.builders.studies import a_study

GEOD = Geod(ellps="WGS84")
WORLD = World(Components(450, 860, 1300), mean=2200.0, slope=10.0, bounded=True)
PLACES = (("Europe", "France", 47.0, 2.0), ("Asia", "India", 22.0, 78.0), ("Africa", "Kenya", 0.5, 37.5))
MODELS: Mapping[str, float] = {"alm/near": 200.0, "alm/far": 4000.0}  # how many km off
SCALE_KM = 1492.7

Row = dict[str, Any]


def a_record(
    people: int = 12,
    clips: int = 12,
    rounds: int = 8,
    *,
    models: Mapping[str, float] = MODELS,
    broken: Mapping[int, Sequence[str]] | None = None,
    abandoned: Sequence[int] = (),
    preregistration: str | None = None,
    flow: Mapping[str, int | None] | None = None,
    margins: Sequence[Row] = (),
    **study: Any,
) -> StudyRecord:
    """The record of a simulated study; everybody hears as many clips.

    Parameters
    ----------
    broken : mapping
        By number of the round, the rules that it breaks.
    abandoned : sequence of int
        Numbers of rounds that were left open.
    **study
        Values of the study's file.
    """
    chosen = a_study(
        **{"rounds": max(rounds, 1), "clips": {"keys": tuple(f"k{n}" for n in range(clips))}} | study
    )
    places = [_clip(number) for number in range(clips)]
    played = _rounds(places, people, rounds, chosen.hash, broken or {}, abandoned)
    known = [_participant(number, rounds) for number in range(people)]
    counts = {"agreed": people + 2, "declined": 1, "screened_out": 1, "failed": 0, "returned": 1, "left": 0}
    return StudyRecord(
        study=chosen,
        study_text=chosen.canonical_json(),
        study_hash=chosen.hash,
        preregistration=preregistration,
        rounds=table(sorted(played, key=lambda row: str(row["round"])), SCHEMA),
        participants=table(known, schema(PARTICIPANTS)),
        people=table((), schema(PLAYERS)),
        flow={"asked": None, **counts, "completed": people} if flow is None else flow,
        clips=table(places, schema(CLIPS)),
        model_scores=table(_answers(places, models), schema(MODEL_SCORES)),
        taken_at=date(2027, 1, 20),
        code={"version": "0.1.0", "hash": "c" * 64},
        pack="simulated",
        pack_hash="b" * 64 if played else "",
        is_agl1k=False,
        margins=table(margins, schema(MARGINS)),
    )


def _clip(number: int) -> Row:
    continent, country, lat, lon = PLACES[number % len(PLACES)]
    speech = number % 2 == 0
    return {
        "key": f"k{number}",
        "file_hash": f"{number:064d}",
        "lat": lat + 0.3 * (number // len(PLACES) % 30),
        "lon": lon,
        "city": None,
        "country": country,
        "country_code": None,
        "continent": continent,
        "stratum": f"{continent}/{'speech' if speech else 'no_speech'}",
        "cluster": number,
        "seconds": 20.0,
        **dict.fromkeys(("animal", "music", "nature", "things"), 0.0),
        "speech": 0.8 if speech else 0.0,
    }


def _rounds(
    places: Sequence[Row],
    people: int,
    rounds: int,
    study_hash: str,
    broken: Mapping[int, Sequence[str]],
    abandoned: Sequence[int],
) -> list[Row]:
    if not people or not rounds:
        return []
    rng = np.random.default_rng(11)
    played = simulate(WORLD, heard_in_turn(people, len(places), rounds, rng), rng)
    km = -SCALE_KM * np.log(np.clip(played.score, 1, 4999) / 5000)
    found = []
    for at in range(len(played)):
        row = _round(at, places[int(played.clip[at])], int(played.person[at]), float(km[at]), rng)
        row |= {
            "closed_before": int(played.order[at]),
            "number": int(played.order[at]) + 1,
            "study_hash": study_hash,
        }
        why_not = list(broken.get(at, ()))
        if at in abandoned:
            row |= dict.fromkeys(
                ("lat", "lon", "distance_km", "geoscore", "seconds_to_guess", "confidence_km")
            )
            row["status"], why_not = "abandoned", ["abandoned", *why_not]
        found.append(row | {"why_not": why_not, "counts": not why_not})
    return found


def _round(at: int, clip: Row, person: int, km: float, rng: np.random.Generator) -> Row:
    lon, lat, _ = GEOD.fwd(clip["lon"], clip["lat"], float(rng.uniform(-180, 180)), 1000 * km)
    distance = GEOD.inv(clip["lon"], clip["lat"], lon, lat)[2] / 1000
    given: Row = {
        "guess_id": f"g{at:05d}",
        "player": f"person-{person:03d}",
        "game": f"game-{person:03d}",
        "round": f"r{(at * 7919) % 99991:05d}",
        "mode": "study",
        "pack": "simulated",
        "pack_hash": "b" * 64,
        "clip_key": clip["key"],
        "true_lat": clip["lat"],
        "true_lon": clip["lon"],
        "lat": lat,
        "lon": lon,
        "status": "guessed",
        "distance_km": distance,
        "geoscore": float(geoscore(np.array(distance))),
        "allocation": "study-uniform",
        "seconds_heard": 18.0,
        "plays": 1,
        "bytes_served": 200_000,
        "seconds_to_guess": float(round(rng.uniform(12, 60), 1)),
        "seconds_to_pin": 10.0,
        "pin_moves": 2,
        "focus_losses": int(rng.random() < 0.1),
        "device": "desktop" if person % 3 else "phone",
        "confidence_km": float(round(km * rng.uniform(0.5, 3), 0)) + 1,
        "clues": ["language"] if at % 2 else [],
        "prior_exposure": False,
        "checks": ["comprehension"],
        "client": "page",
        "sitting": 1,
        "feedback": "session",
        "seconds_open": 40.0,
        "consent_version": "study-" + "a" * 32,
        "app_version": "0.1.0",
        "day": date(2027, 1, 10) + timedelta(days=person % 3),
    }
    return {**{column.name: None for column in COLUMNS}, **given}


def _participant(number: int, rounds: int) -> Row:
    return {
        "participant": f"person-{number:03d}",
        "outcome": "completed",
        "sessions": 1,
        "rounds": rounds,
        "minutes": 15.0 + number,
        "days": 1,
        "language": "en",
        "device": "desktop" if number % 3 else "phone",
        "headphones_passed": True,
        "comprehension_attempts": 1,
        "catch_passed": True,
        "agl1k_exposure": number == 0,
        "block": None,
    }


def _answers(places: Sequence[Row], models: Mapping[str, float]) -> list[Row]:
    return [_answer(model, km, clip, at) for model, km in models.items() for at, clip in enumerate(places)]


def _answer(model: str, km: float, clip: Row, at: int) -> Row:
    lon, lat, _ = GEOD.fwd(clip["lon"], clip["lat"], 40.0 * at, 1000 * km * (0.5 + at % 3 / 2))
    refused = at == 0 and model.endswith("far")
    distance: float | Floats = (
        REFUSAL_KM if refused else GEOD.inv(clip["lon"], clip["lat"], lon, lat)[2] / 1000
    )
    return {
        "entrant": model,
        "name": model.removeprefix("alm/").capitalize(),
        "seed": 42,
        "clip": clip["key"],
        "outcome": "silent" if refused else "answered",
        "refused": refused,
        "lat": None if refused else lat,
        "lon": None if refused else lon,
        "city": None,
        "country": None,
        "continent": None,
        "distance_km": float(distance),
        "geoscore": float(geoscore(np.array(distance))),
    }
