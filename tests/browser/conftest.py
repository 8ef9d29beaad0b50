"""A real Chromium and real servers; each test fails on errors in the browser's console."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.contexts import Contexts
from tests.browser.open_pages import OpenPages
from tests.browser.pack import write_pack
from tests.browser.program import FLAGS, find_browser
from tests.browser.tour import Tour, Window, tour
from tests.browser.visitor import PATIENCE, Visitor
from tests.builders.answer_files import tell_models
from tests.builders.recordings import AGL1K
from tests.builders.running_game import write_pack as write_plain_pack
from tests.servers import Server, serving

expect.set_options(timeout=PATIENCE)
Visit = Callable[..., Visitor]
# Far apart and on both sides of the date line, with texts as long as AGL1K's longest.
PLACES = ((-17.7, 178.0), (64.15, -21.94), (-54.8, -68.3), (31.51, -9.77), (52.37, 4.9))
WORDY = {
    "title": "Church bells and a market on the square before the old town hall, early on a Sunday in spring",
    "description": "A baker rolls up his shutters, then bells from two sides, gulls, steps on stone. " * 8,
    "credit": "Someone who records on every journey",
    "licence": "CC BY-SA 4.0",
    "source": "https://example.org/recordings/1",
}


def cannot(reason: str) -> None:
    """Fail in CI, and skip the test elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")  # Playwright's event loop must end before other packages' tests
def chromium() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        cannot("There is no Chromium: apt-get install chromium-headless-shell, or set EARWITNESS_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The game as `make run` starts it."""
    with serving(tmp_path_factory.mktemp("demo")) as server:
        yield server


@pytest.fixture(scope="package")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The game on AGL1K's folder, with two of its recordings and what models answered to one."""
    if not AGL1K.is_dir():
        cannot("AGL1K's recordings are not here: name their folder in EARWITNESS_SHARED.")
    state = tmp_path_factory.mktemp("real")
    tell_models(AGL1K, AGL1K, state)
    folders = {"EARWITNESS_PACK": str(AGL1K.resolve()), "EARWITNESS_ANSWERS": str(AGL1K.resolve())}
    with serving(state, **folders) as server:
        yield server


@pytest.fixture(scope="package")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The game on a pack of two short clips with markup in their texts."""
    pack = write_pack(tmp_path_factory.mktemp("pack") / "tiny")
    with serving(tmp_path_factory.mktemp("tiny"), EARWITNESS_PACK=str(pack)) as server:
        yield server


@pytest.fixture(scope="package")
def contexts(chromium: Browser) -> Contexts:
    return Contexts(chromium)


@pytest.fixture
def visit(chromium: Browser, contexts: Contexts) -> Iterator[Visit]:
    """Open a server in a browser context of its own; a stranger's has not even a cache."""
    visitors: list[Visitor] = []
    strangers: list[Visitor] = []

    def come(server: Server, *, stranger: bool = False, **context: Any) -> Visitor:
        visitor = Visitor(chromium if stranger else contexts, server, **context)
        (strangers if stranger else visitors).append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.leave()
        contexts.give_back(visitor.context, visitor.server.address)
    for visitor in strangers:
        visitor.context.close()
    troubles = [trouble for visitor in (*visitors, *strangers) for trouble in visitor.unexpected()]
    assert not troubles


@pytest.fixture(scope="module")
def open_pages(contexts: Contexts) -> Iterator[OpenPages]:
    """Pages that the tests of a module leave to one another."""
    pages = OpenPages(contexts)
    yield pages
    pages.close()


@pytest.fixture
def newcomer(open_pages: OpenPages, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Somebody new on a server's start screen, on a page that stays open for other tests' newcomers.

    For tests that leave the page as its player can: others, and those of its loading, `visit`.
    """
    visitors: list[Visitor] = []
    failed = request.session.testsfailed

    def come(server: Server, **context: Any) -> Visitor:
        visitors.append(open_pages.lend(server, **context))
        return visitors[-1]

    yield come
    troubles = [trouble for visitor in visitors for trouble in visitor.unexpected()]
    is_sound = not troubles and request.session.testsfailed == failed
    for visitor in visitors:
        (open_pages.take_back if is_sound else open_pages.drop)(visitor)
    assert not troubles


@pytest.fixture(scope="package")
def toured(
    contexts: Contexts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Window], Tour]]:
    """The tour of a window through a game with the longest texts; each window is toured once."""
    pack = write_plain_pack(tmp_path_factory.mktemp("wordy") / "pack", PLACES, **WORDY)

    @cache
    def walked(window: Window) -> Tour:
        visitor = Visitor(contexts, server, **window.context)
        try:
            found = tour(visitor, window)
        finally:
            visitor.leave()
            contexts.give_back(visitor.context, server.address)
        assert not visitor.unexpected()
        return found

    with serving(tmp_path_factory.mktemp("tour"), EARWITNESS_PACK=str(pack)) as server:
        yield walked
