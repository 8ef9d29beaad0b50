"""A pack that arrives while the game runs: when it is played, how it grows, and what is kept of it."""

import asyncio
import math
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from game import exit_codes
from game.backoff import Backoff
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.play import pack_reloader, services
from game.play.active_packs import ActivePacks
from game.play.pack_reloader import PackReloader
from game.play.recordings import Recordings
from game.processes import fetch_process, supervisor
from game.processes.fetch_process import FetchProcess, fetch_command
from game.settings import SettingError, Settings
from leaderboard.figures.clip_map import ClipMask
from leaderboard.web.clip_routes import ClipMasks
from tests.builders.running_game import Player, running, running_with_page, write_pack
from tests.databases import databases, rows
from tests.processes import counting, wait_for

pytestmark = pytest.mark.slow

POINTS = [(10.0 + 2 * number, 20.0) for number in range(30)]
PATIENCE_SECONDS = 30
FETCHES = (sys.executable, "-c", "import sys; sys.stdin.read()")  # until the game closes its input


def ends_with(code):
    return sys.executable, "-c", f"raise SystemExit({code})"


class Parcel:
    """A pack with its table in place and its recordings away until a test brings them."""

    def __init__(self, state):
        self.folder = write_pack(state / "packs" / "agl1k", POINTS)
        self.away = state / "away"
        (self.folder / "audio").rename(self.away)
        (self.folder / "audio").mkdir()

    def bring(self, *numbers):
        for number in numbers:
            name = f"{number}.mp3"
            (self.away / name).rename(self.folder / "audio" / name)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def parcel(state, monkeypatch):
    monkeypatch.setattr(pack_reloader, "FIRST_POLL_SECONDS", 0.05)
    monkeypatch.setattr(pack_reloader, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(services, "fetch_command", lambda settings: FETCHES)
    return Parcel(state)


def opened(state, **env):
    return running(state, EARWITNESS_FETCH="agl1k", **env)


def until(client, **expected):
    """The body of /readyz, once it reports these values of fetching."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < limit:
        ready = client.get("/readyz").json()
        if ready["fetching"].items() >= expected.items():
            return ready
        time.sleep(0.02)
    raise AssertionError(f"{ready['fetching']} never became {expected}")


def stored(state):
    return rows(databases.url(state), "SELECT * FROM rounds ORDER BY touched_at")


def hash_now(parcel, state):
    return load_pack(str(parcel.folder), Gazetteer.load(), state).hash


# ---- in a game


def test_the_demo_is_played_until_twenty_clips_are_there_and_how_far_it_is_can_be_seen(state, parcel):
    parcel.bring(*range(7))
    with running_with_page(state, EARWITNESS_FETCH="agl1k") as client:
        ready = until(client, clips=7)
        expected = {"state": "fetching", "why": "", "clips": 7, "of": 30, "opens_at": 20, "played": False}
        assert ready["fetching"] == expected
        assert ready["pack"]["name"] == "demo"
        assert (
            "&quot;coming&quot;: &#123;&quot;clips&quot;: 7, &quot;opens_at&quot;: 20&#125;"
            in client.get("/").text
        )
        parcel.bring(*range(7, 19))
        assert until(client, clips=19)["pack"]["name"] == "demo"
        parcel.bring(19)
        pack = until(client, clips=20, played=True)["pack"]
        assert pack.items() >= {"name": "agl1k", "playable": 20, "missing": 10, "unreadable": 0}.items()
        page = client.get("/").text
        assert "&quot;coming&quot;: null" in page
        assert "&quot;synthetic&quot;: false" in page


def test_a_game_begun_on_the_demo_ends_on_it_and_the_next_one_is_of_the_pack(state, parcel):
    with opened(state) as client:
        player = Player(client)
        game = player.start()
        first = player.deal(game["game"])
        parcel.bring(*range(20))
        until(client, clips=20, played=True)
        assert player.deal(game["game"]) == first
        player.guess(first["round"])
        for _ in range(game["rounds"] - 1):
            player.guess(player.deal(game["game"])["round"])
        player.play()
    assert [row["pack"] for row in stored(state)] == ["demo"] * 5 + ["agl1k"] * 5


def test_the_chance_of_a_draw_and_the_hash_are_those_of_the_pack_at_that_deal(state, parcel):
    parcel.bring(*range(20))
    before = hash_now(parcel, state)
    with opened(state) as client:
        player = Player(client)
        game = player.start()["game"]
        player.guess(player.deal(game)["round"])
        parcel.bring(*range(20, 26))
        until(client, clips=26)
        player.guess(player.deal(game)["round"])
    rows = stored(state)
    assert [row["draw_probability"] for row in rows] == [1 / 20, 1 / 25]
    assert [row["pack_hash"] for row in rows] == [before, hash_now(parcel, state)]
    assert before != hash_now(parcel, state)


@pytest.mark.on_sqlite
def test_players_who_play_while_it_grows_are_each_dealt_from_one_pack_with_its_own_chances(state, parcel):
    parcel.bring(*range(20))
    clips_of = {hash_now(parcel, state): 20}
    with opened(state) as client, ThreadPoolExecutor(4) as pool:
        players = [Player(client) for _ in range(4)]
        games = [pool.submit(player.play) for player in players for _ in range(2)]
        for number in range(20, 30):
            parcel.bring(number)
            clips_of[hash_now(parcel, state)] = number + 1
            until(client, clips=number + 1)
        for game in games:
            game.result()
    dealt: Counter[str] = Counter()
    for row in rows(databases.url(state), "SELECT * FROM rounds ORDER BY rowid"):
        assert 1 / row["draw_probability"] == pytest.approx(
            clips_of[row["pack_hash"]] - dealt[row["player_id"]]
        )
        dealt[row["player_id"]] += 1
    assert set(dealt.values()) == {10}


def test_clips_that_come_later_are_dealt_heard_and_revealed_without_a_restart(state, parcel):
    parcel.bring(*range(20))
    with opened(state) as client:
        player = Player(client)
        for _ in range(4):
            player.play()
        nothing = player.post("/api/games", {"mode": "random"})
        assert nothing.status_code == 409
        assert "More are on the way" in nothing.json()["detail"]
        parcel.bring(20)
        until(client, clips=21)
        game = player.start()
        assert game["rounds"] == 1
        round_ = player.deal(game["game"])
        assert round_["peaks"]
        assert client.get(round_["audio"]).status_code == 200
        assert player.guess(round_["round"])["clip"]["key"] == "k20"


def test_an_open_round_outlives_a_step_of_growth(state, parcel):
    parcel.bring(*range(20))
    with opened(state) as client:
        player = Player(client)
        game = player.start()["game"]
        round_ = player.deal(game)
        parcel.bring(20)
        until(client, clips=21)
        assert player.deal(game) == round_
        assert client.get(round_["audio"]).status_code == 200


def test_what_an_earlier_fetch_has_brought_whole_is_played_from_the_start(state, parcel):
    parcel.bring(*range(25))
    (parcel.folder / "audio" / "25.mp3.part").write_bytes(b"half")
    with opened(state) as client:
        pack = client.get("/readyz").json()["pack"]
    assert (pack["playable"], pack["missing"], pack["unreadable"]) == (25, 5, 0)


def test_a_clip_that_has_gone_leaves_no_round_that_cannot_be_dealt(state, parcel):
    parcel.bring(*range(22))
    with opened(state) as client:
        player = Player(client)
        game = player.start()["game"]
        player.deal(game)
        key = stored(state)[0]["clip_key"]
        (parcel.folder / "audio" / f"{key[1:]}.mp3").unlink()
        until(client, clips=21)
        assert player.deal(game)["number"] == 2


@pytest.mark.on_sqlite
def test_the_leaderboard_is_counted_once_the_table_is_there(state, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(pack_reloader, "FIRST_POLL_SECONDS", 0.05)
    monkeypatch.setattr(pack_reloader, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(services, "fetch_command", lambda settings: FETCHES)
    with opened(state, EARWITNESS_LEADERBOARD="on") as client:
        assert until(client, clips=0)["leaderboard"]["process"] == "stopped"
        Parcel(state).bring(0)
        wait_for(lambda: client.get("/readyz").json()["leaderboard"]["process"] == "running")
        wait_for(lambda: counting(os.getpid()))


# ---- without a game


class Grown:
    """Active packs that grow with a folder, without a game around them."""

    def __init__(self, state, folder, command, expected=0):
        demo = load_pack("demo", Gazetteer.load(), state)
        self.active_packs = ActivePacks(demo, demo)
        self.fetch_process = FetchProcess(os.environ, command)
        self.pack_reloader = PackReloader(
            folder,
            lambda: load_pack(str(folder), Gazetteer.load(), state),
            self.active_packs,
            self.fetch_process,
            expected,
        )
        self.recordings = Recordings(state)

    async def until(self, reached):
        keeping = asyncio.create_task(self.pack_reloader.run(self.recordings))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not reached():
                    await asyncio.sleep(0.01)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            self.recordings.close()


def test_when_all_that_can_be_had_is_there_few_clips_are_enough(state, parcel):
    parcel.bring(1, 2, 3)
    grown = Grown(state, parcel.folder, ends_with(exit_codes.INCOMPLETE))
    asyncio.run(grown.until(lambda: grown.pack_reloader.is_played and not grown.active_packs.is_growing))
    assert grown.pack_reloader.status()["state"] == "incomplete"
    assert [clip.key for clip in grown.active_packs.pack.clips] == ["k1", "k2", "k3"]


def test_a_fetch_that_has_brought_everything_is_not_begun_again(state, parcel):
    parcel.bring(*range(30))
    grown = Grown(state, parcel.folder, ends_with(0))
    asyncio.run(asyncio.wait_for(grown.pack_reloader.run(grown.recordings), PATIENCE_SECONDS))
    status = grown.pack_reloader.status()
    assert (status["state"], status["clips"], status["played"]) == ("complete", 30, True)
    assert not grown.active_packs.is_growing


def test_a_fetch_that_fails_is_tried_again_and_says_so(state, parcel, monkeypatch, caplog):
    monkeypatch.setattr(fetch_process, "BACKOFF", Backoff(0.01, 900))
    grown = Grown(state, parcel.folder, ends_with(7))
    asyncio.run(grown.until(lambda: caplog.text.count("restarting in") >= 3))
    status = grown.pack_reloader.status()
    assert (status["state"], status["played"]) == ("failing", False)
    assert "ended (code 7)" in status["why"]
    assert "0.01 s" in caplog.text
    assert "0.02 s" in caplog.text


def test_a_pack_that_has_not_come_yet_or_cannot_be_read_is_told(state, tmp_path):
    grown = Grown(state, tmp_path / "nowhere", FETCHES, expected=12)
    grown.pack_reloader.reload()
    assert grown.pack_reloader.status() == {
        "state": "fetching", "why": "", "clips": 0, "of": 12, "opens_at": 12, "played": False
    }  # fmt: skip
    write_pack(tmp_path / "nowhere", [(math.nan, 0.0)])
    grown.pack_reloader.reload()
    assert "lat" in grown.pack_reloader.status()["why"]


def test_clips_keep_their_ids_on_the_map_when_a_pack_grows(state, parcel):
    parcel.bring(*range(20))
    masks = ClipMasks()
    small = load_pack(str(parcel.folder), Gazetteer.load(), state)
    before: ClipMask = masks.over(small)
    assert masks.over(small) is before
    parcel.bring(*range(20, 30))
    assert masks.over(load_pack(str(parcel.folder), Gazetteer.load(), state)).ids[:20] == before.ids


def test_a_look_that_fails_is_not_the_last(state, parcel, caplog):
    parcel.bring(*range(30))
    grown = Grown(state, parcel.folder, FETCHES)
    load, failures = grown.pack_reloader._load, [RuntimeError("torn")]

    def torn_once():
        (parcel.folder / "again.csv").touch()  # something to look at
        if failures:
            raise failures.pop()
        return load()

    grown.pack_reloader._load = torn_once
    asyncio.run(grown.until(lambda: grown.pack_reloader.is_played))
    assert "torn" in caplog.text


# ---- the command


def test_the_command_says_what_the_settings_say(tmp_path):
    env = {"EARWITNESS_FETCH": "agl1k", "EARWITNESS_STATE": str(tmp_path)}
    plain = fetch_command(Settings.from_env(env))
    assert plain[1:] == (
        "-m",
        "game.processes.attached",
        "fetch",
        "agl1k",
        "--into",
        str(tmp_path / "packs" / "agl1k"),
    )
    fewer = Settings.from_env(env | {"EARWITNESS_FETCH_CLIPS": "300", "EARWITNESS_FETCH_MP3": "64"})
    assert fetch_command(fewer)[len(plain) :] == ("--clips", "300", "--mp3", "64")


@pytest.mark.parametrize("pack", ["demo", "/a/folder"])
def test_a_pack_that_is_fetched_and_another_one_contradict_each_other(pack):
    with pytest.raises(SettingError, match="leave one of them out"):
        Settings.from_env({"EARWITNESS_FETCH": "agl1k", "EARWITNESS_PACK": pack})


def test_only_packs_that_are_known_can_be_fetched():
    with pytest.raises(SettingError, match="use agl1k"):
        Settings.from_env({"EARWITNESS_FETCH": "everything"})
    assert Settings.from_env({"EARWITNESS_FETCH": "AGL1K"}).pack == "agl1k"
