"""Serve the stand-in: `python -m tests.stand_ins.model_api --port N [--cost USD] [--ears 1|2]`."""

import argparse
import os

import uvicorn

from tests.stand_ins.hub.connections import Protocol
from tests.stand_ins.model_api import listeners
from tests.stand_ins.model_api.server import KEY, MODEL, Mind, create_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins.model_api", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8001")))
    parser.add_argument("--cost", type=float, help="dollars that each reply reports as its cost")
    parser.add_argument("--ears", choices=["1", "2"], help="answer questions about scenes around the head")
    arguments = parser.parse_args()
    mind = Mind()
    if arguments.ears is not None:
        mind.reply_to = listeners.with_two_ears if arguments.ears == "2" else listeners.with_one_ear
    if arguments.cost is not None:
        mind.usage = lambda number: {"cost": arguments.cost}
    base = f"http://127.0.0.1:{arguments.port}/v1"
    print(f"--base-url {base} --model {MODEL}, with OPENAI_API_KEY={KEY}", flush=True)
    uvicorn.run(create_app(mind), port=arguments.port, http=Protocol, loop="asyncio", log_level="warning")


if __name__ == "__main__":
    main()
