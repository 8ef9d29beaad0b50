"""A sleeping server, a lost line, a forgotten player: the page says so, and no guess is lost or doubled."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.held_requests import HeldRequests
from tests.browser.open_pages import begin_anew
from tests.browser.visitor import GAME

GUESS = "**/api/rounds/*/guess"
NOTE = ".ew-note"
ABANDON = "UPDATE rounds SET status = 'abandoned', true_lat = 1.0, true_lon = 2.0 WHERE round = ?"
PLAYER_OF = "(SELECT player_id FROM rounds WHERE round = ?)"


@pytest.fixture
def guessing(newcomer, demo):
    """Someone who has put a pin and is about to press Guess."""
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    visitor.point(20, 60)
    return visitor


def stored_once(visitor, round_):
    """The guess stands in the database once, where the pin was, and the page goes on."""
    [row] = visitor.server.rows("SELECT * FROM rounds WHERE round = ?", round_)
    assert row["status"] == "guessed" and row["lat"] == pytest.approx(20, abs=1)
    assert len(visitor.server.rows(f"SELECT round FROM rounds WHERE player_id = {PLAYER_OF}", round_)) == 1
    visitor.press("Next")
    visitor.sees("listen")
    visitor.wait_for_sound()


def fails_first(visitor, *answers, path=GUESS):
    """Answer the first requests with these, and hold further ones; returns the bodies that were sent, too."""
    held = HeldRequests(visitor.context, path)
    waiting, sent = list(answers), []

    def handle(route):
        sent.append(route.request.post_data_json)
        if waiting:
            route.fulfill(**waiting.pop(0))
        else:
            route.fallback()

    visitor.context.route(path, handle)
    visitor.expects("Failed to load resource")
    return held, sent


PROBLEM = {"content_type": "application/problem+json", "body": '{"status": 503, "detail": "Wait."}'}
WAKING = {"content_type": "text/html", "body": "<h1>Preparing Space</h1>"}


@pytest.mark.parametrize(
    ("answer", "times"),
    [
        pytest.param({"status": 502, **WAKING}, 2, id="502 HTML"),
        pytest.param({"status": 200, **WAKING}, 2, id="200 HTML"),
        pytest.param(
            {"status": 503, "headers": {"Retry-After": "1"}, **PROBLEM}, 1, id="503 with Retry-After"
        ),
        pytest.param(
            {"status": 429, "headers": {"Retry-After": "1"}, **PROBLEM}, 1, id="429 with Retry-After"
        ),
        pytest.param({"status": 200, "content_type": "application/json", "body": "{"}, 2, id="half a reply"),
        pytest.param({"status": 200, "content_type": "application/json", "body": ""}, 2, id="an empty reply"),
    ],
)
def test_a_guess_outlasts_a_server_that_cannot_answer_yet(guessing, answer, times):
    round_ = guessing.round
    held, sent = fails_first(guessing, *[answer] * times)
    guessing.press("Guess")
    expect(guessing.page.locator(NOTE)).to_be_visible()
    expect(guessing.page.locator(NOTE)).to_contain_text("rying again")
    assert guessing.screen == "listen"
    held.wait().let_go()
    guessing.sees("reveal")
    expect(guessing.page.locator(NOTE)).to_be_hidden()
    assert len(sent) == times + 1 and all(again == sent[0] for again in sent)
    stored_once(guessing, round_)


def test_the_wait_can_be_cut_short(guessing):
    round_ = guessing.round
    held, _ = fails_first(guessing, {"status": 503, "headers": {"Retry-After": "600"}, **PROBLEM})
    guessing.press("Guess")
    guessing.press("Try now")
    held.wait().let_go()
    guessing.sees("reveal")
    stored_once(guessing, round_)


def test_a_lost_reply_is_quietly_asked_for_again_and_the_guess_stands_once(guessing):
    round_ = guessing.round
    lost: list[Any] = []
    held = HeldRequests(guessing.context, GUESS)

    def lose(route):
        if lost:
            return route.fallback()
        lost.append(route.fetch().json())
        return route.abort("connectionreset")

    guessing.context.route(GUESS, lose)
    guessing.expects("Failed to load resource")
    guessing.press("Guess")
    held.wait()
    expect(guessing.page.locator(NOTE)).to_be_hidden()
    held.let_go()
    guessing.sees("reveal")
    assert lost[0]["round"] == round_
    expect(guessing.page.locator(".ew-place")).to_contain_text(lost[0]["truth"]["city"])
    stored_once(guessing, round_)


def test_a_guess_made_offline_is_sent_when_the_line_is_back(guessing):
    round_ = guessing.round
    guessing.expects("Failed to load resource", "Failed to fetch dynamically imported module")
    guessing.context.set_offline(True)
    expect(guessing.page.locator(NOTE)).to_contain_text("offline")
    guessing.press("Guess")
    expect(guessing.page.locator(NOTE)).to_contain_text("You’re offline. Your game continues")
    guessing.context.set_offline(False)
    guessing.sees("reveal")
    stored_once(guessing, round_)


def test_a_player_who_is_forgotten_gets_a_new_game_and_is_told(guessing):
    round_ = guessing.round
    guessing.server.change(f"DELETE FROM players WHERE id = {PLAYER_OF}", round_)
    guessing.expects("Failed to load resource")
    guessing.press("Guess")
    guessing.wait(f"{GAME}.round.round !== arg", round_)
    guessing.sees("listen")
    expect(guessing.page.locator(NOTE)).to_contain_text("no longer here")
    expect(guessing.page.locator(".ew-round")).to_have_text("Round 1 of 5")
    again = guessing.round
    guessing.guess()
    stored_once(guessing, again)


def test_a_game_that_is_gone_is_told_and_begun_anew_by_the_same_player(guessing):
    round_ = guessing.round
    [player] = guessing.server.rows(f"SELECT id FROM players WHERE id = {PLAYER_OF}", round_)
    guessing.server.change("DELETE FROM games WHERE game = (SELECT game FROM rounds WHERE round = ?)", round_)
    guessing.expects("Failed to load resource")
    guessing.press("Guess")
    guessing.wait(f"{GAME}.round.round !== arg", round_)
    guessing.sees("listen")
    expect(guessing.page.locator(NOTE)).to_contain_text("no longer here")
    again = guessing.round
    assert guessing.server.rows("SELECT player_id AS id FROM rounds WHERE round = ?", again) == [player]
    guessing.guess()
    stored_once(guessing, again)


def test_a_forged_token_is_replaced_quietly(newcomer, demo):
    visitor = newcomer(demo)
    visitor.ask("localStorage.setItem('earwitness.player', JSON.stringify('forged.token'))")
    visitor.reload()
    visitor.expects(r"401 \(Unauthorized\)")
    visitor.play()
    visitor.wait_for_sound()
    expect(visitor.page.locator(NOTE)).to_be_hidden()
    visitor.guess()


def test_a_round_left_for_too_long_is_told_and_the_game_goes_on(guessing):
    round_ = guessing.round
    guessing.server.change(ABANDON, round_)
    guessing.expects("Failed to load resource")
    assert guessing.ask(f"{GAME}.config.abandon_minutes") == 30
    guessing.ask(f"void Object.assign({GAME}.config, {{ abandon_minutes: 1 }})")  # another host's setting
    guessing.press("Guess")
    guessing.sees("reveal")
    expect(guessing.page.locator(NOTE)).to_contain_text("open for too long")
    expect(guessing.page.locator(".ew-kind")).to_contain_text("more than 1 minute,")
    guessing.press("Next")
    guessing.sees("listen")
    guessing.reload()  # which the next visitor finds with this host's setting


def test_play_outlasts_a_server_that_wakes_up(newcomer, demo):
    visitor = newcomer(demo)
    held, _ = fails_first(visitor, *[{"status": 502, **WAKING}] * 2, path="**/api/players")
    visitor.press("Play")
    expect(visitor.page.locator(NOTE)).to_contain_text("waking up")
    held.wait().let_go()
    visitor.sees("listen")
    visitor.wait_for_sound()


NO_SOUND = {
    "a lost line": (lambda route: route.abort(), "The sound didn’t load"),
    "404": (lambda route: route.fulfill(status=404), "The sound didn’t load"),
    "410": (lambda route: route.fulfill(status=410), "The sound didn’t load"),
    "silence": (lambda route: None, "The sound is taking a long time"),
}


def test_a_round_goes_on_without_its_sound_which_can_be_tried_again(visit, demo, subtests):
    visitor = visit(demo)
    visitor.page.clock.install()
    visitor.open()
    visitor.expects("Failed to load resource")
    for name, (answer, sentence) in NO_SOUND.items():
        with subtests.test(name):
            goes_on_without_sound(visitor, answer, sentence)
        visitor.context.unroute("**/audio/*")
        begin_anew(visitor)


def goes_on_without_sound(visitor, answer, sentence):
    lost = [answer]
    visitor.context.route("**/audio/*", lambda route: lost[0](route) if lost else route.continue_())
    visitor.play()  # waits until the page is not busy
    visitor.page.clock.fast_forward(8000)
    expect(visitor.page.locator(NOTE)).to_contain_text(sentence)
    expect(visitor.page.get_by_role("button", name="I can’t tell", exact=True)).to_be_enabled()
    visitor.point(20, 60)
    expect(visitor.primary).to_have_text("Guess")
    lost.clear()
    visitor.press("Try again")
    visitor.wait_for_sound()
    expect(visitor.page.locator(NOTE)).to_be_hidden()
    lost.append(answer)
    visitor.reply("/guess", lambda: visitor.press("Guess"))
    visitor.onward()
    visitor.page.clock.fast_forward(8000)
    expect(visitor.page.locator(NOTE)).to_contain_text(sentence)
    visitor.skip()
    expect(visitor.page.locator(NOTE)).to_be_hidden()


def test_a_sound_that_was_lost_is_fetched_again_when_the_line_is_back(newcomer, demo):
    visitor = newcomer(demo)
    visitor.expects("Failed to load resource")
    visitor.context.route("**/audio/*", lambda route: route.abort())
    visitor.play()
    expect(visitor.page.locator(NOTE)).to_contain_text("The sound didn’t load")
    visitor.context.unroute("**/audio/*")
    visitor.context.set_offline(True)
    expect(visitor.page.locator(NOTE)).to_contain_text("You’re offline")
    visitor.context.set_offline(False)
    visitor.wait_for_sound()
    expect(visitor.page.locator(NOTE)).to_be_hidden()


def test_a_browser_that_refuses_to_play_is_told_of_and_the_round_goes_on(visit, demo):
    visitor = visit(demo)
    visitor.page.add_init_script(
        "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
    )
    visitor.open().listen()
    expect(visitor.primary).to_have_text("Play")
    visitor.primary.click()
    expect(visitor.page.locator(NOTE)).to_contain_text("Your browser blocked the sound")
    visitor.point(20, 60)
    visitor.reply("/guess", lambda: visitor.press("Guess"))


def test_on_a_slow_line_a_coarse_map_comes_first_and_no_click_into_a_blank_sea_is_a_guess(visit, demo):
    visitor = visit(demo)
    HeldRequests(visitor.context, "**/earwitness/map/countries.json*")
    coarse = HeldRequests(visitor.context, "**/earwitness/map/coarse.json*")
    visitor.open().play()
    at = visitor.spot(20, 60)
    visitor.page.mouse.click(at["x"], at["y"])
    expect(visitor.page.locator(NOTE)).to_contain_text("The map is still loading")
    assert visitor.pin is None
    coarse.wait().let_go()
    visitor.wait(f"!{GAME}.world.basemap.isBlank()")
    visitor.point(20, 60)


def test_after_an_upgrade_an_open_page_loads_anew_and_comes_back_to_its_round(visit, demo):
    visitor = visit(demo).open().play()
    visitor.expects("Failed to load resource", "Failed to fetch dynamically imported module")
    round_ = visitor.round

    def upgraded(route):
        """What another edition's server answers: no part of this one, and a page of its own."""
        if route.request.resource_type == "fetch":
            return route.fulfill(body="<!doctype html>?v=0.2.0-00000000", content_type="text/html")
        return route.continue_()

    visitor.context.route("**/*reveal*.js?v=*", lambda route: route.fulfill(status=404))
    visitor.context.route(f"{demo.address}/", upgraded)
    at = visitor.spot(20, 60)
    with visitor.page.expect_navigation():
        visitor.page.mouse.click(at["x"], at["y"])  # now the page fetches the parts of the reveal
    visitor.context.unroute_all()
    visitor.settle()
    visitor.sees("listen")
    assert visitor.round == round_ and visitor.pin
    visitor.guess()


def test_a_map_that_does_not_arrive_at_first_is_there_in_the_end(visit, demo):
    visitor = visit(demo)
    visitor.expects("Failed to load resource")
    lost = ["leaflet.js", "countries.json"]

    def lose(route):
        name = next((name for name in lost if name in route.request.url), None)
        if name is None:
            return route.continue_()
        lost.remove(name)
        return route.abort()

    visitor.context.route("**/earwitness/**", lose)
    visitor.open().play()
    assert not lost
    visitor.guess()
