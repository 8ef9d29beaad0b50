"""The leaderboard over HTTP, from a real server and its counting process."""

import csv
import gzip
import io
import json
import os
import re
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import app
from game.store.database import working_engine
from game.store.tables import players
from leaderboard.answers.schema import read_clips
from leaderboard.worker.output_files import BOARD, CLIPS, FOLDER, OutputFiles
from leaderboard.worker.supervisor import CountSupervisor
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import HEARD_SECONDS, Player, running, write_pack
from tests.builders.stored_guesses import write_guesses
from tests.builders.stored_trials import add_trials
from tests.databases import databases
from tests.processes import alive, counting, descendants, wait_for
from tests.servers import QUICK_CLIENT, Server, parent_of_games, serving, without_ours

pytestmark = pytest.mark.slow

# Places with digits that occur nowhere else, so that a response with them gives the answer away.
POINTS = tuple((-31.12345 + 4.27182 * at, -161.31415 + 11.35791 * at) for at in range(25))
KEY, TITLE, DESCRIPTION = "kq7zx-", "Szczebrzeszyn-canary", "Chrząszcz-canary"
NEWS_SECONDS = 10
MODEL = "alm/canary-model"
WHERE = ["/api/leaderboard", "/api/leaderboard.csv", "/api/leaderboard/same-clips", "/api/leaderboard/map"]


@dataclass
class World:
    server: Server
    client: httpx.Client
    pack: Path
    etag = ""
    last: Any = None

    def rows(self):
        return {row["key"]: row for row in self.board()["rows"]}

    def figures(self):
        return [figure["name"] for figure in self.board()["figures"]]

    def guesses(self):
        return self.rows().get("human/by-clip", {}).get("guesses") or 0

    def counts(self):
        """The counts of a board that includes every answer so far."""
        now = time.time()
        wait_for(lambda: self.board()["as_of"] > now, NEWS_SECONDS)
        return self.board()["counts"]

    def board(self):
        """The board as it is now, asked for as browsers do: what has not changed is not sent again."""
        reply = self.client.get("/api/leaderboard", headers={"If-None-Match": self.etag})
        if reply.status_code != 304:
            self.etag, self.last = reply.headers.get("etag", ""), reply.json()
        return self.last

    def player(self, **body):
        return Player(self.client, **body)


def settings_of(folder):
    """A pack with recognizable keys and titles, and a model with some unusable answers."""
    pack = write_pack(folder / "pack", POINTS, prefix=KEY, title=TITLE, description=DESCRIPTION)
    lines = [answer(f"{KEY}{at}", reasoning=f"{TITLE} {at}") for at in range(len(POINTS))]
    wrong: list[dict[str, Any] | str] = [answer(f"{KEY}3", lat=500), answer(f"{KEY}99"), "no answer"]
    write_answers(
        folder / "answers" / "canary-model", [*(line for at, line in enumerate(lines) if at != 3), *wrong]
    )
    return {
        "EARWITNESS_PACK": str(pack),
        "EARWITNESS_ANSWERS": str(folder / "answers"),
        "EARWITNESS_LEADERBOARD": "on",
    }


def ready(client):
    return b'"state":"ready"' in client.get("/api/leaderboard").content


def seed(server, pack):
    """Two guesses a clip, by players who do nothing else."""
    clips = read_clips(pack)
    clip = [at for _ in range(2) for at in range(len(clips))]
    player = [at % 12 for at in range(len(clip))]
    lat = [10.5 + at % 7 for at in range(len(clip))]
    url = server.database
    return write_guesses(url, clips, player, clip, lat, lat, since=time.time() - 5, pack="pack")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    env = settings_of(folder)
    with (
        serving(folder / "state", **env) as server,
        httpx.Client(base_url=server.address, timeout=30, **QUICK_CLIENT) as client,
    ):
        made = World(server, client, Path(env["EARWITNESS_PACK"]))
        seed(server, made.pack)
        wait_for(lambda: made.guesses() and MODEL in made.rows(), 60)
        wait_for(lambda: client.get("/api/leaderboard/map").status_code == 200, 60)  # the last to be written
        yield made
        pids = list(descendants(server.pid))
        server.stop()
        assert pids and alive(pids) == []


