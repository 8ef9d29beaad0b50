"""The game as `python app.py` serves it, with a clock that a test moves."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from app import create_app
from game.logs import set_up_logging
from game.server.run import connections_of
from game.server.run import serve as serve_app
from game.settings import Settings
from tests.forked import Process
from tests.servers import Server, parent_of_games


class MovedGame(Server):
    """The game at a time of its own, which goes on as fast as any."""

    def __init__(self, state: Path, **settings: str) -> None:
        super().__init__(state, **settings)
        self._moved_by = state / "clock.txt"

    def set(self, moment: datetime) -> None:
        """Have it be another time, from the next request on."""
        self.state.mkdir(parents=True, exist_ok=True)
        draft = self._moved_by.with_suffix(".new")
        draft.write_text(str(moment.timestamp() - time.time()))
        draft.rename(self._moved_by)

    def _launch(self) -> Process:
        return parent_of_games().start(f"{__name__}:serve", [str(self._moved_by)], self._env, self.log)


def serve(arguments: list[Any]) -> None:
    """Serve the game with the clock that a file moves."""
    moved_by = Path(arguments[0])

    def clock() -> float:
        return time.time() + (float(moved_by.read_text()) if moved_by.exists() else 0.0)

    set_up_logging("game")
    settings = Settings.from_env()
    app = create_app(settings, clock)
    serve_app(app, settings, app.state.deadline, connections_of(settings))
