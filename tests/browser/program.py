"""The browser that tests and benchmarks drive."""

import os
import shutil

# The first of them is Chromium without windows, which takes a fifth less time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages of other origins may frame a local server; windows whose address bar nobody uses load no popups,
    # which cost as much as the page.
    "--disable-features=LocalNetworkAccessChecks,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)


def find_browser() -> str | None:
    """Path of the browser that EARWITNESS_CHROMIUM names, or of the first that is installed."""
    named = os.environ.get("EARWITNESS_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)
