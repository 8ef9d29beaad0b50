"""The page in a language that nobody speaks: no sentence may come from anywhere but the catalog."""

import json
import re
import shutil
import string
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from game.project_files import ROOT
from game.texts import catalog
from tests.browser.copied_game import CopiedGame
from tests.browser.visitor import DOUBLE_CLICK, GAME, Visitor
from tests.servers import Server

COUNT_MS = 60_000  # until the leaderboard has been counted
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщ"
ALPHABET = str.maketrans(string.ascii_letters, CYRILLIC + CYRILLIC.upper())
NO_PROSE = re.compile(r"(<[^>]*>|&\w+;|\{\w+\})")  # tags, entities and placeholders of a text
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
SETTINGS = "Without a set end CC BY 4.0"  # words that a host chooses: how long guesses are kept, the licence
SHOWN = """() => {
  const found = [document.title];
  const roots = ".ew, .ew-about, .ew-board, #ew-tabs [role=tab], body > main";
  const isAnnounced = (element) => element.checkVisibility() || element.closest("[role=status]");
  const isShown = (element) => isAnnounced(element) && !element.closest(".ew-labels"); // which name places
  for (const root of document.querySelectorAll(roots)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (isShown(walker.currentNode.parentElement)) found.push(walker.currentNode.data);
    }
    for (const element of [root, ...root.querySelectorAll("*")].filter(isShown)) {
      for (const name of ["aria-label", "aria-valuetext", "placeholder", "title", "alt"]) {
        found.push(element.getAttribute(name) ?? "");
      }
    }
  }
  return found;
}"""


def translated(words: str) -> str:
    """The same words in other letters, with their places and markup as they are."""
    parts = NO_PROSE.split(words)
    return "".join(part if at % 2 else part.translate(ALPHABET) for at, part in enumerate(parts))


def translated_catalog() -> dict[str, Any]:
    return {
        key: translated(entry)
        if isinstance(entry, str)
        else {form: translated(entry[form]) for form in entry}
        for key, entry in catalog().items()
    }


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The game with the translated catalog, and with its leaderboard."""
    folder = tmp_path_factory.mktemp("abroad") / "game"
    for name in ("assets", "game", "leaderboard"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "app.py", folder)
    (folder / "data").symlink_to(ROOT / "data")
    texts = json.dumps(translated_catalog(), ensure_ascii=False)
    (folder / "assets" / "texts" / "en.json").write_text(texts, encoding="utf-8")
    server = CopiedGame(folder, folder.with_name("state"), EARWITNESS_LEADERBOARD="on")
    server.start()
    yield server
    server.stop()


def untranslated(visitor: Visitor, *data: Any) -> set[str]:
    """The words on screen in Latin letters, except those of the API's data."""
    shown = " ".join(visitor.page.evaluate(SHOWN))
    assert re.search(f"[{CYRILLIC}]", shown)
    return {*WORD.findall(shown)} - {*WORD.findall(json.dumps(data, ensure_ascii=False) + SETTINGS)}


def fetched(visitor: Visitor, path: str) -> Any:
    return visitor.ask("fetch(arg).then((reply) => reply.json())", path)


def tab(visitor: Visitor, number: int) -> Locator:
    return visitor.page.locator("#ew-tabs [role=tab]").nth(number)


def label(key: str) -> str:
    entry = translated_catalog()[key]
    assert isinstance(entry, str)
    return entry


def play_to_the_end(visitor: Visitor) -> list[dict[str, Any]]:
    """Guess in every round, check each screen on the way, and return the reveals."""
    reveals: list[dict[str, Any]] = []
    while not reveals or reveals[-1]["number"] < 5:
        visitor.sees("listen")
        visitor.wait_for_sound()
        visitor.point(20, 60 - 10 * len(reveals))
        assert untranslated(visitor) == set()
        with visitor.page.expect_response(lambda reply: reply.url.endswith("/guess")) as waiting:
            visitor.primary.click()
            if not reveals:
                agree(visitor)
        visitor.sees("reveal")
        reveals.append(waiting.value.json())
        assert untranslated(visitor, reveals) == set()
        visitor.onward()
    return reveals


