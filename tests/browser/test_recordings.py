"""A round on each of AGL1K's two recordings that are here."""

import html
import re

from playwright.sync_api import expect

from tests.browser import secrets
from tests.browser.pack import MARKUP
from tests.browser.visitor import GAME


def words(markup: str) -> str:
    """What a reader sees of a text that holds HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def shows_what_the_models_answered(visitor, alms):
    gemini, gpt = sorted(alms, key=lambda alm: alm["distance_km"])
    assert (gemini["name"], gpt["name"]) == ("Gemini 3 Pro", "GPT-4o Audio Preview")
    assert (gemini["city"], gpt["city"]) == ("Essaouira", "Istanbul")
    expect(visitor.page.locator(".ew-map .ew-pin-alm")).to_have_count(2)
    visitor.page.get_by_text("Why?").first.click()
    expect(visitor.page.locator(".ew-alm-reasoning").first).to_contain_text("Adhan")


def test_both_recordings_are_heard_guessed_and_revealed_with_what_models_answered(newcomer, real):
    truths = {row["key"]: row for row in secrets.rows()}
    visitor = newcomer(real).play()
    keys = []
    answered = []
    for number in (1, 2):
        expect(visitor.page.locator(".ew-round")).to_have_text(f"Round {number} of 2")
        visitor.wait_for_sound()
        reply = visitor.guess(10, 60)
        truth = truths[reply["clip"]["key"]]
        assert visitor.ask(f"{GAME}.sound.audio.duration") - float(truth["mp3seconds"]) < 0.1
        assert reply["clip"]["title"] == truth["title"]
        assert reply["truth"]["lat"] == float(truth["latitude"])
        assert reply["truth"]["lon"] == float(truth["longitude"])
        expect(visitor.page.locator(".ew-clip-title")).to_have_text(words(truth["title"]))
        expect(visitor.page.locator(".ew-clip-words")).to_have_text(words(truth["description"]))
        expect(visitor.page.locator(".ew-credit")).to_contain_text(words(reply["clip"]["credit"]))
        expect(visitor.page.locator(".ew-place")).to_contain_text(reply["truth"]["city"])
        keys.append(reply["clip"]["key"])
        if alms := reply["alms"]:
            shows_what_the_models_answered(visitor, alms)
            answered.append(number)
        visitor.onward()
    assert sorted(keys) == sorted(truths)
    assert len(answered) == 1
    visitor.sees("summary")
    expect(visitor.page.locator(".ew-sum")).to_contain_text("of 10,000")


def test_markup_in_a_packs_texts_stays_text(visit, tiny):
    visitor = visit(tiny).open().play()
    reply = visitor.guess()
    assert reply["clip"]["title"] == reply["clip"]["description"] == reply["clip"]["credit"] == MARKUP
    card = visitor.page.locator(".ew-clip")
    expect(card).to_contain_text("Bells & waves")
    assert card.locator("img, script, b, a[href^=javascript]").count() == 0
    visitor.onward()
    visitor.sees("listen")
    assert visitor.ask("window.struck") is None


def test_one_tap_after_the_reveal_says_that_the_recording_was_known(newcomer, real):
    visitor = newcomer(real).play()
    heard(visitor, 2.1)
    guessed = visitor.guess(10, 60)
    question = visitor.page.get_by_role("group", name="Did you know this recording?")
    visitor.reply(guessed["round"], lambda: question.get_by_role("button", name="Yes").click())
    said = "Thanks for telling us. This round won’t count on the leaderboard."
    expect(visitor.page.locator(".ew-known")).to_have_text(said)
    (row,) = real.rows("SELECT * FROM rounds WHERE round = ?", guessed["round"])
    assert (row["prior_exposure"], row["why_not"]) == (1, '["known_recording"]')
    assert 0 <= row["seconds_to_pin"] <= row["seconds_to_guess"]


def test_honest_rounds_count_however_the_browser_came_by_their_sound(newcomer, real):
    """With ranges, a seek to another part, a second start, and a reload in between."""
    visitor = newcomer(real).play()
    wave = visitor.page.get_by_role("slider", name="Position in the sound")
    heard(visitor, 0.7)
    wave.press("End")
    wave.press("ArrowLeft")
    heard(visitor, 1.4)
    wave.press("Home")
    heard(visitor, 2.1)
    first = visitor.guess()
    visitor.onward()
    heard(visitor, 0.7)
    visitor.reload()
    visitor.sees("listen")
    visitor.ask(f"void {GAME}.sound.play()")
    heard(visitor, 2.1)
    second = visitor.skip()
    rows = real.rows(
        "SELECT * FROM rounds WHERE round IN (?, ?) ORDER BY number", first["round"], second["round"]
    )
    assert [(row["why_not"], row["status"]) for row in rows] == [("[]", "guessed"), ("[]", "skipped")]
    assert all(row["bytes_served"] > 0 and row["seconds_heard"] <= row["seconds_open"] for row in rows)


def heard(visitor, seconds):
    """Wait until the page counts so many seconds of listening."""
    visitor.wait(f"{GAME}.sound.heard > arg", seconds)
