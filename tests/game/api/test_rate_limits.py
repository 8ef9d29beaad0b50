import pytest

from game.api import gateway, rate_limits
from game.api.rate_limits import ADDRESS, Addresses, Limit, Limiter
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


def test_a_class_of_60_behind_one_address_can_play(clock):
    limiter = Limiter(ADDRESS, clock)
    for _ in range(20):  # every pupil does ten things in ten seconds
        assert [limiter.wait("school") for _ in range(300)] == [0] * 300
        clock.now += 5


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
    monkeypatch.setattr(gateway, "PLAYER", Limit(burst=3, per_second=0.01))
    with running(tmp_path, EARWITNESS_RATE_LIMIT="on") as client:
        player = Player(client)
        replies = [player.get("/api/players/me") for _ in range(4)]
        assert {reply.status_code for reply in replies[:-1]} == {200}
        assert replies[-1].status_code == 429
        assert replies[-1].headers["retry-after"] == "100"
        assert replies[-1].headers["content-type"] == "application/problem+json"
        assert client.get("/readyz").status_code == 200


def test_an_address_cannot_make_players_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(gateway, "NEWCOMERS", Limit(burst=5, per_second=0.001))
    with running(tmp_path, EARWITNESS_RATE_LIMIT="on") as client:
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
