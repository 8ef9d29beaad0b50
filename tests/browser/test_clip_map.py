"""The map of clips in a real browser, behind the gateway that serves every page."""

import threading
import time

import pytest
import uvicorn
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from game.api.gateway import Gateway
from game.api.static_files import StaticFiles
from game.settings import Settings
from leaderboard.figures.clip_map import NUMBERS, ClipMask, public_clips
from leaderboard.figures.map_page import map_page
from tests.browser.tour import found_by_axe
from tests.browser.visitor import DESKTOP, PHONE
from tests.leaderboard.figures.test_clip_map import clip
from tests.servers import free_port

MAP = "/api/leaderboard/map"
EVIL = "<img src=x onerror=\"document.title='caught'\"> Bells &amp; gulls"
CLIPS = [clip(at, -40 + at, 3.5 * at - 100, title=EVIL) for at in range(60)]
DARK = "rgb(20, 38, 47)"  # --surface in assets/shared/tokens.css
SURFACE = "getComputedStyle(document.querySelector('.clips-list')).backgroundColor"
SEEN = {CLIPS[0].key, CLIPS[1].key}


def numbers(at):
    return dict(zip(NUMBERS, (at + 1, 2, 40.0 + 170 * at, 0.25, 512.4 if at % 2 else None), strict=True))


@pytest.fixture(scope="module")
def address():
    """The page, its files and its clips, a large pack: two are revealed to whoever has a token."""
    patch = pytest.MonkeyPatch()
    patch.setattr("leaderboard.figures.clip_map.LEAST_PACK", len(CLIPS))
    page, mask = map_page(), ClipMask.of(CLIPS)
    known = {clip.key: numbers(at) for at, clip in enumerate(CLIPS)}

    async def the_map(_request):
        return HTMLResponse(page)

    async def the_clips(request):
        seen = SEEN if request.headers.get("x-earwitness-player") == "a-token" else set()
        return JSONResponse(public_clips(CLIPS, known, mask, seen))

    async def the_icon(_request):
        return Response(status_code=204)

    routes = [
        Route(MAP, the_map),
        Route("/api/leaderboard/clips", the_clips),
        Route("/favicon.ico", the_icon),
        Mount("/earwitness", StaticFiles()),
    ]
    app = Gateway(Starlette(routes=routes), Settings.from_env({"EARWITNESS_RATE_LIMIT": "off"}))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    patch.undo()


@pytest.fixture(scope="module")
def open_map(chromium, address):
    """Open the map; console messages and requests to other hosts fail the tests at the end."""
    contexts, troubles = [], []

    def opened(query="", token="a-token", **window):
        items = [{"name": "earwitness.player", "value": f'"{token}"'}] if token else []
        storage = {"cookies": [], "origins": [{"origin": address, "localStorage": items}]}
        context = chromium.new_context(
            **DESKTOP | {"reduced_motion": "reduce", "storage_state": storage} | window
        )
        contexts.append(context)
        context.on("console", lambda message: troubles.append(message.text))
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        context.on("request", lambda r: troubles.extend([r.url] * (not r.url.startswith(address))))
        page = context.new_page()
        page.goto(address + MAP + query)
        page.locator(".clips-list" if token else ".clips-status").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def desk(open_map):
    return open_map(color_scheme="light")


@pytest.fixture
def page(desk):
    """One visit for many tests, reset for each."""
    desk.emulate_media(color_scheme="light")
    return as_it_came(desk)


def as_it_came(page):
    page.evaluate("map_clips.closePopup(), void (document.querySelector('.clips-list').open = false)")
    page.locator(".clips-card").wait_for(state="detached")
    return page


def open_table(page):
    page.locator(".clips-list summary").click()
    rows = page.locator(".clips-list tbody tr")
    rows.first.wait_for()
    return rows


def surface(page):
    return page.evaluate(SURFACE)


def test_every_clip_is_on_the_map_and_in_the_table_nearest_first(page):
    rows = open_table(page)
    expect(rows).to_have_count(len(CLIPS))
    assert rows.nth(0).inner_text().split("\t") == ["Seoul, South Korea", "40 km", "25%", "1", "2", "–"]
    assert rows.nth(1).inner_text().split("\t")[1:] == ["210 km", "25%", "2", "2", "512 km"]
    assert rows.nth(59).inner_text().split("\t")[1] == "10,070 km"


