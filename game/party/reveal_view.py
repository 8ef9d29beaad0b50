"""The reveal of a room's round: what any reveal shows of the clip, and everybody's pins."""

from collections.abc import Iterable

from game.json_types import Json
from game.party.match_rounds import Players
from game.party.messages import PinShown, RevealShown
from game.party.room import ClipOfRound, Room
from game.play.reveals import Reveals
from game.store.compiled import Row


class RevealView:
    """Builds the reveals of rooms."""

    def __init__(self, reveals: Reveals) -> None:
        self._reveals = reveals

    def reveal(self, room: Room, closed: Iterable[Row], players: Players) -> RevealShown:
        """The reveal of the last round; without a truth when its clip is no longer there.

        Parameters
        ----------
        closed : iterable of Row
            Everybody's rounds.
        """
        by_player = {row["player_id"]: row for row in closed}
        pins = [
            _pin(number, by_player.get(player))
            for number, player in sorted(players.items())
            if number in room.seats and room.plays(number)
        ]
        shown = self._shown(room.used[-1], by_player.values())
        return {
            "number": room.number,
            "of": room.options.rounds,
            "truth": shown.get("truth"),
            "clip": shown.get("clip"),
            "alms": shown.get("alms", []),
            "pins": pins,
            "best": room.best,
        }

    def _shown(self, heard: ClipOfRound, closed: Iterable[Row]) -> Json:
        """What a reveal without a guess shows of a clip."""
        where = {"pack": heard.pack, "clip_key": heard.key}
        clip = self._reveals.clip(where)
        known = ((row["true_lat"], row["true_lon"]) for row in closed if row["true_lat"] is not None)
        point = (clip.lat, clip.lon) if clip else next(known, None)
        if point is None:
            return {}
        return self._reveals.of_clip({**where, "true_lat": point[0], "true_lon": point[1]})


def _pin(number: int, row: Row | None) -> PinShown:
    has_point = row is not None and row["lat"] is not None
    return {
        "seat": number,
        "lat": row["lat"] if row and has_point else None,
        "lon": row["lon"] if row and has_point else None,
        "distance_km": row["distance_km"] if row and has_point else None,
        "geoscore": (row["geoscore"] or 0.0) if row else 0.0,
    }
