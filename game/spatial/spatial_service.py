"""What is played around the head, as the HTTP routes speak to it."""

import asyncio
from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection

from game.errors import UnknownGame, UnknownTrial
from game.json_types import Json
from game.omnitone import omnitone_file
from game.play.bytes_served import BytesServed
from game.play.closing import SWEPT_AT_ONCE
from game.play.rounds import Values
from game.play.services import Services
from game.players.host_key import host_key
from game.scenes.item import Answer
from game.scenes.scene_pack import ScenePack, Track
from game.sound.headphone_check import INTERVALS
from game.sound.sealed import Sealed
from game.sound.side_check import Side
from game.spatial import checks, trial_queries, trial_views
from game.spatial.trial_dealing import TrialDealing, check_known
from game.store.compiled import Row


class SpatialService:
    """Deals, answers and reveals trials. Each method returns after its changes are committed.

    Attributes
    ----------
    bytes_served : BytesServed
        What was sent of the sounds of open trials.
    is_shared : bool
        Whether other games may run on the same database.
    on_dealt, on_answered : callable
        Called with each trial that was dealt, and that was answered, once that is stored.
    """

    def __init__(self, services: Services, pack: ScenePack, rng: np.random.Generator) -> None:
        settings = services.settings
        self._services = services
        self.pack = pack
        self._store = services.store
        self.is_shared = services.store.is_shared
        self.on_dealt: Callable[[Row], None] = lambda row: None
        self.on_answered: Callable[[Row], None] = lambda row: None
        self._key = host_key(settings.secret, settings.state)
        self.bytes_served = BytesServed(services.clock)
        a_day = settings.rounds_a_day if settings.rate_limit else 0
        abandon_seconds = settings.abandon_seconds
        self._dealing = TrialDealing(
            pack, self.bytes_served, rng, services.clock, a_day, abandon_seconds, self.is_shared
        )

    async def state(self, player_id: str) -> Json:
        """The pack, and what is known of a player's headphones; of nobody's where the id is empty."""

        def work(connection: Connection) -> tuple[Row | None, bool]:
            stored = trial_queries.checks(connection, player_id)
            return stored, trial_queries.has_practised(connection, player_id)

        stored, practised = await self._store.read(work)
        found = stored or {}
        pack = self.pack
        return {
            "title": pack.title,
            "rendering": pack.rendering,
            "cues": pack.cues,
            "tracks": self.tracks,
            "items": len(pack.items),
            "checks": {name: found.get(name) for name in ("headphones", "sides")},
            "practised": practised,
            "credit": pack.card.credit,
        }

    @property
    def tracks(self) -> list[Track]:
        """The tracks that can be played here: without the page's library nobody can turn their head."""
        return [track for track in self.pack.tracks if track == "static" or omnitone_file()]

    async def start_checks(self, player_id: str) -> Json:
        """The sounds of a check: the same ones until they are answered.

        Raises
        ------
        UnknownPlayer
        """

        def work(connection: Connection) -> str:
            check_known(connection, player_id)
            stored = trial_queries.checks(connection, player_id)
            token: str | None = stored["audio"] if stored else None
            if token is None:
                token = checks.new_token()
                trial_queries.put_checks(connection, player_id, {"audio": token})
            return token

        token = await self._store.write(work)
        sounds = [
            {"audio": f"/audio/around/checks/{token}/{n}"} for n in range(checks.HEADPHONES + checks.SIDES)
        ]
        return {
            "headphones": sounds[: checks.HEADPHONES],
            "intervals": INTERVALS,
            "sides": sounds[checks.HEADPHONES :],
        }

    async def end_checks(
        self, player_id: str, headphones: Sequence[int] | None, sides: Sequence[Side] | None
    ) -> Json:
        """Judge the answers to a check, and give what `state` does. None: that part was left out.

        Raises
        ------
        UnknownPlayer, UnknownTrial
        """

        def work(connection: Connection) -> None:
            check_known(connection, player_id)
            stored = trial_queries.checks(connection, player_id)
            token = stored["audio"] if stored else None
            if token is None and not (headphones is None and sides is None):
                raise UnknownTrial("problem.study_no_trial")
            judged = {
                "headphones": checks.judged_headphones(self._key, token or "", headphones),
                "sides": checks.judged_sides(self._key, token or "", sides),
            }
            trial_queries.put_checks(connection, player_id, {"audio": None, **judged})

        await self._store.write(work)
        return await self.state(player_id)

    async def check_wav(self, token: str, number: int) -> bytes | None:
        """A sound of a check that is going on; None where there is none."""
        if await self._store.read(lambda c: trial_queries.checks_of_audio(c, token)) is None:
            return None
        return await asyncio.to_thread(checks.wav, self._key, token, number)

    async def start(self, player_id: str, track: Track, is_practice: bool) -> Json:
        """Start a game.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """
        game = await self._store.write(lambda c: self._dealing.start(c, player_id, track, is_practice))
        return {"game": game["game"], "of": game["length"], "track": track, "practice": is_practice}

    async def deal(self, player_id: str, game: str) -> tuple[Json, bool]:
        """The game's open trial, or else a new one, as its player is shown it; and whether it is new.

        Raises
        ------
        UnknownGame, GameOver
        """
        row, is_new = await self._store.write(lambda c: self._dealing.deal(c, player_id, game))
        self.on_dealt(row)
        return trial_views.trial(row, self.pack.item(row["item"]), self.pack), is_new

    async def answer(
        self, player_id: str, trial: str, answer: Answer, report: Values, many_from_one_place: bool
    ) -> Json:
        """Close a trial with an answer, and reveal it. The same answer again gets the same reveal.

        Raises
        ------
        UnknownTrial, TrialClosed, BadAnswer
        """

        def work(connection: Connection) -> tuple[Row, bool, list[Row]]:
            row, is_new = self._dealing.answer(
                connection, player_id, trial, answer, report, many_from_one_place
            )
            return row, is_new, trial_queries.trials_of(connection, row["game"])

        row, is_new, in_game = await self._store.write(work)
        if is_new:
            self.on_answered(row)
        return trial_views.reveal(row, self.pack.item(row["item"]), self.pack, in_game)

    async def summary(self, player_id: str, game: str) -> Json:
        """A game, its trials and their reveals.

        Raises
        ------
        UnknownGame
        """

        def work(connection: Connection) -> Json:
            found = trial_queries.game(connection, player_id, game)
            if found is None:
                raise UnknownGame("problem.unknown_game")
            hidden = self._dealing.open_scenes(connection, player_id)
            return trial_views.summary(found, trial_queries.trials_of(connection, game), self.pack, hidden)

        return await self._store.read(work)

    async def sound(self, token: str, part: int) -> tuple[str, Sealed, int] | None:
        """The trial that a token stands for, one of its files, and the size of all; None without one."""
        row = await self._store.read(lambda c: trial_queries.trial_of_audio(c, token))
        if row is None or row["pack_hash"] != self.pack.hash:
            return None
        files = self.pack.audio(row["scene"], row["track"])
        if part >= len(files):
            return None
        sealed = [await self._services.recordings.sealed_file(file) for file in files]
        return row["trial"], sealed[part], sum(one.size for one in sealed)

    async def write_bytes_served(self) -> None:
        """Write what has been sent since the last time."""
        await self.bytes_served.write(self._store, trial_queries.touch)

    async def sweep(self) -> None:
        """Abandon trials that were left alone."""
        while await self._store.write(self._dealing.sweep) == SWEPT_AT_ONCE:
            pass