def test_only_clips_that_were_revealed_name_their_place_and_the_legend_says_so(page):
    names = open_table(page).locator("th").all_inner_texts()
    assert names[:2] == ["Seoul, South Korea"] * 2
    assert all(name.startswith("Not heard yet, ") for name in names[2:])
    # Clip 2 is at 38° south, 93° west.
    assert names[2].replace("\u2060", "").replace("\u00a0", " ") == "Not heard yet, 30–40° S, 90–100° W"
    legend = page.locator(".clips-legend").inner_text()
    assert "within a 10-degree square" in legend and "Thick ring" in legend


def test_a_stranger_reads_that_clips_come_with_hearing_them(open_map):
    stranger = open_map(token=None)
    assert stranger.locator(".clips-status").inner_text().startswith("60 clips appear here once")
    assert stranger.locator(".clips-list, .clips-legend").count() == 0


def test_a_clip_opens_from_the_keyboard_and_closes_again(page):
    page.locator(".clips-list summary").focus()
    page.keyboard.press("Enter")
    row = page.locator(".clips-go").nth(1)
    row.focus()
    page.keyboard.press("Enter")
    card = page.locator(".clips-card")
    expect(card).to_contain_text("210 km")
    assert card.inner_text().split("\n")[0] == "Seoul, South Korea"
    assert "Median error" in card.inner_text()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    expect(row).to_be_focused()


def test_markup_in_a_title_is_no_markup(page):
    open_table(page).nth(0).locator("button").click()
    card = page.locator(".clips-card")
    assert card.locator("p").inner_text() == "Bells & gulls"
    assert card.locator("img").count() == 0
    assert page.title() != "caught"


def test_a_click_on_a_mark_opens_its_numbers(page):
    point = page.evaluate(
        "() => { let at; map_clips.eachLayer((one) => { at ??= one.getRadius && one.getLatLng(); });"
        " map_clips.setView(at, 3, { animate: false }); return map_clips.latLngToContainerPoint(at); }"
    )
    page.mouse.click(point["x"], point["y"])
    assert "Guesses" in page.locator(".clips-card").inner_text()


def test_the_page_and_its_marks_turn_with_the_system(page):
    rings = (
        "() => { const all = new Set();"
        " map_clips.eachLayer((one) => one.getRadius && all.add(one.options.color)); return [...all]; }"
    )
    page.wait_for_function(f"() => ({rings})().join() === '#12303c'")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({rings})()[0] === '#e9eeea'")
    assert surface(page) == DARK
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"() => {SURFACE} !== '{DARK}'")


def test_a_page_that_is_told_its_theme_keeps_it_until_whoever_holds_it_turns_it(open_map):
    page = open_map("?theme=dark", color_scheme="light")
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert surface(page) == DARK
    page.evaluate("document.documentElement.classList.remove('dark')")
    page.wait_for_function(f"() => {SURFACE} !== '{DARK}'")


def hard_to_reach_or_to_read(page):
    open_table(page)
    targets = page.locator("summary, .clips-go, .leaflet-control-zoom a")
    heights = targets.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert len(heights) > len(CLIPS)
    return [*found_by_axe(page), *(height for height in heights if height < 44)]


def test_at_a_desk_by_day_nothing_is_hard_to_reach_or_to_read(page):
    assert hard_to_reach_or_to_read(page) == []


@pytest.fixture(scope="module")
def pocket(open_map):
    return open_map(**PHONE)


@pytest.fixture
def phone(pocket):
    """One visit for the tests on a phone, reset for each."""
    pocket.emulate_media(color_scheme="light")
    pocket.set_viewport_size(PHONE["viewport"])
    return as_it_came(pocket)


def test_on_a_phone_by_night_nothing_is_hard_to_reach_or_to_read(phone):
    page = phone
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {SURFACE} === '{DARK}'")
    assert surface(page) == DARK
    assert hard_to_reach_or_to_read(page) == []


def test_a_low_map_makes_room_for_a_card_and_gives_it_back(phone):
    page = phone
    page.set_viewport_size({"width": 358, "height": 520})
    open_table(page).nth(5).locator("button").click()
    page.wait_for_function(
        """() => {
            const [one, other] = [".leaflet-popup-content-wrapper", ".leaflet-control-zoom"].map((name) =>
                document.querySelector(name)?.getBoundingClientRect());
            return one && one.top >= 0 && (one.right <= other.left || one.top >= other.bottom);
        }"""
    )
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('.clips-list').open")
