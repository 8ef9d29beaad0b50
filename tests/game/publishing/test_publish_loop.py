"""The publishing process beside a game: it harms no guess, reports its status, and loses nothing."""

import io
import json
import logging
import math
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pyarrow.parquet as pq
import pytest
from huggingface_hub.errors import HfHubHTTPError
from sqlalchemy import event

from game.hub import repository
from game.hub.transport import Refused, translated_errors
from game.processes import publish_process
from game.processes.deadline import Deadline
from game.processes.publish_process import (
    KEY_WOULD_BE_LOST,
    PublishStatus,
    publish_environment,
    publish_status,
    why_key_would_be_lost,
)
from game.publishing import publishing_context
from game.publishing.publish_loop import PublishLoop
from game.publishing.publisher import Publisher
from game.publishing.publishing_context import open_context
from game.publishing.stop_notice import seconds_of
from game.settings import SettingError, Settings
from game.store.backup import back_up
from tests.builders.published_world import KEY, LATER, World, published, world
from tests.builders.running_game import TOWNS, write_pack
from tests.game_commands import keeping_game, run_game
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, Server, serving
from tests.stand_ins.hub.fixture import Hub

pytestmark = pytest.mark.slow

START = 1_800_000_000.0
SECONDS = 60


@pytest.fixture
def here(hub: Hub, tmp_path: Path) -> Iterator[World]:
    with world(hub, tmp_path / "state") as made:
        yield made


def env(here: World, **more: str) -> dict[str, str]:
    own = {"EARWITNESS_STATE": str(here.folder), "EARWITNESS_DATABASE": here.url}
    own |= {"EARWITNESS_DATASET": here.repo, "EARWITNESS_SECRET": KEY.decode()}
    return own | {"HF_TOKEN": here.hub.token} | more


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def loop(here: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublishLoop]:
    monkeypatch.setenv("HF_ENDPOINT", here.hub.endpoint)
    reading, writing = os.pipe()
    with (
        open_context(Settings.from_env(env(here))) as made,
        os.fdopen(reading, "rb") as lines,
    ):
        loop = PublishLoop(made, lines, Clock())
        yield loop
        os.close(writing)
        assert loop._notice.wait(SECONDS)  # it reads no more from what is closed next


def status(here: World) -> dict[str, Any]:
    return publish_status(Settings.from_env(env(here)))


def test_it_says_when_it_published_last_and_rests_as_long_as_is_chosen(
    here: World, loop: PublishLoop
) -> None:
    here.guess("ann", since=START)
    assert loop.once() == 5 * 60
    assert status(here) == {
        "state": "published",
        "since": START,
        "why": "",
        "waiting_rounds": 0,
        "last_published_at": START,
        "looked_at": START,
        "next_try_at": START + 5 * 60,
        "left_alone": [],
    }


def test_a_hub_that_is_down_is_told_of_once_and_asked_later_and_later(
    here: World, loop: PublishLoop, caplog: pytest.LogCaptureFixture
) -> None:
    here.guess("ann", since=START)
    here.hub.stop()
    with caplog.at_level(logging.WARNING, "earwitness.publishing"):
        rests = [loop.once() for _ in range(9)]
        assert rests == [15, 30, 60, 120, 240, 480, 900, 900, 900]
        assert len(caplog.records) == 1
        assert "does not answer" in caplog.text
        state = status(here)
        assert (state["state"], state["waiting_rounds"]) == ("failing", 1)
        assert "does not answer" in state["why"]
        here.hub.start()
        assert loop.once() == 5 * 60
        assert loop.once() == 5 * 60
        assert [record.message for record in caplog.records[1:]] == ["publishing works again"]
    assert status(here)["state"] == "published"
    assert here.published_rounds() == here.stored()


def test_a_hub_that_asks_to_be_left_alone_is(here: World, loop: PublishLoop) -> None:
    here.guess("ann", since=START)
    here.hub.fail("commit", "before", 429, retry_after=1234)
    assert loop.once() == 1234
    here.hub.fail("commit", "before", 429, retry_after=1)
    assert loop.once() == 30


