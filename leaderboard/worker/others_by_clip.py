"""Where other people pointed, for reveals: read from the file that the counting process writes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from game.json_types import Json
from leaderboard.worker.others_file import NAME, ClipOthers, read_lines
from leaderboard.worker.reloaded_file import ReloadedFile
from leaderboard.worker.shown_rounds import LEAST

Content = tuple[str, dict[str, ClipOthers]]


class OthersByClip(ReloadedFile[Content]):
    """Other people's points on the clips of one pack.

    Parameters
    ----------
    folder : Path
        The folder that `leaderboard.worker.write_others` writes to.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / NAME, _read, ("", {}), "reveals will not show where others pointed")

    def about(self, row: Mapping[str, Any]) -> Json | None:
        """The reveal's ``others`` for a closed round; None with fewer than five other people.

        Parameters
        ----------
        row : mapping
            The round. If its player is among the people, they are taken out.
        """
        pack, by_clip = self.content
        clip = by_clip.get(row["clip_key"]) if row["pack"] == pack else None
        if clip is None:
            return None
        points, people = clip.points, clip.people
        if row["lat"] is not None:
            points, people = clip.without(row["touched_at"], row["lat"], row["lon"])
        if people < LEAST:
            return None
        return {
            "points": orjson.Fragment(points),
            "people": people,
            "crowd": clip.crowd,
            "closer_than": _closer_than(clip, people, row),
        }


def _closer_than(clip: ClipOthers, people: int, row: Mapping[str, Any]) -> float | None:
    """The share of others who were farther off; None where the player did not guess, or knew the place."""
    if row["status"] != "guessed" or row["revealed_before"]:
        return None
    farther = len(clip.km) - int(np.searchsorted(clip.km, round(row["distance_km"]), "right"))
    return round(farther / people, 4)


def _read(body: bytes) -> Content:
    return read_lines(body.split(b"\n"))
