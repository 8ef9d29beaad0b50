"""Addresses that open a screen, and back and forward between them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_rules import framed_by
from tests.browser.visitor import GAME, PATIENCE

LINKS = {
    "?daily": ("daily", "Today’s five"),
    "?duel": ("duel", "Play against a model"),
    "?party": ("lobby", "Party"),
    "?me": ("me", "My page"),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_opens_its_screen_under_its_title(visit, demo, link):
    screen, title = LINKS[link]
    visitor = visit(demo).open(f"/{link}&__theme=dark")
    visitor.sees(screen)
    expect(visitor.page).to_have_title(f"{title} · Earwitness")
    expect(visitor.page).to_have_url(re.compile(rf"/\?(__theme=dark&)?{link[1:]}(&__theme=dark)?$"))


def test_back_from_a_day_s_game_leads_to_the_day_and_forward_to_the_round(visit, demo):
    visitor = visit(demo).open("/?daily")
    visitor.sees("daily")
    visitor.primary.click()
    visitor.sees("listen")
    visitor.ask(f"{GAME}.player.choose(true)")
    visitor.guess()
    for _ in range(2):
        visitor.page.go_back()
        visitor.sees("daily")
        visitor.page.go_forward()
        visitor.sees("reveal")
        visitor.reload()
        visitor.sees("reveal")
    visitor.wait_for_tabs()
    visitor.page.get_by_role("link", name="Earwitness", exact=True).click()
    visitor.sees("start")
    expect(visitor.page).to_have_url(f"{demo.address}/")
    visitor.page.go_back()
    visitor.sees("reveal")
    expect(visitor.page).to_have_url(f"{demo.address}/?daily")


def test_a_link_works_inside_the_frame_of_a_space_which_is_told_where_the_player_goes(visit, demo):
    visitor = visit(demo)
    visitor.expects("Mixed Content")  # a Space is served by https, the server here is not
    frame = framed_by(visitor, "huggingface.co", "?daily&__sign=secret")
    expect(frame.locator(".ew[data-screen=daily]")).to_be_visible(timeout=PATIENCE)
    visitor.ask("void window.addEventListener('message', ({ data }) => (window.told = data))")
    frame.get_by_role("link", name="Earwitness", exact=True).click()
    expect(frame.locator(".ew[data-screen=start]")).to_be_visible()
    visitor.wait("window.told?.queryString === ''")
    frame.evaluate("history.back()")
    expect(frame.locator(".ew[data-screen=daily]")).to_be_visible()
    visitor.wait("window.told?.queryString === 'daily'")
