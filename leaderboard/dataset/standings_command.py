"""`python -m leaderboard standings --from` a published dataset, in a folder or on the Hub."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from game.json_types import Json
from game.logs import set_up_logging
from game.packs.hub_address import SCHEME
from game.players.host_key import FILE, host_key
from game.players.identity import Registry
from game.settings import Settings
from leaderboard.board.text_table import format_same_clips, format_table
from leaderboard.dataset.crowds import Step
from leaderboard.dataset.dataset_board import (
    Rounds,
    board_of,
    rounds_of,
    same_clips_of,
    to_dict,
    warn,
)
from leaderboard.dataset.engine import Engine, Name, running
from leaderboard.dataset.published_files import is_dataset, published_files
from leaderboard.dataset.resampling import Resampling
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark


def is_published(source: str) -> bool:
    """Whether standings are asked for from a published dataset, rather than from a study's archive."""
    return source.startswith(SCHEME) or is_dataset(Path(source))


def print_standings(
    source: str, engine: Name, settings: Settings, resampling: Resampling, *, as_json: bool
) -> int:
    """Print the table of a dataset, on the pack and with the models' answers that the settings name.

    Parameters
    ----------
    source : str
        A folder, or an address on the Hub.

    Raises
    ------
    DatasetError, PackError, GazetteerError
    """
    with _rounds(source, engine, settings) as (rounds, roster, works_out):
        board = board_of(rounds, roster, works_out, resampling, _with_progress_bar)
    described = to_dict(board, roster)
    lines = format_table(board.rows, described["lead"], described["notes"], board.intervals)
    _print(described, lines, as_json=as_json)
    return 0


def print_same_clips(
    source: str, engine: Name, settings: Settings, keys: Sequence[str], *, as_json: bool
) -> int:
    """Print how entrants with these keys compare with the people of a dataset; without keys, all models.

    Raises
    ------
    DatasetError, PackError, GazetteerError, UnknownEntrant
    """
    with _rounds(source, engine, settings) as (rounds, roster, works_out):
        comparison = same_clips_of(rounds, roster, works_out, keys)
    _print(comparison, format_same_clips(comparison), as_json=as_json)
    return 0


@contextmanager
def _rounds(source: str, engine: Name, settings: Settings) -> Iterator[tuple[Rounds, Roster, Engine]]:
    """A dataset's rounds, and the roster that they are compared with, as long as the engine runs."""
    set_up_logging()
    with running(engine) as works_out:
        folder = _downloaded(source, settings) if source.startswith(SCHEME) else Path(source)
        published = published_files(folder)
        roster = Roster(Benchmark.load(settings), settings.answers)
        rounds = rounds_of(published, roster.benchmark, works_out, _registry(settings))
        yield rounds, roster, works_out
    warn(published, rounds.facts)


def _print(described: Json, lines: Iterable[str], *, as_json: bool) -> None:
    print(json.dumps(described, indent=2, allow_nan=False) if as_json else "\n".join(lines))


def _downloaded(address: str, settings: Settings) -> Path:
    from leaderboard.dataset.hub_copy import download  # the Hub's client takes half a second

    return download(address, settings.state / "datasets", settings.hub_token)


def _registry(settings: Settings) -> Registry | None:
    """The registry of the host's key, where that is at hand."""
    if not settings.secret and not (settings.state / FILE).exists():
        return None
    return Registry(host_key(settings.secret, settings.state))


def _with_progress_bar(steps: Iterable[Step], most: int, what: str) -> Iterable[Step]:
    bar: Iterable[Step] = tqdm(steps, what, most, disable=None)
    return bar
