"""One walk through every screen of the game for each kind of window, and what was found on the way."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.visitor import GAME, Visitor

SCREENS = (
    "start",
    "listening",
    "pin placed",
    "consent",
    "reveal",
    "summary",
    "nothing left",
    "about",
    "your data",
)
SCREENSHOTS = os.environ.get("EARWITNESS_SCREENSHOTS")
MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
AXE = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}  # a rule that axe leaves off


@dataclass(frozen=True)
class Window:
    """A window that someone plays in."""

    width: int
    height: int
    scheme: str
    touch: bool = True

    @property
    def context(self) -> dict[str, Any]:
        size = {"width": self.width, "height": self.height}
        phone = {"has_touch": True, "is_mobile": True, "screen": size} if self.touch else {}
        return {"viewport": size, "color_scheme": self.scheme, **phone}

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.scheme}"


DESKTOP = Window(1280, 800, "light", touch=False)
DESKTOP_DARK = Window(1280, 800, "dark", touch=False)
PHONE = Window(390, 844, "light")
PHONE_DARK = Window(390, 844, "dark")
SMALL = Window(320, 568, "light")
ON_ITS_SIDE = Window(844, 390, "dark")
WINDOWS = (DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK, SMALL, ON_ITS_SIDE)


@dataclass(frozen=True)
class Sight:
    """What was found on one screen: measures as `measure.js` tells them, and axe's violations."""

    screen: str
    measures: dict[str, Any]
    violations: list[dict[str, Any]]


@dataclass(frozen=True)
class Tour:
    """A walk: a sight of each screen, and where the pins lay at each reveal."""

    window: Window
    sights: list[Sight]
    reveals: list[dict[str, Any]]


def tour(visitor: Visitor, window: Window) -> Tour:
    reveals: list[dict[str, Any]] = []
    return Tour(window, [look(visitor, window, screen) for screen in walk(visitor, reveals)], reveals)


def walk(visitor: Visitor, reveals: list[dict[str, Any]]) -> Iterator[str]:
    """Play until nothing is left; the name of each screen while it is there to be seen."""
    visitor.open()
    visitor.wait("document.querySelector('#ew-tabs')?.contains(document.querySelector('.ew'))")
    yield "start"
    visitor.listen()
    visitor.hears()
    yield "listening"
    yield from rounds(visitor, reveals)
    visitor.sees("summary")
    yield "summary"
    visitor.expects(r"409 \(Conflict\)")
    visitor.press("Play again")
    visitor.sees("empty")
    yield "nothing left"
    visitor.page.get_by_role("tab", name="About").click()
    expect(visitor.page.locator(".ew-about")).to_be_visible()
    yield "about"
    yield from your_data(visitor)


def your_data(visitor: Visitor) -> Iterator[str]:
    """All that the panel of the About tab can show, opened."""
    page = visitor.page
    page.get_by_role("button", name="Delete all my guesses").click()
    page.get_by_text("I have a code").click()
    page.get_by_text("About you (optional)").click()
    page.get_by_role("combobox", name="Languages you know").select_option("Finnish")
    page.get_by_role("button", name="Add").click()
    yield "your data"


def rounds(visitor: Visitor, reveals: list[dict[str, Any]]) -> Iterator[str]:
    """Every round of a game; the screens of the first are seen."""
    number, last = visitor.ask(f"[{GAME}.round.number, {GAME}.round.of]")
    while True:
        tap(visitor, (number - 0.5) / last)
        if number == 1:
            yield "pin placed"
            visitor.press("Guess")
            visitor.sees("consent")
            yield "consent"
            reply = visitor.reply("/guess", lambda: None)  # but for the choice
        else:
            reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
        reveals.append({"from": reply["guess"], "to": reply["truth"], **measure(visitor, "pins")["pins"]})
        if number == 1:
            yield "reveal"
        visitor.onward()
        if number == last:
            return
        number += 1


def tap(visitor: Visitor, part: float) -> None:
    """Put the pin where nothing covers the map, from its top left (0) to its bottom right (1)."""
    free = measure(visitor, "free")["free"]
    visitor.page.mouse.click(*free[int(part * len(free))])
    visitor.wait(f"{GAME}.world.pin")


def measure(visitor: Visitor, *names: str) -> dict[str, Any]:
    """Some of the measures that `measure.js` takes."""
    return dict(visitor.page.evaluate(MEASURE, names))


@cache
def axe() -> Axe:
    return Axe()


def look(visitor: Visitor, window: Window, screen: str) -> Sight:
    if SCREENSHOTS:
        name = f"{window}-{SCREENS.index(screen) + 1}-{screen.replace(' ', '-')}.png"
        visitor.page.screenshot(path=Path(SCREENSHOTS) / name)
    measures = measure(visitor, "scrolls", "primary", "targets", "words")
    return Sight(screen, measures, axe().run(visitor.page, options=AXE).response["violations"])
