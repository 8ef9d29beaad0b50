"""Parties in real browsers: two and five people in a room, and its big screen."""

import re
from collections.abc import Iterable

from playwright.sync_api import WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe, shoot
from tests.browser.visitor import DESKTOP, GAME, PHONE, Visitor
from tests.servers import Server

LIGHT, DARK = {"color_scheme": "light"}, {"color_scheme": "dark"}
SMALL = {**PHONE, "viewport": {"width": 360, "height": 640}}
CODE = re.compile("[2-9A-HJKMNP-Z]{6}")
PARIS, TOKYO, LIMA = (48.85, 2.35), (35.68, 139.69), (-12.05, -77.04)


def open_party(visitor: Visitor, nickname: str) -> str:
    """Open a room from the start screen; its code."""
    visitor.press(re.compile("^Play together"))
    visitor.press("Open a party")
    visitor.page.get_by_label("Your nickname").fill(nickname)
    visitor.page.keyboard.press("Enter")
    visitor.wait("location.search.startsWith('?party=') && location.search.length === 13")
    code = visitor.page.url.rpartition("=")[2]
    assert CODE.fullmatch(code)
    return code


def join(visitor: Visitor, nickname: str) -> Visitor:
    visitor.page.get_by_label("Your nickname").fill(nickname)
    visitor.press("Join")
    expect(visitor.page.locator(".ew-people, .ew-ranking").first).to_contain_text(nickname)
    return visitor


def guess(visitor: Visitor, point: tuple[float, float]) -> None:
    visitor.sees("listen")
    visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", point)
    visitor.press("Guess")


def all_see(visitors: Iterable[Visitor], screen: str) -> None:
    for visitor in visitors:
        visitor.sees(screen)


def ranking(visitor: Visitor) -> list[str]:
    return [name.strip() for name in visitor.page.locator(".ew-ranking bdi").all_inner_texts()]


def choose(visitor: Visitor, label: str, value: int) -> None:
    """Set one of the host's options; the lobby is drawn anew once the room has it."""
    field = visitor.page.get_by_label(label)
    field.focus()
    field.evaluate("(field) => { field.dataset.drawn = 'before'; }")
    field.select_option(str(value))
    expect(field).not_to_have_attribute("data-drawn", "before")
    expect(field).to_have_value(str(value))
    expect(field).to_be_focused()


def audit(visitor: Visitor, name: str) -> None:
    assert grave(found_by_axe(visitor.page)) == []
    shoot(visitor, f"party-{name}")


def received(visitor: Visitor) -> list[str]:
    """What the page's WebSocket brings from now on."""
    frames: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))

    visitor.page.on("websocket", listen)
    return frames


def test_two_people_play_a_party_and_a_reload_keeps_the_seat(visit: Visit, demo: Server) -> None:
    ana, ben = visit(demo, **DESKTOP, **LIGHT).open(), visit(demo, **SMALL, **DARK).open()
    code = open_party(ana, "Ana")
    choose(ana, "Rounds", 2)
    choose(ana, "After the first guess", 120)
    ben.press(re.compile("^Play together"))
    ben.page.get_by_label("Code of the party").fill(f"{code[:3]} {code[3:]}".lower())
    ben.page.keyboard.press("Enter")
    join(ben, "Ben")
    expect(ben.page.locator(".ew-card")).to_contain_text("2 rounds")
    expect(ana.page.locator(".ew-people")).to_contain_text("Ben")
    audit(ana, "lobby-host")
    audit(ben, "lobby")
    ana.press("Start")
    all_see((ana, ben), "listen")
    expect(ben.page).to_have_title(f"Party {code} · Earwitness")
    guess(ana, PARIS)
    ana.sees("waiting")
    expect(ben.page.locator(".ew-total")).to_contain_text(re.compile(r"[12]:\d\d left"))
    audit(ana, "waiting")
    ben.reload()
    guess(ben, TOKYO)
    all_see((ana, ben), "reveal")
    assert sorted(ranking(ana)) == ["Ana", "Ben"] == sorted(ranking(ben))
    expect(ana.page.locator(".ew-map .ew-pin-alm")).to_have_count(1)
    audit(ana, "reveal-host")
    audit(ben, "reveal")
    ben.page.get_by_role("button", name="Applaud").click()
    expect(ana.page.locator(".ew-reacted")).to_contain_text("Ben")
    ana.press("Next")
    all_see((ana, ben), "listen")
    guess(ben, LIMA)
    guess(ana, LIMA)
    all_see((ana, ben), "reveal")
    ana.press("Final result")
    all_see((ana, ben), "summary")
    assert ranking(ana) == ranking(ben)
    audit(ben, "over")
    ana.press("Leave")
    expect(ben.primary).to_have_text("Play again")  # who is left is host
    ben.press("Play again")
    ben.sees("lobby")