def test_a_commit_that_was_done_with_half_an_answer_is_found(here: World, loop: PublishLoop) -> None:
    here.guess("ann", since=START)
    here.hub.fail("commit", "after", "half")
    loop.once()
    assert status(here)["state"] == "failing"
    loop.once()
    assert (status(here)["state"], status(here)["last_published_at"]) == ("published", START)
    assert here.published_rounds() == here.stored()


@pytest.mark.parametrize("how", [401, 403, 412, 500])
def test_whatever_the_hub_answers_guesses_wait_and_it_is_told_once(
    here: World, loop: PublishLoop, how: int, caplog: pytest.LogCaptureFixture
) -> None:
    here.guess("ann", since=START)
    here.hub.fail("commit", "before", how, times=100)
    for _ in range(3):
        loop.once()
        assert status(here)["state"] == "failing"
    assert len(caplog.records) == 1, caplog.text
    here.hub.heal()
    loop.once()
    assert here.published_rounds() == here.stored()


def test_what_the_hub_calls_a_request_does_not_make_the_same_cause_another() -> None:
    reply = httpx2.Response(403, request=httpx2.Request("GET", "http://127.0.0.1"))
    why = set()
    for number in range(2):
        with pytest.raises(Refused) as refused, translated_errors():
            raise HfHubHTTPError(f"403 Forbidden: no. (Request ID: Root=1-{number})\n\nMore", response=reply)
        why.add(str(refused.value))
    assert len(why) == 1


