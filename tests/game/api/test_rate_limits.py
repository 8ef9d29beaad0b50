import logging

import pytest

from game.api import rate_limits, request_limits
from game.api.rate_limits import Addresses, Limit, Limiter
from game.api.request_limits import RequestLimits
from game.party.codes import LENGTH, LETTERS, new_code
from tests.builders.running_game import Clock, Player, running


@pytest.fixture
def clock():
    return Clock()


def test_a_budget_is_spent_then_refills(clock):
    limiter = Limiter(Limit(burst=3, per_second=0.5), clock)
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 2]
    assert limiter.wait("b") == 0
    clock.now += 2
    assert [limiter.wait("a"), limiter.wait("a")] == [0, 2]
    clock.now += 1000
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 2]


def test_asking_too_often_does_not_make_the_wait_longer(clock):
    limiter = Limiter(Limit(burst=1, per_second=1), clock)
    assert limiter.wait("a") == 0
    assert {limiter.wait("a") for _ in range(100)} == {1}


def test_memory_is_bounded_and_spent_budgets_are_kept_longest(clock, monkeypatch):
    monkeypatch.setattr(rate_limits, "MOST_KEYS", 100)
    limiter = Limiter(Limit(burst=2, per_second=1), clock)
    for number in range(1000):
        clock.now += 0.1
        limiter.wait(str(number))
        assert len(limiter._spent) <= 100
    assert limiter.wait("999") == 0
    assert limiter.wait("999") == 1


PAGE_LOAD = ["/", *(f"/earwitness/{number}.js" for number in range(40)), "/theme.css", "/assets/index.js"]


@pytest.mark.parametrize("people", [60, 300])
def test_a_class_behind_one_address_can_play(clock, people):
    """All open the page and join at once; then each does ten things in ten seconds, for five minutes."""
    limits = RequestLimits(people, clock)
    pupils = [f"pupil {number}" for number in range(people)]
    for _ in pupils:
        assert {limits.wait("school", "", "GET", path) for path in PAGE_LOAD} == {0}
        assert limits.wait("school", "", "POST", "/api/players") == 0
    for _ in range(60):
        for pupil in pupils:
            assert limits.wait("school", pupil, "POST", "/api/games/x/rounds") == 0
            assert limits.wait("school", "", "GET", "/audio/x") == 0
            assert limits.wait("school", pupil, "POST", "/api/rounds/x/guess") == 0
        clock.now += 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("POST", "/"),
        ("GET", "/config/"),
        ("GET", "/readyz"),
        ("GET", "/api/parties/ABCDEF"),
        ("GET", "/api/parties/ABCDEF/ws"),
        ("GET", "/healthz"),
        ("GET", "/earwitness/main.js"),
        ("GET", "/assets/index.js"),
        ("GET", "/theme.css"),
        ("GET", "/favicon.ico"),
        ("GET", "/audio/x"),
        ("GET", "/study/x"),
        ("GET", "/study/x/watch"),
        ("GET", "/api/studies/x/watch"),
        ("GET", "/api/studies/x/watch.csv"),
        ("GET", "/api/leaderboard/clips"),
        ("GET", "/api/leaderboard/same-clips"),
        ("GET", "/api/leaderboard/you"),
        ("GET", "/api/places"),
        ("GET", "/api/players/me/summary"),
        ("GET", "/api/players/me/rounds.csv"),
        ("GET", "/c/x"),
        ("GET", "/share/x.png"),
        ("POST", "/api/challenges"),
        ("POST", "/api/players"),
        ("POST", "/api/studies/x/participants"),
        ("POST", "/api/studies/x/returns"),
        ("POST", "/api/withdrawals"),
    ],
)
def test_whoever_hammers_a_path_waits_and_players_at_the_same_address_do_not(clock, method, path):
    limits = RequestLimits(60, clock)
    waits = [limits.wait("one address", "", method, path) for _ in range(6001)]
    assert waits[-1] > 0
    assert limits.wait("one address", "player", "POST", "/api/rounds/x/guess") == 0
    assert limits.wait("another address", "", method, path) == 0


