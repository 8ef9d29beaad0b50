"""The date of replies."""

import time
from collections.abc import Sequence
from email.utils import formatdate

from uvicorn.server import ServerState

Header = tuple[bytes, bytes]


class DateHeader:
    """Renews uvicorn's date as a request comes, so that nothing wakes a server without visitors."""

    def __init__(self) -> None:
        self._second = 0

    def renew(self, state: ServerState, others: Sequence[Header]) -> None:
        """Have the next reply carry the present second.

        Parameters
        ----------
        others : sequence of (name, value)
            Headers that all replies have besides.
        """
        second = int(time.time())
        if second != self._second:
            self._second = second
            state.default_headers = [(b"date", formatdate(second, usegmt=True).encode()), *others]
