"""`python -m leaderboard standings --from` a published dataset, in a folder or on the Hub."""

import json
from collections.abc import Iterable
from pathlib import Path

from tqdm import tqdm

from game.logs import set_up_logging
from game.packs.hub_address import SCHEME
from game.players.host_key import FILE, host_key
from game.players.identity import Registry
from game.settings import Settings
from leaderboard.board.standings import Standing
from leaderboard.board.text_table import format_table
from leaderboard.dataset.dataset_board import NO_RESAMPLING, board_of, to_dict, warn
from leaderboard.dataset.engine import Name, running
from leaderboard.dataset.published_files import is_dataset, published_files
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark


def is_published(source: str) -> bool:
    """Whether standings are asked for from a published dataset, rather than from a study's archive."""
    return source.startswith(SCHEME) or is_dataset(Path(source))


def print_standings(source: str, engine: Name, settings: Settings, *, as_json: bool) -> int:
    """Print the table of a dataset, on the pack and with the models' answers that the settings name.

    Parameters
    ----------
    source : str
        A folder, or an address on the Hub.

    Raises
    ------
    DatasetError, PackError, GazetteerError
    """
    set_up_logging()
    with running(engine) as works_out:
        folder = _downloaded(source, settings) if source.startswith(SCHEME) else Path(source)
        published = published_files(folder)
        roster = Roster(Benchmark.load(settings), settings.answers)
        board = board_of(published, roster, works_out, _registry(settings), _with_progress_bar)
    warn(published, board.facts)
    described = to_dict(board, roster)
    if as_json:
        print(json.dumps(described, indent=2, allow_nan=False))
    else:
        print("\n".join(format_table(board.rows, described["lead"], described["notes"], NO_RESAMPLING)))
    return 0


def _downloaded(address: str, settings: Settings) -> Path:
    from leaderboard.dataset.hub_copy import download  # the Hub's client takes half a second

    return download(address, settings.state / "datasets", settings.hub_token)


def _registry(settings: Settings) -> Registry | None:
    """The registry of the host's key, where that is at hand."""
    if not settings.secret and not (settings.state / FILE).exists():
        return None
    return Registry(host_key(settings.secret, settings.state))


def _with_progress_bar(rows: Iterable[Standing], most: int) -> Iterable[Standing]:
    bar: Iterable[Standing] = tqdm(rows, "Adding up people's rounds", most, unit=" rows", disable=None)
    return bar