def test_a_slow_hub_is_given_up(here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.hub.transport.ANSWER_SECONDS", 2.0)
    repository.Hub(here.repo, here.hub.token, here.hub.endpoint)  # takes up the shorter time
    here.guess("ann", since=START)
    here.hub.fail("commit", "before", "slow", seconds=4.0)
    loop.once()
    assert "Timeout" in status(here)["why"]
    wait_for(lambda: bool(here.hub.requests("commit")), SECONDS)  # it is done after all
    assert len(here.shards()) == 1
    loop.once()
    assert here.published_rounds() == here.stored()


@pytest.mark.on_sqlite
def test_a_database_that_is_locked_is_tried_again(here: World, loop: PublishLoop) -> None:
    here.guess("ann", since=START)
    loop._context.engine.dispose()
    event.listen(loop._context.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout = 100"))
    with here.engine.begin():
        assert loop.once() == 15
    assert "locked" in status(here)["why"]
    assert loop.once() == 300
    assert here.published_rounds() == here.stored()


@pytest.mark.parametrize("answer", ["before", "after"])
def test_a_hub_that_takes_calls_and_never_answers_is_given_up(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The library asks what a repository is without any timeout."""
    monkeypatch.setattr("game.hub.transport.ANSWER_SECONDS", 0.5)
    repository.Hub(here.repo, here.hub.token, here.hub.endpoint)  # takes up the shorter time
    here.guess("ann", since=START)
    here.hub.fail("any", answer, "slow", times=None, seconds=60.0)
    assert loop.once() == 15
    told = status(here)
    assert (told["state"], told["waiting_rounds"], told["looked_at"]) == ("failing", 1, START)
    assert told["next_try_at"] == START + 15
    assert "Timeout" in told["why"]


def test_while_a_call_takes_long_what_waits_is_counted(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.publishing.status_keeper.REFRESH_SECONDS", 0.05)
    with loop._status.kept_up_to_date():
        here.guess("ann", "bob", since=START)
        wait_for(lambda: status(here).get("waiting_rounds") == 2, SECONDS)


def test_one_batch_an_interval_however_many_guesses_come_meanwhile(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = loop._context.dataset.change

    def change_while_people_play(*arguments: Any) -> None:
        here.guess("ann", "bob", since=START)
        change(*arguments)

    monkeypatch.setattr(loop._context.dataset, "change", change_while_people_play)
    here.guess("ann", since=START)
    assert loop.once() == 5 * 60
    assert len(here.hub.requests("commit")) == 2  # a batch, and the day's merging
    assert status(here)["waiting_rounds"] > 0
    assert loop.once() == 5 * 60
    assert len(here.hub.requests("commit")) == 3
    monkeypatch.undo()


def test_withdrawals_are_done_between_the_batches_of_a_backlog(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.publishing.batches.MOST_ROUNDS", 100)
    monkeypatch.setattr("game.publishing.batches.PAUSE_SECONDS", 0.0)
    here.guess(*["ann", "bob"] * 150, since=START)
    seen: list[int] = []
    original: Callable[..., int] = Publisher.publish

    def publish(publisher: Any, *arguments: Any) -> int:
        *first, between = arguments
        here.ask_to_withdraw("bob")
        return int(original(publisher, *first, lambda: seen.append(between())))

    monkeypatch.setattr(Publisher, "publish", publish)
    loop.once()
    assert seen[0] == 1
    assert here.published_rounds() == here.stored()


def test_at_the_end_files_are_not_merged_and_the_last_guesses_are_published_first(
    here: World, loop: PublishLoop
) -> None:
    here.guess("ann", since=START)
    loop.once(is_last=True)
    assert len(here.hub.requests("commit")) == 1
    assert here.published_rounds() == here.stored()


def test_merging_gives_way_to_whatever_is_more_urgent(here: World, loop: PublishLoop) -> None:
    for _ in range(3):
        here.guess("ann")
        here.publish()
    asked = iter([True, True, False])
    loop._context.publish(LATER, lambda: next(asked))
    assert len(here.shards()) == 3


def test_an_hour_that_has_had_its_commits_is_waited_for(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.publishing.commit_budget.COMMITS_AN_HOUR", 1)
    here.guess("ann", since=START)
    assert 3500 < loop.once() <= 3600  # the batch was the one commit, so merging has to wait
    assert "commits within an hour" in status(here)["why"]
    assert here.published_rounds() == here.stored()


def test_what_stays_behind_at_the_end_is_told(
    here: World, loop: PublishLoop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.guess("ann", "bob", since=START)
    here.hub.stop()
    monkeypatch.setattr(loop._notice, "wait", lambda seconds: True)
    loop.run()
    assert "2 guesses are not published yet" in caplog.text


def test_two_processes_do_not_publish_at_once(
    here: World, loop: PublishLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing_context, "LOCK_SECONDS", 0.1)
    here.guess("ann", since=START)
    with open_context(Settings.from_env(env(here))) as other, other.alone():
        assert loop.once() == 15
    assert "another process" in status(here)["why"]
    assert here.shards() == []
    loop.once()
    assert here.published_rounds() == here.stored()


def test_a_key_that_does_not_last_is_refused_with_what_to_do(tmp_path: Path) -> None:
    settings = Settings.from_env({"EARWITNESS_STATE": str(tmp_path), "EARWITNESS_DATASET": "a/b"})
    assert why_key_would_be_lost(settings, {"SPACE_ID": "a/space"}) == KEY_WOULD_BE_LOST
    assert "EARWITNESS_SECRET" in KEY_WOULD_BE_LOST
    chosen = Settings.from_env({"EARWITNESS_STATE": str(tmp_path), "EARWITNESS_SECRET": "x" * 16})
    assert why_key_would_be_lost(chosen, {"SPACE_ID": "a/space"}) == ""
    mounted = Settings.from_env({"EARWITNESS_STATE": "/dev/shm/earwitness"})
    assert why_key_would_be_lost(mounted, {"SPACE_ID": "a/space"}) == KEY_WOULD_BE_LOST


def test_the_process_reads_the_settings_of_the_game(tmp_path: Path) -> None:
    chosen = {
        "EARWITNESS_STATE": str(tmp_path),
        "EARWITNESS_DATASET": "a/b",
        "EARWITNESS_SECRET": "s" * 16,
        "HF_TOKEN": "hf_t",
        "EARWITNESS_PUBLISH_MINUTES": "7.5",
        "EARWITNESS_PUBLISH_DELAY": "day",
        "EARWITNESS_CONTACT": "me@example.org",
        "EARWITNESS_K": "7",
        "EARWITNESS_LICENCE": "cc0-1.0",
        "EARWITNESS_RETENTION": "2 years",
        "EARWITNESS_LEAST_AGE": "16",
    }
    settings = Settings.from_env(chosen)
    read = Settings.from_env(publish_environment(settings, {}))
    same = (
        "state dataset secret hub_token publish_minutes publish_delay contact k licence retention least_age"
    )
    assert all(getattr(read, name) == getattr(settings, name) for name in same.split())
    assert read.database_url == settings.database_url


def test_no_secret_is_shown() -> None:
    settings = Settings.from_env({"EARWITNESS_SECRET": "a very long secret", "HF_TOKEN": "hf_secret"})
    assert "secret" not in repr(settings).replace("secret=", "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EARWITNESS_PUBLISH_MINUTES", "0.5"),
        ("EARWITNESS_DATASET", "no-owner"),
        ("EARWITNESS_PUBLISH_DELAY", "week"),
    ],
)
def test_a_setting_that_will_not_do_is_refused(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        Settings.from_env({variable: value})


def process_env(here: World, **more: str) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("EARWITNESS_", "HF_"))}
    return outer | here.hub.environment(Path(env(here)["EARWITNESS_STATE"])) | env(here, **more)


def command(here: World, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run_game(words, process_env(here, **more))


@pytest.mark.on_sqlite
def test_by_hand_guesses_are_published_forgotten_and_withdrawn(here: World) -> None:
    token = here.registry.issue()
    who = here.registry.identity(token)
    here.guess(who.pseudonym, "bob", who.pseudonym)
    ran = command(here, "publish")
    assert (ran.returncode, ran.stdout) == (0, f"{here.repo}: 1 new file of guesses\n"), ran.stderr
    assert here.published_rounds() == here.stored()
    copy = Path(here.engine.url.database or "").with_name("earwitness-schema-0006.db")
    back_up(copy.with_name("earwitness.db"), copy)
    assert who.pseudonym.encode() in copy.read_bytes()
    ran = command(here, "withdraw", who.withdrawal_code)
    assert ran.returncode == 0, ran.stderr
    assert "removed from the current version" in ran.stdout
    assert here.published()["player"].to_pylist() == ["bob"]
    assert who.pseudonym.encode() not in copy.read_bytes()
    ran = command(here, "publish", "--forget")
    assert ran.returncode == 0, ran.stderr
    assert len(here.hub.revisions(here.repo)) == 1
    assert len(here.hub.objects(here.repo)) == 1
    assert here.published()["player"].to_pylist() == ["bob"]


def test_by_hand_a_deleted_dataset_is_filled_again(here: World) -> None:
    here.guess("ann", "bob")
    here.publish()
    here.hub.commit(here.repo, dict.fromkeys(here.hub.files(here.repo)))
    ran = command(here, "publish")
    assert ran.returncode == 1 and "publish --again" in ran.stderr, ran.stderr
    ran = command(here, "publish", "--again")
    assert ran.returncode == 0, ran.stderr
    assert "2 guesses were not in it any more" in ran.stdout
    assert here.published_rounds() == here.stored()


def test_by_hand_what_cannot_be_done_is_said_in_a_sentence(here: World) -> None:
    ran = command(here, "withdraw", "abcde-fghij")
    assert ran.returncode == 1 and "code" in ran.stderr and "Traceback" not in ran.stderr
    ran = command(here, "publish", EARWITNESS_DATASET="")
    assert ran.returncode == 1 and "EARWITNESS_DATASET" in ran.stderr
    here.guess("ann")
    ran = command(here, "publish", HF_TOKEN="hf_wrong")
    assert ran.returncode == 1 and "HF_TOKEN" in ran.stderr and "Traceback" not in ran.stderr
    assert "hf_wrong" not in ran.stderr + ran.stdout


def test_by_hand_a_withdrawal_waits_for_a_hub_that_is_down(here: World) -> None:
    who = here.registry.identity(here.registry.issue())
    here.guess(who.pseudonym, "bob")
    here.publish()
    here.hub.stop()
    ran = command(here, "withdraw", who.withdrawal_code)
    assert ran.returncode == 1 and "is pending" in ran.stderr
    here.hub.start()
    assert here.withdraw() == 1
    assert here.published()["player"].to_pylist() == ["bob"]


def test_beside_a_game_it_ends_with_its_input_and_not_before_what_is_left_is_published(
    here: World, tmp_path: Path
) -> None:
    keeping = keeping_game(["publish", "--keep"], process_env(here), tmp_path / "log")
    with keeping as (process, lines):
        wait_for(lambda: status(here)["state"] == "waiting", SECONDS)
        here.guess("ann")
        process.send_signal(signal.SIGTERM)  # as when a service manager stops every process of a service
        time.sleep(0.5)
        assert process.poll() is None
        lines.close()
        assert process.wait(SECONDS) == 0
    assert here.published_rounds() == here.stored()


@pytest.mark.parametrize("asked", ["stalled", "between"])
def test_it_leaves_before_it_is_killed_and_says_what_stays_behind(
    here: World, tmp_path: Path, asked: str
) -> None:
    """The Hub takes calls and never answers, from the start or only at the end."""
    here.guess("ann", "bob", since=START)
    if asked == "stalled":
        here.hub.fail("any", "before", "slow", times=None, seconds=SECONDS)
    log = tmp_path / "log"
    with keeping_game(["publish", "--keep"], process_env(here), log) as (process, lines):
        if asked == "stalled":
            wait_for(lambda: status(here).get("looked_at"), SECONDS)
        else:
            wait_for(lambda: status(here)["state"] == "published", SECONDS)
            here.hub.fail("any", "before", "slow", times=None, seconds=SECONDS)
            here.guess("ann", "bob", since=START)
        lines.write(b"3.00\n")
        lines.close()
        assert process.wait(SECONDS / 2) == 0
    assert "2 guesses are not published yet" in log.read_text()


@pytest.mark.parametrize(
    ("lines", "seconds"), [(b"7.25\n", 7.25), (b"x\n3\n", 3.0), (b"", math.inf), (b"soon\n", math.inf)]
)
def test_the_last_line_says_how_long_the_process_has(lines: bytes, seconds: float) -> None:
    assert seconds_of(lines) == seconds


# What a browser sends along, and what somebody may try to add about themselves.
SENT = {
    "User-Agent": "Seeded-Agent/7.1 (a rare machine)",
    "X-Forwarded-For": "203.0.113.77",
    "Referer": "https://seeded-nickname.example/",
}
PERSONAL = {"nickname": "Seeded Nickname", "note": "seeded note"}


class Playing:
    """A player of a real server."""

    def __init__(self, client: httpx.Client, joined: dict[str, str] | None = None) -> None:
        self.client = client
        self.joined = joined or self.client.post("/api/players", json={"consent": True} | PERSONAL).json()
        self.headers = {"X-Earwitness-Player": self.joined["player"]}

    def play(self) -> int:
        """Play a game and return its number of rounds; 0 when every clip has been heard."""
        game = self.client.post("/api/games", json={"mode": "random"}, headers=self.headers).json()
        for _ in range(game.get("rounds", 0)):
            dealt = self.client.post(f"/api/games/{game['game']}/rounds", headers=self.headers).json()
            path = f"/api/rounds/{dealt['round']}/guess"
            body = {"lat": 1.0, "lon": 2.0} | PERSONAL
            assert self.client.post(path, json=body, headers=self.headers).is_success
        return int(game.get("rounds", 0))


def visiting(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server.address, timeout=30, headers=SENT, **QUICK_CLIENT)


def all_that_is_published(hub: Hub, repo: str) -> str:
    """Every byte of the newest revision, and what is compressed in it once more as text."""
    files = [hub.read(repo, path) for path in hub.files(repo)]
    tables = [pq.read_table(io.BytesIO(file)) for file in files if file.startswith(b"PAR1")]
    return "".join(
        [*(file.decode("latin-1") for file in files), *(str(table.to_pylist()) for table in tables)]
    )


def secrets_of(server: Server, someone: "Playing") -> set[str]:
    """What nobody may read of a player: all that was sent, and names and times that only the store has."""
    code = someone.joined["withdrawal_code"]
    stored = server.rows("SELECT id, audio, touched_at FROM players JOIN rounds ON player_id = id")
    own = {str(row[name]) for row in stored for name in ("id", "audio")}
    times = {str(int(row["touched_at"])) for row in stored}
    names = {someone.joined["player"], code, code.replace("-", ""), KEY.decode(), "127.0.0.1", "Seeded"}
    return own | times | names | set(SENT.values()) | set(PERSONAL.values())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack") / "towns", TOWNS)


def server_env(hub: Hub, repo: str, pack: Path, home: Path) -> dict[str, str]:
    own = {"EARWITNESS_DATASET": repo, "EARWITNESS_SECRET": KEY.decode(), "EARWITNESS_PACK": str(pack)}
    return hub.environment(home) | own | {"EARWITNESS_TRUSTED_PROXIES": "1"}


def test_a_game_publishes_at_its_end_and_comes_back_on_an_empty_disk(
    hub: Hub, pack: Path, tmp_path: Path
) -> None:
    repo = hub.new_repo()
    settings = server_env(hub, repo, pack, tmp_path)
    with serving(tmp_path / "first", **settings) as server, visiting(server) as client:
        someone = Playing(client)
        assert someone.play() == 5
        secrets = secrets_of(server, someone)
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < 20
    everything = all_that_is_published(hub, repo)
    assert someone.joined["pseudonym"] in everything
    assert [secret for secret in secrets if secret.lower() in everything.lower()] == []
    assert set(published(hub, repo)["player"].to_pylist()) == {someone.joined["pseudonym"]}
    assert published(hub, repo).num_rows == 5
    with serving(tmp_path / "second", **settings) as server, visiting(server) as client:
        again = Playing(client, someone.joined)
        me = again.client.get("/api/players/me", headers=again.headers).json()
        assert (me["pseudonym"], me["rounds"]) == (someone.joined["pseudonym"], 5)
        assert again.play() == 1  # of six clips, five have been heard
        code = {"code": someone.joined["withdrawal_code"]}
        assert again.client.post("/api/withdrawals", json=code).json()["state"] == "waiting"
        wait_for(lambda: again.client.post("/api/withdrawals", json=code).json()["state"] == "done", SECONDS)
        assert published(hub, repo).num_rows == 0
        assert again.client.get("/api/players/me", headers=again.headers).status_code == 401


def test_with_another_key_an_empty_game_does_not_start_and_says_why(
    hub: Hub, pack: Path, tmp_path: Path
) -> None:
    with world(hub, tmp_path / "first") as here:
        here.guess("ann")
        assert command(here, "publish").returncode == 0
        settings = server_env(hub, here.repo, pack, tmp_path)
    server = Server(tmp_path / "second", **settings | {"EARWITNESS_SECRET": "another key, quite as long"})
    with pytest.raises(AssertionError, match="did not start"):
        server.start()
    assert server.stop() != 0
    assert "another host's key" in server.log.read_text()
    assert "Traceback" not in server.log.read_text()


def test_with_the_hub_down_the_game_starts_plays_and_ends_and_is_ready(
    hub: Hub, pack: Path, tmp_path: Path
) -> None:
    repo = hub.new_repo()
    hub.stop()
    settings = server_env(hub, repo, pack, tmp_path)
    with serving(tmp_path / "state", **settings) as server, visiting(server) as client:
        someone = Playing(client)
        assert someone.play() == 5

        def publishing_section() -> dict[str, Any]:
            ready = someone.client.get("/readyz")
            assert ready.status_code == 200
            section: dict[str, Any] = ready.json()["publishing"]
            return section

        wait_for(lambda: publishing_section()["state"] == "failing", SECONDS)
        assert "does not answer" in publishing_section()["why"]
        hub.start()
        server.stop()
        log = server.log.read_text()
    assert published(hub, repo).num_rows == 5
    assert len(re.findall("guesses could not be published", log)) == 1
    assert "Traceback" not in log


def test_without_a_dataset_nothing_is_published_and_that_is_said(tmp_path: Path) -> None:
    settings = Settings.from_env({"EARWITNESS_STATE": str(tmp_path)})
    assert publish_status(settings)["state"] == "off"
    assert publish_process.open_publish_process(settings, Deadline(8)) is None


def test_before_the_process_has_said_anything_it_is_starting(here: World) -> None:
    assert status(here)["state"] == "starting"
    PublishStatus("published", 1.0).write(Path(env(here)["EARWITNESS_STATE"]))
    assert status(here)["state"] == "published"
    (Path(env(here)["EARWITNESS_STATE"]) / publish_process.STATUS_FILE).write_text("{")
    assert status(here)["state"] == "starting"
    assert json.dumps(status(here))
