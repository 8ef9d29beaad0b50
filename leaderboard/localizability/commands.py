"""The commands about how strongly sounds help or mislead: ask judges, and fit."""

from typing import Any

from leaderboard.localizability.contributions_command import add_contributions
from leaderboard.localizability.fit_command import add_fit


def add_commands(commands: Any) -> None:
    """Put the commands on the command line of `python -m leaderboard`."""
    add_contributions(commands)
    add_fit(commands)