def test_a_class_joins_a_party_at_once_and_nobody_finds_one_by_trying_codes(clock):
    limits = RequestLimits(60, clock)
    for number in range(60):
        pupil = f"pupil {number}"
        for method, path in (("GET", "ABCDEF"), ("POST", "ABCDEF/seats"), ("GET", "ABCDEF/ws")):
            assert limits.wait("school", pupil, method, f"/api/parties/{path}") == 0
    tried = 0
    for _ in range(3600):
        tried += limits.wait("elsewhere", "", "GET", f"/api/parties/{new_code()}") == 0
        tried += sum(limits.wait("elsewhere", "", "GET", "/api/parties/x") == 0 for _ in range(9))
        clock.now += 1
    assert tried < len(LETTERS) ** LENGTH / 20_000
    assert limits.wait("elsewhere", "", "GET", "/api/parties/ABCDEF/ws") == 0


def test_a_player_has_one_limit_at_all_addresses(clock):
    limits = RequestLimits(60, clock)
    waits = [limits.wait(str(number % 7), "player", "GET", "/api/players/me") for number in range(61)]
    assert waits == [0] * 60 + [1]


def test_a_header_of_a_proxy_that_is_not_trusted_is_warned_of_once(caplog):
    addresses = Addresses(0)
    with caplog.at_level(logging.WARNING):
        Addresses(1).key("10.0.0.1", "1.2.3.4")
        addresses.key("10.0.0.1", "")
        assert caplog.records == []
        for number in range(3):
            addresses.key("10.0.0.1", f"203.0.113.{number}")
    (record,) = caplog.records
    assert "EARWITNESS_TRUSTED_PROXIES" in record.getMessage()
    assert "203.0.113" not in record.getMessage()


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "same_as"),
    [
        (0, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (1, "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "10.0.0.1", "6.6.6.6, 1.2.3.4, 5.5.5.5", "1.2.3.4"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "2001:db8::1", "", "2001:db8::ffff"),
        (0, "::ffff:1.2.3.4", "", "1.2.3.4"),
        (1, "10.0.0.1", "not an address", "not an address"),
    ],
)
def test_the_address_behind_trusted_proxies_counts(trusted, peer, forwarded, same_as):
    addresses = Addresses(trusted)
    assert addresses.key(peer, forwarded) == addresses.key(same_as, "")


def test_a_key_tells_no_address_and_is_another_after_a_restart():
    assert Addresses(0).key("1.2.3.4", "") != Addresses(0).key("1.2.3.4", "")
    assert Addresses(0).key("2001:db8:0:1::1", "") != Addresses(0).key("2001:db8:0:2::1", "")
    assert "1.2.3.4" not in Addresses(0).key("1.2.3.4", "")


def test_who_asks_too_fast_is_told_when_to_come_back(tmp_path, monkeypatch):
    monkeypatch.setattr(request_limits, "PLAYER", Limit(burst=3, per_second=0.01))
    with running(tmp_path, EARWITNESS_RATE_LIMIT="on") as client:
        player = Player(client)
        replies = [player.get("/api/players/me") for _ in range(4)]
        assert {reply.status_code for reply in replies[:-1]} == {200}
        assert replies[-1].status_code == 429
        assert replies[-1].headers["retry-after"] == "100"
        assert replies[-1].headers["content-type"] == "application/problem+json"
        assert client.get("/readyz").status_code == 200


def test_an_address_cannot_make_players_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(request_limits, "NEWCOMERS", Limit(burst=5, per_second=0.001))
    with running(tmp_path, EARWITNESS_RATE_LIMIT="on", EARWITNESS_PLAYERS_PER_ADDRESS="1") as client:
        codes = [client.post("/api/players", json={}).status_code for _ in range(7)]
    assert codes == [201] * 5 + [429] * 2


def test_no_address_is_stored_anywhere(tmp_path):
    with running(tmp_path, EARWITNESS_TRUSTED_PROXIES="1", EARWITNESS_RATE_LIMIT="on") as client:
        client.headers["X-Forwarded-For"] = "203.0.113.77"
        client.headers["User-Agent"] = "canary-agent"
        Player(client).play()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"203.0.113.77" not in content, file
            assert b"canary-agent" not in content, file


def test_a_player_makes_challenges_no_faster_than_games_can_be_played(clock):
    limits = RequestLimits(1, clock)
    waits = [limits.wait("one address", "player", "POST", "/api/challenges") for _ in range(6)]
    assert waits[:5] == [0] * 5
    assert waits[5] >= 9
    assert limits.wait("one address", "player", "GET", "/api/challenges/x") == 0
