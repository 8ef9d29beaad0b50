"""Pages that stay open between tests: each visitor is somebody new, but nothing is loaded again."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.contexts import Contexts, put_right
from tests.browser.visitor import DESKTOP, GAME, Visitor
from tests.servers import Server

# What a page takes on without being loaded again; `Page.set_viewport_size` sets the screen's size too.
CHANGEABLE = ("viewport", "screen", "color_scheme")
NOBODY = "You haven’t played in this browser"


class OpenPages:
    """Lends visitors who stand on the start screen, and takes them back."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._free: dict[str, list[Visitor]] = {}
        self._keys: dict[Visitor, str] = {}

    def lend(self, server: Server, **context: Any) -> Visitor:
        """Somebody new on the start screen; of a page that is open already, if one is free."""
        fixed = {name: value for name, value in context.items() if name not in CHANGEABLE}
        key = repr((server.address, fixed))
        if not (free := self._free.get(key)):
            visitor = Visitor(self._contexts, server, **context)
            self._keys[visitor] = key
            return visitor.open()
        visitor = free.pop()
        visitor.page.set_viewport_size(context.get("viewport", DESKTOP["viewport"]))
        visitor.page.emulate_media(color_scheme=context.get("color_scheme", "light"))
        show_the_start(visitor)  # in this window
        return visitor

    def take_back(self, visitor: Visitor) -> None:
        """Keep the page for the next visitor."""
        put_right(visitor.context, visitor.page)
        begin_anew(visitor)
        visitor.troubles.clear()
        visitor.expected.clear()
        self._free.setdefault(self._keys[visitor], []).append(visitor)

    def drop(self, visitor: Visitor) -> None:
        """Close a page that may be in any state."""
        visitor.leave()
        self._contexts.give_back(visitor.context, visitor.server.address)

    def close(self) -> None:
        for free in self._free.values():
            for visitor in free:
                self.drop(visitor)
        self._free.clear()


def begin_anew(visitor: Visitor) -> None:
    """Make the visitor somebody who has never been here, without loading the page again."""
    open_tab(visitor, "Play")
    visitor.settle()
    visitor.ask(f"void {GAME}.resetPlayer()")
    visitor.ask("(localStorage.clear(), sessionStorage.clear())")
    visitor.context.clear_cookies()
    forget_what_was_told(visitor)
    show_the_start(visitor)


def open_tab(visitor: Visitor, name: str) -> None:
    tab = visitor.page.get_by_role("tab", name=name)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()


def forget_what_was_told(visitor: Visitor) -> None:
    """Have the About tab, which is drawn as it is opened, show no earlier player, not even for a moment."""
    panel = visitor.page.locator(".ew-yours")
    if panel.count() and panel.text_content() and NOBODY not in (panel.text_content() or ""):
        open_tab(visitor, "About")
        expect(panel).to_contain_text(NOBODY)
        open_tab(visitor, "Play")


def show_the_start(visitor: Visitor) -> None:
    visitor.ask(f"void {GAME}.world.showWorld()")
    visitor.ask(f"void ({GAME}.announcer.clear(), {GAME}.announcer.announce(''))")
    visitor.sees("start")
