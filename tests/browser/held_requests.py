"""Requests that a test holds back, to look at the page meanwhile."""

import time

from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.visitor import PATIENCE


class HeldRequests:
    """Holds what a page or a context asks for under a path, until it is let go; from then on nothing is held.

    Playwright hands a request on in its own time: one that the page has sent may not be here yet.
    """

    def __init__(self, where: Page | BrowserContext, path: str) -> None:
        self._routes: list[Route] = []
        self._is_open = False
        self._page = where if isinstance(where, Page) else where.pages[0]
        where.route(path, self._meet)

    def __len__(self) -> int:
        return len(self._routes)

    def wait(self) -> "HeldRequests":
        """Wait until one is held."""
        until = time.monotonic() + PATIENCE / 1000
        while not self._routes:
            assert time.monotonic() < until, "nothing was asked for that could be held"
            self._page.wait_for_timeout(10)
        return self

    def let_go(self) -> None:
        """Send those that are held on their way, and all that come later."""
        self._is_open = True
        for route in self._routes:
            route.continue_()

    def _meet(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._routes.append(route)
