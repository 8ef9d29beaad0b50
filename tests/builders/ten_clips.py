"""Ten clips and a few answers, small enough to work out every figure by hand."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leaderboard.entrants.entrant import CONTINENTS, NO_ANSWER, Entrant, Kind
from leaderboard.scoring.metrics import HEARD, Outcomes
from leaderboard.scoring.rows import Truth

SCALE_KM = 1492.7
EUROPE, ASIA, AFRICA, AMERICA, OCEANIA = "Europe", "Asia", "Africa", "North America", "Oceania"

# Continent and sounds of each clip; the last is in the Vatican.
CLIPS: tuple[tuple[str | None, dict[str, float]], ...] = (
    (EUROPE, {"speech": 1.0}),
    (EUROPE, {"speech": 0.1, "music": 1.0}),
    (EUROPE, {"animal": 1.0}),
    (EUROPE, {"music": 1.0, "nature": 0.5}),
    (ASIA, {"speech": 1.0}),
    (ASIA, {"nature": 1.0}),
    (AFRICA, {"speech": 1.0}),
    (AMERICA, {"things": 1.0}),
    (OCEANIA, {"animal": 1.0}),
    (None, {"speech": 1.0}),
)


def km(score: float) -> float:
    """The distance with this GeoScore."""
    return float(-SCALE_KM * np.log(score / 5000))


# Clip, player, GeoScore, continent of the point (None for a skip), seconds heard.
GUESSES = (
    (0, 0, 5000, EUROPE, 3.0),
    (0, 1, 2500, EUROPE, 12.0),
    (0, 2, 500, ASIA, 50.0),
    (0, 3, None, None, 1.0),
    (1, 0, 4000, EUROPE, 5.0),
    (2, 1, 1000, ASIA, 9.9),
    (3, 2, 2000, EUROPE, 10.0),
    (3, 0, 1000, AFRICA, np.nan),
    (4, 1, 3000, ASIA, 90.0),
    (5, 2, 1000, EUROPE, 80.0),
    (5, 3, 2000, ASIA, 79.9),
    (6, 0, None, None, 30.0),
    (7, 1, 1500, "Antarctica", 20.0),
    (9, 2, 4500, EUROPE, 39.0),
)


def truth() -> Truth:
    sounds = ("speech", "animal", "music", "nature", "things")
    names = np.array([continent for continent, _ in CLIPS], dtype=object)
    return Truth(
        lat=np.linspace(-40, 50, len(CLIPS)),
        lon=np.linspace(-100, 80, len(CLIPS)),
        labels=dict.fromkeys(("continent", "country", "city"), names),
        sounds={sound: np.array([heard.get(sound, 0.0) for _, heard in CLIPS]) for sound in sounds},
    )


def entrant(
    clip: ArrayLike,
    distance_km: ArrayLike,
    placed: Sequence[str | None],
    refused: ArrayLike,
    player: ArrayLike | None = None,
    key: str = "human",
    name: str = "People",
    kind: Kind = "human",
    **fields: Any,
) -> Entrant:
    """An entrant from arrays: ``placed`` are names of continents, None for no answer."""
    clip = np.asarray(clip)
    sounds = {sound: heard[clip] >= HEARD for sound, heard in truth().sounds.items()}
    speech = sounds.pop("speech")
    unknown = np.full(len(clip), np.nan)
    rows = Outcomes(
        clip,
        np.asarray(distance_km, dtype=float),
        np.asarray(refused, dtype=bool),
        dict.fromkeys(("continent", "country", "city"), unknown),
        dict.fromkeys(("continent", "country", "city"), unknown),
        {"speech": speech} | {sound: heard & ~speech for sound, heard in sounds.items()},
    )
    continents = [NO_ANSWER if name is None else CONTINENTS.index(name) for name in placed]
    players = None if player is None else np.asarray(player)
    return Entrant(key, name, kind, "", rows, np.array(continents, dtype=np.intp), players, **fields)


def people(**fields: Any) -> Entrant:
    """The guesses and skips of four people."""
    clip, player, scores, placed, _ = zip(*GUESSES, strict=True)
    far = [10_000.0 if score is None else km(score) for score in scores]
    return entrant(clip, far, placed, [score is None for score in scores], player, **fields)


def seconds_heard() -> NDArray[np.float64]:
    return np.array([seconds for *_, seconds in GUESSES])


def model(
    key: str = "alm/one", name: str = "Model One", placed: str = EUROPE, score: float = 2500.0
) -> Entrant:
    """A model that gives the same answer to every clip."""
    clips = len(CLIPS)
    return entrant(
        range(clips), [km(score)] * clips, [placed] * clips, [False] * clips, key=key, name=name, kind="alm"
    )
