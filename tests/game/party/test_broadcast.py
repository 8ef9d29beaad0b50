"""What waits for a connection that is read slowly."""

import asyncio

from game.party.broadcast import MOST_WAITING, TOO_MUCH, Audience, Connection


class Line:
    """A connection that is read as soon as `is_read` is set."""

    def __init__(self) -> None:
        self.is_read = asyncio.Event()
        self.sent: list[str] = []
        self.code = 0

    async def send_text(self, data: str) -> None:
        await self.is_read.wait()
        self.sent.append(data)

    async def close(self, code: int = 1000) -> None:
        await self.is_read.wait()
        self.code = code


def test_a_slow_reader_is_dropped_and_holds_up_nobody():
    async def watch() -> None:
        slow, quick = Line(), Line()
        quick.is_read.set()
        audience, connections = Audience(), (Connection(1), Connection(2))
        for connection in connections:
            audience.add(connection)
        writers = [
            asyncio.create_task(connection.write_to(line))
            for connection, line in zip(connections, (slow, quick), strict=True)
        ]
        for _ in range(2 * MOST_WAITING):
            audience.send({"type": "pong"})
            await asyncio.sleep(0)
        while len(quick.sent) < 2 * MOST_WAITING:
            await asyncio.sleep(0)
        assert slow.sent == []
        slow.is_read.set()
        await writers[0]
        assert slow.code == TOO_MUCH and len(slow.sent) <= 1
        writers[1].cancel()

    asyncio.run(watch())


def test_what_waits_is_sent_before_a_connection_closes():
    async def watch() -> None:
        line, connection = Line(), Connection(1)
        line.is_read.set()
        connection.send("last")
        connection.close(4003)
        connection.send("never")
        await connection.write_to(line)
        assert (line.sent, line.code) == (["last"], 4003)

    asyncio.run(watch())
