"""An HTTP/1.1 client that uses little CPU compared with the server it measures."""

import asyncio
import time
from typing import NamedTuple

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Reply(NamedTuple):
    """A reply and its two times in seconds, counted from the request."""

    status: int
    body: bytes
    first_byte: float
    whole: float


class Connection:
    """One kept-alive connection, for one request at a time.

    If the server closed the connection meanwhile, the request is sent again on a new one, as browsers do; so
    every request must be safe to repeat.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._wire = _Wire()

    async def ask(self, method: str, path: str, body: bytes = b"", headers: str = "") -> Reply:
        """Send a request and wait for the whole reply.

        Parameters
        ----------
        headers : str
            Further header lines, each ended by CRLF.

        Raises
        ------
        ConnectionError
            When a fresh connection is refused, or lost before the reply is whole.
        """
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n{headers}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        request = f"{head}\r\n".encode() + body
        began = time.perf_counter()
        if self._wire.is_open:
            try:
                return await self._wire.exchange(request, began)
            except ConnectionError:
                if self._wire.got:
                    raise
        _, self._wire = await asyncio.get_running_loop().create_connection(_Wire, self._host, self._port)
        return await self._wire.exchange(request, began)

    def close(self) -> None:
        """Hang up."""
        if self._wire.is_open:
            self._wire.transport.close()


class _Wire(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self) -> None:
        self.is_open = False
        self.got = bytearray()

    async def exchange(self, request: bytes, began: float) -> Reply:
        self.got.clear()
        self._began = began
        self._expected = -1  # bytes of head and body; known once the head has arrived
        self._reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self._expected < 0 and not self._read_head():
            return
        if len(self.got) >= self._expected and not self._reply.done():
            whole = time.perf_counter() - self._began
            status = int(self.got[9:12])
            self._reply.set_result(Reply(status, bytes(self.got[self._body :]), self._first_byte, whole))

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        reply: asyncio.Future[Reply] | None = getattr(self, "_reply", None)
        if reply is not None and not reply.done():
            reply.set_exception(ConnectionError(f"the server hung up: {exc}"))

    def _read_head(self) -> bool:
        """Return whether the head has arrived, perhaps with the first bytes of the body."""
        end = self.got.find(_END_OF_HEAD)
        if end < 0:
            return False
        head = bytes(self.got[:end]).lower()
        at = head.find(_LENGTH)
        length = int(head[at + len(_LENGTH) :].split(b"\r", 1)[0]) if at >= 0 else 0
        self._body = end + len(_END_OF_HEAD)
        if length and len(self.got) == self._body:
            return False
        self._expected = self._body + length
        self._first_byte = time.perf_counter() - self._began
        return True
