"""A game that fetches its pack: the real command, against the stand-in for the Internet Archive."""

import json
import subprocess
import sys

import pytest

from game import setting_types
from game.fetching.reencode import MP3_KBITS
from game.packs.agl1k import read_agl1k
from game.play import pack_reloader
from game.processes.fetch_process import fetch_environment
from game.project_files import ROOT
from game.settings import Settings
from tests.builders.recordings import AGL1K
from tests.builders.running_game import Player, running
from tests.processes import alive, descendants, wait_for

SENDS = """
import asyncio
from game.processes.fetch_process import FetchProcess, fetch_command, fetch_environment
from game.settings import Settings

settings = Settings.from_env()
asyncio.run(FetchProcess(fetch_environment(settings), fetch_command(settings)).run_until_complete())
"""
pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(pack_reloader, "FIRST_POLL_SECONDS", 0.1)
    monkeypatch.setattr(pack_reloader, "POLL_SECONDS", 0.1)


def test_a_game_without_recordings_has_them_fetched_and_plays_them(archive, tmp_path, hasty):
    env = archive.environment | {"EARWITNESS_FETCH": "agl1k", "EARWITNESS_FETCH_CLIPS": "23"}
    with running(tmp_path, **env) as client:
        ready = lambda: client.get("/readyz").json()  # noqa: E731
        assert ready()["pack"]["name"] == "demo"
        assert ready()["fetching"]["of"] == 23
        wait_for(lambda: ready()["fetching"]["state"] == "complete", 60)
        pack = wait_for(lambda: ready()["pack"]["playable"] == 23 and ready()["pack"])
        assert (pack["name"], pack["missing"], pack["unreadable"]) == ("agl1k", 0, 0)
        reveals = Player(client).play()
    clips = {clip.key: clip for clip in read_agl1k(AGL1K)}
    for reveal in reveals:
        clip = clips[reveal["clip"]["key"]]
        assert reveal["truth"]["lat"] == clip.lat
        assert reveal["clip"]["licence"]
    sample = json.loads((tmp_path / "packs" / "agl1k" / "pack.json").read_text())["sample"]
    assert sample["clips"] == 23
    assert {reveal["clip"]["key"] for reveal in reveals} <= set(sample["keys"])


def test_when_whoever_sent_it_is_killed_the_fetch_ends_as_by_ctrl_c_and_the_next_one_goes_on(
    archive, tmp_path
):
    archive.fail("/items/", drip=0.1, times=None)
    env = archive.environment | {"EARWITNESS_FETCH": "agl1k", "EARWITNESS_FETCH_CLIPS": "2"}
    settings = Settings.from_env({**env, "EARWITNESS_STATE": str(tmp_path)})
    log_file = tmp_path / "fetch.log"

    def start_sender():
        with log_file.open("ab") as log:
            command = (sys.executable, "-c", SENDS)
            return subprocess.Popen(command, env=fetch_environment(settings) | env, cwd=ROOT, stderr=log)

    sender = start_sender()
    (part,) = wait_for(lambda: list(tmp_path.rglob("audios/*.part"))[:1], 60)
    pids = list(descendants(sender.pid))
    assert pids
    sender.kill()
    sender.wait()
    wait_for(lambda: not alive(pids))
    assert part.exists()
    assert b"Run the same command again to resume" in log_file.read_bytes()
    archive.heal()
    assert start_sender().wait(60) == 0
    assert not part.exists()
    assert len(list((tmp_path / "packs" / "agl1k" / "audios").glob("*.mp3"))) == 2


def test_the_bit_rates_that_a_host_may_ask_for_are_those_that_can_be_made():
    assert setting_types.MP3_KBITS == MP3_KBITS


def test_the_fetching_process_knows_no_secret_and_no_database_but_the_proxy(tmp_path):
    settings = Settings.from_env({"EARWITNESS_STATE": str(tmp_path), "EARWITNESS_FETCH": "agl1k"})
    secrets = {
        "EARWITNESS_METRICS_TOKEN": "a token",
        "EARWITNESS_SECRET": "s" * 32,
        "HF_TOKEN": "hf_x",
        "PGPASSWORD": "p",
        "AWS_SECRET_ACCESS_KEY": "x",
    }
    env = fetch_environment(settings, secrets | {"https_proxy": "http://proxy:3128", "PATH": "/bin"})
    assert not {*secrets, "EARWITNESS_DATABASE"} & set(env)
    assert (env["https_proxy"], env["PATH"]) == ("http://proxy:3128", "/bin")
