"""What a player's own page shows, put together from the store, the packs and the ladder."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection

from game.daily.daily_service import DailyService
from game.duel.opponent import Answer
from game.duel.opponents import SAME_CLICK, Opponents
from game.geo.geodesy import geoscore
from game.json_types import Json
from game.packs.clip import Clip
from game.personal import own_rounds, statistics
from game.play.services import Services
from game.spatial import trial_queries

AT_ONCE = 50  # rounds in a page of the history
ENDS = 5  # of the nearest and farthest guesses
MOST_IN_PROGRESS = 2000  # rounds, the latest
MOST_HEARD = 5000  # clips compared with models


class PersonalService:
    """A player's own page."""

    def __init__(self, services: Services, opponents: Opponents) -> None:
        self._services = services
        self._opponents = opponents
        self._daily = DailyService(services.store, services.active_packs, services.clock)

    async def history(self, player_id: str, before: int | None) -> Json:
        """A page of a player's rounds, the latest first, and the `before` of the next page, if any."""
        rows = await self._services.store.read(lambda c: own_rounds.page(c, player_id, before, AT_ONCE + 1))
        shown = [self._round(row) for row in rows[:AT_ONCE]]
        last = rows[AT_ONCE - 1]["closed_before"] if len(rows) > AT_ONCE else None
        return {"rounds": shown, "before": last}

    async def summary(self, player_id: str) -> Json:
        """What a player's rounds add up to."""
        found = await self._services.store.read(lambda c: self._summary(c, player_id))
        return {**found, "streak": await self._daily.streak(player_id)}

    async def heard(self, player_id: str) -> list[tuple[str, float]]:
        """The clips of the host's pack that a player has heard, with the points at the first hearing."""
        pack = self._services.pack.name
        return await self._services.store.read(lambda c: own_rounds.heard(c, player_id, pack, MOST_HEARD))

    def _summary(self, connection: Connection, player_id: str) -> Json:
        clips = own_rounds.by_clip(connection, player_id)
        near, far = own_rounds.ends(connection, player_id, ENDS)
        best = own_rounds.best_game(connection, player_id)
        played = own_rounds.in_order(connection, player_id, MOST_IN_PROGRESS)
        answered = sum(row["rounds"] for row in clips)
        return {
            **own_rounds.counts(connection, player_id),
            "trials": trial_queries.closed_before(connection, player_id),
            "first_hearings": answered,
            "geoscore": sum(row["points"] for row in clips) / answered if answered else None,
            "best_game": dict(best) if best else None,
            "nearest": [self._round(row) for row in near],
            "farthest": [self._round(row) for row in far],
            **statistics.by_group(clips, self._clip),
            "progress": statistics.progress(played, self._click()),
            "badges": self._badges(connection, player_id, statistics.found_continents(clips, self._clip)),
        }

    def _badges(self, connection: Connection, player_id: str, continents: list[str]) -> list[Json]:
        """Each with whether it is earned, and how far the player has come."""
        near = own_rounds.first_near(connection, player_id)
        ladder = {one.id for one in self._opponents.on(self._services.active_packs.deck("random"))}
        beaten = own_rounds.beaten(connection, player_id) & ladder
        return [
            {"badge": "near", "earned": near is not None, "day": near},
            _counted("continents", len(continents), len(statistics.CONTINENTS)),
            _counted("ladder", len(beaten), len(ladder)),
        ]

    def _round(self, row: Mapping[str, Any]) -> Json:
        clip = self._clip(row["pack"], row["clip_key"])
        is_here = self._services.active_packs.playable(row["pack"], row["clip_key"]) is not None
        return {
            "round": row["round"],
            "game": row["game"],
            "mode": row["mode"],
            "day": row["day"],
            "status": row["status"],
            "distance_km": row["distance_km"],
            "geoscore": row["geoscore"],
            "truth": self._services.reveals.truth(row),
            "title": clip.title if clip else "",
            "audio": f"/audio/{row['audio']}" if is_here else None,
        }

    def _clip(self, pack: str, key: str) -> Clip | None:
        return self._services.active_packs.clip(pack, key)

    def _click(self) -> Callable[[str, str], float | None]:
        """Gives the points of always the same click on a clip."""

        @cache
        def answers(pack: str) -> Mapping[str, Answer]:
            deck = self._services.active_packs.deck_of(pack)
            found = self._opponents.find(deck, SAME_CLICK) if deck else None
            return found.answers if found else {}

        def points(pack: str, key: str) -> float | None:
            clip, answer = self._clip(pack, key), answers(pack).get(key)
            return float(geoscore(answer.distance_km(clip.lat, clip.lon))) if clip and answer else None

        return points


def _counted(badge: str, have: int, all_: int) -> Json:
    return {"badge": badge, "earned": have == all_ > 0, "have": have, "all": all_}
