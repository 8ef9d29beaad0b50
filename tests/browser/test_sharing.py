"""A result is shared by the device's own sheet or copied, and a link leads others to the same sounds."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe
from tests.browser.visitor import GAME, JUST_PLAY, PHONE
from tests.builders.running_game import Player

SHEET = """
window.sheet = [];
navigator.canShare = (data) => Boolean(data.files);
navigator.share = async (data) => {
  const files = data.files?.map(({ name, type, size }) => [name, type, size > 10000]);
  window.sheet.push({ ...data, files });
  if (window.closesSheet) throw new DOMException("closed", "AbortError");
};
"""


@pytest.fixture(scope="module")
def link(demo):
    """The link of a game that somebody else has shared."""
    with httpx.Client(base_url=demo.address) as client:
        player = Player(client, client="api")
        game = player.start()["game"]
        for _ in range(5):
            player.guess(player.deal(game)["round"], 20.0, 20.0)
        return f"/c/{player.post('/api/challenges', {'game': game}).json()['challenge']}"


def play(visitor):
    for number in range(5):
        visitor.sees("listen")
        visitor.point(20, 40)
        visitor.press("Guess")
        if number == 0:
            visitor.sees("consent")
            visitor.choose(JUST_PLAY)
        visitor.sees("reveal")
        visitor.onward()
    visitor.sees("summary")


def test_a_link_leads_to_the_same_sounds_and_the_result_is_compared_and_shared_in_turn(visit, demo, link):
    visitor = visit(demo, **PHONE)
    visitor.context.add_init_script(SHEET)
    visitor.page.goto(demo.address + link)
    visitor.page.wait_for_url("**/?challenge=*")
    visitor.sees("challenge")
    assert "Can you beat" in visitor.text(".ew-place")
    assert grave(found_by_axe(visitor.page)) == []
    visitor.press("Listen and guess")
    play(visitor)
    expect(visitor.page.locator(".ew-compared tbody tr")).to_have_count(5)
    expect(visitor.page.locator(".ew-outcome")).to_contain_text(re.compile("win|draw"))
    assert grave(found_by_axe(visitor.page)) == []
    visitor.press("Share")
    visitor.wait("window.sheet.length === 1 && !document.querySelector('.is-busy')")
    [shared] = visitor.ask("window.sheet")
    assert shared["url"].startswith(f"{demo.address}/c/")
    assert shared["url"] != demo.address + link
    assert shared["files"] == [["earwitness.png", "image/png", True]]
    assert shared["text"].startswith("Earwitness ")
    rows = visitor.page.locator(".ew-row-place")
    expect(rows).to_have_count(5)
    places = rows.all_inner_texts()
    assert not [name for name in places if name.split(",")[0] in shared["text"] + shared["url"]]
    visitor.ask("(window.closesSheet = true)")
    visitor.press("Share")
    visitor.wait("window.sheet.length === 2 && !document.querySelector('.is-busy')")
    expect(visitor.page.locator(".ew-note")).to_have_text("")
    visitor.page.go_back()
    visitor.sees("challenge")
    visitor.page.go_forward()
    visitor.sees("summary")


def test_who_withdrew_elsewhere_begins_the_same_challenge_anew(visit, demo, link):
    visitor = visit(demo)
    visitor.expects(r"\b40[14]\b")
    visitor.open(f"/?challenge={link.removeprefix('/c/')}").listen("Listen and guess").reload().sees("listen")
    before, code = visitor.round, visitor.ask(f"{GAME}.session.profile.code")
    httpx.post(f"{demo.address}/api/withdrawals", json={"code": code}).raise_for_status()
    visitor.press(re.compile("^I can"))
    visitor.choose(JUST_PLAY)
    expect(visitor.page.locator(".ew-note")).to_contain_text("here’s a new one")
    visitor.sees("listen")
    assert visitor.round != before
    assert visitor.ask(f"{GAME}.game.mode") == "challenge"


def test_ones_own_link_can_be_sent_again(visit, demo):
    visitor = visit(demo)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.open().listen()
    token, game = visitor.ask(f"[{GAME}.session.token, {GAME}.game.id]")
    with httpx.Client(base_url=demo.address, headers={"X-Earwitness-Player": token}) as client:
        for _ in range(5):
            dealt = client.post(f"/api/games/{game}/rounds").json()["round"]
            client.post(f"/api/rounds/{dealt}/guess", json={"lat": 20, "lon": 20})
        made = client.post("/api/challenges", json={"game": game}).json()
    visitor.open(f"/?challenge={made['challenge']}")
    visitor.sees("challenge")
    assert "Your own result" in visitor.text(".ew-place")
    visitor.press("Copy")
    visitor.page.get_by_text("Copied.").first.wait_for()
    assert visitor.ask("navigator.clipboard.readText()") == made["text"]


def test_a_link_works_without_scripts(visit, demo, link):
    visitor = visit(demo, stranger=True, java_script_enabled=False)
    visitor.page.goto(demo.address + link)
    assert visitor.page.locator("img").evaluate("(image) => image.naturalWidth") == 1200
    target = visitor.page.get_by_role("link").evaluate("(link) => link.href")
    assert target == f"{demo.address}/?challenge={link.removeprefix('/c/')}"
