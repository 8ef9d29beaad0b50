"""Python imports this at start when its folder is on PYTHONPATH: it logs every address connected to.

The log is the file that EARWITNESS_OUTBOUND names when a connection is made.
"""

import os
import sys
from pathlib import Path

_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.sendto"}


def _note(event: str, facts: tuple[object, ...]) -> None:
    if event in _EVENTS:
        with Path(os.environ["EARWITNESS_OUTBOUND"]).open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {facts[-1] if event != 'socket.getaddrinfo' else facts[0]}\n")


sys.addaudithook(_note)
