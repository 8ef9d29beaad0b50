"""`--mp3` and `--opus`: how a command is told to encode recordings again."""

import argparse

from game.fetching.reencode import MP3_KBITS, OPUS_KBIT_S, OPUS_KBITS
from game.packs.origin import NOT_EVERYWHERE, Encoding


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--mp3 KBIT_S`` or ``--opus [KBIT_S]``: an `Encoding`, or None, in `encoding`."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--mp3",
        dest="encoding",
        type=_mp3,
        metavar="KBIT_S",
        help="keep mono copies of so many kbit/s instead of the recordings, such as 64; pack.json notes it",
    )
    how.add_argument(
        "--opus",
        dest="encoding",
        type=_opus,
        nargs="?",
        const=Encoding.opus(OPUS_KBIT_S),
        metavar="KBIT_S",
        help=f"the same in Opus, {OPUS_KBIT_S} kbit/s unless said otherwise: smaller still, but "
        f"{NOT_EVERYWHERE}",
    )


def _mp3(raw: str) -> Encoding:
    kbit_s = _number(raw)
    if kbit_s not in MP3_KBITS:
        raise argparse.ArgumentTypeError(f"{raw} is no bit rate of MP3: use {', '.join(map(str, MP3_KBITS))}")
    return Encoding.mp3(kbit_s)


def _opus(raw: str) -> Encoding:
    kbit_s = _number(raw)
    if kbit_s not in OPUS_KBITS:
        raise argparse.ArgumentTypeError(f"{raw} is out of range: use {OPUS_KBITS[0]} to {OPUS_KBITS[-1]}")
    return Encoding.opus(kbit_s)


def _number(raw: str) -> int:
    try:
        return int(raw)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{raw!r} is no whole number of kbit/s") from None
