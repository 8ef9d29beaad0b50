"""What the leaderboard is measured on: a pack as large as AGL1K, models' answers, stores full of guesses."""

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

# AGL1K's clips by continent; its six in the Vatican, which it puts on none, are among Europe's.
CONTINENTS = {
    "Europe": 928,
    "Asia": 295,
    "North America": 146,
    "Africa": 42,
    "Oceania": 17,
    "South America": 16,
}
# Shares of AGL1K's clips in which a sound is heard.
HEARD = {"speech": 0.71, "animal": 0.30, "music": 0.21, "nature": 0.36, "things": 0.69}
EACH = 50  # guesses of a player
REASONING = (
    "Voices near the microphone speak what sounds like a local language, and a tram rings twice. " * 12
)
AGE_SECONDS = 600.0  # of the newest guess, so that what is guessed from now on comes later
RECORDING = "clip.mp3"


@dataclass(frozen=True, slots=True)
class Stage:
    """A pack and the answers of 16 models to its clips.

    Attributes
    ----------
    folder : Path
        In which all of it is, and the state folders that are filled.
    """

    folder: Path
    clips: tuple[Clip, ...]

    @classmethod
    def made(cls, folder: Path) -> "Stage":
        """Make it, the same each time."""
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
        """The settings that a server needs."""
        return {
            "EARWITNESS_PACK": str(self.folder / "pack"),
            "EARWITNESS_ANSWERS": str(self.folder / "answers"),
        }

    def filled(self, guesses: int) -> Path:
        """A new state folder with so many guesses, of `EACH` a player."""
        state = self.folder / f"state-{guesses}"
        state.mkdir()
        rng = np.random.default_rng(guesses)
        since = time.time() - AGE_SECONDS - 0.1 * guesses
        url = f"sqlite:///{state / 'earwitness.db'}"
        seed_guesses(url, self.clips, guesses // EACH, EACH, rng=rng, since=since, pack="pack")
        return state


def _write_pack(folder: Path, rng: np.random.Generator) -> None:
    """Towns of the world as clips; they share one recording, which is listened to by nobody."""
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
    points = np.column_stack([places["lat"], places["lon"]])
    chosen = [
        rng.choice(np.flatnonzero(continent == name), clips, replace=False)
        for name, clips in CONTINENTS.items()
    ]
    found: list[list[float]] = points[np.concatenate(chosen)].round(5).tolist()
    return found


def _write_model(
    folder: Path, clips: tuple[Clip, ...], spread: float, gazetteer: Gazetteer, rng: np.random.Generator
) -> None:
    """Answers that are off by so many degrees, as AGL1K keeps them."""
    off = rng.normal(0, spread, (2, len(clips)))
    lats = np.clip([clip.lat for clip in clips] + off[0], -89, 89).round(4).tolist()
    lons = [round(wrap_lon(clip.lon + by), 4) for clip, by in zip(clips, off[1], strict=True)]
    told = zip(clips, lats, lons, gazetteer.places(lats, lons), strict=True)
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
        for clip, lat, lon, place in told
    )
    write_answers(folder, rows)
