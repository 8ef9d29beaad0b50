"""Prints which packages the game has imported. Call it in a process forked from the parent of games."""

import json

from tests.places_read import IMPORTED


def main() -> None:
    print(json.dumps(sorted({name.partition(".")[0] for name in IMPORTED})))
