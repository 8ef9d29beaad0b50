"""Write agl1k_constants.json: scores on AGL1K's clips of baselines that hear nothing.

    python -m data.build.constants SCHEMA    # from the project's root; AGL1K's geoLocalization_schema.csv

Takes a few seconds. The figures are computed from the clips' places; the file contains no clip.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km, geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.baselines import BEST, DRAWS, SEED, baseline_entrants
from leaderboard.entrants.best_point import best_point
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.measures import measure_parts
from leaderboard.scoring.rows import Truth

TARGET = Path(__file__).parents[1] / "agl1k_constants.json"
SOURCE = "Computed by Earwitness on AGL1K's schema of 2026-01-06."
_DECIMALS = 6


def work_out(schema: Path) -> dict[str, Any]:
    """Score the baselines on the schema's clips, and find the best points over all clips."""
    gazetteer = Gazetteer.load()
    clips = read_clips(schema)
    truth = Truth.of(clips, gazetteer)
    entrants = baseline_entrants(truth, gazetteer, NameRules.load(), np.random.default_rng(SEED))
    return {
        "source": SOURCE,
        "made_by": "python -m data.build.constants",
        "clips": len(clips),
        "seed": SEED,
        "draws_per_clip": DRAWS,
        "entrants": [_row(entrant) for entrant in entrants],
        "found_and_scored_on_all_clips": {key: _in_sample(truth, key) for key in BEST},
    }


def _row(entrant: Entrant) -> dict[str, Any]:
    figures = {
        part: {
            metric: round(figure, _DECIMALS) for metric, figure in measured.items() if not math.isnan(figure)
        }
        for part, measured in measure_parts(entrant.rows, entrant.units).items()
    }
    return {"key": entrant.key, "name": entrant.name, "note": entrant.note, "figures": figures}


def _in_sample(truth: Truth, key: str) -> dict[str, float]:
    lat, lon = best_point(truth.lat, truth.lon, BEST[key])
    distance = distance_km(truth.lat, truth.lon, lat, lon)
    figures = {
        "lat": lat,
        "lon": lon,
        "distance_km": distance.mean(),
        "geoscore": geoscore(distance).mean(),
    }
    return {name: round(float(figure), _DECIMALS) for name, figure in figures.items()}


def main() -> None:
    """Write the file from the schema named on the command line."""
    figures = work_out(Path(sys.argv[1]))
    TARGET.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
