"""One tour through every screen of the game for each kind of window, with what was measured there."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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
AXE: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}  # axe turns this rule off by default
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # all that differs between colour schemes

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Window:
    width: int
    height: int
    scheme: Scheme
    touch: bool = True

    @property
    def context(self) -> dict[str, Any]:
        size = {"width": self.width, "height": self.height}
        phone = {"has_touch": True, "is_mobile": True, "screen": size} if self.touch else {}
        return {"viewport": size, "color_scheme": self.scheme, **phone}

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.scheme}"


DESKTOP = Window(1280, 800, "light", touch=False)
PHONE = Window(390, 844, "light")
PHONE_DARK = Window(390, 844, "dark")
SMALL = Window(320, 568, "light")
ON_ITS_SIDE = Window(844, 390, "dark")
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
AUDITED = (DESKTOP, PHONE)  # windows that axe looks at


@dataclass(frozen=True)
class Sight:
    """One screen: what `measure.js` measured, and axe's violations by colour scheme, where it ran."""

    screen: str
    measures: dict[str, Any]
    violations: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Tour:
    """A sight of each screen, and the positions of the pins at each reveal."""

    window: Window
    sights: list[Sight]
    reveals: list[dict[str, Any]]


def tour(visitor: Visitor, window: Window) -> Tour:
    reveals: list[dict[str, Any]] = []
    return Tour(window, [look(visitor, window, screen) for screen in walk(visitor, reveals)], reveals)


def walk(visitor: Visitor, reveals: list[dict[str, Any]]) -> Iterator[str]:
    """Play until no clip is left, yielding each screen's name while it is visible."""
    visitor.open()
    visitor.wait_for_tabs()
    yield "start"
    visitor.listen()
    visitor.wait_for_sound()
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
    """Open everything in the About tab's panel."""
    page = visitor.page
    page.get_by_role("button", name="Delete all my guesses").click()
    page.get_by_text("I have a code").click()
    page.get_by_text("About you (optional)").click()
    page.get_by_role("combobox", name="Languages you know").select_option("Finnish")
    page.get_by_role("button", name="Add").click()
    yield "your data"


def rounds(visitor: Visitor, reveals: list[dict[str, Any]]) -> Iterator[str]:
    """Play every round of a game, yielding the screens of the first."""
    number, last = visitor.ask(f"[{GAME}.round.number, {GAME}.round.of]")
    while True:
        tap(visitor, (number - 0.5) / last)
        if number == 1:
            yield "pin placed"
            visitor.press("Guess")
            visitor.sees("consent")
            yield "consent"
            reply = visitor.reply("/guess", lambda: None)  # the choice sends it
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
    """Place the pin where nothing covers the map, from its top left (0) to its bottom right (1)."""
    free = measure(visitor, "free")["free"]
    visitor.page.mouse.click(*free[int(part * len(free))])
    visitor.wait(f"{GAME}.world.pin")


def measure(visitor: Visitor, *names: str) -> dict[str, Any]:
    """Measures by name, taken by `measure.js`."""
    return dict(visitor.page.evaluate(MEASURE, names))


@cache
def axe() -> str:
    return str(Axe().axe_script)


def found_by_axe(page: Page, **options: Any) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    return list(page.evaluate("async (all) => (await axe.run(all)).violations", AXE | options))


def shoot(visitor: Visitor, name: str) -> None:
    """Take a picture of what is on screen, where `EARWITNESS_SCREENSHOTS` names a folder for it."""
    if SCREENSHOTS:
        visitor.page.wait_for_timeout(400)  # until nothing moves any more
        visitor.page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


def look(visitor: Visitor, window: Window, screen: str) -> Sight:
    if SCREENSHOTS:
        turn(visitor, window.scheme)
        name = f"{window}-{SCREENS.index(screen) + 1}-{screen.replace(' ', '-')}.png"
        visitor.page.screenshot(path=Path(SCREENSHOTS) / name)
    measures = measure(visitor, "scrolls", "primary", "targets", "words")
    return Sight(screen, measures, audit(visitor) if window in AUDITED else {})


def audit(visitor: Visitor) -> dict[str, list[dict[str, Any]]]:
    """Axe's violations in each colour scheme, the page's own first: turning it draws the map anew."""
    is_dark = visitor.ask("document.body.classList.contains('dark')")
    found: dict[str, list[dict[str, Any]]] = {}
    for scheme in sorted(SCHEMES, reverse=not is_dark):
        turn(visitor, scheme)
        found[scheme] = found_by_axe(visitor.page, **(COLOURS if scheme == "dark" else {}))
    return found


def turn(visitor: Visitor, scheme: Scheme) -> None:
    """Have the page take on a colour scheme."""
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.wait("document.body.classList.contains('dark') === (arg === 'dark')", scheme)
