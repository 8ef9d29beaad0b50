"""What players are shown: a trial without its answer, its reveal, and a finished game."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from math import ceil

from game.json_types import Json
from game.play.squares import NEARER_THAN_KM, best
from game.scenes.item import Item, Text
from game.scenes.item_texts import sound_value
from game.scenes.points import MOST
from game.scenes.scene_pack import ScenePack
from game.spatial.trials import ANSWERED, GIVEN, TRUE
from game.store.compiled import Row

LEAST_POINTS = dict(zip(NEARER_THAN_KM, (80.0, 60.0, 40.0, 20.0), strict=True))  # for the game's squares
_ANSWER = ("azimuth", "elevation", "distance_m", "option", "number")
_ERRORS = ("correct", "error_degrees", "lateral_error", "front_back_reversed", "up_down_reversed")
_SHOWN = ("kind", "family", "task", "level", "shows_panorama", "asks_distance", "unit", "most")


def trial(row: Row, item: Item, pack: ScenePack) -> Json:
    """What a player needs to hear a trial and to answer it, and nothing that tells the answer."""
    scene = pack.scene(item.scene)
    drawn = scene.drawn if item.shows_panorama else ()
    return {
        "trial": row["trial"],
        "number": row["number"],
        "of": row["length"],
        "track": row["track"],
        "item": question(item),
        "panorama": [
            {"name": _name(thing.name), **_place(thing.azimuth, thing.elevation, thing.distance_m)}
            for thing in drawn
        ],
        "seconds": ceil(scene.seconds),
        "audio": [
            f"/audio/around/{row['audio']}/{part}" for part in range(len(pack.audio(scene.id, row["track"])))
        ],
    }


def question(item: Item) -> Json:
    """A question as the page asks it."""
    shown = {name: getattr(item, name) for name in _SHOWN}
    return {**shown, "text": _text(item.text), "options": [_text(option) for option in item.options]}


def reveal(row: Row, item: Item, pack: ScenePack, in_game: Sequence[Row]) -> Json:
    """The truth of an answered trial, and how far off the answer is."""
    scored = item.answer is not None
    earlier = (other["points"] or 0.0 for other in in_game if other["number"] < row["number"])
    points = row["points"] or 0.0
    return {
        "trial": row["trial"],
        "number": row["number"],
        "of": row["length"],
        "scored": scored,
        "points": points,
        "total": sum(earlier) + points,
        **{name: row[name] for name in _ERRORS},
        "answer": {name: row[column] for name, column in zip(_ANSWER, GIVEN, strict=True)},
        "truth": {name: row[column] for name, column in zip(_ANSWER, TRUE, strict=True)} if scored else None,
        "sources": [
            {"sound": _name(source.sound), **_place(source.azimuth, source.elevation, source.distance_m)}
            for source in pack.scene(item.scene).sources
        ],
    }


def summary(game: Row, rows: Sequence[Row], pack: ScenePack, hidden: Collection[str]) -> Json:
    """A game, its trials and their reveals.

    Parameters
    ----------
    hidden
        Scenes that the player has an open trial on: their reveals are left out.
    """
    ours = [row for row in rows if row["pack_hash"] == pack.hash]
    shown = [
        {
            "trial": row["trial"],
            "number": row["number"],
            "status": row["status"],
            "item": question(item := pack.item(row["item"])),
            "reveal": reveal(row, item, pack, rows)
            if row["status"] == ANSWERED and row["scene"] not in hidden
            else None,
        }
        for row in ours
    ]
    return {
        "game": game["game"],
        "of": game["length"],
        "track": game["track"],
        "practice": bool(game["practice"]),
        "total": sum(row["points"] or 0.0 for row in rows),
        "most": MOST * game["length"],
        "squares": "".join(square(row["points"]) for row in rows),
        "trials": shown,
    }


def square(points: float | None) -> str:
    """The square of a trial by its points, which tells nothing of the question."""
    return best(points or 0.0, LEAST_POINTS)


def _text(said: Text) -> Json:
    return {name: value for name, value in asdict(said).items() if value}


def _name(sound: str) -> str:
    return sound_value(sound)[1:]


def _place(azimuth: float, elevation: float, distance_m: float) -> Json:
    return {"azimuth": azimuth, "elevation": elevation, "distance_m": distance_m}
