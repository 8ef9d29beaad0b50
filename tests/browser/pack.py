"""A pack of two short clips with markup in every text."""

import csv
from pathlib import Path

from game.packs.manifest import AUDIO, COLUMNS, NAME
from tests.builders.recordings import encoded

MARKUP = (
    '<img src=x onerror="window.struck=1"><script>window.struck=1</script>Bells &amp; <b>waves</b>'
    "<a href='javascript:window.struck=1'>here</a>${window.struck=1}{{struck}}"
)
PLACES = ((64.15, -21.94), (-33.86, 151.21))


def write_pack(folder: Path) -> Path:
    (folder / AUDIO).mkdir(parents=True)
    with (folder / NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, (lat, lon) in enumerate(PLACES):
            (folder / AUDIO / f"{number}.mp3").write_bytes(encoded("mp3", seconds=2.0 + number))
            row = {"key": f"clip-{number}", "file": f"{number}.mp3", "lat": lat, "lon": lon}
            texts = dict.fromkeys(("title", "description", "credit", "licence", "source"), MARKUP)
            writer.writerow(row | texts)
    return folder
