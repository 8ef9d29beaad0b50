"""Reading how a study is getting on: a few indexed queries in one read, beside the writer."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, cast, func, select
from sqlalchemy import text as sql

from game.errors import NothingLeft
from game.geo.geodesy import REFUSAL_KM, geoscore
from game.play.counting import CATCH_ALLOCATION
from game.play.rounds import GUESSED, SKIPPED
from game.play.services import Services
from game.store.tables import rounds
from game.study import participants, study_rows
from game.study.clip_subset import stratum
from game.study.study_dealing import StudyDealing
from game.study.study_pool import StudyPool
from game.study.study_schema import Study
from game.study.watched_clips import Counts, WatchedClip
from game.study.watching import Json, Observed, is_sequential, progress

LEAST_ROUNDS = 3  # that count, of a person who counts: as in the analysis

# Worded like the index ix_rounds_study, which holds all that these read.
_OF_STUDY = (sql("mode = 'study'"), rounds.c.study_hash == bindparam("hash_"))
_BY_CLIP = (
    select(rounds.c.clip_key, rounds.c.status, func.count())
    .where(*_OF_STUDY, rounds.c.pack == bindparam("pack_"))
    .group_by(rounds.c.clip_key, rounds.c.status)
)
_BY_PLAYER = (
    select(rounds.c.player_id, func.count())
    .where(*_OF_STUDY, rounds.c.status.in_((GUESSED, SKIPPED)))
    .group_by(rounds.c.player_id)
)
_SCORE = case((rounds.c.status == GUESSED, rounds.c.geoscore), else_=float(geoscore(REFUSAL_KM)))
_SCORES = (
    select(func.avg(_SCORE))
    .where(*_OF_STUDY, cast(rounds.c.why_not, Text) == "[]", rounds.c.allocation != CATCH_ALLOCATION)
    .group_by(rounds.c.player_id)
    .having(func.count() >= LEAST_ROUNDS)
)


class WatchService:
    """What the host of a study sees while it runs."""

    def __init__(self, services: Services, dealing: StudyDealing) -> None:
        self._services = services
        self._dealing = dealing
        self._clips: dict[str, tuple[StudyPool, list[WatchedClip]]] = {}

    async def progress(self, study: Study, shows_clips: bool) -> Json:
        """The figures, as of now.

        Parameters
        ----------
        shows_clips : bool
            Whether each clip is among them.
        """
        now, gone = self._services.clock(), self._services.settings.abandon_seconds

        def work(connection: Connection) -> Json:
            pool, clips = self._watched(study)
            observed = _observed(connection, study, pool)
            figures = progress(study, clips, observed, now, gone, shows_clips)
            return figures | {"is_ready": pool is not None}

        return await self._services.store.read(work)

    def _watched(self, study: Study) -> tuple[StudyPool | None, list[WatchedClip]]:
        """The study's clips; none while its pack is not there."""
        try:
            pool = self._dealing.clips.pool(self._services.active_packs, study)
        except NothingLeft:
            return None, []
        known = self._clips.get(study.hash)
        if known is None or known[0] is not pool:
            known = self._clips[study.hash] = (pool, _clips(study, pool))
        return known


def _clips(study: Study, pool: StudyPool) -> list[WatchedClip]:
    target = pool.allocation.target
    needs: list[int | None] = [None] * pool.size if target is None else [int(one) for one in target]
    clips = (pool.clip(number) for number in range(pool.size))
    return [
        WatchedClip(clip.key, stratum(clip, study), need) for clip, need in zip(clips, needs, strict=True)
    ]


def _observed(connection: Connection, study: Study, pool: StudyPool | None) -> Observed:
    named: dict[str, Any] = {"hash_": study.hash, "pack_": pool.deck.pack.name if pool else ""}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for key, status, count in connection.execute(_BY_CLIP, named):
        counts[key][status] = count
    answered = dict(tuple(row) for row in connection.execute(_BY_PLAYER, named))
    scores = list(connection.execute(_SCORES, named).scalars()) if is_sequential(study) else []
    everybody = participants.of_study(connection, study.name)
    found: Counts = counts
    return Observed(study_rows.find(connection, study.name), everybody, found, answered, scores)
