"""Prints which packages a process has loaded. Call it in one that has done what is to be looked at."""

import json
import sys


def main() -> None:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
