"""A pack, wrong answers of people in a store, and of a model in a folder: what raters are given."""

import csv
import json
from pathlib import Path

from game.annotation.candidates import Candidate
from game.packs.manifest import AUDIO, COLUMNS, NAME
from tests.builders.clips import clip
from tests.builders.recordings import encoded
from tests.builders.stored_guesses import write_guesses

PLACES = ((48.85, 2.35), (-33.86, 151.21), (40.42, -3.70), (35.68, 139.76))  # Paris, Sydney, Madrid, Tokyo
REASONING = "As Gemini 2.5 Pro, an AI language model, I hear magpies, and so **Perth**."
MODEL = "google/gemini-2.5-pro"


def write_pack(folder: Path) -> Path:
    """A pack of four short recordings."""
    (folder / AUDIO).mkdir(parents=True)
    (folder / AUDIO / "all.mp3").write_bytes(encoded("mp3"))
    with (folder / NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, (lat, lon) in enumerate(PLACES):
            writer.writerow({"key": f"k{number}", "file": "all.mp3", "lat": lat, "lon": lon})
    return folder


def write_people(url: str, pack: str) -> None:
    """Two wrong rounds with reasons, one without, a right one, a skip, and one that does not count."""
    clips = [clip(number, lat, lon) for number, (lat, lon) in enumerate(PLACES)]
    lat = [52.5, -33.9, 40.4, 41.9, float("nan"), 10.0]
    lon = [13.4, 18.4, -3.7, 12.5, float("nan"), 10.0]
    write_guesses(
        url,
        clips,
        *([0, 0, 0, 1, 1, 1], [0, 1, 2, 2, 3, 1], lat, lon),
        pack=pack,
        clues=[["language"], [], ["music"], [], [], ["animals"]],
        explanation=["It sounded German.", "Waves, I was not sure.", "Castanets.", None, None, "Too quick."],
        why_not=[[], [], [], [], [], ["too_fast"]],
    )


def write_model(folder: Path) -> Path:
    """A model with one wrong answer, one right, one wrong without reasons, and a refusal."""
    answers = [("k1", -41.3, 174.8, REASONING), ("k0", 48.9, 2.4, "French."), ("k2", 10.0, 20.0, "")]
    lines = [_line(key, lat, lon, why) for key, lat, lon, why in answers]
    lines.append(_line("k3", "N/A", "N/A", "I cannot tell."))
    file = folder / MODEL / "seed_0_ABCD.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(lines))
    return folder


def _line(key: str, lat: object, lon: object, reasoning: str) -> str:
    point = {"predicted_latitude": lat, "predicted_longitude": lon}
    names = dict.fromkeys(("predicted_city", "predicted_country", "predicted_continent"), "somewhere")
    return json.dumps({"question_id": key, **point, **names, "reasoning": reasoning})


def candidate(entrant: str, source: str, clip_key: str = "k0") -> Candidate:
    return Candidate(entrant, entrant.title(), source, clip_key, 0.0, 0.0, "why")
