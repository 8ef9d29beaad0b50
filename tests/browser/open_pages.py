"""Pages that stay open between tests: each visitor is somebody new, but nothing is loaded again."""

from typing import Any

from tests.browser.contexts import Contexts
from tests.browser.visitor import DESKTOP, GAME, Visitor
from tests.servers import Server

# What a page takes on without being loaded again; `Page.set_viewport_size` sets the screen's size too.
CHANGEABLE = ("viewport", "screen", "color_scheme")


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
        return begin_anew(visitor)

    def take_back(self, visitor: Visitor) -> None:
        """Keep the page for the next visitor."""
        for page in visitor.context.pages:
            if page != visitor.page:
                page.close()
        visitor.context.clear_permissions()
        begin_anew(visitor)  # and be silent until then
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


def begin_anew(visitor: Visitor) -> Visitor:
    """Make the visitor somebody who has never been here, without loading the page again."""
    play = visitor.page.locator("#ew-tabs [role=tab]").first
    if play.get_attribute("aria-selected") != "true":
        play.click()
    visitor.settle()
    visitor.ask(f"void {GAME}.resetPlayer()")
    visitor.ask("(localStorage.clear(), sessionStorage.clear())")
    visitor.context.clear_cookies()
    visitor.ask(f"void {GAME}.world.showWorld()")
    visitor.sees("start")
    return visitor
