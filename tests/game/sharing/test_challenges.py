"""Challenges through the whole application: made of a finished game, played once, and telling nothing."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from game.play.retention import CHALLENGE_DAYS, delete_old_challenges
from game.texts import text_in
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack

KEY = "clip-key-"
SECRETS = (KEY, "Paris", "France", "Tokyo", "Nairobi", "48.85", "139.69", "A town", ".mp3", "towns")


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[TestClient]:
    pack = write_pack(tmp_path_factory.mktemp("packs") / "towns", TOWNS, prefix=KEY, title="A town")
    state = tmp_path_factory.mktemp("state")
    with running(state, clock, EARWITNESS_PACK=str(pack), EARWITNESS_TRUSTED_PROXIES="1") as client:
        yield client


@pytest.fixture(scope="module")
def maker(client: TestClient) -> Player:
    return Player(client)


@pytest.fixture(scope="module")
def played(maker: Player) -> str:
    """A finished game, the second round of it skipped."""
    game: str = maker.start()["game"]
    for number in range(5):
        dealt = maker.deal(game)["round"]
        if number == 1:
            assert maker.post(f"/api/rounds/{dealt}/skip").status_code == 200
        else:
            maker.guess(dealt, 48.0, 2.0)
    return game


@pytest.fixture(scope="module")
def shared(maker: Player, played: str) -> dict[str, Any]:
    reply = maker.post("/api/challenges", {"game": played})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


def test_the_text_has_points_squares_and_address(maker, played, shared):
    summary = maker.get(f"/api/games/{played}").json()
    first, second, third = shared["text"].split("\n")
    total = round(summary["total"])
    assert first == f"Earwitness {total:,}/25,000"
    assert second == summary["squares"] == shared["squares"]
    assert len(second) == 5
    assert second[1] == "⬛"
    assert third == shared["url"] == f"http://testserver/c/{shared['challenge']}"
    assert maker.post("/api/challenges", {"game": played}).json() == shared


def test_only_ones_own_finished_games_are_shared(client, maker):
    open_game = maker.start("practice")["game"]
    reply = maker.post("/api/challenges", {"game": open_game})
    assert (reply.status_code, reply.json()["key"]) == (409, "game_not_over")
    assert Player(client).post("/api/challenges", {"game": open_game}).status_code == 404


def test_a_friend_plays_the_same_clips_in_the_same_order_once(client, maker, played, shared):
    friend, name = Player(client), shared["challenge"]
    friend.play()  # five of the six clips are known by now, and are played again
    start = {"mode": "challenge", "challenge": name}
    assert maker.post("/api/games", start).json()["key"] == "own_challenge"
    begun = friend.post("/api/games", start)
    assert (begun.status_code, begun.json()["rounds"]) == (201, 5)
    game = begun.json()["game"]
    reveals = [friend.guess(friend.deal(game)["round"]) for _ in range(5)]
    before = maker.get(f"/api/games/{played}").json()["rounds"]
    assert [one["clip"]["key"] for one in reveals] == [one["reveal"]["clip"]["key"] for one in before]
    again = friend.post("/api/games", start)
    assert (again.status_code, again.json()["game"]) == (200, game)
    summary = friend.get(f"/api/games/{game}").json()
    assert (summary["mode"], summary["challenge"]) == ("challenge", name)
    standing = friend.get(f"/api/challenges/{name}").json()
    assert (standing["game"], standing["is_own"]) == (game, False)
    own = maker.get(f"/api/challenges/{name}").json()
    assert (own["is_own"], own["game"]) == (True, played)
    stored = client.get(f"/api/challenges/{name}", headers={"X-Earwitness-Player": "of another host"}).json()
    assert stored["total"] == standing["total"] == pytest.approx(sum(stored["scores"]), abs=3)


def test_a_game_that_was_played_in_a_challenge_can_be_shared_in_turn(client, shared):
    friend = Player(client)
    game = friend.post("/api/games", {"mode": "challenge", "challenge": shared["challenge"]}).json()["game"]
    for _ in range(5):
        friend.guess(friend.deal(game)["round"])
    assert friend.post("/api/challenges", {"game": game}).json()["challenge"] != shared["challenge"]


def test_a_share_of_today_opens_the_day_itself_and_later_its_clips(client, clock):
    maker, friend, late = (Player(client) for _ in range(3))
    game = maker.start("daily")["game"]
    for _ in range(5):
        maker.guess(maker.deal(game)["round"])
    made = maker.post("/api/challenges", {"game": game}).json()
    number = client.get("/api/daily").json()["number"]
    assert made["text"].startswith(f"Earwitness #{number} ")
    start = {"mode": "challenge", "challenge": made["challenge"]}
    assert client.get(f"/api/challenges/{made['challenge']}").json()["is_today"]
    assert friend.post("/api/games", start).json()["mode"] == "daily"
    clock.now += 86_400
    standing = client.get(f"/api/challenges/{made['challenge']}").json()
    assert (standing["is_today"], standing["number"]) == (False, number)
    begun = late.post("/api/games", start).json()
    assert begun["mode"] == "challenge"
    first = late.guess(late.deal(begun["game"])["round"])["clip"]["key"]
    assert first == maker.get(f"/api/games/{game}").json()["rounds"][0]["reveal"]["clip"]["key"]


def test_no_byte_of_it_tells_a_place_a_key_or_the_player(client, maker, shared):
    name = shared["challenge"]
    page = client.get(f"/c/{name}")
    picture = client.get(f"/share/{name}.png")
    replies = [client.get(f"/api/challenges/{name}"), page, picture]
    sent = [json.dumps(shared).encode()] + [reply.content + str(reply.headers).encode() for reply in replies]
    who = services_of(client).registry.identity(maker.joined["player"])
    for secret in (*SECRETS, who.id, who.pseudonym):
        assert not [body for body in sent if secret.encode() in body], secret


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "http://testserver"),
        ({"X-Forwarded-Proto": "https", "X-Forwarded-Host": "ear.example"}, "https://ear.example"),
        ({"X-Forwarded-Host": "ear.example", "X-Forwarded-Prefix": "/a/b"}, "http://ear.example/a/b"),
        ({"X-Forwarded-Host": '"><script>', "X-Forwarded-Proto": "javascript"}, "http://localhost:7860"),
    ],
)
def test_the_page_of_a_link_has_a_title_and_a_picture_for_other_sites(client, shared, headers, address):
    name = shared["challenge"]
    reply = client.get(f"/c/{name}", headers=headers)
    facts = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', reply.text))
    assert facts["og:image"] == f"{address}/share/{name}.png"
    assert facts["og:url"] == f"{address}/c/{name}"
    assert (facts["og:image:width"], facts["og:image:height"]) == ("1200", "630")
    assert facts["twitter:card"] == "summary_large_image"
    assert facts["og:image:alt"]
    assert "Can you beat" in facts["og:title"]
    assert f'<a class="ew-primary" href="../?challenge={name}">' in reply.text
    picture = client.get(f"/share/{name}.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")


def test_the_page_of_a_link_speaks_the_language_of_its_reader(client, shared):
    reply = client.get(f"/c/{shared['challenge']}", headers={"Accept-Language": "ar-EG, de;q=0.5"})
    assert (reply.headers["content-language"], reply.headers["vary"]) == ("ar", "Accept-Language")
    assert '<html lang="ar" dir="rtl">' in reply.text
    assert reply.text.count(text_in("ar", "share.page.go")) == 1
    assert "Can you beat" not in reply.text
    gone = client.get("/c/nobody-made", headers={"Accept-Language": "de"}).text
    assert '<html lang="de" dir="ltr">' in gone and text_in("de", "share.page.gone.title") in gone


@pytest.mark.parametrize("path", ["/api/challenges/{}", "/c/{}", "/share/{}.png"])
@pytest.mark.parametrize("name", ["nobody-made", "%27%3B--", "..%2f", "x" * 150])
def test_a_link_that_leads_nowhere_says_so(client, path, name):
    assert client.get(path.format(name)).status_code == 404


def test_a_challenge_goes_with_its_maker(client, shared):
    leaving = Player(client)
    game = leaving.start()["game"]
    for _ in range(5):
        leaving.guess(leaving.deal(game)["round"])
    name = leaving.post("/api/challenges", {"game": game}).json()["challenge"]
    assert client.get(f"/c/{name}").status_code == 200
    client.delete("/api/players/me", headers=leaving.headers)
    assert client.get(f"/c/{name}").status_code == 404
    assert client.get(f"/c/{shared['challenge']}").status_code == 200


def test_a_challenge_lasts_so_many_days_and_no_longer_than_rounds_do(tmp_path: Path) -> None:
    clock = Clock()
    with running(tmp_path, clock) as client:
        player = Player(client)
        game = player.start("practice")["game"]
        for _ in range(5):
            player.guess(player.deal(game)["round"])
        name = player.post("/api/challenges", {"game": game}).json()["challenge"]
        store, made = services_of(client).store, date.fromtimestamp(clock.now).toordinal()
        assert client.portal is not None
        for days, host, status in ((CHALLENGE_DAYS, None, 200), (30, 30, 200), (31, 30, 404)):
            client.portal.call(delete_old_challenges, store, date.fromordinal(made + days), host)
            assert client.get(f"/api/challenges/{name}").status_code == status
