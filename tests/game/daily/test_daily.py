"""The daily through the application: one game a day, midnight, practice, and what nobody may see."""

from datetime import UTC, date, datetime, timedelta

import pytest

from game.daily.calendar import FIRST_DAY
from tests.builders.running_game import TOWNS, Player, running, services_of, write_pack
from tests.databases import databases, rows

DAY = date(2026, 12, 3)
PACK = [*TOWNS, (55.7, 37.6), (19.4, -99.1), (13.75, 100.5), (30.04, 31.24), (64.1, -21.9), (-41.3, 174.8)]


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = datetime(2026, 12, 3, 9, tzinfo=UTC).timestamp()

    def __call__(self):
        return self.now

    def set(self, days, hour=9, minute=0):
        """So many days after the first of the test."""
        moment = datetime(2026, 12, 3, hour, minute, tzinfo=UTC) + timedelta(days=days)
        self.now = moment.timestamp()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path / "towns", PACK)


@pytest.fixture
def client(tmp_path, pack, clock):
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        yield client


def start(player, **body):
    return player.post("/api/games", {"mode": "daily", **body})


def finish(player, game, lat=0.0, lon=0.0):
    """Play what is left of a game, and give the keys of its clips."""
    found = []
    while (dealt := player.post(f"/api/games/{game}/rounds")).status_code in (200, 201):
        found.append(player.guess(dealt.json()["round"], lat, lon)["clip"]["key"])
    return found


def play(player, **point):
    return finish(player, start(player).json()["game"], **point)


def today(player):
    return player.get("/api/daily").json()


def stored(tmp_path, query):
    return [tuple(row.values()) for row in rows(databases.url(tmp_path / "state"), query)]


def test_everybody_has_the_same_clips_on_a_day_and_one_game(client, tmp_path):
    one, other = Player(client), Player(client)
    begun = start(one)
    assert (begun.status_code, begun.json()["day"]) == (201, "2026-12-03")
    again = start(one)
    assert (again.status_code, again.json()) == (200, begun.json())
    first = one.deal(begun.json()["game"])
    assert one.deal(begun.json()["game"])["round"] == first["round"]
    keys = finish(one, begun.json()["game"])
    assert len(set(keys)) == 5
    assert play(other) == keys
    assert start(one).json() == begun.json()
    assert one.post(f"/api/games/{begun.json()['game']}/rounds").status_code == 409
    modes = "SELECT DISTINCT mode, allocation, draw_probability FROM rounds"
    assert stored(tmp_path, modes) == [("daily", "daily-fixed", None)]


def test_other_days_have_other_clips_until_none_are_left(client, clock):
    player = Player(client)
    days = []
    for number in range(3):
        clock.set(number)
        days.append(play(player))
    assert set(days[0]).isdisjoint(days[1])
    assert {key for day in days[:2] for key in day} | set(days[2]) == {f"k{n}" for n in range(len(PACK))}


def test_standing_of_somebody_new_begun_and_done(client, clock):
    clock.set(0, 23, 30)
    stranger = client.get("/api/daily").json()
    assert stranger == {
        "day": "2026-12-03",
        "number": (DAY - FIRST_DAY).days + 1,
        "today": "2026-12-03",
        "game": None,
        "status": "new",
        "closed": 0,
        "of": None,
        "total": None,
        "seconds_left": 1800.0,
        "streak": None,
        "distribution": None,
        "percentile": None,
    }
    player = Player(client)
    assert today(player) == stranger | {"streak": {"days": 0, "best": 0, "grace_left": 1}}
    game = start(player).json()["game"]
    player.guess(player.deal(game)["round"])
    begun = {"game": game, "status": "begun", "closed": 1, "of": 5}
    assert today(player) == stranger | begun | {"streak": {"days": 0, "best": 0, "grace_left": 1}}
    finish(player, game)
    done = today(player)
    assert done["status"] == "done"
    assert done["total"] == player.get(f"/api/games/{game}").json()["total"]
    assert done["streak"] == {"days": 1, "best": 1, "grace_left": 1}


def test_a_game_begun_before_midnight_counts_for_its_day_and_the_next_day_has_its_own(client, clock):
    clock.set(0, 23, 59)
    player = Player(client)
    game = start(player).json()["game"]
    player.guess(player.deal(game)["round"])
    clock.set(1, 0, 1)
    assert today(player)["status"] == "new"
    finish(player, game)
    assert today(player)["streak"]["days"] == 1
    earlier = player.get("/api/daily?day=2026-12-03").json()
    assert (earlier["status"], earlier["closed"], earlier["today"]) == ("done", 5, "2026-12-04")
    assert start(player).status_code == 201
    assert player.get("/api/daily/days").json()["days"][0]["total"] == earlier["total"]


def test_a_streak_through_a_missed_day(client, clock):
    player = Player(client)
    for day in (0, 1, 3):
        clock.set(day)
        play(player)
    assert today(player)["streak"] == {"days": 3, "best": 3, "grace_left": 0}
    clock.set(5)
    assert today(player)["streak"] == {"days": 0, "best": 3, "grace_left": 0}


@pytest.mark.usefixtures("either_engine")
def test_totals_of_five_players_and_more_are_shown_in_bins(client):
    players = [Player(client) for _ in range(6)]
    for number, player in enumerate(players[:5]):
        assert client.get("/api/daily").json()["distribution"] is None
        play(player, lat=10.0 * number)
    standings = [today(player) for player in players]
    best = max(standings[:5], key=lambda one: one["total"])
    assert best["distribution"]["players"] == sum(best["distribution"]["counts"]) == 5
    assert best["percentile"] == 100
    assert (standings[5]["distribution"], standings[5]["percentile"]) == (best["distribution"], None)
    assert client.get("/api/daily").json()["distribution"] == best["distribution"]


