"""What libmpg123 prints on standard error about each damaged frame: kept out of the log, and summed up.

It prints from C, where no setting of libsndfile reaches. So while samples are decoded, file descriptor 2
is a pipe, whose reader passes on everything but these lines.
"""

import logging
import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("earwitness.sound")

_MARK = b"[src/libmpg123/"
_QUIET_SECONDS = 1.0  # after which lines are summed up
_READ = 1 << 16


class _Messages:
    """The pipe, made when it is first needed, and the thread that reads it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decoding = 0
        self._pipe: int | None = None
        self._stderr = -1  # the real one

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Put the pipe in the place of standard error; other threads may do so at the same time."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            self._decoding += 1
            if self._decoding > 1:
                return
            if self._pipe is None:
                self._start()
            stderr = os.dup(2)
            if self._stderr >= 0:
                os.dup2(stderr, self._stderr)
                os.close(stderr)
            else:
                self._stderr = stderr
            os.dup2(self._pipe or 2, 2)

    def _leave(self) -> None:
        with self._lock:
            self._decoding -= 1
            if not self._decoding:
                os.dup2(self._stderr, 2)

    def _start(self) -> None:
        reader, self._pipe = os.pipe()
        threading.Thread(target=self._read, args=(reader,), name="decoder messages", daemon=True).start()

    def _read(self, reader: int) -> None:
        rest, count, first = b"", 0, ""
        arrivals = select.poll()  # select() takes no descriptor over 1023, as many connections make it
        arrivals.register(reader, select.POLLIN)
        while True:
            if not arrivals.poll(1000 * _QUIET_SECONDS if count else None):
                log.warning("the MP3 decoder complained %d times, first: %s", count, first)
                count = 0
                continue
            *lines, rest = (rest + os.read(reader, _READ)).split(b"\n")
            for line in lines:
                if line.startswith(_MARK):
                    first = first if count else line.decode(errors="replace")
                    count += 1
                else:
                    os.write(self._stderr, line + b"\n")
            if rest and not rest.startswith(_MARK[: len(rest)]):
                os.write(self._stderr, rest)
                rest = b""


_messages = _Messages()


@contextmanager
def caught() -> Iterator[None]:
    """Catch what the decoder prints within the block."""
    with _messages.caught():
        yield


def _forget() -> None:
    """A forked process has no thread that reads the pipe; it makes its own."""
    global _messages
    _messages = _Messages()


os.register_at_fork(after_in_child=_forget)
