"""Browser contexts that visitors have one after another, with the scripts of the last visit compiled."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

# What a site keeps in a browser. Its cache, of files that never change, stays.
KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage,file_systems"


class Contexts:
    """Lends contexts as `Browser.new_context` makes them, and takes them back."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._options: dict[BrowserContext, dict[str, Any]] = {}

    def new_context(self, **options: Any) -> BrowserContext:
        """A context in which nothing is kept of any site."""
        if free := self._free.get(repr(options)):
            return free.pop()
        context = self._browser.new_context(**options)
        self._options[context] = options
        return context

    def give_back(self, context: BrowserContext, *origins: str) -> None:
        """Clear what these origins keep, and have the context ready for the next visitor."""
        put_right(context)
        page = context.new_page()
        session = context.new_cdp_session(page)
        for origin in origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT})
        page.close()
        self._free.setdefault(repr(self._options[context]), []).append(context)


def put_right(context: BrowserContext, kept: Page | None = None) -> None:
    """Undo what a test did: other pages than the one kept, routes, cookies, permissions, no network."""
    for page in context.pages:
        if page != kept:
            page.close()
    if kept:
        kept.unroute_all(behavior="ignoreErrors")
    context.unroute_all(behavior="ignoreErrors")
    context.set_offline(False)
    context.clear_cookies()
    context.clear_permissions()
