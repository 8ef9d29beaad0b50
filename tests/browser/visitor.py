"""A person at a browser: what they see, hear, press and point at."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, expect

from tests.browser.contexts import Contexts
from tests.servers import Server

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "screen": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
PATIENCE = 30_000  # ms; two busy cores are slow
DOUBLE_CLICK = 750  # ms; until then a press counts for the button that was there before
SHARE, JUST_PLAY = re.compile("^Play and (share|let) my guesses"), "Just play"
GAME = "[...document.querySelectorAll('.ew')].find((one) => one.page)?.page"  # not Gradio's empty one


class Visitor:
    """A browser context on one server, and its current page."""

    def __init__(self, browser: Browser | Contexts, server: Server, **context: Any) -> None:
        self.server = server
        self.context: BrowserContext = browser.new_context(
            **{**DESKTOP, "reduced_motion": "reduce", **context}
        )
        self.context.set_default_timeout(PATIENCE)
        self.troubles: list[str] = []
        self.expected: list[str] = []
        self.context.on("console", self._note_console)
        self.context.on("weberror", self._note_error)
        self.page: Page = self.context.new_page()

    def leave(self) -> None:
        """Listen no longer: what the context's next visitor meets is not theirs."""
        self.context.remove_listener("console", self._note_console)
        self.context.remove_listener("weberror", self._note_error)

    def _note_error(self, error: WebError) -> None:
        self.troubles.append(f"page error: {error.error}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location or {}
            self.troubles.append(f"{message.type}: {message.text} ({place.get('url', '')})")

    def expects(self, *patterns: str) -> None:
        """Allow console errors that the test itself causes."""
        self.expected += patterns

    def unexpected(self) -> list[str]:
        return [t for t in self.troubles if not any(re.search(pattern, t) for pattern in self.expected)]

    # --- coming and going

    def open(self, path: str = "/") -> "Visitor":
        self.page.goto(self.server.address + path)
        return self.settle()

    def reload(self) -> "Visitor":
        self.page.reload()
        return self.settle()

    def settle(self) -> "Visitor":
        """Wait until the page is drawn, its map is usable, and the server has dealt what it plays."""
        self.page.wait_for_function(f"() => {GAME}?.world && !{GAME}.busy && !{GAME}.game?.dealing")
        return self

    def wait_for_tabs(self) -> None:
        """Wait until Gradio's tabs hold the game, which is drawn before they are."""
        self.wait(f"document.querySelector('#ew-tabs')?.contains({GAME}.ui.root)")

    def another_tab(self) -> "Visitor":
        tab = object.__new__(Visitor)
        tab.__dict__.update(self.__dict__)
        tab.page = self.context.new_page()
        return tab

    @contextmanager
    def no_time_passes(self) -> Iterator[None]:
        """Stop the clock by which the page tells a double click, which a busy machine makes slow."""
        self.ask("void Object.assign(performance, { now: () => arg })", self.ask("performance.now()"))
        yield
        self.ask("delete performance.now")

    # --- what there is to see

    def ask(self, expression: str, arg: Any = None) -> Any:
        return self.page.evaluate(f"(arg) => {expression}", arg)

    def wait(self, expression: str, arg: Any = None) -> None:
        self.page.wait_for_function(f"(arg) => {expression}", arg=arg)

    @property
    def screen(self) -> str:
        return self.page.locator(".ew[data-screen]").get_attribute("data-screen") or ""

    def sees(self, screen: str) -> None:
        """Wait for one screen of the game."""
        expect(self.page.locator(f".ew[data-screen={screen}]")).to_be_visible(timeout=PATIENCE)
        self.settle()

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    @property
    def primary(self) -> Any:
        return self.page.locator(".ew-primary")

    @property
    def round(self) -> str:
        """Id of the round on screen."""
        return str(self.ask(f"{GAME}.round.round"))

    @property
    def pin(self) -> dict[str, float] | None:
        pin: dict[str, float] | None = self.ask(f"{GAME}.world.pin")
        return pin

    # --- sound

    def wait_for_sound(self) -> float:
        """Wait until the sound plays on, and return its position in seconds."""
        now = self.ask(f"{GAME}.sound.audio.currentTime")
        self.wait(f"{GAME}.sound.audio.currentTime > arg + 0.15", now)
        return float(self.ask(f"{GAME}.sound.audio.currentTime"))

    # --- hands

    def press(self, label: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def play(self, label: str = "Play") -> "Visitor":
        """Press Play as someone who agreed to share guesses earlier."""
        self.listen(label).ask(f"{GAME}.player.choose(true)")
        return self

    def listen(self, label: str = "Play") -> "Visitor":
        """Press Play as someone whom the page will ask about sharing at the first guess."""
        self.press(label)
        self.sees("listen")
        return self

    def choose(self, label: str | re.Pattern[str]) -> None:
        """Choose on the consent screen, after longer than a double click takes."""
        self.sees("consent")
        self.page.wait_for_timeout(DOUBLE_CLICK)
        self.press(label)

    def spot(self, lat: float, lon: float) -> dict[str, float]:
        """Position of a point on Earth in the window, in px."""
        return dict(
            self.ask(
                f"""(() => {{
                    const {{ map, element }} = {GAME}.world;
                    const box = element.getBoundingClientRect();
                    const near = arg.lon + 360 * Math.round((map.getCenter().lng - arg.lon) / 360);
                    const at = map.latLngToContainerPoint([arg.lat, near]);
                    return {{ x: box.x + at.x, y: box.y + at.y }};
                }})()""",
                {"lat": lat, "lon": lon},
            )
        )

    def point(self, lat: float, lon: float) -> dict[str, float]:
        """Click on a point of the map, and return where the pin is."""
        at = self.spot(lat, lon)
        self.page.mouse.click(at["x"], at["y"])
        self.wait(f"{GAME}.world.pin")
        assert self.pin
        return self.pin

    def guess(self, lat: float = 20.0, lon: float = 60.0) -> dict[str, Any]:
        """Place the pin, press Guess, and return the API's reply."""
        self.point(lat, lon)
        return self.reply("/guess", lambda: self.press("Guess"))

    def skip(self) -> dict[str, Any]:
        return self.reply("/skip", lambda: self.press("I can’t tell"))

    def reply(self, path: str, action: Callable[[], None]) -> dict[str, Any]:
        """The API's reply to what an action makes the page send; if the page asks about sharing, agree."""
        asked = self.ask(f"{GAME}.player.hasChosen")
        with self.page.expect_response(lambda r: r.url.endswith(path) and r.ok) as waiting:
            action()
            if not asked:
                self.choose(SHARE)
        body: dict[str, Any] = waiting.value.json()
        self.sees("reveal")
        return body

    def onward(self) -> None:
        """Press the primary button of a reveal."""
        self.primary.click()
        self.wait(f"{GAME}.ui.root.dataset.screen !== 'reveal'")
        self.settle()