def test_five_people_in_teams_with_a_late_comer_and_a_big_screen(visit: Visit, demo: Server) -> None:
    host, *guests = (visit(demo, **SMALL) for _ in range(5))
    late, screen = guests[3], visit(demo, viewport={"width": 1280, "height": 720}, **DARK)
    frames = [received(visitor) for visitor in (guests[0], late, screen)]
    host.open()
    code = open_party(host, "Host")
    choose(host, "Teams", 2)
    choose(host, "After the first guess", 0)
    link = f"/?party={code}"
    for number, guest in enumerate(guests[:3]):
        join(guest.open(link), f"Guest {number}")
    expect(host.page.locator(".ew-people li")).to_have_count(4)
    expect(host.page.locator(".ew-people .ew-team")).to_have_count(3)  # one's own is in the choice of teams
    expect(host.page.get_by_label("Your team")).to_be_visible()
    screen.page.goto(str(host.page.get_by_role("link", name="Open the big screen").get_attribute("href")))
    expect(screen.page.locator(".ew-people li")).to_have_count(4)
    audit(screen, "screen-lobby")
    host.press(re.compile("^Remove Guest 2"))
    guests[2].sees("start")
    host.press("Start")
    playing = [host, *guests[:2]]
    all_see(playing, "listen")
    join(late.open(link), "Late")
    late.sees("waiting")
    expect(late.page.locator(".ew-ask")).to_have_text("You play from the next round.")
    guess(host, PARIS)
    guess(guests[0], TOKYO)
    all_see((host, guests[0]), "waiting")
    assert all(frames) and not any(
        "truth" in frame for one in frames for frame in one
    )  # before all have answered
    guess(guests[1], LIMA)
    all_see((*playing, late, screen), "reveal")
    expect(screen.page.locator(".ew-map .ew-pin-alm")).not_to_have_count(0)
    expect(screen.page.locator(".ew-ranking bdi")).to_have_count(4)
    audit(screen, "screen-reveal")
    host.page.close()  # without a word: after a while, who has been here longest goes on
    expect(guests[0].primary).to_have_text("Next", timeout=30_000)
    guests[0].press("Next")
    all_see((*guests[:2], late), "listen")


def test_a_line_that_broke_without_a_word_is_noticed(visit: Visit, demo: Server) -> None:
    visitor = visit(demo, **SMALL).open()
    visitor.page.clock.install()
    open_party(visitor, "Ana")
    visitor.ask("void (WebSocket.prototype.send = () => {})")  # nothing goes out, so no answer comes in
    visitor.page.clock.fast_forward("01:00")
    expect(visitor.page.locator(".ew-note")).to_contain_text("The connection to the party is lost")
    visitor.page.clock.fast_forward("00:02")
    expect(visitor.page.locator(".ew-note")).to_contain_text("Connected again.")


def test_a_code_that_nobody_has_leads_to_the_way_in(visit: Visit, demo: Server) -> None:
    lost = visit(demo, **SMALL).open("/?party=zzzzzz")
    expect(lost.page.locator(".ew-note")).to_contain_text("There is no party with the code ZZZZZZ.")
    expect(lost.page.get_by_label("Code of the party")).to_be_visible()
    lost.expects("404")
