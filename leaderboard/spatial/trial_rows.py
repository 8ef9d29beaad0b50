"""Trials of people around the head, read from the store beside a running game."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from game.spatial.trials import ANSWERED
from game.store.database import reading_connection
from game.store.spatial_tables import spatial_trials
from leaderboard.guesses import queries
from leaderboard.spatial.trials import Trials, counted

_NEEDED = (
    *("pack", "pack_hash", "item", "family", "task", "level", "kind", "track", "rendering", "practice"),
    *("azimuth", "elevation", "distance_m", "option", "number_answered", "headphones_check", "sides_check"),
    *("true_azimuth", "true_elevation", "true_distance_m", "true_option", "true_number", "why_not"),
)


class TrialReader:
    """Reads all trials that count, again only once some were closed or withdrawn.

    Parameters
    ----------
    url : str
        Of the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._extent: tuple[int, float | None] | None = None
        self.trials: Trials = counted([])

    def refresh(self) -> bool:
        """Read what there is, and say whether it has changed.

        Raises
        ------
        StoreUnavailable
            If the database cannot be read now.
        """
        with reading_connection(self._url) as connection:
            found = (0, None) if connection is None else queries.extent_of_trials(connection)
            if found == self._extent:
                return False
            self.trials = counted(_rows(connection) if connection is not None and found[0] else [])
        self._extent = found
        return True


def _rows(connection: Connection) -> list[Mapping[str, Any]]:
    columns = [spatial_trials.c[name] for name in _NEEDED]
    chosen = select(*columns, spatial_trials.c.player_id.label("player")).where(
        spatial_trials.c.status == ANSWERED,
        spatial_trials.c.practice.is_(False),
        spatial_trials.c.consent_version.is_not(None),
    )
    found = connection.execute(chosen.order_by(spatial_trials.c.touched_at)).mappings()
    return [{**row, "counts": not row["why_not"]} for row in found]