def test_a_guess_is_on_the_board_within_ten_seconds_and_gone_so_soon_after_withdrawal(world):
    before = world.counts()["guesses"]
    player = world.player()
    key = played(world, player)["clip"]["key"]
    wait_for(lambda: world.guesses() == before + 1, NEWS_SECONDS)
    assert place_of(world, player, key)["title"] == TITLE
    assert player.client.delete("/api/players/me", headers=player.headers).status_code == 204
    wait_for(lambda: world.guesses() == before, NEWS_SECONDS)


def test_who_has_played_has_a_row_of_their_own_that_needs_their_token(world):
    player = world.player()
    for _ in range(3):
        played(world, player)

    def own(**headers):
        return world.client.get("/api/leaderboard/you", headers=headers)

    wait_for(lambda: own(**player.headers).json()["rounds"] == 3, NEWS_SECONDS)
    reply = own(**player.headers)
    assert reply.json()["row"]["clips"] == 3
    assert reply.headers["cache-control"] == "private, no-store"
    assert own(**world.player().headers).json()["row"] is None
    assert own().status_code == own(Authorization="Bearer x").status_code == 401


def played(world, player, mode="random"):
    """The reveal of a round that is dealt now, listened to for a while, and guessed."""
    dealt = player.deal(player.start(mode)["game"])
    report = player.hear(dealt)
    world.server.change("UPDATE rounds SET dealt_at = dealt_at - ? WHERE status = 'open'", HEARD_SECONDS)
    return player.guess(dealt["round"], **report)


def place_of(world, player, key):
    """The properties of a clip on a player's map; None while the map does not name it."""
    clips = world.client.get("/api/leaderboard/clips", headers=player.headers).json()
    return next(
        (feature["properties"] for feature in clips["features"] if feature["properties"]["id"] == key), None
    )


def test_games_that_do_not_count_never_come_onto_the_board(world):
    before = world.counts()
    for player, mode in (
        (world.player(), "practice"),
        (world.player(client="api"), "random"),
        (world.player(consent=False), "random"),
    ):
        played(world, player, mode)
    bought = world.player()
    bought.guess(bought.deal(bought.start()["game"])["round"], seconds_heard=30.0, seconds_to_guess=40.0)
    assert world.counts() == before
    again = world.player()
    played(world, again)
    played(world, again, "replay")
    assert world.counts() == before | {"guesses": before["guesses"] + 1, "players": before["players"] + 1}


def replies(world, player):
    """Everything that the leaderboard sends to a player, with its headers."""
    paths = [*WHERE, "/api/leaderboard/clips", "/readyz"]
    paths += [f"/api/leaderboard/figures/{name}{end}" for name in world.figures() for end in ("", ".csv")]
    paths += [f"/api/leaderboard/same-clips?entrants={MODEL},crowd,human,constant/best-geoscore"]
    paths += ["/api/leaderboard/same-clips?entrants=alm/nobody", "/api/leaderboard/figures/nothing"]
    for path in paths:
        reply = world.client.get(path, headers=player.headers)
        assert reply.status_code in (200, 404, 422), (path, reply.text)
        yield path, str(reply.headers) + reply.text


def secret_pattern(at):
    """Matches what gives a clip away: its key, or a coordinate to four decimals."""
    degrees = [f"{abs(x):.5f}"[:-1] for x in POINTS[at] if abs(x) > 10]  # smaller ones look like shares
    assert degrees
    return re.compile(rf"{KEY}{at}(?!\d)|" + "|".join(rf"(?<!\d){re.escape(number)}" for number in degrees))


