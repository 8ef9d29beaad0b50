"""The rounds of a dataset that people's rows are made from, numbered and compared with the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from game.columns import COLUMNS
from game.geo.gazetteer import filled_labels
from game.geo.geodesy import MAX_GEOSCORE, REFUSAL_KM, SCALE_KM
from game.packs.pack import PRACTICE_PACK
from game.play.counting import DUEL_OF_ALL, NOT_ANSWERED, PUBLIC
from game.play.rounds import ABANDONED, GUESSED, SKIPPED
from leaderboard.dataset.engine import Engine
from leaderboard.entrants.humans import FIRST
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.columns import KINDS, LEVELS
from leaderboard.scoring.metrics import HEARD

COUNTS, LEFT_OUT, NOT_PLAYED = 0, 1, 2  # what becomes of a round; the last one was abandoned
_KINDS = {column.name: column.kind for column in COLUMNS}
_NEEDED = (
    *("player", "mode", "allocation", "pack", "clip_key", "client", "consent_version", "status", "why_not"),
    *("lat", "lon", "true_lat", "true_lon", "city", "country_code", "distance_km", "closed_before"),
)
_SAME_PLACE_DEGREES = 1e-9
_ENGINES_NAMES = {"str": "string", "int": "int64", "float": "float64", "list[str]": "array<string>"}


@dataclass(frozen=True)
class Facts:
    """What is to be known about the rounds before they are averaged.

    Attributes
    ----------
    rounds : int
        Of this pack, as far as people's rows may rest on them.
    other_clips : int
        Of these, how many are on clips that are no longer in the pack; they are left out.
    moved : int
        How many were scored against another place than the pack gives now.
    without_distance : int
        How many have a point and no distance.
    reasons : mapping of str to int
        By rules joined by commas, how many rounds these leave out.
    """

    rounds: int
    other_clips: int
    moved: int
    without_distance: int
    reasons: Mapping[str, int]


def eligible(published: Any, benchmark: Benchmark, engine: Engine) -> Any:
    """Rounds that count or would but for a rule of conduct, as `leaderboard.guesses.queries.eligible` has it.

    Parameters
    ----------
    published : ibis.Table
        Rows with published columns; one that is missing is taken as blank.

    Returns
    -------
    ibis.Table
        With the clip's columns beside those of the round.
    """
    import ibis

    rows = published.select(**{name: _column(published, name) for name in _NEEDED})
    is_ordinary_duel = (rows["mode"] == "duel") & (rows.allocation == DUEL_OF_ALL)
    chosen = rows.filter(
        rows.status.isin((GUESSED, SKIPPED, ABANDONED)),
        (rows["mode"] == PUBLIC.mode) | is_ordinary_duel,
        rows.client == "page",
        rows.pack == benchmark.name,
        rows.pack != PRACTICE_PACK,
        rows.consent_version.notnull(),
    )
    # A version without most rules left no reasons, and an abandoned round is no answer.
    unjudged = ibis.ifelse(chosen.status == ABANDONED, NOT_ANSWERED, "")
    named = ibis.ifelse(chosen.why_not.length() == 0, "", chosen.why_not.join(","))
    judged = chosen.mutate(reasons=ibis.ifelse(chosen.why_not.isnull(), unjudged, named))
    # As when a dataset is restored.
    ordered = judged.mutate(closed_before=judged.closed_before.fill_null(0))
    return ordered.left_join(engine.hold(_clips(benchmark)), "clip_key")


def facts_of(rows: Any) -> Facts:
    """Look over what `eligible` returns."""
    known = rows.clip.notnull()
    moved = ((rows.true_lat - rows.clip_lat).abs() > _SAME_PLACE_DEGREES) | (
        (rows.true_lon - rows.clip_lon).abs() > _SAME_PLACE_DEGREES
    )
    counts = rows.aggregate(
        rounds=rows.count(),
        other_clips=(~known).sum(),
        moved=(known & moved).sum(),
        without_distance=(known & rows.lat.notnull() & rows.distance_km.isnull()).sum(),
    ).to_pyarrow()
    left_out = rows.filter(known, rows.reasons != "")
    broken = left_out.group_by("reasons").aggregate(rounds=left_out.count())
    (found,) = counts.to_pylist()
    reasons = {row["reasons"]: row["rounds"] for row in broken.to_pyarrow().to_pylist()}
    return Facts(**{name: number or 0 for name, number in found.items()}, reasons=reasons)


def answered_rows(rows: Any, benchmark: Benchmark, engine: Engine) -> Any:
    """Number the players of what `eligible` returns, and compare each round with the truth.

    Returns
    -------
    ibis.Table
        ``player`` and ``clip`` (numbers from 0), ``state`` (`COUNTS`, `LEFT_OUT` or `NOT_PLAYED`), ``first``
        (one of the first rounds of its player), ``odd`` (the first, third, fifth ... of them), ``silent``,
        ``lat`` and ``lon``, ``distance_km``, ``geoscore``, whether the clip has each sound, and whether the
        place is right: ``..._acc`` by name, ``..._acc_coordinates`` by point, null where there is nothing to
        compare.
    """
    import ibis

    known = rows.filter(rows.clip.notnull())
    names = known.select("player").distinct()
    numbered = engine.keep(
        names.mutate(number=ibis.row_number().over(ibis.window(order_by=names.player)).cast("int32"))
    )
    codes, cities = _labels(known, benchmark)
    placed = (
        known.inner_join(numbered, "player")
        .left_join(engine.hold(codes), "country_code")
        .left_join(engine.hold(cities), "city")
    )
    silent = placed.lat.isnull()
    distance = ibis.ifelse(silent, REFUSAL_KM, placed.distance_km)
    state = ibis.cases(
        (placed.reasons == "", COUNTS), (placed.reasons == NOT_ANSWERED, NOT_PLAYED), else_=LEFT_OUT
    )
    right = {level: placed[f"{level}_said"] == placed[f"{level}_true"] for level in LEVELS}
    return engine.keep(
        placed.select(
            player=placed.number,
            clip=placed.clip,
            state=state.cast("int8"),
            first=placed.closed_before < FIRST,
            odd=placed.closed_before % 2 == 0,
            silent=silent,
            lat=placed.lat,
            lon=placed.lon,
            distance_km=distance,
            geoscore=MAX_GEOSCORE * (-distance / SCALE_KM).exp(),
            **{sound: placed[sound] for sound in ("speech", *KINDS)},
            **{f"{level}_acc": right[level] for level in LEVELS},
            **{
                f"{level}_acc_coordinates": ibis.ifelse(
                    placed[f"{level}_true"].isnull(), ibis.null("boolean"), right[level].fill_null(False)
                )
                for level in LEVELS
            },
        )
    )


def _column(published: Any, name: str) -> Any:
    import ibis

    kind = _ENGINES_NAMES[_KINDS[name]]
    return published[name].cast(kind) if name in published.columns else ibis.null(kind)


def _clips(benchmark: Benchmark) -> pa.Table:
    """The pack's clips: number, place, labels as keys to compare by, and whether each sound is heard."""
    truth, rules = benchmark.truth, benchmark.rules
    speech = truth.sounds["speech"] >= HEARD
    keys = {"continent": rules.continent, "country": rules.country, "city": rules.city}
    return pa.table(
        {
            "clip_key": pa.array([clip.key for clip in benchmark.clips], pa.string()),
            "clip": pa.array(np.arange(len(benchmark.clips)), pa.int32()),
            "clip_lat": truth.lat,
            "clip_lon": truth.lon,
            "speech": speech,
            **{kind: (truth.sounds[kind] >= HEARD) & ~speech for kind in KINDS},
            **{
                f"{level}_true": pa.array(
                    [None if name is None else keys[level](name) for name in truth.labels[level]], pa.string()
                )
                for level in LEVELS
            },
        }
    )


def _labels(rows: Any, benchmark: Benchmark) -> tuple[pa.Table, pa.Table]:
    """By country codes and by cities that occur, the keys that the truth is compared with."""
    rules = benchmark.rules
    codes = _distinct(rows, "country_code")
    names = [filled_labels(code) for code in codes]
    cities = _distinct(rows, "city")
    by_code = {
        "country_code": pa.array(codes, pa.string()),
        "country_said": pa.array([rules.country(country or "") for country, _ in names], pa.string()),
        "continent_said": pa.array([rules.continent(continent or "") for _, continent in names], pa.string()),
    }
    by_city = {
        "city": pa.array(cities, pa.string()),
        "city_said": pa.array([rules.city(city) for city in cities], pa.string()),
    }
    return pa.table(by_code), pa.table(by_city)


def _distinct(rows: Any, name: str) -> Sequence[str]:
    found = rows.select(name).distinct().to_pyarrow()[name].to_pylist()
    return sorted(one for one in found if one is not None)
