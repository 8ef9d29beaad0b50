"""The columns of the metric table; JSON, text and docs are all generated from here."""

from dataclasses import dataclass

from game.packs.clip import SOUNDS


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

_WITHIN = tuple(
    Column(
        f"acc_{km}km",
        f"Within {km:,} km",
        "share",
        4,
        f"Share of distances below {km:,} km",
    )
    for km in THRESHOLDS_KM
)
_BY_SOUND = tuple(
    Column(
        f"{sound}_km",
        f"{sound.capitalize()} distance",
        "km",
        3,
        f"Mean distance over clips without speech, with `{sound}` at 0.1 or more",
    )
    for sound in KINDS
)
_BY_NAME = tuple(
    Column(
        f"{level}_acc",
        f"{level.capitalize()} by name, as published",
        "share",
        4,
        f"Share of answers that name the right {level}",
    )
    for level in LEVELS
)
_BY_POINT = tuple(
    Column(
        f"{level}_acc_coordinates",
        f"{level.capitalize()} from coordinates, as for people",
        "share",
        4,
        f"Share of answers whose point lies in the right {level}",
    )
    for level in LEVELS
)
COLUMNS = (
    Column("n", "Clips", "clips", 0, "Clips with an answer, refusals included"),
    Column("n_answers", "Answers", "answers", 0, "More than `n` when clips are repeated"),
    Column("geoscore", "GeoScore", "points", 3, "Mean of 5000·exp(-km/1492.7) over answers"),
    Column("distance_km", "Distance", "km", 3, "Mean distance from the point to the recording"),
    *_BY_NAME,
    *_BY_POINT,
    Column("reject_rate", "Reject rate", "share", 4, "Share of answers that are refusals"),
    *_WITHIN,
    Column("speech_km", "Speech distance", "km", 3, "Mean distance over clips with speech"),
    Column("nonspeech_km", "Non-speech distance", "km", 3, "Mean distance over clips without speech"),
    Column("q25_km", "Distance, 25th percentile", "km", 3, "A quarter of the distances are shorter"),
    Column("q50_km", "Distance, median", "km", 3, "Half of the distances are shorter"),
    Column("q75_km", "Distance, 75th percentile", "km", 3, "Three quarters of the distances are shorter"),
    *_BY_SOUND,
)