def test_nothing_tells_a_clip_that_the_asking_player_has_not_been_shown(world):
    stranger, player = world.player(), world.player()
    key = player.guess(player.deal(player.start()["game"])["round"])["clip"]["key"]
    shown = int(key.removeprefix(KEY))
    wait_for(lambda: len(world.figures()) > 8, NEWS_SECONDS)  # some come with a later count
    for asking, known in ((stranger, {}), (player, {shown})):
        secrets = [secret_pattern(at) for at in range(len(POINTS)) if at not in known]
        for path, content in replies(world, asking):
            assert [secret.pattern for secret in secrets if secret.search(content)] == [], path
            assert DESCRIPTION not in content and str(world.pack.parent) not in content, path
            assert (TITLE in content) == (asking is player and path == "/api/leaderboard/clips"), path
    assert secret_pattern(shown).search(dict(replies(world, player))["/api/leaderboard/clips"])
    lat, lon = POINTS[shown]
    for asking, visible in ((player, True), (stranger, False)):
        features = world.client.get("/api/leaderboard/clips", headers=asking.headers).json()["features"]
        mine = [feature for feature in features if feature["properties"]["id"] == key]
        assert bool(mine) is visible
        assert not visible or mine[0]["geometry"]["coordinates"] == [lon, lat]
        assert len(features) == visible  # nobody sees the place of a clip that they have not heard


def test_a_stranger_sees_no_clip_nor_does_who_has_withdrawn_or_waits_for_a_reveal(world):
    known, fresh, gone, again = (world.player() for _ in range(4))
    known.guess(known.deal(known.start()["game"])["round"])
    gone.guess(gone.deal(gone.start()["game"])["round"])
    gone.client.delete("/api/players/me", headers=gone.headers)
    again.guess(again.deal(again.start()["game"])["round"])
    again.deal(again.start("replay")["game"])
    assert len(world.client.get("/api/leaderboard/clips", headers=known.headers).json()["features"]) == 1
    unknown = ({"X-Earwitness-Player": "nonsense"}, {"Authorization": "Bearer x"})
    for headers in (dict[str, str](), *unknown, fresh.headers, gone.headers, again.headers):
        reply = world.client.get("/api/leaderboard/clips", headers=headers)
        assert reply.status_code == 200
        assert (reply.json()["features"], reply.json()["left_out"]) == ([], len(POINTS))
        assert reply.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/api/leaderboard", "/api/leaderboard.csv", "/api/leaderboard/map"])
def test_what_a_browser_has_is_not_sent_again_and_what_is_sent_is_compressed(world, path):
    for _ in range(3):  # the board is written anew every few seconds
        plain = world.client.get(path, headers={"Accept-Encoding": "identity"})
        packed = world.client.get(path, headers={"Accept-Encoding": "gzip, br"})
        again = world.client.get(path, headers={"If-None-Match": f'"other", {packed.headers["etag"]}'})
        if again.status_code == 304 and plain.headers["etag"] == packed.headers["etag"]:
            break
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert again.status_code == 304 and again.content == b""
    assert again.headers["etag"] == packed.headers["etag"]
    assert packed.headers["vary"] == again.headers["vary"] == "Accept-Encoding"
    assert packed.headers["cache-control"] == "no-cache"
    stale = world.client.get(path, headers={"If-None-Match": 'W/"0123"'})
    assert stale.status_code == 200