def agree(visitor: Visitor) -> None:
    visitor.sees("consent")
    assert untranslated(visitor) == set()
    visitor.page.wait_for_timeout(DOUBLE_CLICK)
    visitor.primary.click()


def test_no_sentence_of_the_game_bypasses_the_catalog(abroad, visit):
    visitor = visit(abroad).open()
    visitor.wait_for_tabs()
    assert untranslated(visitor) == set()
    visitor.ask(f"{GAME}.ui.root.append('Left behind')")
    assert untranslated(visitor) == {"Left", "behind"}
    visitor.reload()

    visitor.press(label("welcome.play"))
    visitor.sees("listen")
    visitor.press(label("map.find"))
    visitor.page.get_by_role("combobox").first.fill("Nairo")
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    assert untranslated(visitor, fetched(visitor, "/api/places?q=Nairo")) == set()
    visitor.press(label("search.close"))

    reveals = play_to_the_end(visitor)
    visitor.sees("summary")
    assert untranslated(visitor, reveals, visitor.ask(f"{GAME}.session.profile")) == set()

    tab(visitor, 1).click()
    expect(visitor.page.locator(".ew-around[data-screen=start]")).to_be_visible()
    visitor.page.locator(".ew-around-credit summary").click()
    assert untranslated(visitor, fetched(visitor, "/api/spatial")) == set()

    tab(visitor, -1).click()
    summaries = visitor.page.locator(".ew-yours details > summary")
    expect(summaries).to_have_count(2)  # the code's is there at once, the background's once the data arrived
    for summary in summaries.all():
        summary.click()
    expect(visitor.page.locator(".ew-yours select").first).to_be_visible()
    person = visitor.ask(f"{GAME}.session.profile")
    background = fetched(visitor, "/api/background")
    assert untranslated(visitor, reveals, background, person, "api docs") == set()


def test_no_sentence_of_the_leaderboard_bypasses_the_catalog(abroad, visit):
    visitor = visit(abroad).open("/#leaderboard")
    page = visitor.page
    expect(page.locator(".ew-board-table")).to_be_visible(timeout=COUNT_MS)
    expect(page.locator("[data-ages]")).not_to_be_empty(timeout=COUNT_MS)
    board = fetched(visitor, "/api/leaderboard")
    for details in page.locator(".ew-board details:not([open]) > summary").all():
        details.click()
    page.locator(".ew-board-open").first.click()
    page.get_by_role("switch", name=label("board.all_columns")).check()
    listed = [one["name"] for one in board["figures"] if one["section"] != "map"]
    figures = [fetched(visitor, f"/api/leaderboard/figures/{name}") for name in listed]
    drawn = [board[part] for part in ("rows", "columns", "figures")]
    assert untranslated(visitor, drawn, figures) == set()
    assert not WORD.search(" ".join(board["notes"]))
    page.goto(abroad.address + "/api/leaderboard/map")
    expect(page.locator(".clips-status")).to_have_text(label("clips.none"))
    assert untranslated(visitor) == set()


def test_a_problem_is_told_in_the_page_s_own_language(newcomer, demo):
    visitor = newcomer(demo)
    expression = "import('/earwitness/shared/api.js').then(({ problemText }) => problemText(arg))"
    known = {"key": "too_fast", "values": {"count": 1}, "detail": "Zu schnell."}
    assert visitor.ask(expression, known) == "That was too fast. Try again in 1 second."
    assert visitor.ask(expression, {"key": "of_another_version", "detail": "Zu schnell."}) == "Zu schnell."
    assert visitor.ask(expression, {"detail": "Zu schnell."}) == "Zu schnell."


def test_a_text_that_is_missing_is_seen_on_the_page_and_in_the_console(newcomer, demo):
    visitor = newcomer(demo)
    visitor.expects("no such text", "no value for city")
    text = "import('/earwitness/shared/texts.js').then(({ text }) => text(arg))"
    assert visitor.ask(text, "welcome.nothing") == "⟦welcome.nothing⟧"
    assert visitor.ask(text, "place.near") == "near ⟦place.near⟧"
