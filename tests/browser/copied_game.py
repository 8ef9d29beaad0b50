"""`python app.py` in a copy of the project's folder, forked from a process that has the libraries loaded."""

import importlib
import os
import sys
from pathlib import Path

from tests.forked import Process
from tests.servers import Server, parent_of_games

OURS = ("app", "game", "leaderboard")


class CopiedGame(Server):
    """The game in another folder than the project's."""

    def __init__(self, folder: Path, state: Path, **settings: str) -> None:
        super().__init__(state, **settings)
        self.folder = folder

    def _launch(self) -> Process:
        return parent_of_games().start(f"{__name__}:serve", [str(self.folder)], self._env, self.log)


def serve(arguments: list[str]) -> None:
    """Forget the project's own modules, and run those of a folder."""
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    os.chdir(arguments[0])  # where its commands look for their modules
    sys.path.insert(0, arguments[0])
    importlib.import_module("app").main()
