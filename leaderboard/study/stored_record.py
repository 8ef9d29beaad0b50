"""The record of a study, read from the database of a game, its pack and the models' answers."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, select

from game import __version__
from game.columns import PLAYERS
from game.geo.geodesy import geoscore
from game.packs.clip import SOUNDS
from game.play.allocation import clusters, near_points
from game.play.answered_rounds import was_drawn_for_study
from game.publishing.export import ExportError, people_table, public_languages, reading
from game.publishing.parquet import SCHEMA, schema, table
from game.publishing.published_rows import published_rows
from game.settings import Settings
from game.store.tables import rounds, studies
from game.study.clip_subset import stratum
from game.study.code_hash import code_hash
from game.study.demographics_table import margins_of
from game.study.margins import Margin
from game.study.study_schema import Study
from leaderboard.entrants.models import ModelAnswers, entrant, read_models
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.study import stored_participants
from leaderboard.study.judging import judge_study
from leaderboard.study.record_columns import CLIPS, MARGINS, MODEL_SCORES, OTHERS, PARTICIPANTS
from leaderboard.study.study_clips import benchmark_of, settings_of
from leaderboard.study.study_record import RecordError, StudyRecord

Row = dict[str, Any]

# Read only to judge; of no interest to anybody else.
_JUDGED_BY = (
    *(rounds.c.audio_bytes, rounds.c.revealed_before, rounds.c.many_from_one_place),
    rounds.c.was_prepared,
)


def read_stored(url: str, study: Study, settings: Settings, today: date | None = None) -> StudyRecord:
    """Read a study's record; a game may be running.

    Parameters
    ----------
    url : str
        Database URL.
    settings : Settings
        Name the pack, where the study does not, and the folder of models' answers.
    today : date, optional
        UTC day on which it is read, by default the present one.

    Raises
    ------
    RecordError
        When there is no database, or it cannot be read.
    StoreError, PackError, GazetteerError
    StudyError
        When the pack has not the clips that the study needs.
    """
    settings = settings_of(study, settings)
    benchmark = benchmark_of(study, settings)
    try:
        with reading(url) as connection:
            people = people_table(connection, settings.k)
            closed = list(_rounds(connection, study, benchmark, public_languages(people)))
            known = stored_participants.of_study(connection, study.name, closed)
            flow = stored_participants.flow(connection, study.name)
            preregistration = _preregistration(connection, study)
            margins = margins_of(connection, study, settings.k)
    except ExportError as error:
        raise RecordError(str(error)) from error
    named = {row["participant"] for row in known}
    return StudyRecord(
        study=study,
        study_text=study.canonical_json(),
        study_hash=study.hash,
        preregistration=preregistration,
        rounds=table(closed, SCHEMA),
        participants=table(known, schema(PARTICIPANTS)),
        people=table((row for row in people if row["player"] in named), schema(PLAYERS)),
        flow=flow,
        clips=table(_clips(study, benchmark), schema(CLIPS)),
        model_scores=_model_scores(settings, benchmark),
        margins=table(_margins(margins), schema(MARGINS)),
        taken_at=today or datetime.now(UTC).date(),
        code={"version": __version__, "hash": code_hash()},
        pack=benchmark.name,
        pack_hash=_pack_hash(closed),
        is_agl1k=benchmark.is_agl1k,
    )


def _rounds(
    connection: Connection, study: Study, benchmark: Benchmark, languages: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    """Published rows, by the name of the round, with all rules of the study."""
    of_study = rounds.c.study_hash == study.hash
    chunks = published_rows(connection, of_study, languages=languages)
    rows = [row for chunk in chunks for row in chunk]
    read = connection.execute(select(rounds.c.round, *_JUDGED_BY).where(of_study)).mappings()
    beside = {row["round"]: dict(row) for row in read}
    played = [row for row in rows if was_drawn_for_study(row)]
    judged = judge_study([row | beside[row["round"]] for row in played], study, benchmark)
    broken = {row["round"]: list(why) for row, why in zip(played, judged.reasons, strict=True)}
    for row in rows:
        why_not = broken.get(row["round"], row["why_not"])
        yield row | {"counts": not why_not, "why_not": why_not}


def _preregistration(connection: Connection, study: Study) -> str | None:
    found = select(studies.c.preregistration).where(studies.c.name == study.name)
    text: str | None = connection.execute(found).scalar()
    return text


def _margins(margins: Iterable[Margin]) -> Iterator[Row]:
    for one in margins:
        for answer, people in one.cells:
            yield {"field": one.field, "answer": answer, "people": people, "asked": one.people}
        if one.others != 0:
            yield {"field": one.field, "answer": OTHERS, "people": one.others, "asked": one.people}


def _clips(study: Study, benchmark: Benchmark) -> Iterator[Row]:
    truth = benchmark.truth
    together = clusters(near_points(truth.lat, truth.lon))
    names = zip(*(truth.labels[level] for level in ("city", "country", "continent")), strict=True)
    for clip, cluster, (city, country, continent) in zip(benchmark.clips, together, names, strict=True):
        labels = {"city": city, "country": country, "continent": continent}
        yield {
            "key": clip.key,
            "file_hash": _hash(clip.file),
            "lat": clip.lat,
            "lon": clip.lon,
            **labels,
            "country_code": clip.country_code or benchmark.gazetteer.place(clip.lat, clip.lon).country_code,
            "stratum": stratum(replace(clip, continent=continent or ""), study),
            "cluster": int(cluster),
            "seconds": clip.seconds,
            **{sound: getattr(clip, sound) for sound in SOUNDS},
        }


def _hash(file: Path) -> str | None:
    try:
        with file.open("rb") as audio:
            return hashlib.file_digest(audio, "sha256").hexdigest()
    except OSError:
        return None


def _model_scores(settings: Settings, benchmark: Benchmark) -> pa.Table:
    rows: list[Row] = []
    if settings.answers:
        whole = Benchmark.load(settings)  # or answers to other clips of the pack would be called mistakes
        for model in read_models(settings.answers, whole.positions, whole.rules):
            rows += _scores(_of_clips(model, benchmark), benchmark)
    return table(rows, schema(MODEL_SCORES))


def _of_clips(model: ModelAnswers, benchmark: Benchmark) -> ModelAnswers:
    answered = {
        seed: tuple(row for row in rows if row.key in benchmark.positions)
        for seed, rows in model.seeds.items()
    }
    return replace(model, seeds={seed: rows for seed, rows in answered.items() if rows})


def _scores(model: ModelAnswers, benchmark: Benchmark) -> Iterator[Row]:
    if not model.seeds:
        return
    parts = (benchmark.truth, benchmark.positions, benchmark.gazetteer, benchmark.rules)
    measured = entrant(model, *parts).rows
    seeds = [seed for seed, answers in model.seeds.items() for _ in answers]
    distances, scores = measured.distance_km, geoscore(measured.distance_km)
    for answer, seed, km, score in zip(model.rows, seeds, distances, scores, strict=True):
        has_point = answer.lat is not None
        yield {
            "entrant": model.key,
            "name": model.name,
            "seed": seed,
            "clip": answer.key,
            "outcome": "silent" if answer.silent else "answered" if has_point else "unreadable",
            "refused": answer.refused,
            "lat": answer.lat,
            "lon": answer.lon,
            "city": answer.city,
            "country": answer.country,
            "continent": answer.continent,
            "distance_km": None if np.isnan(km) else float(km),
            "geoscore": None if np.isnan(score) else float(score),
        }


def _pack_hash(closed: Sequence[Row]) -> str:
    """The hash that most rounds name, the first of equals; practice has its own pack."""
    found = Counter(row["pack_hash"] for row in closed if was_drawn_for_study(row))
    return min(found, key=lambda name: (-found[name], name), default="")
