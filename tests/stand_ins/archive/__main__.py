"""Serve the stand-in: `python -m tests.stand_ins.archive --port N --node-port M --state DIR`."""

import argparse
import socket
from pathlib import Path

import uvicorn

from tests.stand_ins.archive.connections import Protocol
from tests.stand_ins.archive.server import create_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins.archive", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--node-port", type=int, default=8001, help="where downloads are redirected to")
    parser.add_argument("--state", type=Path, required=True, help="folder of its log")
    arguments = parser.parse_args()
    print(
        f"EARWITNESS_ARCHIVE=http://127.0.0.1:{arguments.port} "
        f"EARWITNESS_AGL1K=http://127.0.0.1:{arguments.port}/Rising0321/AGL1K/HEAD",
        flush=True,
    )
    app = create_app(arguments.state, f"127.0.0.1:{arguments.node_port}")
    config = uvicorn.Config(
        app, http=Protocol, loop="asyncio", log_level="warning", timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[_bound(arguments.port), _bound(arguments.node_port)])


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


if __name__ == "__main__":
    main()
