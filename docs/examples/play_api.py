"""Let an audio language model play Earwitness through the public HTTP API, as a declared API client.

    python -m docs.examples.play_api --game http://localhost:7860 --model NAME --base-url URL [--games N]

Run it in the project's folder; it reads the model's key from OPENAI_API_KEY. The game stores every guess with
`client: api`, so it never counts as a person's, neither on the leaderboard nor in the dataset.
"""

import argparse
import asyncio
import base64
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import httpx2

from game.backoff import Backoff
from leaderboard.evaluation.answer_parser import ParsedAnswer, parse_answer
from leaderboard.evaluation.client import Client, Unanswered, asked_to_wait
from leaderboard.evaluation.completion import read_completion
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.sound import sound_of

MODE = "random"
UNANSWERED = {408, 429, 500, 502, 503, 504}
MOST_TRIES, PAUSES = 10, Backoff(first_seconds=1.0, longest_seconds=30.0)


class Game:
    """A player in the game at the other end of a connection."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http
        joined = self._call("POST", "/api/players", {"client": "api", "consent": False}).json()
        self._http.headers["X-Earwitness-Player"] = joined["player"]
        self.pseudonym = joined["pseudonym"]

    def rounds(self) -> Iterator[dict[str, Any]]:
        """Play one game; the next round is dealt after the last one is closed."""
        game = self._call("POST", "/api/games", {"mode": MODE}).json()
        for _ in range(game["rounds"]):
            yield self._call("POST", f"/api/games/{game['game']}/rounds").json()

    def sound(self, dealt: dict[str, Any]) -> bytes:
        """Fetch what is to be heard; it carries neither name nor tags."""
        return self._call("GET", dealt["audio"]).content

    def guess(self, dealt: dict[str, Any], said: ParsedAnswer) -> dict[str, Any]:
        """Guess where it was, or say that the model cannot tell; what is revealed then."""
        there = said.lat is not None and said.lon is not None and abs(said.lat) <= 90 and abs(said.lon) <= 180
        path = f"/api/rounds/{dealt['round']}/{'guess' if there else 'skip'}"
        reveal: dict[str, Any] = self._call(
            "POST", path, {"lat": said.lat, "lon": said.lon} if there else None
        ).json()
        return reveal

    def _call(self, method: str, path: str, body: object = None) -> httpx2.Response:
        """Call the game; where nobody answers, or it asks to wait, call again: every call may be repeated."""
        for tries in range(1, MOST_TRIES):
            pause = PAUSES.pause_seconds(tries)
            with suppress(httpx2.TransportError):
                reply = self._http.request(method, path, json=body)
                if reply.status_code not in UNANSWERED:
                    return reply.raise_for_status()
                pause = asked_to_wait(reply.headers) or pause
            time.sleep(pause)
        return self._http.request(method, path, json=body).raise_for_status()


async def ask(client: Client, sound: bytes) -> ParsedAnswer:
    """Ask the model in the benchmark's words."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "round"
        file.write_bytes(sound)
        sent = sound_of(file, None, None)
    audio = {"data": base64.b64encode(sent.data).decode(), "format": sent.format}
    content = [{"type": "text", "text": PROMPT}, {"type": "input_audio", "input_audio": audio}]
    return parse_answer(read_completion(await client.ask([{"role": "user", "content": content}])).text)


async def play(address: str, client: Client, games: int) -> None:
    """Play games one after the other, and print each round."""
    with httpx2.Client(base_url=address, timeout=60) as http:
        game = Game(http)
        print(f"Playing as {game.pseudonym}, an API client.")
        for dealt in chain.from_iterable(game.rounds() for _ in range(games)):
            said = await ask(client, game.sound(dealt))
            reveal = game.guess(dealt, said)
            where = ", ".join(filter(None, (said.city, said.country))) or "cannot tell"
            score = f"{reveal['distance_km']:,.0f} km off, {reveal['geoscore']:,.0f} points"
            print(f"Round {dealt['number']}: {where}; it was {reveal['truth']['country']}: {score}.")


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--game", default="http://localhost:7860", help="the game's address (%(default)s)")
    parser.add_argument("--model", required=True, help="the model's name in its API")
    parser.add_argument("--base-url", required=True, help="address of the model's API")
    parser.add_argument("--games", type=int, default=1, help="how many games to play (%(default)s)")
    chosen = parser.parse_args()
    client = Client(chosen.base_url, os.environ.get("OPENAI_API_KEY", ""), chosen.model)
    try:
        await play(chosen.game, client, chosen.games)
    except Unanswered as error:
        raise SystemExit(f"{chosen.model} does not answer: {error}") from error
    finally:
        await client.close()


if __name__ == "__main__":
    asyncio.run(main())
