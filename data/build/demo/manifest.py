"""The recordings' table, `clips.csv`."""

import csv
from collections.abc import Iterable
from pathlib import Path

from game.geo.gazetteer import Gazetteer

from .facts import FACTS
from .recipe import Recipe
from .scene import KINDS, Kind

COLUMNS = (
    *("key", "file", "lat", "lon", "city", "country", "country_code", "continent", "seconds"),
    *KINDS,
    *("title", "description", "credit", "licence", "source", "fact"),
)
CREDIT = "Earwitness, synthetic"
LICENCE = "CC0-1.0"
SOURCE = "Synthetic: made by data/build/demo"


def row(recipe: Recipe, seconds: float, shares: dict[Kind, float], gazetteer: Gazetteer) -> dict[str, str]:
    """One line of the table; `seconds` and `shares` as measured on the finished sound."""
    place = gazetteer.place(recipe.lat, recipe.lon)
    return {
        "key": recipe.key,
        "file": f"{recipe.key}.mp3",
        "lat": f"{recipe.lat:.5f}",
        "lon": f"{recipe.lon:.5f}",
        "city": place.city,
        "country": place.country,
        "country_code": place.country_code,
        "continent": place.continent,
        "seconds": f"{seconds:.2f}",
        **{kind: f"{share:.2f}" for kind, share in shares.items()},
        "title": recipe.title,
        "description": recipe.description,
        "credit": CREDIT,
        "licence": LICENCE,
        "source": SOURCE,
        "fact": FACTS[recipe.key],
    }


def write(rows: Iterable[dict[str, str]], file: Path) -> None:
    """Write the table ordered by key, which reveals nothing about the places."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(rows, key=lambda row: row["key"]))
