"""The next round's sound is there before the player presses Next."""

from playwright.sync_api import expect

from tests.browser.held_requests import HeldRequests
from tests.browser.test_rules import rounds_of
from tests.browser.visitor import GAME


def at_the_reveal(newcomer, server):
    """Somebody who reads a reveal, and has the next sound already."""
    visitor = newcomer(server).play()
    visitor.wait_for_sound()
    visitor.guess()
    visitor.wait(f"{GAME}.game.next.round")
    return visitor


def test_next_plays_before_the_server_has_answered_and_nothing_is_fetched_twice(newcomer, demo):
    visitor = at_the_reveal(newcomer, demo)
    prepared = visitor.ask(f"{GAME}.game.next.round.round")
    [closed] = rounds_of(demo, visitor.round)
    held = HeldRequests(visitor.page, "**/rounds")
    heard = HeldRequests(visitor.page, "**/audio/*")
    visitor.press("Next")
    visitor.wait_for_sound()
    assert visitor.screen == "listen"
    held.wait()
    assert (visitor.round, len(held), len(heard)) == (prepared, 1, 0)
    assert rounds_of(demo, closed["round"]) == [closed]  # nothing has begun yet
    visitor.point(20, 60)
    visitor.press("Guess")  # which waits
    held.let_go()
    visitor.sees("reveal")
    row = next(row for row in rounds_of(demo, prepared) if row["round"] == prepared)
    assert (row["status"], row["plays"]) == ("guessed", 1)
    assert row["bytes_served"] == row["audio_bytes"] > 0
    visitor.page.unroute_all()


def test_the_next_round_comes_with_the_reveal_and_is_asked_for_alone_after_a_reload(newcomer, demo):
    visitor = newcomer(demo).play()
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    visitor.guess()
    visitor.wait(f"{GAME}.game.next.round")
    assert ("guess" in asked, "ahead" in asked) == (True, False)
    visitor.reload()
    visitor.sees("reveal")
    visitor.wait(f"{GAME}.game.next.round")
    assert "ahead" in asked


def test_whoever_leaves_at_a_reveal_comes_back_to_it_and_goes_on_with_the_same_sound(newcomer, demo):
    visitor = at_the_reveal(newcomer, demo)
    prepared = visitor.ask(f"{GAME}.game.next.round.round")
    visitor.reload()
    visitor.sees("reveal")
    visitor.listen("Next")
    assert visitor.round == prepared
    assert [row["status"] for row in rounds_of(demo, prepared)] == ["guessed", "open"]


def test_a_round_that_the_server_deals_in_place_of_the_prepared_one_is_played(newcomer, demo):
    visitor = at_the_reveal(newcomer, demo)
    prepared = visitor.ask(f"{GAME}.game.next.round.round")
    visitor.server.change("DELETE FROM prepared_rounds WHERE round = ?", prepared)
    visitor.press("Next")
    visitor.wait(f"{GAME}.round.round !== arg", prepared)
    visitor.sees("listen")
    visitor.wait_for_sound()
    expect(visitor.page.locator(".ew-round")).to_have_text("Round 2 of 5")


def test_a_sound_that_has_not_arrived_is_fetched_in_the_ordinary_way(newcomer, demo):
    visitor = newcomer(demo).play()
    held = HeldRequests(visitor.page, "**/audio/*")
    visitor.guess()
    visitor.wait(f"{GAME}.screen === 'reveal'")
    held.wait()
    assert visitor.ask(f"{GAME}.game.next.round") is None
    visitor.press("Next")
    visitor.sees("listen")
    held.let_go()
    visitor.wait_for_sound()
    visitor.page.unroute_all()
