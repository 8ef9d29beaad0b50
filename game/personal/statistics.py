"""What a player's rounds add up to: by continent, by kind of sound, and beside the same click. No I/O."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from game.json_types import Json
from game.packs.clip import SOUNDS, Clip

HEARD = 0.1  # share of the time from which AGL1K takes a sound as heard
CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America")
BLOCKS, LEAST_IN_BLOCK = 12, 5

FindClip = Callable[[str, str], Clip | None]
Row = Mapping[str, Any]


def by_group(rows: Iterable[Row], find: FindClip) -> Json:
    """Rounds and mean GeoScore by the clip's continent, and by each sound that is heard in it.

    Parameters
    ----------
    rows : iterable of mapping
        `pack`, `clip_key`, `rounds`, `points`.
    find : callable
        Gives a clip by pack and key; None for clips that are not played any more: they are left out.
    """
    continents: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    sounds: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for row in rows:
        if clip := find(row["pack"], row["clip_key"]):
            _add(continents[clip.continent], row)
            for sound in SOUNDS:
                if getattr(clip, sound) >= HEARD:
                    _add(sounds[sound], row)
    return {
        "continents": [_mean("continent", name, continents[name]) for name in sorted(continents) if name],
        "sounds": [_mean("sound", name, sounds[name]) for name in SOUNDS if name in sounds],
    }


def _add(group: list[float], row: Row) -> None:
    group[0] += row["rounds"]
    group[1] += row["points"]


def _mean(kind: str, name: str, group: Sequence[float]) -> Json:
    return {kind: name, "rounds": int(group[0]), "geoscore": group[1] / group[0]}


def found_continents(rows: Iterable[Row], find: FindClip) -> list[str]:
    """The continents of which the player has recognised at least one clip, of `CONTINENTS`."""
    found = set()
    for row in rows:
        clip = find(row["pack"], row["clip_key"])
        if clip and clip.continent == row["continent"]:
            found.add(clip.continent)
    return [name for name in CONTINENTS if name in found]


def progress(played: Sequence[tuple[str, str, float]], click: Callable[[str, str], float | None]) -> Json:
    """The player beside the same click, in blocks of rounds in order: `from`, `to`, `geoscore`, `click`.

    Parameters
    ----------
    played : sequence
        Pack, clip and points of each round.
    click : callable
        The points of always the same click on a clip; None where the clip is not played any more.
    """
    pairs = [(points, other) for pack, key, points in played if (other := click(pack, key)) is not None]
    size = max(LEAST_IN_BLOCK, -(-len(pairs) // BLOCKS))
    blocks = [pairs[start : start + size] for start in range(0, len(pairs), size)]
    if len(blocks) > 1 and len(blocks[-1]) < LEAST_IN_BLOCK:
        blocks[-2:] = [blocks[-2] + blocks[-1]]
    shown, end = [], 0
    for block in blocks:
        start, end = end + 1, end + len(block)
        own, other = (sum(each) / len(block) for each in zip(*block, strict=True))
        shown.append({"from": start, "to": end, "geoscore": own, "click": other})
    return {"blocks": shown, **_means(pairs)}


def _means(pairs: Sequence[tuple[float, float]]) -> Json:
    if not pairs:
        return {"rounds": 0, "geoscore": None, "click": None}
    own, other = (sum(each) / len(pairs) for each in zip(*pairs, strict=True))
    return {"rounds": len(pairs), "geoscore": own, "click": other}
