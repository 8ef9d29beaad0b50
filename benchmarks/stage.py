"""Data for the leaderboard's benchmarks: a pack of AGL1K's size, models' answers, stores full of guesses."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from game.geo.gazetteer import Gazetteer, filled_labels
from game.geo.geodesy import wrap_lon
from game.packs.clip import SOUNDS, Clip
from game.packs.loading import load_pack
from game.packs.manifest import AUDIO, COLUMNS, NAME
from game.project_files import DATA
from leaderboard.entrants.paper import load_published
from tests.builders.answer_files import answer, write_answers
from tests.builders.recordings import encoded
from tests.builders.stored_guesses import seed_guesses

# AGL1K's clips by continent; its six in the Vatican, which have none, count as Europe's.
CONTINENTS = {
    "Europe": 928,
    "Asia": 295,
    "North America": 146,
    "Africa": 42,
    "Oceania": 17,
    "South America": 16,
}
# Share of AGL1K's clips with each sound.
HEARD = {"speech": 0.71, "animal": 0.30, "music": 0.21, "nature": 0.36, "things": 0.69}
EACH = 50  # guesses per player
REASONING = (
    "Voices near the microphone speak what sounds like a local language, and a tram rings twice. " * 12
)
AGE_SECONDS = 600.0  # age of the newest guess, so that new guesses come later
RECORDING = "clip.mp3"
PARTS_OF_A_DEGREE = 100_000  # in which places.parquet has coordinates


@dataclass(frozen=True, slots=True)
class Stage:
    """A pack and the answers of 16 models to its clips.

    Attributes
    ----------
    folder : Path
        Contains everything, including the filled state folders.
    """

    folder: Path
    clips: tuple[Clip, ...]

    @classmethod
    def made(cls, folder: Path) -> "Stage":
        """Make the stage, the same each time."""
        rng = np.random.default_rng(1)
        _write_pack(folder / "pack", rng)
        gazetteer = Gazetteer.load()
        clips = load_pack(str(folder / "pack"), gazetteer, folder).clips
        for number, model in enumerate(one for one in load_published() if one.kind == "alm"):
            named = folder / "answers" / model.name.replace("/", " ")
            _write_model(named, clips, 5.0 + 3 * number, gazetteer, rng)
        return cls(folder, clips)

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables for a server."""
        return {
            "EARWITNESS_PACK": str(self.folder / "pack"),
            "EARWITNESS_ANSWERS": str(self.folder / "answers"),
        }

    def filled(self, guesses: int) -> Path:
        """A new state folder with this many guesses, `EACH` per player."""
        state = self.folder / f"state-{guesses}"
        state.mkdir()
        rng = np.random.default_rng(guesses)
        since = time.time() - AGE_SECONDS - 0.1 * guesses
        url = f"sqlite:///{state / 'earwitness.db'}"
        seed_guesses(url, self.clips, guesses // EACH, EACH, rng=rng, since=since, pack="pack")
        return state


def _write_pack(folder: Path, rng: np.random.Generator) -> None:
    """Towns of the world as clips; they share one recording, because nobody listens."""
    (folder / AUDIO).mkdir(parents=True)
    (folder / AUDIO / RECORDING).write_bytes(encoded("mp3"))
    with (folder / NAME).open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, restval="")
        table.writeheader()
        for number, (lat, lon) in enumerate(_towns(rng)):
            heard = {sound: int(rng.random() < HEARD[sound]) for sound in SOUNDS}
            table.writerow({"key": f"k{number}", "file": RECORDING, "lat": lat, "lon": lon, **heard})


def _towns(rng: np.random.Generator) -> list[list[float]]:
    places = pq.read_table(DATA / "places.parquet", columns=["lat", "lon", "country_code"])
    continent = np.array([filled_labels(code)[1] for code in places["country_code"].to_pylist()])
    points = np.column_stack([places["lat"], places["lon"]]) / PARTS_OF_A_DEGREE
    chosen = [
        rng.choice(np.flatnonzero(continent == name), clips, replace=False)
        for name, clips in CONTINENTS.items()
    ]
    found: list[list[float]] = points[np.concatenate(chosen)].round(5).tolist()
    return found


def _write_model(
    folder: Path, clips: tuple[Clip, ...], spread: float, gazetteer: Gazetteer, rng: np.random.Generator
) -> None:
    """Answers in AGL1K's format that are off by this many degrees."""
    off = rng.normal(0, spread, (2, len(clips)))
    lats = np.clip([clip.lat for clip in clips] + off[0], -89, 89).round(4).tolist()
    lons = [round(wrap_lon(clip.lon + by), 4) for clip, by in zip(clips, off[1], strict=True)]
    answered = zip(clips, lats, lons, gazetteer.places(lats, lons), strict=True)
    rows = (
        answer(
            clip.key,
            lat=lat,
            lon=lon,
            city=place.city,
            country=place.country,
            continent=place.continent,
            reasoning=REASONING,
        )
        for clip, lat, lon, place in answered
    )
    write_answers(folder, rows)
