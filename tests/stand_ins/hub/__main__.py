"""Serve the stand-in: `python -m tests.stand_ins.hub --port N --state DIR [--fail PROBABILITY --seed S]`."""

import argparse
from pathlib import Path

import uvicorn

from tests.stand_ins.hub.access import WRITER
from tests.stand_ins.hub.connections import Protocol
from tests.stand_ins.hub.server import create_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins.hub", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--state", type=Path, required=True, help="folder of its repositories; kept between runs"
    )
    parser.add_argument("--fail", type=float, default=0.0, help="probability with which a call fails")
    parser.add_argument("--seed", type=int, default=0, help="of the failures that come by chance")
    arguments = parser.parse_args()
    print(
        f"seed {arguments.seed}; HF_ENDPOINT=http://127.0.0.1:{arguments.port} HF_TOKEN={WRITER}", flush=True
    )
    app = create_app(arguments.state)
    app.state.faults.by_chance(arguments.fail, [], [], arguments.seed)
    uvicorn.run(
        app,
        port=arguments.port,
        http=Protocol,
        loop="asyncio",
        log_level="warning",
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
