"""The HTTP API, through the whole application, a real pack and a real SQLite file."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import update

from game.columns import COLUMNS
from game.geo.geodesy import distance_km, geoscore
from game.store.tables import rounds
from tests import databases
from tests.builders.running_game import TOWNS, Player, running, running_with_page, services_of, write_pack

KEY = "clip-key-"  # too long to occur in a random token


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "towns"
    pack = write_pack(folder, TOWNS, prefix=KEY, title="A town", credit="Someone")
    with running_with_page(tmp_path_factory.mktemp("state"), EARWITNESS_PACK=str(pack)) as client:
        yield client


@pytest.fixture
def player(client):
    return Player(client)


def rows(client, query, *values):
    return databases.rows(services_of(client).settings.database_url, query, *values)


def stored(client, round_):
    (row,) = rows(client, "SELECT * FROM rounds WHERE round = ?", round_)
    return row


def test_a_whole_game_is_dealt_guessed_and_summed(player):
    game = player.start()
    assert (game["mode"], game["rounds"]) == ("random", 5)
    reveals = []
    for number in range(1, 6):
        round_ = player.deal(game["game"])
        assert (round_["number"], round_["of"]) == (number, 5)
        reveals.append(player.guess(round_["round"], 10, 20))
    assert player.post(f"/api/games/{game['game']}/rounds").status_code == 409
    summary = player.get(f"/api/games/{game['game']}").json()
    assert [r["reveal"] for r in summary["rounds"]] == reveals
    assert summary["total"] == pytest.approx(sum(r["geoscore"] for r in reveals))
    assert reveals[-1]["total"] == summary["total"]
    assert len({r["clip"]["key"] for r in reveals}) == 5


def test_a_guess_is_scored_by_the_geodesic_and_shown_with_place_and_credit(client, player):
    reveal = player.guess(player.deal(player.start()["game"])["round"], 52.52, 13.405)
    distance = distance_km(reveal["truth"]["lat"], reveal["truth"]["lon"], 52.52, 13.405)
    assert reveal["distance_km"] == distance
    assert reveal["geoscore"] == geoscore(distance)
    assert reveal["guess"] == {
        "lat": 52.52,
        "lon": 13.405,
        "city": "Berlin",
        "city_km": 0.0,
        "country": "Germany",
        "country_code": "DE",
        "continent": "Europe",
    }
    assert (reveal["clip"]["title"], reveal["clip"]["credit"]) == ("A town", "Someone")


def test_every_column_of_a_closed_round_is_stored(client, player):
    details = {
        "seconds_heard": 12.3,
        "plays": 2,
        "seconds_to_guess": 20.1,
        "seconds_to_pin": 8.4,
        "pin_moves": 3,
        "focus_losses": 1,
        "device": "phone",
        "confidence_km": 500.0,
        "clues": ["language", "water"],
        "explanation": "A tram, \u00fcber die Br\u00fccke",
        "prior_exposure": False,
    }
    round_ = player.deal(player.start()["game"])
    audio = client.get(round_["audio"])
    player.guess(round_["round"], 52.52, 13.405, **details)
    row = stored(client, round_["round"])
    assert {c.name for c in COLUMNS} - {"player", "counts", "knows_language"} <= row.keys()
    never_blank = {c.name for c in COLUMNS if not c.blank} - {"player", "counts"}
    assert [name for name in never_blank if row[name] is None] == []
    assert {name: row[name] for name in details} == {
        **details,
        "clues": '["language", "water"]',
        "prior_exposure": 0,
    }
    assert row["bytes_served"] == row["audio_bytes"] == len(audio.content)
    assert json.loads(row["why_not"]) == ["too_fast", "more_heard_than_time"]  # guessed at once
    assert (row["sitting"], row["checks"]) == (1, None)
    assert row["draw_probability"] == pytest.approx(1 / 6)
    assert (row["status"], row["country_code"], row["continent"]) == ("guessed", "DE", "Europe")
    assert (row["closed_before"], row["nearest_revealed_km"]) == (0, None)


def test_whether_the_recording_was_known_is_said_once_after_the_round(client, player):
    dealt = player.deal(player.start()["game"])["round"]
    address = f"/api/rounds/{dealt}"

    def say(known, who=player):
        return who.patch(address, {"prior_exposure": known})

    assert (say(True).status_code, say(True).json()["key"]) == (409, "round_open")
    player.guess(dealt, 1.0, 2.0)
    before = stored(client, dealt)
    assert say(True, Player(client)).status_code == 404
    assert say("maybe").status_code == 422
    assert say(True).json() == {"round": dealt, "prior_exposure": True}
    row = stored(client, dealt)
    assert row["prior_exposure"] == 1
    assert json.loads(row["why_not"]) == [*json.loads(before["why_not"]), "known_recording"]
    assert (say(True).status_code, say(False).json()["key"]) == (200, "answered_before")
    assert stored(client, dealt) == row


def test_clues_after_the_reveal_are_replaced_taken_back_and_told_from_those_of_the_guess(client, player):
    game = player.start()["game"]
    dealt = player.deal(game)["round"]

    def say(clues, round_=dealt, who=player):
        return who.patch(f"/api/rounds/{round_}", {"clues": clues})

    def kept(round_=dealt):
        row = stored(client, round_)
        return json.loads(row["clues"] or "[]"), row["clues_after_reveal"]

    assert (say(["water"]).status_code, say(["water"]).json()["key"]) == (409, "round_open")
    player.guess(dealt, 1.0, 2.0)
    assert kept() == ([], None)
    assert say(["water"], who=Player(client)).status_code == 404
    assert say(["xylophone"]).status_code == player.patch(f"/api/rounds/{dealt}", {}).status_code == 422
    assert say(["language", "water"]).json() == {"round": dealt, "clues": ["language", "water"]}
    assert kept() == (["language", "water"], 1)
    assert say(["water"]).status_code == 200
    assert kept() == (["water"], 1)
    assert say([]).status_code == 200
    assert kept() == ([], None)
    before = player.deal(game)["round"]
    player.guess(before, 1.0, 2.0, clues=["accent"])
    assert (say(["water"], before).status_code, say(["water"], before).json()["key"]) == (
        409,
        "clues_with_guess",
    )
    assert kept(before) == (["accent"], None)


def test_a_round_on_its_way_to_the_dataset_takes_no_more_answers(client, player):
    dealt = player.deal(player.start()["game"])["round"]
    player.guess(dealt, 1.0, 2.0)
    with services_of(client).store.engine.begin() as connection:
        connection.execute(update(rounds).where(rounds.c.round == dealt).values(shard="a" * 32))
    refused = player.patch(f"/api/rounds/{dealt}", {"prior_exposure": True})
    assert (refused.status_code, refused.json()["key"]) == (409, "answered_too_late")
    assert stored(client, dealt)["prior_exposure"] is None
    assert player.patch(f"/api/rounds/{dealt}", {"clues": ["water"]}).json()["key"] == "answered_too_late"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("  a tram \n", "a tram"), (" ", None), ("a\0b", "ab"), ("\U0001f68b" * 1000, "\U0001f68b" * 1000)],
)
def test_an_explanation_is_kept_as_it_was_written(client, player, written, kept):
    dealt = player.deal(player.start()["game"])["round"]
    player.guess(dealt, 1.0, 2.0, explanation=written)
    assert stored(client, dealt)["explanation"] == kept


def test_the_time_to_a_guess_is_kept_to_a_tenth_of_a_second(client, player):
    round_ = player.deal(player.start()["game"])["round"]
    player.guess(round_, seconds_to_guess=12.3456789)
    assert stored(client, round_)["seconds_to_guess"] == 12.3


def test_what_was_revealed_before_is_noted_with_the_next_round(client, player):
    game = player.start()["game"]
    first = player.guess(player.deal(game)["round"])
    second = player.deal(game)["round"]
    truth = player.guess(second)["truth"]
    row = stored(client, second)
    assert row["closed_before"] == 1
    expected = distance_km(first["truth"]["lat"], first["truth"]["lon"], truth["lat"], truth["lon"])
    assert row["nearest_revealed_km"] == pytest.approx(expected)
    assert row["draw_probability"] == pytest.approx(1 / 5)


def test_a_skip_is_a_refusal(client, player):
    round_ = player.deal(player.start()["game"])["round"]
    reveal = player.post(f"/api/rounds/{round_}/skip").json()
    assert reveal["guess"] is None
    assert reveal["distance_km"] == 10_000
    assert reveal["geoscore"] == pytest.approx(6.16, abs=0.01)
    row = stored(client, round_)
    assert (row["status"], row["lat"], row["city"]) == ("skipped", None, None)


@pytest.mark.parametrize("how", ["guess", "skip"])
def test_saying_it_again_gives_the_same_reveal_even_after_later_rounds(player, how):
    game = player.start()["game"]
    path = f"/api/rounds/{player.deal(game)['round']}/{how}"
    body = {"lat": 10, "lon": 20} if how == "guess" else None
    first = player.post(path, body)
    player.guess(player.deal(game)["round"])
    assert player.post(path, body).json() == first.json()


def test_another_answer_to_a_closed_round_is_refused_and_changes_nothing(client, player):
    round_ = player.deal(player.start()["game"])["round"]
    player.guess(round_, 10, 20)
    before = stored(client, round_)
    for path, body in (("guess", {"lat": 10, "lon": 21}), ("skip", None)):
        reply = player.post(f"/api/rounds/{round_}/{path}", body)
        assert reply.status_code == 409
        assert reply.headers["content-type"] == "application/problem+json"
        assert "already guessed" in reply.json()["detail"]
    assert stored(client, round_) == before


def test_a_copy_of_the_world_is_the_same_guess(player):
    round_ = player.deal(player.start()["game"])["round"]
    assert player.guess(round_, 10, 380) == player.guess(round_, 10, 20)


@pytest.mark.parametrize(
    "body",
    [
        '{"lat": 91, "lon": 0}',
        '{"lat": -90.1, "lon": 0}',
        '{"lat": NaN, "lon": 0}',
        '{"lat": 0, "lon": Infinity}',
        '{"lat": 1e999, "lon": 0}',
        '{"lat": "52", "lon": 0}',
        '{"lat": true, "lon": 0}',
        '{"lat": null, "lon": 0}',
        '{"lon": 0}',
        "{}",
        "[]",
        "",
        "not json",
        '{"lat": 0, "lon": 1e308}',
        '{"lat": 0, "lon": 0, "plays": -1}',
        '{"lat": 0, "lon": 0, "device": "toaster"}',
        '{"lat": 0, "lon": 0, "clues": ["a guess"]}',
        f'{{"lat": 0, "lon": 0, "explanation": "{"a" * 1001}"}}',
        '{"lat": 0, "lon": 0, "explanation": "\\ud800"}',
        '{"lat": 0, "lon": 0, "seconds_to_pin": -1}',
        '{"lat": 0, "lon": 0, "seconds_heard": 1e9}',
    ],
)
def test_a_guess_that_is_no_point_on_earth_is_422_with_a_sentence_and_stores_nothing(client, player, body):
    round_ = player.deal(player.start()["game"])["round"]
    headers = {**player.headers, "Content-Type": "application/json"}
    reply = client.post(f"/api/rounds/{round_}/guess", content=body, headers=headers)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"].endswith(".")
    assert stored(client, round_)["status"] == "open"


def test_a_round_that_is_asked_for_twice_is_the_same_round(player):
    game = player.start()["game"]
    first = player.post(f"/api/games/{game}/rounds")
    again = player.post(f"/api/games/{game}/rounds")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_two_deals_at_the_same_instant_give_one_round(client, player):
    game = player.start()["game"]
    with ThreadPoolExecutor(16) as pool:
        dealt = list(pool.map(lambda _: player.deal(game)["round"], range(16)))
    assert len(set(dealt)) == 1
    assert len(rows(client, "SELECT * FROM rounds WHERE game = ?", game)) == 1


def test_two_guesses_at_the_same_instant_store_one(client, player):
    round_ = player.deal(player.start()["game"])["round"]
    with ThreadPoolExecutor(16) as pool:
        replies = list(
            pool.map(lambda n: player.post(f"/api/rounds/{round_}/guess", {"lat": n, "lon": 0}), range(16))
        )
    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 15
    (winner,) = (reply for reply in replies if reply.status_code == 200)
    assert stored(client, round_)["lat"] == winner.json()["guess"]["lat"]


def test_no_clip_is_dealt_twice_then_nothing_is_left_but_replays(client, player):
    heard = [r["clip"]["key"] for r in player.play()]
    last = player.start()
    assert last["rounds"] == 1
    heard.append(player.guess(player.deal(last["game"])["round"])["clip"]["key"])
    assert sorted(heard) == [f"{KEY}{n}" for n in range(6)]
    reply = player.post("/api/games", {"mode": "random"})
    assert reply.status_code == 409
    assert "replay" in reply.json()["detail"]
    replayed = player.play("replay")
    assert len(replayed) == 5
    assert {r["mode"] for r in rows(client, "SELECT mode FROM rounds WHERE game = ?", last["game"])} == {
        "random"
    }


def test_there_is_nothing_to_replay_before_the_first_game(player):
    assert player.post("/api/games", {"mode": "replay"}).status_code == 409


def test_practice_deals_the_demo_pack_and_says_so(client, player):
    reveals = player.play("practice")
    assert {r["clip"]["pack"] for r in reveals} == {"demo"}
    assert player.start()["rounds"] == 5


def test_two_games_at_once_never_deal_one_clip_twice(player):
    games = [player.start()["game"] for _ in range(3)]
    keys = []
    for game in games * 5:
        reply = player.post(f"/api/games/{game}/rounds")
        if reply.status_code != 409:
            keys.append(player.guess(reply.json()["round"])["clip"]["key"])
    assert sorted(keys) == [f"{KEY}{n}" for n in range(6)]
    for game in games:
        summary = player.get(f"/api/games/{game}").json()
        assert len(summary["rounds"]) <= summary["of"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Earwitness-Player": "x"}, {"X-Earwitness-Player": "A" * 43}, {"Authorization": "Basic x"}],
)
def test_without_a_token_of_ours_nothing_is_played(client, headers):
    reply = client.post("/api/games", json={}, headers=headers)
    assert reply.status_code == 401
    assert reply.json()["detail"]


def test_a_bearer_token_is_as_good(client, player):
    headers = {"Authorization": f"Bearer {player.joined['player']}"}
    assert client.post("/api/games", json={}, headers=headers).status_code == 201


def test_nobody_plays_another_players_rounds(client, player):
    game = player.start()["game"]
    round_ = player.deal(game)["round"]
    thief = Player(client)
    assert thief.get(f"/api/games/{game}").status_code == 404
    assert thief.post(f"/api/games/{game}/rounds").status_code == 404
    assert thief.post(f"/api/rounds/{round_}/guess", {"lat": 0, "lon": 0}).status_code == 404
    assert thief.post(f"/api/rounds/{round_}/skip").status_code == 404
    assert stored(client, round_)["status"] == "open"


def test_an_open_round_tells_nothing_of_its_clip(client, player):
    game = player.start()["game"]
    round_ = player.deal(game)
    summary = player.get(f"/api/games/{game}").json()
    assert summary["rounds"] == [{"round": round_["round"], "number": 1, "status": "open", "reveal": None}]
    assert round_.keys() == {"round", "number", "of", "audio", "seconds", "peaks"}
    assert stored(client, round_["round"])["clip_key"] not in json.dumps(round_)
    assert type(round_["seconds"]) is int and round_["seconds"] > 0
    peaks = round_["peaks"]
    assert set(peaks) <= {50, 100} and peaks == [height for height in peaks[30::60] for _ in range(60)]


def test_audio_is_served_by_ranges_without_a_name(client, player):
    audio = player.deal(player.start()["game"])["audio"]
    whole = client.get(audio)
    part = client.get(audio, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole.content[100:200]
    assert whole.headers["cache-control"] == "private"
    assert not {"etag", "last-modified", "content-disposition"} & set(whole.headers)
    assert client.get("/audio/none-of-ours").status_code == 404


def test_audio_can_still_be_heard_at_the_reveal(client, player):
    round_ = player.deal(player.start()["game"])
    player.guess(round_["round"])
    served = stored(client, round_["round"])["bytes_served"]
    assert client.get(round_["audio"]).status_code == 200
    assert stored(client, round_["round"])["bytes_served"] == served


def test_a_player_reads_changes_and_withdraws_their_own_data(client, player):
    player.play()
    me = player.get("/api/players/me").json()
    assert (me["pseudonym"], me["rounds"], me["consent"]) == (player.joined["pseudonym"], 5, True)
    changed = client.patch("/api/players/me", json={"consent": False}, headers=player.headers).json()
    assert (changed["consent"], changed["consent_version"]) == (False, None)
    assert client.delete("/api/players/me", headers=player.headers).status_code == 204
    for reply in (player.get("/api/players/me"), player.post("/api/games", {})):
        assert reply.status_code == 401
    pseudonym = player.joined["pseudonym"]
    assert rows(client, "SELECT * FROM players WHERE pseudonym = ?", pseudonym) == []
    assert rows(client, "SELECT * FROM rounds WHERE player_id NOT IN (SELECT id FROM players)") == []


def test_the_version_a_player_agreed_to_is_stored_with_each_guess(client):
    offered = client.get("/api/consent").json()["version"]
    versions = []
    for player in (Player(client, consent_version=offered), Player(client), Player(client, consent=False)):
        round_ = player.deal(player.start()["game"])["round"]
        player.guess(round_)
        versions.append(stored(client, round_)["consent_version"])
    assert versions == [offered, offered, None]


def test_opening_the_page_leaves_no_row(tmp_path):
    with running_with_page(tmp_path) as client:
        for path in (
            "/",
            "/config",
            "/readyz",
            "/healthz",
            "/api/docs",
            "/api/openapi.json",
            "/api/places?q=Oslo",
        ):
            assert client.get(path).status_code == 200
        for table in ("players", "games", "rounds"):
            assert rows(client, f"SELECT * FROM {table}") == []


def test_without_the_page_all_else_is_served(tmp_path):
    with running(tmp_path) as client:
        reply = client.get("/")
        assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
        assert "content-security-policy" in reply.headers
        assert len(Player(client).play()) == 5


def test_places_are_found_near_a_point_and_by_name(client):
    near = client.get("/api/places", params={"lat": 48, "lon": 10, "zoom": 5}).json()["places"]
    columns = {"name", "region", "country", "country_code", "lat", "lon", "rank", "kind", "matched"}
    assert near[0].keys() == columns
    found = client.get("/api/places", params={"q": "慕尼黑"}).json()
    munich = {
        "name": "Munich",
        "country_code": "DE",
        "region": "Bavaria",
        "kind": "city",
        "matched": "慕尼黑",
    }
    assert munich.items() <= found["places"][0].items()
    assert not found["did_you_mean"]
    assert client.get("/api/places", params={"q": "Reykjavk"}).json()["did_you_mean"]
    for bad in (
        {"lat": "nan"},
        {"lat": 99},
        {"lon": "inf"},
        {"zoom": -1},
        {"zoom": "nan"},
        {"q": "x" * 1001},
    ):
        assert client.get("/api/places", params=bad).status_code == 422, bad


def test_the_town_near_a_point_is_told(client):
    nearest = partial(client.get, "/api/places/nearest")
    place = nearest(params={"lat": -34.2, "lon": 18.4}).json()["place"]
    assert (place["city"], place["country"], place["country_code"]) == ("Cape Town", "South Africa", "ZA")
    assert 30 < place["city_km"] < 31
    for bad in ({"lat": "nan", "lon": 0}, {"lat": 99, "lon": 0}, {"lat": 1, "lon": "inf"}, {}):
        assert nearest(params=bad).status_code == 422, bad


def test_ready_tells_what_is_played(client):
    ready = client.get("/readyz").json()
    assert ready["pack"].items() >= {"name": "towns", "playable": 6, "missing": 0, "unreadable": 0}.items()
    assert ready["pack"]["hash"] == services_of(client).pack.hash
    assert ready["gazetteer"]


def test_the_api_documents_itself_without_another_host(client):
    page = client.get("/api/docs").text
    for path, calls in client.get("/api/openapi.json").json()["paths"].items():
        for method in calls:
            assert f"{method.upper()} {path}" in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_body_over_16_kb_is_413(client, player):
    long = {"mode": "random", "padding": "x" * 17_000}
    assert player.post("/api/games", long).status_code == 413

    def pieces():
        yield b'{"mode": "random", "padding": "'
        for _ in range(20):
            yield b"x" * 1000
        yield b'"}'

    reply = client.post(
        "/api/games", content=pieces(), headers={**player.headers, "Content-Type": "application/json"}
    )
    assert reply.status_code == 413
    assert reply.headers["content-type"] == "application/problem+json"


def test_paths_that_lead_nowhere_say_so_as_problems(client):
    for method, path, status in (
        ("GET", "/api/nothing", 404),
        ("GET", "/api/", 404),
        ("POST", "/audio/x/y", 404),
        ("GET", "/study/x/y", 404),
        ("GET", "/c/x/y", 404),
        ("GET", "/share/x", 404),
        ("PUT", "/api/players", 405),
        ("GET", "/api/rounds/x/guess", 405),
    ):
        reply = client.request(method, path)
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json"), (
            path
        )
        assert reply.json()["detail"].endswith(".")
    assert client.put("/api/players").headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/games", {"mode": "challenge", "challenge": "a\0"}),
        ("/api/games", {"mode": "party", "party": "\0"}),
        ("/api/challenges", {"game": "\0"}),
    ],
)
def test_a_name_that_no_database_can_look_for_is_refused(player, path, body):
    assert player.post(path, body).status_code == 422


def test_a_body_that_is_no_text_is_refused_with_a_sentence(client, player):
    headers = {**player.headers, "Content-Type": "application/json"}
    reply = client.post("/api/games", content=b"\xff\xfe{", headers=headers)
    assert reply.status_code in (400, 422)
    assert reply.json()["detail"].endswith(".")


def test_a_fault_of_ours_is_a_problem_too_with_every_header(client, player, monkeypatch):
    async def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(services_of(client).game_service, "start", broken)
    with pytest.raises(ZeroDivisionError):  # the test client shows what the server would log
        player.post("/api/games", {})
    client._transport.raise_server_exceptions = False
    reply = player.post("/api/games", {})
    client._transport.raise_server_exceptions = True
    assert reply.status_code == 500
    assert "content-security-policy" in reply.headers
    assert reply.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/earwitness/%00", "/static/" + "a" * 3000, "/earwitness/" + "a" * 280 + ".js"]
)
def test_names_that_no_file_can_have_are_not_found(client, path):
    assert client.get(path).status_code == 404
