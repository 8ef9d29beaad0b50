"""What a page fetches."""

from typing import Any

from playwright.sync_api import Page


class Traffic:
    """Counts what a page fetches, as sent over the wire: compressed, with headers."""

    def __init__(self, page: Page) -> None:
        self.requests = self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self.requests += event["request"]["url"].startswith("http")

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