def test_the_maps_clips_are_compressed_too(world):
    with world.client.stream("GET", "/api/leaderboard/clips", headers={"Accept-Encoding": "gzip"}) as reply:
        assert reply.headers["content-encoding"] == "gzip"
        assert json.loads(gzip.decompress(b"".join(reply.iter_raw())))["type"] == "FeatureCollection"
    plain = world.client.get("/api/leaderboard/clips", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.json()["left_out"]


def test_tables_are_downloads_with_a_name_and_columns(world):
    for path, name in (
        ("/api/leaderboard.csv", "earwitness-leaderboard.csv"),
        ("/api/leaderboard/figures/errors.csv", "earwitness-errors.csv"),
    ):
        reply = world.client.get(path)
        assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert reply.headers["content-type"] == "text/csv; charset=utf-8"
        header, *rows = csv.reader(io.StringIO(reply.text))
        assert rows and {len(row) for row in rows} == {len(header)}
    keys = {row["key"] for row in csv.DictReader(io.StringIO(world.client.get("/api/leaderboard.csv").text))}
    assert {"human", MODEL} <= keys


def test_every_figure_that_is_listed_is_there_with_words_and_a_table(world):
    for name in world.figures():
        figure = world.client.get(f"/api/leaderboard/figures/{name}").json()
        assert figure["name"] == name
        assert len(figure["alt"]) > 40 and figure["title"]
        assert {"data", "layout"} <= figure["chart"].keys() or name == "map"
        assert world.client.get(f"/api/leaderboard/figures/{name}.csv").status_code == 200


def around(world):
    return world.client.get("/api/leaderboard/around").json()


def test_a_trial_is_on_the_second_board_and_gone_once_its_player_is(world):
    wait_for(lambda: around(world)["state"] == "ready", 30)
    engine = working_engine(world.server.database)
    with engine.begin() as connection:
        before = set(connection.execute(select(players.c.id)).scalars())
    player = world.player()
    with engine.begin() as connection:
        (own,) = set(connection.execute(select(players.c.id)).scalars()) - before
        add_trials(connection, [own], time.time())
    engine.dispose()
    key = "people/tiny/00000000/static/passed"
    wait_for(lambda: key in {row["key"] for row in around(world)["rows"]}, NEWS_SECONDS)
    listed = around(world)["figures"]
    assert listed
    for one in listed:
        figure = world.client.get(f"/api/leaderboard/around/figures/{one['name']}").json()
        assert figure["alt"] and figure["chart"]["data"]
        assert world.client.get(f"/api/leaderboard/around/figures/{one['name']}.csv").status_code == 200
    table = world.client.get("/api/leaderboard/around.csv")
    assert "earwitness-around.csv" in table.headers["content-disposition"]
    assert key in table.text
    player.client.delete("/api/players/me", headers=player.headers)
    wait_for(lambda: key not in {row["key"] for row in around(world)["rows"]}, NEWS_SECONDS)
    gone = world.client.get(f"/api/leaderboard/around/figures/{listed[0]['name']}")
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/leaderboard/around/figures/..%2fboard", 404),
        ("GET", "/api/leaderboard/around/figures/nothing", 404),
        ("GET", "/api/leaderboard/figures/nothing", 404),
        ("GET", "/api/leaderboard/figures/nothing.csv", 404),
        ("GET", "/api/leaderboard/figures/..%2fboard.json", 404),
        ("GET", "/api/leaderboard/figures/%2e%2e%2fboard", 404),
        ("GET", "/api/leaderboard/figures/..%5cboard", 404),
        ("GET", "/api/leaderboard/figures/Errors", 404),
        ("GET", "/api/leaderboard/figures/errors.json", 404),
        ("GET", "/api/leaderboard/figures/" + "x" * 200, 404),
        ("GET", "/api/leaderboard/figures/" + "x" * 2000, 404),
        ("GET", "/api/leaderboard/figures/", 404),
        ("GET", "/api/leaderboard/nothing", 404),
        ("POST", "/api/leaderboard", 405),
        ("DELETE", "/api/leaderboard/figures/errors", 405),
        ("GET", "/api/leaderboard/same-clips?entrants=alm/nobody", 422),
        ("GET", "/api/leaderboard/same-clips?entrants=human/first-five", 422),
        ("GET", "/api/leaderboard/same-clips?entrants=%00", 422),
        ("GET", "/api/leaderboard/same-clips?entrants=" + "x" * 4001, 422),
    ],
)
def test_what_is_not_there_or_not_understood_is_a_problem_in_a_sentence(world, method, path, status):
    reply = world.client.request(method, path)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    if status == 405:
        assert reply.headers["allow"] == "GET, HEAD"
    problem = reply.json()
    assert problem["status"] == status
    assert re.fullmatch(r"\S.+\.", problem["detail"])


