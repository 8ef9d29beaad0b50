"""`python -m game annotate` over HTTP: blinded answers, labels that last, and doors that stay closed."""

import json
import os
import re
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from game.annotation.labels import read_labels
from tests.builders.wrong_answers import write_model, write_pack, write_people
from tests.databases import databases
from tests.forked import Forked
from tests.game_commands import keeping_game
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def host(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("host")
    state = folder / "state"
    state.mkdir()
    pack = write_pack(folder / "four")
    write_people(databases.url(state), "four")
    answers = write_model(folder / "answers")
    own = {"EARWITNESS_STATE": f"{state}", **databases.environment(state)}
    return {**own, "EARWITNESS_PACK": f"{pack}", "EARWITNESS_ANSWERS": f"{answers}"}


@contextmanager
def rating(host: dict[str, str], *options: str) -> Iterator[tuple[httpx.Client, Forked]]:
    command, env = ["annotate", "--no-browser", *options], {**os.environ, **host}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        log.touch()
        with keeping_game(command, env, log) as (process, _):
            found = wait_for(lambda: re.search(r"^(http\S+)/\?token=(\S+)\n", log.read_text(), re.MULTILINE))
            assert found
            with httpx.Client(base_url=found[1], params={"token": found[2]}, **QUICK_CLIENT) as client:
                yield client, process


def test_a_rater_is_killed_and_goes_on_without_knowing_whose_answers_these_are(host):
    seen = []
    with rating(host, "--rater", "anna") as (client, process):
        state = client.get("/api/state").json()
        assert (state["done"], state["of"], state["can_undo"]) == (0, 5, False)
        for number, cause in enumerate(("bird_bias", "refusal", "none")):
            item = state["item"]
            seen.append(item)
            state = client.post(f"/api/items/{item['id']}", json={"cause": cause}).json()
            assert state["done"] == number + 1 and state["item"]["id"] != item["id"]
        assert client.post("/api/undo").json()["item"] == seen.pop()
        process.send_signal(signal.SIGKILL)
        process.wait()
    labels = read_labels(Path(host["EARWITNESS_STATE"]) / "annotations" / "anna.jsonl")
    assert labels == {seen[0]["id"]: "bird_bias", seen[1]["id"]: "refusal"}
    with rating(host, "--rater", "anna") as (client, _):
        assert client.get("/api/state").json()["done"] == 2
        while state["item"]:
            seen.append(state["item"])
            state = client.post(f"/api/items/{seen[-1]['id']}", json={"cause": "none"}).json()
    shown = json.dumps(seen, ensure_ascii=False)
    assert len({item["id"] for item in seen}) == 5
    assert {name for item in seen for name in item} == {"id", "text", "guess", "truth", "distance_km"}
    assert "gemini" not in shown.lower() and "people" not in shown.lower() and "AI language" not in shown
    texts = sorted(item["text"] for item in seen)
    assert texts[0] == "" and texts[1].startswith("As […], […], I hear magpies")  # a skip says nothing
    assert texts[2:] == ["I cannot tell.", "Language.\nIt sounded German.", "Waves, I was not sure."]
    assert sum(item["guess"] is None for item in seen) == 2


def test_doors_stay_closed_and_the_sound_is_sealed(host):
    with rating(host, "--rater", "ben") as (client, _):
        item = client.get("/api/state").json()["item"]["id"]
        assert 'data-cause="bird_bias" data-key="1"' in client.get("/").text
        audio = client.get(f"/api/items/{item}/audio", headers={"Range": "bytes=0-99"})
        assert (audio.status_code, len(audio.content), audio.headers["content-type"]) == (
            206,
            100,
            "audio/mpeg",
        )
        assert client.post(f"/api/items/{item}", json={"cause": "tired"}).status_code == 404
        assert client.post("/api/items/nothing", json={"cause": "none"}).status_code == 404
        assert client.get("/earwitness/annotate/main.js", params={"token": ""}).status_code == 200
        for path in ("/", "/api/state", f"/api/items/{item}/audio"):
            assert client.get(path, params={"token": "guessed"}).status_code == 403, path
            assert client.get(path, headers={"Host": "evil.example"}).status_code == 400, path
        assert client.post("/api/undo", params={"token": ""}).status_code == 403
