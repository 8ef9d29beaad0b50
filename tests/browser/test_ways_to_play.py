"""Every screen of the ways to play, in long words and from right to left, by day and by night."""

from collections.abc import Iterator

import pytest

from game.duel.opponents import SAME_CLICK
from tests.browser.conftest import Visit
from tests.browser.test_screens import grave
from tests.browser.tour import DESKTOP, PHONE_DARK, Window, found_by_axe, measure, shoot
from tests.browser.visitor import GAME, Visitor
from tests.servers import Server

DESKTOP_DARK, SMALL = Window(1280, 800, "dark", touch=False), Window(360, 640, "light")
LINKED = (("duel", ""), ("duel", SAME_CLICK), ("party", ""), ("party", "new"), ("me", ""))
CLIPPED = """[...document.querySelectorAll(".ew-card :is(button, a, h1, h2, label, li)")]
    .filter((one) => one.checkVisibility() && one.textContent.trim() && one.clientWidth > 1)
    .filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent)"""


def go(visitor: Visitor, name: str, value: str) -> None:
    visitor.ask(f"void {GAME}.run(() => {GAME}.open(...arg))", [name, value])
    visitor.settle()


def guess_to_the_end(visitor: Visitor) -> Iterator[str]:
    """Play the game on screen, yielding its kinds of screens."""
    visitor.sees("listen")
    visitor.ask(f"{GAME}.player.choose(true)")
    yield "round"
    while visitor.screen != "summary":
        visitor.ask(f"{GAME}.world.placePin(10, 20, 'click')")
        visitor.primary.click()
        visitor.sees("reveal")
        if visitor.ask(f"{GAME}.round.number") == 1:
            yield "reveal"
        visitor.onward()
    yield "summary"


def walk(visitor: Visitor) -> Iterator[str]:
    """Open every way to play from the start, yielding each screen while it is visible."""
    yield "start"
    go(visitor, "daily", "")
    yield "daily"
    visitor.primary.click()
    yield from (f"daily {screen}" for screen in guess_to_the_end(visitor))
    go(visitor, "daily", "")
    yield "daily done"
    go(visitor, "duel", SAME_CLICK)
    visitor.primary.click()
    yield from (f"duel {screen}" for screen in guess_to_the_end(visitor))
    for name, value in LINKED:
        go(visitor, name, value)
        yield f"{name} {value}"


@pytest.mark.parametrize(
    ("window", "language"),
    [(DESKTOP, "ar"), (DESKTOP_DARK, "de"), (PHONE_DARK, "ar"), (SMALL, "de")],
    ids=str,
)
def test_every_screen_has_room(visit: Visit, demo: Server, window: Window, language: str) -> None:
    visitor = visit(demo, **window.context, locale=language).open()
    visitor.expects("/api/leaderboard/you")  # which this host does not have
    wrong: dict[str, list[str]] = {}
    for screen in walk(visitor):
        found = measure(visitor, "scrolls")["scrolls"]["x"] + visitor.ask(CLIPPED)
        if window is not SMALL:
            found += grave(found_by_axe(visitor.page))
        shoot(visitor, f"{language}-{window}-{screen}".replace(" ", "-").replace("/", "-"))
        if found:
            wrong[screen] = found
    assert wrong == {}