def test_same_clips_sets_models_beside_people(world):
    comparison = world.client.get(f"/api/leaderboard/same-clips?entrants={MODEL},{MODEL}").json()
    assert comparison["entrants"] == [MODEL]
    assert [(row["key"], row["clips"]) for row in comparison["rows"]] == [(MODEL, len(POINTS))]
    assert comparison["rows"][0]["difference"]["geoscore"]["se"] > 0
    unknown = world.client.get("/api/leaderboard/same-clips?entrants=alm/nobody").json()["detail"]
    assert "alm/nobody" in unknown and MODEL in unknown


def test_the_readiness_tells_how_old_the_board_is(world):
    readiness = world.client.get("/readyz").json()
    assert readiness["status"] == "ready"
    assert readiness["leaderboard"]["process"] == "running"
    assert readiness["leaderboard"]["state"] == "ready"
    assert abs(time.time() - readiness["leaderboard"]["as_of"]) < 60


def test_the_board_is_served_while_the_counting_process_cannot_start_and_goes_on_when_it_is_back(world):
    table = world.pack / "clips.csv"
    original = table.read_bytes()
    table.write_bytes(b"this is no pack")
    (first,) = counting(world.server.pid)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: not alive([first]))
    wait_for(lambda: world.client.get("/readyz").json()["leaderboard"]["process"] == "stopped")
    assert world.client.get("/api/leaderboard/same-clips").status_code == 200
    chosen = f"/api/leaderboard/same-clips?entrants={MODEL}"
    refused = world.client.get(chosen)
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert "Try again" in refused.json()["detail"]
    assert world.guesses() and world.client.get("/api/leaderboard/figures/errors").status_code == 200
    wait_for(lambda: len(logged_pauses(world.server)) > 1, 60)
    pauses = logged_pauses(world.server)
    assert pauses[:2] == [1, 2]
    assert world.server.log.read_text().count("python -m leaderboard: ") == len(pauses) - 1
    before = world.guesses()
    assert played(world, world.player())["geoscore"] >= 0
    assert ready(world.client)
    assert world.client.get("/readyz").json()["status"] == "ready"
    table.write_bytes(original)
    wait_for(lambda: world.guesses() > before, 60)
    assert world.client.get(chosen).status_code == 200
    assert counting(world.server.pid) not in ([], [first])


def logged_pauses(server):
    return [int(pause) for pause in re.findall(r"restarting in (\d+) s", server.log.read_text())]


def test_no_process_of_the_leaderboard_calls_another_host(world):
    (process,) = counting(world.server.pid)
    env = (Path("/proc") / str(process) / "environ").read_bytes().decode().split("\0")
    assert any(line.startswith("EARWITNESS_OUTBOUND=") for line in env)  # so it is watched as the game is
    assert [line for line in world.server.connected_to() if "'127.0.0.1'" not in line] == []


def test_no_process_outlives_a_game_that_is_killed_whatever_is_being_worked_out(tmp_path):
    with serving(tmp_path / "state", **settings_of(tmp_path)) as server:
        seed(server, tmp_path / "pack")
        wait_for(lambda: any("intervals" in command for command in descendants(server.pid).values()), 60)
        pids = list(descendants(server.pid))
        assert len(pids) == 2
        server.stop(signal.SIGKILL)
        wait_for(lambda: not alive(pids), 8)
    assert "Traceback" not in server.log.read_text()


