"""Parties through the application: real WebSockets, two and five members."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from game.store.tables import games, party_seats, rounds
from tests.builders.running_game import TOWNS, Clock, Player, running, services_of, write_pack
from tests.game.party.members import Json, Member, room_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("party")
    pack = write_pack(folder / "pack", [(lat + step, lon) for step in range(4) for lat, lon in TOWNS])
    with running(folder / "state", EARWITNESS_PACK=str(pack)) as client:
        yield client


def test_two_members_play_a_match(client: TestClient):
    with room_of(client, 2, rounds=2) as (host, guest):
        assert (host.state["host"], host.state["you"], guest.state["you"]) == (1, 1, 2)
        assert host.state["screen"] and guest.state["screen"] is None
        host.send("start")
        assert guest.until("round")["round"] == {"number": 1, "of": 2, "guessed": [], "seconds_left": None}
        dealt = guest.deal()
        assert guest.deal()["round"] == dealt["round"]  # the same after a reload
        assert guest.player.guess(dealt["round"], 1.0, 1.0) == {"recorded": True, "number": 1, "of": 2}
        told = host.until("guessed")
        assert told["guessed"] == [2] and 0 < told["seconds_left"] <= 20
        assert "seconds_left" in host.deal()
        assert _reveals(guest) == [None]
        again = guest.player.guess(
            dealt["round"], 1.0, 1.0, deal=True
        )  # still nothing, and no round before the others
        assert again == {"recorded": True, "number": 1, "of": 2, "next": None}
        host.guess(2.0, 2.0)
        reveal = guest.until("reveal")
        assert [pin["lat"] for pin in reveal["reveal"]["pins"]] == [2.0, 1.0]
        assert {row["seat"] for row in reveal["ranking"]} == {1, 2}
        assert _reveals(guest)[0]["truth"]["lat"] == reveal["reveal"]["truth"]["lat"]
        assert guest.player.guess(dealt["round"], 1.0, 1.0)["truth"] == reveal["reveal"]["truth"]
        host.until("reveal")
        host.send("next", after=1)
        assert guest.until("round")["round"]["number"] == 2
        guest.guess()
        host.guess()
        second = host.until("reveal")
        assert second["reveal"]["clip"]["key"] != reveal["reveal"]["clip"]["key"]
        host.send("next", after=2)
        over = guest.until("over")
        points = {row["seat"]: row["points"] for row in over["ranking"]}
        pins = [*reveal["reveal"]["pins"], *second["reveal"]["pins"]]
        assert points == {seat: sum(p["geoscore"] for p in pins if p["seat"] == seat) for seat in (1, 2)}
        host.send("again")
        state = guest.until("state")
        assert (state["phase"], state["match"], state["ranking"][0]["points"]) == ("lobby", 2, 0)
        host.send("start")
        assert guest.until("round")["round"]["number"] == 1
        assert guest.deal()["number"] == 1


def _reveals(member: Member) -> list[Json]:
    game = member.player.get(f"/api/games/{member.game}").json()
    return [one["reveal"] for one in game["rounds"]]


def test_five_members_in_two_teams_of_whom_one_comes_late_and_one_leaves(client: TestClient):
    with room_of(client, 4, teams=True, rounds=3) as (host, second, third, fourth):
        assert [seat["team"] for seat in fourth.state["seats"]] == [1, 2, 1, 2]
        host.send("start")
        late = Member(client, host.party, "Late")
        with late.connected():
            assert late.state["phase"] == "round"
            assert late.state["seats"][-1]["plays"] is False
            refused = late.player.post("/api/games", {"mode": "party", "party": host.party}).json()
            again = late.player.post(f"/api/games/{refused['game']}/rounds")
            assert (again.status_code, again.json()["key"]) == (409, "party_wait")
            for member in (host, second, third):
                member.guess()
            fourth.send("leave")
            seen = late.until("reveal")["reveal"]
            assert [pin["seat"] for pin in seen["pins"]] == [1, 2, 3]
            assert [best["team"] for best in seen["best"]] == [1, 2]
            assert _reveals_of_party(late, host.party) == [seen["truth"]]  # known to be known
            host.send("next", after=1)
            late.until("round")
            late.guess()
            for member in (host, second, third):
                member.guess()
            assert [pin["seat"] for pin in late.until("reveal")["reveal"]["pins"]] == [1, 2, 3, 5]


def _reveals_of_party(member: Member, party: str) -> list[Json]:
    game = member.player.post("/api/games", {"mode": "party", "party": party}).json()["game"]
    shown = member.player.get(f"/api/games/{game}").json()["rounds"]
    return [one["reveal"]["truth"] for one in shown if one["status"] == "abandoned"]


def test_a_party_counts_nowhere(client: TestClient):
    with room_of(client, 2, rounds=1) as (host, guest):
        host.send("start")
        guest.until("round")
        guest.guess()
        host.guess()
        host.until("reveal")
    with services_of(client).store.engine.connect() as connection:
        closed = rounds.select().where(rounds.c.mode == "party", rounds.c.status != "open")
        rows = connection.execute(closed).mappings().all()
    assert rows and all("other_mode" in row["why_not"] for row in rows)
    assert {row["allocation"] for row in rows} == {"party-fixed"}
    assert {row["consent_version"] for row in rows} == {None}  # nor is it published


def test_a_reload_and_another_window_come_back_to_the_same_seat(client: TestClient):
    with room_of(client, 2) as (host, guest):
        guest.send("ping")
        guest.until("pong")
        with client.websocket_connect(guest.address) as second:
            assert second.receive_json()["you"] == 2
            with pytest.raises(WebSocketDisconnect) as closed:
                guest.until("never")
            assert closed.value.code == 4001
        reply = guest.player.post(f"/api/parties/{host.party}/seats", {})
        assert (reply.status_code, reply.json()["seat"]) == (200, 2)
        with client.websocket_connect(guest.address) as late, pytest.raises(WebSocketDisconnect) as old:
            late.receive_json()
        assert old.value.code == 4004  # the token before is void
        guest.joined = reply.json()
        with guest.connected():
            assert [seat["nickname"] for seat in guest.state["seats"]] == ["Host", "Guest 2"]


def test_forged_messages_are_refused_and_harm_nobody(client: TestClient):
    with room_of(client, 2) as (host, guest):
        for kind, fields in (
            ("start", {}),
            ("next", {"after": 1}),
            ("finish", {"number": 1}),
            ("again", {}),
            ("remove", {"seat": 1}),
            ("options", {"rounds": 1, "countdown_seconds": 0, "teams": 0}),
        ):
            assert guest.refused(kind, **fields) == "party_not_host", kind
        assert guest.refused("team", team=1) == "party_not_now"
        for garbage in (
            "",
            "{",
            "[]",
            "null",
            '{"type":"start","seat":1}',
            '{"type":"nuke"}',
            "[" * 4000,
            "ж" * 4097,
        ):
            guest.socket.send_text(garbage)
            assert guest.until("error")["key"] == "party_bad_message", garbage[:30]
        guest.socket.send_bytes(b"\x00\xff")
        assert guest.until("error")["key"] == "party_bad_message"
    with room_of(client, 2) as (host, guest):
        for bad in ({"seat": "1"}, {"seat": 1.5}, {"seat": True}, {"seat": -1}, {"seat": 1 << 70}):
            assert host.refused("remove", **bad) == "party_bad_message"
        assert host.refused("remove", seat=1) == "party_not_now"
        host.send("start")
        guest.until("round")
        dealt, own = guest.deal(), host.deal()
        for body in ({"lat": "NaN", "lon": 0}, {"lat": 91, "lon": 0}, {}):
            assert guest.player.post(f"/api/rounds/{dealt['round']}/guess", body).status_code == 422
        other = guest.player.post(f"/api/rounds/{own['round']}/guess", {"lat": 0, "lon": 0})
        assert other.status_code == 404
        guest.player.guess(dealt["round"], 1.0, 1.0)
        twice = guest.player.post(f"/api/rounds/{dealt['round']}/guess", {"lat": 2, "lon": 2})
        assert twice.status_code == 409
        host.player.guess(own["round"])
        pins = host.until("reveal")["reveal"]["pins"]
        assert [pin["lat"] for pin in pins] == [0.0, 1.0]


def test_a_flood_is_dropped_and_the_others_play_on(client: TestClient):
    with room_of(client, 2) as (host, guest):
        for _ in range(100):
            guest.send("react", reaction="clap")
        with pytest.raises(WebSocketDisconnect) as closed:
            guest.until("never")
        assert closed.value.code == 4008
        shown = 0
        host.send("ping")
        while host.socket.receive_json()["type"] != "pong":
            shown += 1
        assert shown < 40
        host.send("start")
        assert host.until("round")["round"]["number"] == 1


def test_no_other_kind_of_play_tells_a_member_the_place_early(client: TestClient):
    with room_of(client, 2) as (host, guest):
        host.send("start")
        guest.until("round")
        dealt = guest.deal()
        with services_of(client).store.engine.connect() as connection:
            row = connection.execute(rounds.select().where(rounds.c.round == dealt["round"])).mappings().one()
        guest.player.guess(dealt["round"])
        daily = guest.player.start("daily")["game"]
        with services_of(client).store.engine.begin() as connection:
            only = games.update().where(games.c.game == daily)
            connection.execute(only.values(pack=row["pack"], clip_keys=[row["clip_key"]]))
        refused = guest.player.post(f"/api/games/{daily}/rounds")
        assert (refused.status_code, refused.json()["key"]) == (409, "party_first")
        host.guess()
        guest.until("reveal")
        assert guest.player.deal(daily)["number"] == 1


def test_who_is_removed_cannot_come_back(client: TestClient):
    with room_of(client, 2) as (host, guest):
        host.send("remove", seat=2)
        assert host.until("gone")["seat"] == 2
        with pytest.raises(WebSocketDisconnect) as closed:
            guest.until("never")
        assert closed.value.code == 4003
        again = guest.player.post(f"/api/parties/{host.party}/seats", {"nickname": "Other"})
        assert (again.status_code, again.json()["key"]) == (409, "party_removed")


def test_a_screen_sees_and_hears_but_says_nothing(client: TestClient):
    with room_of(client, 2) as (host, guest):
        key, base = host.state["screen"], f"/api/parties/{host.party}"
        with client.websocket_connect(f"{base}/ws?screen={key}") as screen:
            assert screen.receive_json()["you"] is None
            screen.send_json({"type": "start"})
            assert screen.receive_json()["key"] == "party_screen"
            assert client.get(f"{base}/sound?screen={key}").status_code == 409
            host.send("start")
            assert screen.receive_json()["type"] == "round"
            heard = client.get(f"{base}/sound?screen={key}").json()
            assert heard["number"] == 1 and heard["peaks"]
            sound = client.get(heard["audio"]).content
            assert sound == client.get(guest.deal()["audio"]).content
        for wrong in (f"{base}/sound?screen=wrong", f"{base}/sound/1?screen={guest.joined['token']}"):
            assert client.get(wrong).status_code == 404
        with (
            client.websocket_connect(f"{base}/ws?screen=wrong") as refused,
            pytest.raises(WebSocketDisconnect) as closed,
        ):
            refused.receive_json()
        assert closed.value.code == 4004


@pytest.mark.parametrize(
    ("origin", "path", "is_let_in"),
    [
        ("http://testserver", "", True),
        ("https://evil.example", "", False),
        ("null", "", False),
        ("http://testserver", "/x", False),
    ],
)
def test_only_our_own_pages_and_programs_connect(client: TestClient, origin: str, path: str, is_let_in: bool):
    host = Member(client)
    address = host.address.replace("/ws", f"{path}/ws")
    if is_let_in:
        with client.websocket_connect(address, headers={"Origin": origin}) as socket:
            assert socket.receive_json()["type"] == "state"
    else:
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect(address, headers={"Origin": origin}),
        ):
            pass


def test_joining_says_what_is_wrong(client: TestClient):
    host, player = Member(client), Player(client)
    seats = f"/api/parties/{host.party}/seats"
    for path, body, status, key in (
        ("/api/parties/ZZZZZZ/seats", {"nickname": "A"}, 404, "unknown_party"),
        ("/api/parties/nonsense!/seats", {"nickname": "A"}, 404, "unknown_party"),
        (seats, {"nickname": "hOST"}, 409, "nickname_taken"),
        (seats, {}, 409, "nickname_needed"),
        (seats, {"nickname": "x" * 21}, 422, "nickname_length"),
        (seats, {"nickname": "a\u202eb"}, 422, "nickname_characters"),
        (seats, {"nickname": "arschloch"}, 422, "nickname_refused"),
        ("/api/parties", {"nickname": "A", "rounds": 11}, 422, "invalid_request"),
        ("/api/parties", {"nickname": "A", "countdown_seconds": 1.5}, 422, "invalid_request"),
        ("/api/games", {"mode": "party", "party": host.party}, 409, "party_not_joined"),
        ("/api/games", {"mode": "party"}, 409, "party_not_joined"),
    ):
        reply = player.post(path, body)
        assert (reply.status_code, reply.json()["key"]) == (status, key), path
    assert client.post("/api/parties", json={"nickname": "A"}).status_code == 401
    assert client.get(f"/api/parties/{host.party.lower()}").json()["people"] == 1
    drawn = client.get(f"/api/parties/{host.party}/qr.svg")
    assert drawn.headers["content-type"] == "image/svg+xml" and drawn.text.startswith("<svg")


def test_a_room_is_full_at_fifty(client: TestClient):
    host = Member(client)
    for number in range(2, 51):
        Member(client, host.party, f"Guest {number}")
    reply = Player(client).post(f"/api/parties/{host.party}/seats", {"nickname": "One more"})
    assert (reply.status_code, reply.json()["key"]) == (409, "party_full")


def test_a_member_who_withdraws_leaves_the_others_in_peace(client: TestClient):
    with room_of(client, 2) as (host, guest):
        host.send("start")
        guest.until("round")
        guest.guess()
        assert client.delete("/api/players/me", headers=guest.player.headers).status_code == 204
        host.guess()
        pins = host.until("reveal")["reveal"]["pins"]
        assert pins[0]["lat"] == 0.0
    with services_of(client).store.engine.connect() as connection:
        left = connection.execute(party_seats.select().where(party_seats.c.party == host.party)).all()
    assert [row.nickname for row in left] == ["Host"]


def test_nothing_is_left_of_a_room_after_a_day(tmp_path: Path):
    clock = Clock()
    with running(tmp_path, clock) as client:
        host = Member(client)
        clock.now += 23 * 3600
        assert client.portal is not None
        sweep = client.app.state.parties.rooms.sweep  # type: ignore[attr-defined]
        client.portal.call(sweep)
        assert client.get(f"/api/parties/{host.party}").status_code == 200
        clock.now += 2 * 3600
        client.portal.call(sweep)
        assert client.get(f"/api/parties/{host.party}").status_code == 404
        with services_of(client).store.engine.connect() as connection:
            assert connection.execute(party_seats.select()).all() == []


def test_a_whole_room_of_eager_members_is_kept_calm(tmp_path: Path):
    with running(tmp_path, Clock()) as client, room_of(client, 3) as (host, *others):
        for member in others:
            for _ in range(15):
                member.send("react", reaction="clap")
        for member in others:
            member.send("ping")
            member.until("pong")
        host.send("ping")
        shown = 0
        while (message := host.socket.receive_json())["type"] != "pong":
            shown += message["type"] == "reaction"
        assert shown == 20
