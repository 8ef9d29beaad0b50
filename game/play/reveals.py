"""What a player sees after a round: the true place, distance, score, credit and the ALMs' answers."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from game.geo.gazetteer import Gazetteer, shown_continent, shown_country
from game.geo.towns import Town, Towns
from game.json_types import Json
from game.packs.clip import Clip
from game.play.active_packs import ActivePacks
from game.play.rounds import OPEN
from game.play.squares import squares
from game.store.compiled import Row

Alms = Callable[[str, str], object]
Others = Callable[[Row], object]
CACHED_TOWNS = 10_000  # of clips' places
OF_STUDIES = ("study", "practice")  # modes, where a round has the hash of a study


def no_alms(_pack: str, _key: str) -> object:
    return []


def no_others(_row: Row) -> object:
    return None


class Rivals(Protocol):
    """Whom a player plays against, as reveals and summaries tell it."""

    def of_round(self, row: Row, in_game: Sequence[Row]) -> Json:
        """Further keys of the reveal of a closed round; ``in_game`` are the rounds of its game."""

    def of_game(self, game: Row, rows: Sequence[Row], shown: Sequence[Row]) -> Json:
        """Further keys of a game; ``shown`` are those of its rounds that are revealed."""


class NoRivals:
    """For games that everybody plays alone."""

    def of_round(self, _row: Row, _in_game: Sequence[Row]) -> Json:
        return {}

    def of_game(self, _game: Row, _rows: Sequence[Row], _shown: Sequence[Row]) -> Json:
        return {}


NO_RIVALS = NoRivals()


class Reveals:
    """Builds reveals from closed rounds.

    Parameters
    ----------
    active_packs : ActivePacks
        A round whose pack is no longer played is revealed without the clip's texts.
    alms : callable
        From a pack's name and a clip's key to what each ALM said of the clip, in a form that orjson writes.
    others : callable
        From a closed round to where other people pointed, in such a form; None while too few have.
    rivals : Rivals
    """

    def __init__(
        self,
        active_packs: ActivePacks,
        gazetteer: Gazetteer,
        towns: Towns,
        alms: Alms = no_alms,
        others: Others = no_others,
        rivals: Rivals = NO_RIVALS,
    ) -> None:
        self._active_packs = active_packs
        self._gazetteer = gazetteer
        self._towns = towns
        self._town_of_clip = lru_cache(CACHED_TOWNS)(towns.nearest)
        self._alms = alms
        self._others = others
        self._rivals = rivals

    def clip(self, row: Mapping[str, Any]) -> Clip | None:
        """The clip of a round; None when it is no longer played."""
        return self._active_packs.clip(row["pack"], row["clip_key"])

    def reveal(self, row: Row, total: float, in_game: Sequence[Row] = ()) -> Json:
        """The reveal of a closed round.

        Parameters
        ----------
        row : Row
            The closed round.
        total : float
            Points of its game up to and including it.
        in_game : sequence of Row
            The rounds of its game.
        """
        return {
            "round": row["round"],
            "number": row["number"],
            "status": row["status"],
            "distance_km": row["distance_km"],
            "geoscore": row["geoscore"] or 0.0,
            "guess": self._guess(row),
            **self.of_clip(row),
            "others": None if _is_of_study(row) else self._others(row),
            "total": total,
            **self._rivals.of_round(row, in_game),
        }

    def of_clip(self, row: Mapping[str, Any]) -> Json:
        """What a reveal shows of the clip, whoever guessed: `truth`, `clip` and `alms`.

        Parameters
        ----------
        row : mapping
            With `pack`, `clip_key`, `true_lat` and `true_lon`.
        """
        return {
            "truth": self.truth(row),
            "clip": _texts(row, self.clip(row)),
            "alms": self._alms(row["pack"], row["clip_key"]),
        }

    def summary(self, game: Row, rows: Sequence[Row], hidden: Container[str] = ()) -> Json:
        """A game with its rounds; `reveal` is None while a round is open.

        Parameters
        ----------
        hidden : container of str
            Closed rounds that are not revealed either, nor counted in the total.
        """
        total = 0.0
        rounds, shown = [], []
        for row in rows:
            is_shown = row["status"] != OPEN and row["round"] not in hidden
            total += row["geoscore"] or 0.0 if is_shown else 0.0
            shown += [row] if is_shown else []
            reveal = self.reveal(row, total, shown) if is_shown else None
            rounds.append(
                {"round": row["round"], "number": row["number"], "status": row["status"], "reveal": reveal}
            )
        return {
            "game": game["game"],
            "mode": game["mode"],
            "day": game["day"],
            "of": game["length"],
            "rounds": rounds,
            "total": total,
            "squares": squares(one["reveal"] and one["reveal"]["geoscore"] for one in rounds),
            "challenge": game["challenge"],
            **self._rivals.of_game(game, rows, shown),
        }

    def truth(self, row: Mapping[str, Any]) -> Json:
        """The true place of a closed round, under its everyday names."""
        lat, lon = row["true_lat"], row["true_lon"]
        clip = self.clip(row)
        label = clip or self._gazetteer.place(lat, lon)
        town = self._town_of_clip(lat, lon, label.country_code)
        return self._place(lat, lon, town, label.country_code, label.country, label.continent)

    def _guess(self, row: Row) -> Json | None:
        if row["lat"] is None:
            return None
        code, country, continent = row["country_code"], row["country"], row["continent"] or ""
        town = self._towns.nearest(row["lat"], row["lon"], code)
        return self._place(row["lat"], row["lon"], town, code, country, continent)

    def _place(
        self, lat: float, lon: float, town: Town | None, code: str, country: str, continent: str
    ) -> Json:
        """A place under its everyday names; `city_km` is 0 in the city, else the distance from its middle."""
        return {
            "lat": lat,
            "lon": lon,
            "city": town.name if town else "",
            "city_km": round(town.distance_km, 1) if town else 0.0,
            "country": shown_country(code, country),
            "country_code": code or None,
            "continent": shown_continent(code, continent),
        }


def _is_of_study(row: Row) -> bool:
    """Whether a round is dealt by a study, which shows what its file says and nothing else."""
    return bool(row["study_hash"]) and row["mode"] in OF_STUDIES


def _texts(row: Mapping[str, Any], clip: Clip | None) -> Json:
    if clip is None:
        return {"key": row["clip_key"], "pack": row["pack"], **dict.fromkeys(_TEXTS, "")}
    return {"key": clip.key, "pack": row["pack"], **{name: getattr(clip, name) for name in _TEXTS}}


_TEXTS = ("title", "description", "credit", "licence", "source", "fact")
