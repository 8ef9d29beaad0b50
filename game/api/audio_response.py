"""Serving a sealed recording, whole or a byte range of it, in chunks that a thread reads."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import islice

import anyio
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from game.api.problems import problem
from game.api.ranges import UnsatisfiableRange, parse_range
from game.sound.sealing import Sealed

BeforeLast = Callable[[], Awaitable[None]]
Locate = Callable[[Sealed], str | None]
_READ_AHEAD = 4  # chunks per hand-over to a thread
_ALWAYS = {"Accept-Ranges": "bytes", "Cache-Control": "private"}
# What every proxy understands as we do, and conditions, which we ignore and a proxy would go by.
_PLAIN_RANGE = re.compile(r"bytes=(\d{1,12}-\d{0,12}|-\d{1,12})", re.ASCII)
_CONDITIONS = {"if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"}


def audio_response(
    sealed: Sealed,
    headers: Mapping[str, str],
    on_sent: Callable[[int], None],
    before_last: BeforeLast | None = None,
    locate: Locate = lambda sealed: None,
) -> Response:
    """Answer a GET or HEAD for a recording with 200, 206 or 416, or have the proxy in front send it.

    A proxy sends only what it sends as we would: the whole, or one plain range that is there. All of that is
    counted at once, though the client may leave before the end.

    There is neither an ETag nor Last-Modified: nothing but media type and size may tell recordings apart.
    So no If-Range can match, and a request with one gets the whole (RFC 9110, section 13.1.5).

    Parameters
    ----------
    headers : mapping of str to str
        The request's, by names in lower case.
    on_sent : callable
        Called in the event loop with the size of each part of the body once that has been sent.
    before_last : callable, optional
        Awaited before the last part is sent, which is then counted before it is sent.
    locate : callable, optional
        Gives the path at which the proxy has a recording, for X-Accel-Redirect; None where it has not.

    Raises
    ------
    AudioError, OSError
        While answering, when the file has changed or is gone; before the first byte if it already was.
    """
    try:
        wanted = None if "if-range" in headers else parse_range(headers.get("range"), sealed.size)
    except UnsatisfiableRange:
        return _Unsatisfiable(sealed)
    if _is_plain(headers, wanted) and (location := locate(sealed)):
        return _HandedOver(sealed, wanted, location, on_sent, before_last)
    return _Audio(sealed, wanted, on_sent, before_last)


def _is_plain(headers: Mapping[str, str], wanted: range | None) -> bool:
    if not _CONDITIONS.isdisjoint(headers.keys()):
        return False
    asked = [value for name, value in headers.items() if name == "range"]
    if not asked:
        return True
    return len(asked) == 1 and wanted is not None and _PLAIN_RANGE.fullmatch(asked[0]) is not None


class _Head(Response):
    """The answer to HEAD, which ignores a Range header: RFC 9110, section 14.2."""

    def __init__(self, sealed: Sealed) -> None:
        size = {"Content-Length": str(sealed.size)}
        super().__init__(headers=_ALWAYS | size, media_type=sealed.media_type)


class _HandedOver(Response):
    """The answer to a proxy that has the recording: it finds the range in the client's request itself."""

    def __init__(
        self,
        sealed: Sealed,
        wanted: range | None,
        location: str,
        on_sent: Callable[[int], None],
        before_last: BeforeLast | None,
    ) -> None:
        self._sealed = sealed
        self._count = partial(on_sent, sealed.size if wanted is None else len(wanted))
        self._before_last = before_last
        headers = _ALWAYS | {"X-Accel-Redirect": location}
        if wanted is None:
            del headers["Accept-Ranges"]  # nginx adds it to the whole, but not to a part
        super().__init__(headers=headers, media_type=sealed.media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await _Head(self._sealed)(scope, receive, send)
            return
        self._count()
        if self._before_last is not None:
            await self._before_last()
        await super().__call__(scope, receive, send)


class _Unsatisfiable(Response):
    """The answer to a range beyond the end."""

    def __init__(self, sealed: Sealed) -> None:
        self._sealed = sealed
        super().__init__(status_code=416)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await _Head(self._sealed)(scope, receive, send)
            return
        size = self._sealed.size
        headers = _ALWAYS | {"Content-Range": f"bytes */{size}"}
        await problem(416, "problem.range_beyond_end", headers, bytes=size)(scope, receive, send)


class _Audio(Response):
    def __init__(
        self,
        sealed: Sealed,
        wanted: range | None,
        on_sent: Callable[[int], None],
        before_last: BeforeLast | None,
    ) -> None:
        self._sealed = sealed
        self._wanted = range(sealed.size) if wanted is None else wanted
        self._on_sent = on_sent
        self._before_last = before_last
        headers = _ALWAYS | {"Content-Length": str(len(self._wanted))}
        if wanted is not None:
            headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{sealed.size}"
        super().__init__(
            status_code=200 if wanted is None else 206, headers=headers, media_type=sealed.media_type
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await _Head(self._sealed)(scope, receive, send)
            return
        with closing(self._sealed.chunks(self._wanted.start, self._wanted.stop)) as chunks:
            first = await run_sync(_take, chunks)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_cancel_when_gone, receive, tasks.cancel_scope)
                await self._stream(first, chunks, send)
                tasks.cancel_scope.cancel()
        if self.background is not None:
            await self.background()

    async def _stream(self, pieces: list[bytes], chunks: Iterator[bytes], send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        left = len(self._wanted)
        while pieces:
            for piece in pieces:
                left -= len(piece)
                body = {"type": "http.response.body", "body": piece, "more_body": True}
                if left or self._before_last is None:
                    await send(body)
                    self._on_sent(len(piece))
                else:
                    self._on_sent(len(piece))
                    await self._before_last()
                    await send(body)
            pieces = await run_sync(_take, chunks)
        await send({"type": "http.response.body"})


def _take(chunks: Iterator[bytes]) -> list[bytes]:
    return list(islice(chunks, _READ_AHEAD))


async def _cancel_when_gone(receive: Receive, reading: anyio.CancelScope) -> None:
    """Stop reading once the client has left: the server would silently take the bytes."""
    while (await receive())["type"] != "http.disconnect":
        pass
    reading.cancel()
