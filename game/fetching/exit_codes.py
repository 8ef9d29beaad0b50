"""How a fetch begins and ends for who gave the command: whom it names, what it tells, its exit code."""

import sys
from collections.abc import Callable

from game.fetching.errors import FetchError, Postponed
from game.packs.table import PackError
from game.settings import Settings

INCOMPLETE = 3
INTERRUPTED = 130  # as shells have it for Ctrl-C
CODES = (
    "The exit code is 0 when all is there, 3 when something could not be had, 1 when nothing more can be "
    "fetched until something is mended, 130 after Ctrl-C. The same command goes on where it stopped, "
    "whatever stopped it. docs/fetching.md tells the rest."
)


def introduce(settings: Settings) -> None:
    """Ask a host who has not done so to say whom servers' keepers can write to."""
    if not settings.contact:
        print(
            "Set EARWITNESS_CONTACT, so that those whose servers are asked can write to you.", file=sys.stderr
        )


def ended(fetch: Callable[[], int]) -> int:
    """Run a fetch; its exit code, with what ended it told."""
    try:
        return fetch()
    except Postponed as error:
        print(f"python -m game: {error}.", file=sys.stderr)
        return INCOMPLETE
    except (FetchError, PackError) as error:
        print(f"python -m game: {str(error).rstrip('.')}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on.", file=sys.stderr)
        return INTERRUPTED
