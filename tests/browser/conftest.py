"""A real Chromium and real servers; every visit is checked for errors when its test is over."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.pack import write_pack
from tests.browser.visitor import PATIENCE, Visitor
from tests.live import Live, live
from tests.recordings import AGL1K

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",  # pages of other origins may frame a server that is here
)
expect.set_options(timeout=PATIENCE)
Visit = Callable[..., Visitor]


def cannot(reason: str) -> None:
    """A test that cannot run fails in CI, and is skipped elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")  # Playwright holds an event loop that other packages' tests must not meet
def chromium() -> Iterator[Browser]:
    path = os.environ.get("EARWITNESS_CHROMIUM") or shutil.which("chromium")
    if not path:
        cannot("There is no Chromium: apt-get install chromium, or name one in EARWITNESS_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The game as it is after `make run`."""
    with live(tmp_path_factory.mktemp("demo"), EARWITNESS_RATE_LIMIT="off") as server:
        yield server


@pytest.fixture(scope="package")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The game with AGL1K's folder, of which two recordings are there."""
    if not AGL1K.is_dir():
        cannot("AGL1K's recordings are not here: name their folder in EARWITNESS_SHARED.")
    settings = {"EARWITNESS_PACK": str(AGL1K.resolve()), "EARWITNESS_RATE_LIMIT": "off"}
    with live(tmp_path_factory.mktemp("real"), **settings) as server:
        yield server


@pytest.fixture(scope="package")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The game with a host's own pack of two short clips, whose texts hold markup."""
    pack = write_pack(tmp_path_factory.mktemp("pack") / "tiny")
    settings = {"EARWITNESS_PACK": str(pack), "EARWITNESS_RATE_LIMIT": "off"}
    with live(tmp_path_factory.mktemp("tiny"), **settings) as server:
        yield server


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Come to a server with a browser that has never been there."""
    visitors: list[Visitor] = []

    def come(server: Live, **context: Any) -> Visitor:
        visitor = Visitor(chromium, server, **context)
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.context.close()
    troubles = [trouble for visitor in visitors for trouble in visitor.unexpected()]
    assert not troubles
