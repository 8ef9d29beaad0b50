"""After a guess: where other people pointed, and what gave the place away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Route, expect

from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe
from tests.browser.visitor import GAME, PHONE, Visitor

POINTS = [[-12.5, -70.0], [20.0, 61.0], [48.5, 2.5], [48.5, 2.5], [48.5, 2.5], [51.0, 10.0]]
OTHERS = {
    "points": POINTS,
    "people": len(POINTS),
    "crowd": {"lat": 44.1, "lon": 8.2, "distance_km": 1234.5},
    "closer_than": 0.6667,
}


@contextmanager
def others_pointed(visitor: Visitor) -> Iterator[None]:
    """Reveals tell of six others, as they do once so many have played."""

    def add(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"others": OTHERS})

    visitor.page.route("**/guess", add)
    yield
    visitor.page.unroute("**/guess")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_others_are_drawn_and_told_in_a_sentence_and_can_be_hidden(newcomer, demo, device):
    visitor = newcomer(demo, **device).play()
    with others_pointed(visitor):
        visitor.guess(20.0, 60.0)
    card = visitor.page.locator(".ew-others")
    expect(card).to_contain_text("Closer than 67% of 6 people here")
    expect(card).to_contain_text("Crowd, 1,235 km away")
    announced = visitor.page.get_by_role("status").first
    expect(announced).to_contain_text("Closer than 67% of 6 people here.")
    dots = visitor.page.locator(".ew-map .ew-other")
    expect(dots).to_have_count(4)  # one a place
    radii = visitor.ask(f"{GAME}.overlay.layers.getLayers().map((it) => it.options.radius).filter(Boolean)")
    assert len(radii) == 4 and max(radii) > 1.5 * min(radii)
    order = visitor.ask("[...document.querySelectorAll('.ew-other, .ew-arc')].map((it) => it.classList[0])")
    assert order == [*["ew-other"] * 4, "ew-arc"]  # quiet, under the arc
    expect(visitor.page.locator(".ew-map .ew-pin-crowd")).to_have_count(1)
    assert not grave(found_by_axe(visitor.page))
    hide = card.get_by_role("button", name="Hide other people on the map")
    hide.focus()
    visitor.page.keyboard.press("Enter")
    marks = "[...document.querySelectorAll('.ew-map :is(.ew-other, .ew-pin-crowd)')]"
    shown = f"{marks}.map((it) => getComputedStyle(it).display !== 'none')"
    assert visitor.ask(shown) == [False] * 5
    expect(visitor.page.locator(".ew-map .ew-pin-guess")).to_be_visible()
    card.get_by_role("button", name="Show other people on the map").click()
    assert visitor.ask(shown) == [True] * 5
    visitor.onward()
    expect(dots).to_have_count(0)


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.6249, "Closer than 62% of 48 people here"),
        (0.998, "Closer than 99% of 48 people here"),
        (1, "Closer than all 48 people here"),
        (0, "48 other people have pointed"),
        (None, "48 other people have pointed"),
    ],
)
def test_how_many_were_farther_off_in_words(newcomer, demo, share, sentence):
    others = OTHERS | {"people": 48, "closer_than": share}
    call = "(others) => import('/earwitness/game/others.js').then((it) => it.othersSentence({ others }))"
    assert newcomer(demo).page.evaluate(call, others) == sentence


def test_without_others_nothing_is_said_of_them_but_the_packs_fact_is(newcomer, demo):
    visitor = newcomer(demo).play()
    fact = visitor.guess()["clip"]["fact"]
    expect(visitor.page.locator(".ew-clip-fact")).to_have_text(fact)
    expect(visitor.page.locator(".ew-others, .ew-other, .ew-pin-crowd")).to_have_count(0)


def test_a_tap_says_what_gave_it_away_and_another_takes_it_back(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.guess()

    def tapped(name: str) -> tuple[list[str], int | None]:
        with visitor.page.expect_response(lambda reply: reply.request.method == "PATCH" and reply.ok):
            visitor.page.get_by_role("checkbox", name=name).click()
        [row] = demo.rows("SELECT clues, clues_after_reveal FROM rounds WHERE round = ?", visitor.round)
        return json.loads(row["clues"]), row["clues_after_reveal"]

    group = visitor.page.get_by_role("group", name="What gave it away?")
    expect(group.get_by_role("checkbox")).to_have_count(12)
    assert tapped("Language") == (["language"], 1)
    assert tapped("Music") == (["language", "music"], 1)
    assert tapped("Language") == (["music"], 1)
    assert tapped("Music") == ([], None)
    visitor.onward()
    visitor.skip()
    expect(group).to_have_count(0)


def test_who_said_what_helped_with_the_guess_is_not_asked_again(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.point(20, 60)
    visitor.ask(f"void {GAME}.draft.answer({{ clues: ['music'] }})")
    visitor.press("Guess")
    visitor.sees("reveal")
    expect(visitor.page.get_by_role("group", name="What gave it away?")).to_have_count(0)
