"""`python -m game` where no file can grow beyond 60 kB, as on a disk that is nearly full."""

import resource
import signal

from game import __main__ as game


def main(arguments: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return game.main(arguments)
