"""What every fetch command does at its start and at its end: the contact reminder and the exit code."""

import sys
from collections.abc import Callable

from game.exit_codes import INCOMPLETE, INTERRUPTED
from game.fetching.errors import FetchError, Postponed
from game.packs.table import PackError
from game.settings import Settings

EXIT_CODES = (
    "Exit codes: 0 when everything is there, 3 when something could not be fetched, 1 when nothing more can "
    "be fetched until you fix a problem, 130 after Ctrl-C. Run the same command again to resume. "
    "docs/fetching.md has the details."
)


def remind_of_contact(settings: Settings) -> None:
    """Remind a host who has set no contact address to set one."""
    if not settings.contact:
        print(
            "Set EARWITNESS_CONTACT so that the operators of the servers can write to you.", file=sys.stderr
        )


def run_command(fetch: Callable[[], int]) -> int:
    """Run a fetch and return its exit code; print the error that ended it, if any."""
    try:
        return fetch()
    except Postponed as error:
        print(f"python -m game: {error}.", file=sys.stderr)
        return INCOMPLETE
    except (FetchError, PackError) as error:
        print(f"python -m game: {str(error).rstrip('.')}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to resume.", file=sys.stderr)
        return INTERRUPTED
