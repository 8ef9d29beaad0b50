"""The columns of the metric table; JSON, text and docs are all generated from here."""

from dataclasses import dataclass

from game.packs.clip import SOUNDS
from leaderboard.sentences import text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the metric table.

    Attributes
    ----------
    key, title : str
        Its name in JSON and in print.
    decimals : int
        How many are printed; JSON keeps full precision.
    """

    key: str
    title: str
    unit: str
    decimals: int
    meaning: str


LEVELS = ("continent", "country", "city")
THRESHOLDS_KM = (1, 10, 100, 500, 1000)
# The sounds that clips without speech are grouped by.
KINDS = tuple(sound for sound in SOUNDS if sound != "speech")
_LEVELS = {
    "continent": ("board.column.continent", "board.meaning.name_continent", "board.meaning.point_continent"),
    "country": ("board.column.country", "board.meaning.name_country", "board.meaning.point_country"),
    "city": ("board.column.city", "board.meaning.name_city", "board.meaning.point_city"),
}
_KINDS = {
    "animal": "board.measure.animal",
    "music": "board.measure.music",
    "nature": "board.measure.nature",
    "things": "board.measure.things",
}

_WITHIN = tuple(
    Column(
        f"acc_{km}km",
        text("board.measure.within", km=km),
        "share",
        4,
        text("board.meaning.within", km=km),
    )
    for km in THRESHOLDS_KM
)
_BY_SOUND = tuple(
    Column(
        f"{sound}_km",
        text(_KINDS[sound]),
        "km",
        3,
        text("board.meaning.sound", sound=f"`{sound}`"),
    )
    for sound in KINDS
)
_BY_NAME = tuple(
    Column(
        f"{level}_acc",
        text("board.measure.by_name", level=text(title)),
        "share",
        4,
        text(by_name),
    )
    for level, (title, by_name, by_point) in _LEVELS.items()
)
_BY_POINT = tuple(
    Column(
        f"{level}_acc_coordinates",
        text("board.measure.by_point", level=text(title)),
        "share",
        4,
        text(by_point),
    )
    for level, (title, by_name, by_point) in _LEVELS.items()
)
COLUMNS = (
    Column("n", text("board.measure.n"), "clips", 0, text("board.meaning.n")),
    Column(
        "n_answers", text("board.measure.answers"), "answers", 0, text("board.meaning.answers", column="`n`")
    ),
    Column(
        "geoscore", "GeoScore", "points", 3, text("board.meaning.geoscore", formula="5000·exp(-km/1492.7)")
    ),
    Column("distance_km", text("board.measure.distance"), "km", 3, text("board.meaning.distance")),
    *_BY_NAME,
    *_BY_POINT,
    Column("reject_rate", text("board.measure.rejects"), "share", 4, text("board.meaning.rejects")),
    *_WITHIN,
    Column("speech_km", text("board.measure.speech"), "km", 3, text("board.meaning.speech")),
    Column("nonspeech_km", text("board.measure.nonspeech"), "km", 3, text("board.meaning.nonspeech")),
    Column("q25_km", text("board.measure.q25"), "km", 3, text("board.meaning.q25")),
    Column("q50_km", text("board.measure.q50"), "km", 3, text("board.meaning.q50")),
    Column("q75_km", text("board.measure.q75"), "km", 3, text("board.meaning.q75")),
    *_BY_SOUND,
)
