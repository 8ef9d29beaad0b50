"""The daily on the page: one attempt, everybody's totals, streaks, earlier days, and midnight anywhere."""

import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.moved_game import MovedGame
from tests.browser.test_screens import grave
from tests.browser.tour import audit, measure
from tests.browser.visitor import GAME
from tests.builders.running_game import Player
from tests.servers import serving

FIRST = datetime(2026, 12, 3, 12, tzinfo=UTC)
SMALL = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
OTHERS = 5


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("days"), MovedGame) as server:
        yield server


def play_all(player):
    """Play today's clips through the API."""
    game = player.post("/api/games", {"mode": "daily"}).json()["game"]
    while (dealt := player.post(f"/api/games/{game}/rounds")).is_success:
        player.guess(dealt.json()["round"])


def is_sound(visitor):
    """No grave finding of axe by day or night; nothing runs over the side, to the left or to the right."""
    found = audit(visitor)
    assert {scheme: grave(violations) for scheme, violations in found.items()} == {"light": [], "dark": []}
    for direction in ("rtl", "ltr"):
        visitor.ask("void (document.documentElement.dir = arg)", direction)
        assert measure(visitor, "scrolls")["scrolls"]["x"] == []
        assert visitor.ask("document.querySelector('.ew-card').scrollWidth") <= visitor.ask("innerWidth")


def see(visitor, words):
    expect(visitor.page.locator(".ew-card")).to_contain_text(words)


def test_a_day_is_played_once_compared_and_practised_later(visit, game):
    game.set(FIRST)
    visitor = visit(game, **SMALL).open()
    see(visitor, "The same five recordings for everyone")
    visitor.page.get_by_role("button", name=re.compile("^Today’s five")).focus()
    visitor.page.keyboard.press("Enter")
    visitor.sees("daily")
    expect(visitor.primary).to_be_focused()
    see(visitor, "December 3, 2026")
    is_sound(visitor)
    visitor.play("Play today’s five")
    for number in range(5):
        if number == 2:
            visitor.reload().sees("listen")
        expect(visitor.page.locator(".ew-head")).to_contain_text("The five of December 3")
        expect(visitor.page.locator(".ew-round")).to_have_text(f"Round {number + 1} of 5")
        visitor.skip()
        visitor.onward()
    visitor.sees("summary")
    see(visitor, "How everyone did appears here once five players have finished.")
    with httpx.Client(base_url=game.address) as client:
        for _ in range(OTHERS):
            play_all(Player(client))
    visitor.press("Today’s five")
    visitor.sees("daily")
    see(visitor, f"{OTHERS} other players have finished today, too.")
    see(visitor, "Streak: 1 day.")
    expect(visitor.page.locator(".ew-bins .is-own")).to_have_text("You")
    histogram = visitor.page.get_by_role("img", name=re.compile(f"Totals of {OTHERS + 1} players"))
    expect(histogram).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Play today’s five")).to_have_count(0)
    assert "daily" in visitor.page.url
    is_sound(visitor)
    visitor.page.get_by_role("link", name="Earwitness", exact=True).click()
    see(visitor, "Done today. Streak: 1 day.")


def test_a_missed_day_is_forgiven_and_earlier_days_are_practised_with_a_mark(visit, game):
    game.set(FIRST + timedelta(days=7))
    with httpx.Client(base_url=game.address) as client:
        player = Player(client)
        for day in (7, 8, 10):
            game.set(FIRST + timedelta(days=day))
            play_all(player)
    game.set(FIRST + timedelta(days=11))
    visitor = visit(game, **SMALL).open()
    visitor.ask(f"(({{ session }}) => void (session.token = arg))({GAME})", player.joined["player"])
    visitor.open("/?daily")
    see(visitor, "Streak: 3 days. You’ve missed a day lately")
    visitor.page.get_by_text("Earlier days").click()
    expect(visitor.page.locator(".ew-day").first).to_contain_text("December 13")
    visitor.page.locator(".ew-day").last.click()
    see(visitor, "December 3, 2026")
    is_sound(visitor)
    visitor.listen("Practise")
    expect(visitor.page.locator(".ew-mark")).to_have_text("Practice: December 3")
    visitor.reload().sees("listen")
    expect(visitor.page.locator(".ew-mark")).to_have_text("Practice: December 3")


def is_of_today(visitor):
    """Whether the clip on screen is one of the day's, whose deal would end this round."""
    [today] = visitor.server.rows("SELECT clip_keys FROM dailies ORDER BY day DESC LIMIT 1")
    [dealt] = visitor.server.rows("SELECT clip_key FROM rounds WHERE round = ?", visitor.round)
    return dealt["clip_key"] in json.loads(today["clip_keys"])


def test_an_ordinary_game_waits_with_its_pin_while_the_day_is_played(visit, game):
    game.set(FIRST + timedelta(days=15))
    with httpx.Client(base_url=game.address) as client:
        play_all(Player(client))
    visitor = visit(game).open().play()
    while is_of_today(visitor):
        visitor.skip()
        visitor.onward()
    pin = visitor.point(10, 20)
    visitor.page.get_by_role("link", name="Earwitness", exact=True).click()
    visitor.press(re.compile("^Today’s five"))
    visitor.sees("daily")
    visitor.page.go_back()
    visitor.sees("start")
    visitor.press("Continue")
    visitor.sees("listen")
    assert visitor.pin == pin
    visitor.open("/?daily").listen("Play today’s five")
    visitor.page.get_by_role("link", name="Earwitness", exact=True).click()
    expect(visitor.primary).to_have_text("Continue")  # the day
    visitor.listen("Earlier game")
    expect(visitor.page.locator(".ew-mark")).to_be_hidden()
    assert visitor.pin == pin
    visitor.press(re.compile("^I can"))
    visitor.sees("reveal")
    visitor.open("/?daily").listen("Continue").skip()
    visitor.page.get_by_role("link", name="Earwitness", exact=True).click()
    visitor.press("Earlier game")
    visitor.sees("reveal")


def test_the_next_day_begins_at_midnight_utc_in_every_time_zone(visit, game):
    zones = ("Pacific/Auckland", "America/Los_Angeles")
    visitors = [visit(game, timezone_id=zone) for zone in zones]
    evening = (FIRST + timedelta(days=20)).replace(hour=22)
    game.set(evening)
    for visitor in visitors:
        visitor.page.clock.install()
        visitor.open("/?daily")
        see(visitor, "December 23, 2026")
        expect(visitor.page.get_by_role("timer")).to_have_text(re.compile(r"Next five in 01:59:\d\d"))
    game.set(evening + timedelta(hours=2))
    for visitor in visitors:
        visitor.page.clock.fast_forward("02:00:00")
        visitor.press("The next five are here")
        see(visitor, "December 24, 2026")
        live = visitor.page.locator(".ew-hidden[aria-live]")
        expect(live).to_contain_text("Earwitness #54, December 24.")
