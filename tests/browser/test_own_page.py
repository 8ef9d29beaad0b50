"""A player's own page: nothing for newcomers, and later figures, sounds to hear again, and a file."""

import re

import httpx
from playwright.sync_api import expect

from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe
from tests.browser.visitor import GAME

SMALL = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
WIDTHS = (
    "[document.documentElement, document.querySelector('.ew-card')].map((e) => e.scrollWidth - e.clientWidth)"
)


def play(server, token, games):
    """Games of the browser's own player, by the API."""
    with httpx.Client(base_url=server.address, headers={"X-Earwitness-Player": token}) as client:
        for _ in range(games):
            game = client.post("/api/games", json={"mode": "random"}).json()
            for _ in range(game["rounds"]):
                dealt = client.post(f"/api/games/{game['game']}/rounds").json()["round"]
                client.post(f"/api/rounds/{dealt}/guess", json={"lat": 20, "lon": 20})


def test_a_player_has_a_page_of_their_own(visit, demo):
    visitor = visit(demo, color_scheme="dark", **SMALL).open("/?me")
    visitor.expects("404.*/api/leaderboard/you")  # this host has no leaderboard
    expect(visitor.page.locator(".ew-lead").first).to_contain_text("Nothing here yet")
    visitor.open().listen()
    play(demo, visitor.ask(f"{GAME}.session.token"), 2)
    visitor.open("/?me")
    visitor.sees("me")
    expect(visitor.page).to_have_title(re.compile("^My page"))
    figures = visitor.page.locator(".ew-own-figures dd")
    expect(figures.nth(0)).to_have_text("10")
    expect(figures.nth(1)).to_have_text("2")
    history = visitor.page.locator(".ew-own-part").last
    history.locator("li").nth(9).wait_for()
    visitor.page.get_by_text("No model has answered").wait_for()
    assert visitor.ask(WIDTHS) == [0, 0]
    assert grave(found_by_axe(visitor.page)) == []
    sound = history.locator("button").first
    with visitor.page.expect_response(lambda reply: "/audio/" in reply.url):
        sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    with visitor.page.expect_download() as saved:
        visitor.press("Download as CSV")
    assert len(saved.value.path().read_text(encoding="utf-8").splitlines()) == 11
    assert not [one for one in visitor.page.locator(".ew-own-part").all_inner_texts() if "⟦" in one]
