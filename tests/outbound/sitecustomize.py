"""Imported by Python at start when its folder is on PYTHONPATH: notes every address that is connected to."""

import os
import sys
from pathlib import Path

_notes = Path(os.environ["EARWITNESS_OUTBOUND"])
_EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.sendto"}


def _note(event: str, facts: tuple[object, ...]) -> None:
    if event in _EVENTS:
        with _notes.open("a", encoding="utf-8") as notes:
            notes.write(f"{event} {facts[-1] if event != 'socket.getaddrinfo' else facts[0]}\n")


sys.addaudithook(_note)
