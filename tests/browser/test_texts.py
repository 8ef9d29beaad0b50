"""A page in another language: every letter of the catalog replaced, no sentence may stay as it was."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from game.project_files import ROOT
from game.texts import catalog
from tests.browser.visitor import GAME, Visitor
from tests.servers import Server, start

# Whatever a catalog may hold that is not prose: tags, entities, placeholders.
KEPT = re.compile(r"(<[^>]*>|&\w+;|\{\w+\})")
LETTER = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
COUNT_SECONDS = 60
# Of the host's settings: how long guesses are kept, and the licence.
SETTINGS = "Without a set end CC BY 4.0"
VISIBLE = """() => {
  const shown = (element) => element.checkVisibility() || element.closest("[role=status]");
  const words = [];
  for (const root of document.querySelectorAll(".ew, .ew-about, .ew-board, #ew-tabs [role=tab]")) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (shown(walker.currentNode.parentElement)) words.push(walker.currentNode.data);
    for (const element of [root, ...root.querySelectorAll("*")]) {
      for (const name of ["aria-label", "aria-valuetext", "placeholder", "title", "alt"]) {
        if (element.hasAttribute(name) && element.checkVisibility()) words.push(element.getAttribute(name));
      }
    }
  }
  return [...words, document.title].filter((word) => word.trim());
}"""


def translated(words: str) -> str:
    """The same words in letters that nobody else uses."""
    cyrillic = {
        **{chr(97 + i): chr(0x430 + i) for i in range(26)},
        **{chr(65 + i): chr(0x410 + i) for i in range(26)},
    }
    prose = (
        part if number % 2 else LETTER.sub(lambda found: cyrillic[found[0]], part)
        for number, part in enumerate(KEPT.split(words))
    )
    return "".join(prose)


class Translated(Server):
    """The game from a copy of its folders, in which the catalog is another."""

    def __init__(self, copy: Path, state: Path, **settings: str) -> None:
        super().__init__(state, **settings)
        self._copy = copy

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self._process = start((sys.executable, "app.py"), self.port, self.log, cwd=self._copy, env=self._env)


@pytest.fixture
def abroad(tmp_path: Path) -> Iterator[Server]:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("assets", "game", "leaderboard"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", copy)
    (copy / "data").symlink_to(ROOT / "data")
    texts = {
        key: translated(entry)
        if isinstance(entry, str)
        else {form: translated(words) for form, words in entry.items()}
        for key, entry in catalog().items()
    }
    (copy / "assets" / "texts" / "en.json").write_text(
        json.dumps(texts, ensure_ascii=False), encoding="utf-8"
    )
    server = Translated(copy, tmp_path / "state", EARWITNESS_LEADERBOARD="on")
    server.start()
    yield server
    server.stop()


def untranslated(visitor: Visitor, *data: Any) -> set[str]:
    """The words on screen in letters of our own, but for those that the API's data hold."""
    known = set(WORD.findall(json.dumps(data, ensure_ascii=False) + SETTINGS))
    shown: list[str] = visitor.page.evaluate(VISIBLE)
    assert any(re.search(r"[а-я]", words) for words in shown)
    return {word for words in shown for word in WORD.findall(words)} - known


def label(key: str) -> str:
    entry = catalog()[key]
    assert isinstance(entry, str)
    return translated(entry)


def play_round(visitor: Visitor, at: float) -> dict[str, Any]:
    visitor.point(20, at)
    with visitor.page.expect_response(lambda r: r.url.endswith("/guess")) as waiting:
        visitor.primary.click()
        if visitor.screen == "consent":
            visitor.page.wait_for_timeout(800)
            visitor.primary.click()
    visitor.sees("reveal")
    reveal: dict[str, Any] = waiting.value.json()
    return reveal


def test_no_sentence_bypasses_the_catalog(visit, abroad):
    visitor = visit(abroad).open()
    page = visitor.page
    visitor.wait("document.querySelector('#ew-tabs')?.contains(document.querySelector('.ew'))")
    assert untranslated(visitor) == set()

    visitor.press(label("welcome.play"))
    visitor.sees("listen")
    visitor.hears()
    assert untranslated(visitor) == set()
    page.keyboard.press("Escape")
    visitor.press(label("map.find"))
    page.get_by_role("combobox").first.fill("Nairo")
    found = visitor.ask("fetch('/api/places?q=Nairo').then((reply) => reply.json())")
    expect(page.get_by_role("option").first).to_be_visible()
    assert untranslated(visitor, found) == set()
    visitor.press(label("search.close"))

    visitor.point(20, 60)
    visitor.primary.click()
    visitor.sees("consent")
    assert untranslated(visitor, visitor.ask(f"{GAME}.config.consent.around.dataset")) == set()
    page.wait_for_timeout(800)
    with page.expect_response(lambda reply: reply.url.endswith("/guess")) as waiting:
        visitor.primary.click()
    visitor.sees("reveal")
    reveals = [waiting.value.json()]
    assert untranslated(visitor, reveals, visitor.ask(f"{GAME}.session.person")) == set()

    while reveals[-1]["number"] < 5:
        visitor.primary.click()
        visitor.sees("listen")
        reveals.append(play_round(visitor, 10.0 * len(reveals)))
    visitor.primary.click()
    visitor.sees("summary")
    assert untranslated(visitor, reveals) == set()

    tabs = page.locator("#ew-tabs [role=tab]")
    expect(tabs).to_have_text(
        [label("page.tab.play"), label("page.tab.leaderboard"), label("page.tab.about")]
    )
    tabs.nth(1).click()
    expect(page.locator(".ew-board-table")).to_be_visible(timeout=1000 * COUNT_SECONDS)
    visitor.wait(
        "fetch('/api/leaderboard').then((reply) => reply.json()).then(({ state }) => state === 'ready')"
    )
    expect(page.locator("[data-ages]")).not_to_be_empty(timeout=1000 * COUNT_SECONDS)
    board = visitor.ask("fetch('/api/leaderboard').then((reply) => reply.json())")
    figures = [
        visitor.ask(f"fetch('/api/leaderboard/figures/{one['name']}').then((r) => r.json())")
        for one in board["figures"]
        if one["section"] != "map"
    ]
    assert untranslated(visitor, board, figures, ["CSV"]) == set()

    tabs.nth(2).click()
    expect(page.locator(".ew-yours form, .ew-yours button").first).to_be_visible()
    for summary in page.locator(".ew-yours details > summary").all():
        summary.click()
    languages = visitor.ask("fetch('/api/background').then((reply) => reply.json())")
    expect(page.locator(".ew-yours select").first).to_be_visible()
    version = visitor.ask(f"{GAME}.config.version")
    assert (
        untranslated(visitor, languages, visitor.ask(f"{GAME}.session.person"), version, "api docs") == set()
    )
