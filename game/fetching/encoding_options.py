"""`--mp3` and `--opus`, the options to re-encode recordings."""

import argparse

from game.fetching.reencode import MP3_KBITS, OPUS_KBIT_S, OPUS_KBITS
from game.packs.origin import NOT_EVERYWHERE, Encoding


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """Add ``--mp3 KBIT_S`` and ``--opus [KBIT_S]``: they set ``encoding`` to an `Encoding`, or None."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--mp3",
        dest="encoding",
        type=_mp3,
        metavar="KBIT_S",
        help="keep mono MP3 copies at this bit rate, such as 64, not the originals; pack.json records it",
    )
    how.add_argument(
        "--opus",
        dest="encoding",
        type=_opus,
        nargs="?",
        const=Encoding.opus(OPUS_KBIT_S),
        metavar="KBIT_S",
        help=f"the same in Opus, by default at {OPUS_KBIT_S} kbit/s: smaller still, but {NOT_EVERYWHERE}",
    )


def _mp3(raw: str) -> Encoding:
    kbit_s = _number(raw)
    if kbit_s not in MP3_KBITS:
        raise argparse.ArgumentTypeError(
            f"{raw} is not an MP3 bit rate: use {', '.join(map(str, MP3_KBITS))}"
        )
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
        raise argparse.ArgumentTypeError(f"{raw!r} is not a whole number of kbit/s") from None
