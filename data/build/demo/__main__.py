"""Make the demo pack: data/demo/clips.csv and its recordings, all synthesized here.

    sudo apt-get install espeak-ng
    python -m data.build.demo              # from the project's root: the whole pack, about a minute
    python -m data.build.demo demo_7f3a    # some clips only: writes their recordings, not the table

A clip's key is its seed. The same versions of espeak-ng, numpy, scipy and libsndfile on the same kind of
processor give the same bytes; other versions may change the sounds slightly (the pack
was made with espeak-ng 1.51, numpy 2.4.6, scipy 1.17.1 and libsndfile 1.2.2 on x86-64).
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import soundfile

from game.geo.gazetteer import Gazetteer

from . import africa, asia, europe, manifest, north_america, oceania, south_america
from .recipe import Recipe
from .scene import KINDS, Scene
from .sound import RATE, Sound
from .voices import NoVoice, espeak

FOLDER = Path(__file__).parents[2] / "demo"
RECIPES: tuple[Recipe, ...] = tuple(
    recipe
    for continent in (africa, asia, europe, north_america, oceania, south_america)
    for recipe in continent.CLIPS
)
MP3_LEVEL = 0.87  # of libsndfile's scale from 0 to 1: 64 kbit/s, constant, for 32 kHz mono


def paint(recipe: Recipe) -> Scene:
    """Make all the sounds of one clip."""
    scene = Scene(recipe.seconds, np.random.default_rng(int(recipe.key.removeprefix("demo_"), 16)))
    recipe.paint(scene)
    return scene


def write_mp3(sound: Sound, file: Path) -> None:
    """Write mono MP3 without any tag."""
    soundfile.write(
        file,
        sound,
        RATE,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=MP3_LEVEL,
    )


def make(recipe: Recipe, folder: Path, gazetteer: Gazetteer) -> dict[str, str]:
    """Make one recording and its line of the table."""
    scene = paint(recipe)
    file = folder / "audio" / f"{recipe.key}.mp3"
    write_mp3(scene.mix(), file)
    return manifest.row(recipe, soundfile.info(file).duration, scene.shares(), gazetteer)


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m data.build.demo", description="Make the demo pack.")
    parser.add_argument("keys", nargs="*", help="make these recordings only and leave clips.csv as it is")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder of the pack (default: data/demo)")
    options = parser.parse_args()
    unknown = set(options.keys) - {recipe.key for recipe in RECIPES}
    if unknown:
        parser.error(f"no clip is called {', '.join(sorted(unknown))}")
    try:
        espeak()
    except NoVoice as missing:
        sys.exit(str(missing))
    (options.into / "audio").mkdir(parents=True, exist_ok=True)
    gazetteer = Gazetteer.load()
    wanted = [recipe for recipe in RECIPES if not options.keys or recipe.key in options.keys]
    rows = [make(recipe, options.into, gazetteer) for recipe in wanted]
    if not options.keys:
        manifest.write(rows, options.into / "clips.csv")
    for line in rows:
        print(line["key"], line["seconds"], *(f"{kind} {line[kind]}" for kind in KINDS), line["title"])


if __name__ == "__main__":
    main()