def test_earlier_days_can_be_practised_and_count_for_nothing(client, clock, tmp_path):
    clock.set(0)
    keys = play(Player(client))
    clock.set(1)
    player = Player(client)
    before = today(player)
    practice = start(player, mode="practice", day="2026-12-03")
    assert (practice.status_code, practice.json()["mode"]) == (201, "practice")
    assert finish(player, practice.json()["game"]) == keys
    assert player.get(f"/api/games/{practice.json()['game']}").json()["day"] == "2026-12-03"
    assert today(player) == before
    [day] = player.get("/api/daily/days").json()["days"]
    assert (day["day"], day["status"]) == ("2026-12-03", "new")
    assert start(player, mode="practice", day="2026-12-03").status_code == 201
    why = stored(
        tmp_path, "SELECT DISTINCT allocation, CAST(why_not AS TEXT) LIKE '%other_mode%' FROM rounds"
    )
    assert sorted(why) == [("daily-fixed", 1), ("practice-fixed", 1)]


@pytest.mark.parametrize("day", ["2026-12-03", "2026-12-04", "2026-12-02", "0001-01-01", "9999-12-31"])
def test_no_other_day_can_be_practised_or_seen(client, day):
    player = Player(client)
    assert start(player, mode="practice", day=day).status_code == 409
    assert player.get(f"/api/daily?day={day}").status_code == (200 if day == "2026-12-03" else 404)
    assert player.get(f"/api/daily/days?before={day}").json() == {"days": [], "more": False}


def test_a_changed_pack_does_not_change_the_day(tmp_path, pack, clock):
    env = {"EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", clock, **env) as client:
        keys = play(Player(client))
    lines = (pack / "clips.csv").read_text().splitlines(keepends=True)
    (pack / "clips.csv").write_text("".join(line for line in lines if not line.startswith(f"{keys[2]},")))
    with running(tmp_path / "state", clock, **env) as client:
        player = Player(client)
        begun = start(player).json()
        assert begun["rounds"] == 4
        assert finish(player, begun["game"]) == [key for key in keys if key != keys[2]]
        assert today(player)["status"] == "done"


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_small_pack_has_a_small_daily_every_day(tmp_path, clock, count):
    pack = write_pack(tmp_path / "small", TOWNS[:count])
    with running(tmp_path / "state", clock, EARWITNESS_PACK=str(pack)) as client:
        for day in range(2):
            clock.set(day)
            assert len(play(Player(client))) == count


def test_the_host_s_key_decides_the_order_of_the_clips(tmp_path, clock):
    def clips(name, secret):
        with running(tmp_path / name, clock, EARWITNESS_SECRET=secret * 32) as client:
            return play(Player(client))

    first = clips("one", "a")
    assert clips("same", "a") == first != clips("other", "b")
    assert len(first) == 5


def test_the_limit_of_rounds_a_day_leaves_the_five_clips(tmp_path, pack, clock):
    env = {"EARWITNESS_PACK": str(pack), "EARWITNESS_ROUNDS_A_DAY": "2", "EARWITNESS_RATE_LIMIT": "on"}
    with running(tmp_path / "state", clock, **env) as client:
        player = Player(client)
        player.play()
        assert player.post("/api/games", {"mode": "random"}).status_code == 409
        assert len(play(player)) == 5


@pytest.mark.usefixtures("either_engine")
def test_no_reveal_reaches_somebody_with_an_open_round_on_the_clip(client, clock, tmp_path):
    """A clip of an open ordinary round is dealt as the day's: only the later round stays open."""
    keys = play(Player(client))
    player = Player(client)
    ordinary: dict[str, str] = {}
    while keys[0] not in ordinary:
        game = player.start()["game"]
        for _ in range(5):
            dealt = player.deal(game)["round"]
            [(key,)] = stored(tmp_path, f"SELECT clip_key FROM rounds WHERE round = '{dealt}'")
            ordinary[key] = game
            if key == keys[0]:
                break
            player.guess(dealt)
    daily = start(player).json()["game"]
    dealt = player.deal(daily)["round"]
    hidden = player.get(f"/api/games/{ordinary[keys[0]]}").json()["rounds"][-1]
    assert (hidden["status"], hidden["reveal"]) == ("abandoned", None)
    assert player.post(f"/api/rounds/{hidden['round']}/guess", {"lat": 0, "lon": 0}).status_code == 409
    assert keys[0] not in client.portal.call(services_of(client).game_service.revealed, _id(client, player))
    player.guess(dealt)
    again = player.get(f"/api/games/{ordinary[keys[0]]}").json()["rounds"][-1]
    assert again["reveal"]["clip"]["key"] == keys[0]


def _id(client, player):
    return services_of(client).registry.player_id(player.headers["X-Earwitness-Player"])


def test_clips_of_the_day_are_dealt_to_others_in_ordinary_games_but_not_again(client):
    player = Player(client)
    keys = play(player)
    later = finish(player, player.start()["game"]) + finish(player, player.start()["game"])
    assert set(later) == {f"k{n}" for n in range(len(PACK))} - set(keys)
    other = Player(client)
    heard = [key for _ in range(3) for key in finish(other, other.start()["game"])]
    assert set(keys) <= set(heard)
