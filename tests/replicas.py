"""Several games on one PostgreSQL database, which tests kill and start again."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers import Server

KEY = "a key that all games on the database have"


@contextmanager
def games_on(url: str, folders: Sequence[Path], **settings: str) -> Iterator[list[Server]]:
    """Start games at once, each with its state folder, and stop them when the block is left.

    Parameters
    ----------
    folders : sequence of Path
        Several games may share one.
    **settings
        Environment variables of all of them.
    """
    env = {"EARWITNESS_DATABASE": url, "EARWITNESS_SECRET": KEY, **settings}
    games = [Server(folder, **env) for folder in folders]
    with ExitStack() as running, ThreadPoolExecutor(len(games)) as pool:
        for game in games:
            game.prepare()
        list(pool.map(Server.start, games))
        for game in games:
            running.callback(game.stop)
        yield games
