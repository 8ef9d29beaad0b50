"""How many files the game's process may have open, and how many connections that allows."""

import logging
import resource

MOST_FILES = 65_536
FILES_FOR_ELSE = 150  # the database, pipes to the workers, libraries
MOST_CONNECTIONS = 10_000
log = logging.getLogger("earwitness")


def raise_file_limit() -> int:
    """Let this process open as many files as it may, and return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:
        log.warning("the limit of open files stays at %d: %s", soft, error)
        return soft
    return wanted


def connections_within(files: int) -> int:
    """How many connections fit into a limit of open files; one that plays a recording takes two."""
    return max(10, min(MOST_CONNECTIONS, (files - FILES_FOR_ELSE) * 2 // 3))