@dataclass(frozen=True)
class Demo:
    """The demo, whose counting process rests soon; files on its shelf were damaged when it started."""

    client: TestClient
    first: dict[str, Any]

    def readiness(self):
        return self.client.get("/readyz").json()["leaderboard"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    hasty = (
        "import sys; from leaderboard.worker import counting_loop as loop; "
        "loop.REFRESH_SECONDS = loop.QUIET_SECONDS = 0.5; "
        "from leaderboard.__main__ import main; sys.exit(main(['count']))"
    )
    supervisor = partial(CountSupervisor, command=(sys.executable, "-c", hasty))
    state = tmp_path_factory.mktemp("demo")
    outputs = OutputFiles(state / FOLDER)
    outputs.put(CLIPS, b'{"k0": {"gue')
    outputs.put(BOARD, b'{"state": "re')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "CountSupervisor", supervisor)
        with databases.on(None), running(state, EARWITNESS_LEADERBOARD="on") as client:
            asked = ["/api/leaderboard/clips", "/readyz"]
            yield Demo(client, {path: client.get(path).json() for path in asked})


def test_files_that_are_damaged_on_the_shelf_break_no_map_and_no_readiness(demo):
    assert demo.first["/api/leaderboard/clips"]["features"] == []
    assert demo.first["/readyz"]["leaderboard"]["state"] in ("unreadable", "counting")
    wait_for(lambda: ready(demo.client), 30)
    assert demo.readiness()["state"] == "ready"


def test_the_demo_has_a_board_without_people(demo):
    wait_for(lambda: ready(demo.client), 30)
    now = time.time()
    Player(demo.client).play()
    wait_for(lambda: demo.readiness()["as_of"] > now, 30)
    board = demo.client.get("/api/leaderboard").json()
    assert board["pack"]["synthetic"] is True
    assert board["counts"] == {"guesses": 0, "skips": 0, "players": 0, "clips": 0}
    assert {row["basis"] for row in board["rows"]} == {"published"}
    assert demo.client.get("/api/leaderboard/clips").json()["features"] == []


def test_counting_ends_when_nothing_is_new_and_begins_again_with_the_next_guess(demo):
    wait_for(lambda: demo.readiness()["process"] == "resting", 60)
    as_of = demo.readiness()["as_of"]
    Player(demo.client).play()
    wait_for(lambda: demo.readiness()["as_of"] > as_of, 30)
    wait_for(lambda: demo.readiness()["process"] == "resting", 60)
    assert demo.client.get("/api/leaderboard").json()["counts"]["players"] == 0  # the demo counts nobody
    wait_for(lambda: demo.readiness()["process"] == "running", 30)  # somebody has looked


@pytest.mark.on_sqlite
def test_before_the_first_count_there_is_an_answer_to_everything(tmp_path, monkeypatch):
    monkeypatch.setattr(app, "CountSupervisor", partial(CountSupervisor, command=("/nowhere/python",)))
    with running(tmp_path, EARWITNESS_LEADERBOARD="on") as client:
        board = client.get("/api/leaderboard").json()
        assert (board["state"], board["rows"], board["figures"], board["columns"]) == ("counting", [], [], [])
        for path in [*WHERE[1:], "/api/leaderboard/figures/errors"]:
            reply = client.get(path)
            assert reply.status_code in (404, 503)
            assert reply.headers["content-type"] == "application/problem+json"
            assert reply.json()["detail"].endswith(".")
        assert client.get("/api/leaderboard/clips").json()["features"] == []
        ready = client.get("/readyz").json()
        assert ready["leaderboard"] == {"state": "counting", "as_of": None, "process": "stopped"}
        assert Player(client).play()


def test_without_the_leaderboard_there_is_no_process_and_no_route(tmp_path):
    before = counting(os.getpid())
    with running(tmp_path) as client:
        assert client.get("/api/leaderboard").status_code == 404
        assert "leaderboard" not in client.get("/readyz").json()
        assert set(counting(os.getpid())) <= set(before)


def test_the_game_process_loads_nothing_large_for_the_leaderboard():
    told = parent_of_games().run("tests.leaderboard.web.loaded_modules:main", [], without_ours())
    loaded = set(json.loads(told.stdout))
    assert loaded > {"app", "gradio"}
    assert not {"scipy", "folium", "plotly", "branca", "matplotlib"} & loaded
