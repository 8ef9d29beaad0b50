import math
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.tour import PHONE
from tests.browser.traffic import Traffic
from tests.browser.visitor import GAME, PATIENCE, Visitor

SPOTS = ((25.0, 60.0), (-8.0, 25.0), (48.0, 90.0), (-25.0, 133.0), (10.0, 100.0))


def whole(number: float) -> str:
    return f"{math.floor(number + 0.5):,}"


def kilometres(distance: float) -> str:
    if distance < 1:
        return f"{math.floor(distance * 1000 + 0.5)} m"
    return f"{distance:.1f} km" if distance < 10 else f"{whole(distance)} km"


def drag(visitor: Visitor, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = visitor.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    mouse.move(*end, steps=3)
    mouse.up()


def place_name(place: dict[str, Any]) -> str:
    away = place["city_km"]
    city = place["city"]
    if away:
        city = f"near {city}" if away < 100 else f"{kilometres(away)} from {city}"
    return f"{city}, {place['country']}"


def shows_the_reply(visitor: Visitor, reply: dict[str, Any]) -> None:
    """All that the API revealed stands on the card, the score once it has counted up."""
    page, truth, clip = visitor.page, reply["truth"], reply["clip"]
    expect(page.locator(".ew-score strong")).to_have_text(whole(reply["geoscore"]))
    expect(page.locator(".ew-far strong")).to_have_text(kilometres(reply["distance_km"]))
    expect(page.locator(".ew-place")).to_have_text(place_name(truth))
    expect(page.locator(".ew-clip-title")).to_have_text(clip["title"])
    expect(page.locator(".ew-credit")).to_contain_text(clip["credit"])
    expect(page.locator(".ew-credit")).to_contain_text(clip["licence"])
    expect(page.locator(".ew-total")).to_have_text(re.compile(rf"^{whole(reply['total'])} points?$"))
    expect(page.locator(".ew-round")).to_have_text(f"Round {reply['number']} of 5")
    for part in (".ew-score", ".ew-far", ".ew-place", ".ew-credit"):
        expect(page.locator(part)).to_be_visible()


def test_a_whole_game_is_played_by_mouse_and_every_guess_is_in_the_database(visit, demo):
    visitor = visit(demo, reduced_motion="no-preference").open()
    before = len(demo.rows("SELECT id FROM players"))
    visitor.play()
    assert len(demo.rows("SELECT id FROM players")) == before + 1
    replies, pins = [], []
    for number, (lat, lon) in enumerate(SPOTS, start=1):
        expect(visitor.page.locator(".ew-round")).to_have_text(f"Round {number} of 5")
        assert visitor.wait_for_sound() > 0
        pins.append(visitor.point(lat, lon))
        replies.append(visitor.reply("/guess", lambda: visitor.press("Guess")))
        shows_the_reply(visitor, replies[-1])
        visitor.press("Next" if number < len(SPOTS) else "See your result")
        visitor.sees("listen" if number < len(SPOTS) else "summary")
    stored = demo.rows(
        "SELECT rounds.* FROM rounds JOIN games USING (game) WHERE round IN (?, ?, ?, ?, ?) ORDER BY number",
        *(reply["round"] for reply in replies),
    )
    for row, reply, pin, spot in zip(stored, replies, pins, SPOTS, strict=True):
        assert (row["lat"], row["lon"]) == (pin["lat"], pin["lon"])
        assert pin["lat"] == pytest.approx(spot[0], abs=1) and pin["lon"] == pytest.approx(spot[1], abs=1)
        assert (row["distance_km"], row["geoscore"]) == (reply["distance_km"], reply["geoscore"])
        assert (row["true_lat"], row["true_lon"]) == (reply["truth"]["lat"], reply["truth"]["lon"])
        assert (row["status"], row["client"], row["device"]) == ("guessed", "page", "desktop")
        assert (row["mode"], row["pack"], row["clip_key"]) == ("random", "demo", reply["clip"]["key"])
        assert row["seconds_heard"] > 0 and row["plays"] == 1 and row["bytes_served"] > 0
        assert row["seconds_to_guess"] > 0 and row["focus_losses"] == 0
        assert row["draw_probability"] == pytest.approx(1 / (33 - row["number"]))
        assert row["consent_version"] and row["app_version"]
    assert [row["number"] for row in stored] == [1, 2, 3, 4, 5]
    assert len({row["clip_key"] for row in stored}) == 5
    shows_the_summary(visitor, replies)
    visitor.press("Play again")
    visitor.sees("listen")
    expect(visitor.page.locator(".ew-round")).to_have_text("Round 1 of 5")
    visitor.wait_for_sound()


def shows_the_summary(visitor: Visitor, replies: list[dict[str, Any]]) -> None:
    total = sum(reply["geoscore"] for reply in replies)
    assert replies[-1]["total"] == pytest.approx(total)
    rows = visitor.page.locator(".ew-rows li")
    expect(rows).to_have_count(5)
    for at, reply in enumerate(replies):
        expect(rows.nth(at)).to_contain_text(reply["truth"]["city"])
        expect(rows.nth(at)).to_contain_text(kilometres(reply["distance_km"]))
        expect(rows.nth(at).locator(".ew-row-score")).to_have_text(whole(reply["geoscore"]))
    expect(visitor.page.locator(".ew-sum")).to_contain_text(f"{whole(total)} of 25,000")
    expect(visitor.page.locator(".ew-pin")).to_have_count(10)


def test_dragging_and_keys_on_the_waveform_move_the_sound(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    wave = visitor.page.get_by_role("slider", name="Position in the sound")
    box = wave.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    drag(visitor, (box["x"] + box["width"] * 0.1, y), (box["x"] + box["width"] * 0.5, y))
    seconds = float(visitor.ask(f"{GAME}.sound.audio.duration"))
    now = f"{GAME}.sound.audio.currentTime"
    assert visitor.wait_for_sound() > seconds * 0.48
    wave.focus()
    visitor.page.keyboard.press("Space")
    visitor.wait(f"{GAME}.sound.audio.paused")  # so that positions are exact
    drag(visitor, (box["x"] + box["width"] * 0.1, y), (box["x"] + box["width"] * 0.3, y))
    assert visitor.ask(now) == pytest.approx(seconds * 0.3, abs=seconds * 0.02)
    for key, place in (("Home", 0), ("ArrowRight", 5), ("ArrowRight", 10), ("ArrowLeft", 5)):
        wave.press(key)
        assert visitor.ask(now) == pytest.approx(place, abs=0.1)
    visitor.page.keyboard.press("Space")
    visitor.wait(f"!{GAME}.sound.audio.paused")
    assert visitor.wait_for_sound() > 5


def test_a_drag_moves_the_pin_and_counts_as_a_move(newcomer, demo):
    visitor = newcomer(demo).play()
    first = visitor.point(20, 60)
    at, to = visitor.spot(first["lat"], first["lon"]), visitor.spot(-20, 30)
    drag(visitor, (at["x"], at["y"] - 20), (to["x"], to["y"] - 20))
    visitor.wait(f"Math.abs({GAME}.world.pin.lat + 20) < 1 && Math.abs({GAME}.world.pin.lon - 30) < 1")
    pin = visitor.pin
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    assert pin and (reply["guess"]["lat"], reply["guess"]["lon"]) == (pin["lat"], pin["lon"])
    [row] = demo.rows("SELECT * FROM rounds WHERE round = ?", reply["round"])
    assert row["pin_moves"] == 1


def test_a_click_on_a_copy_of_the_world_is_the_same_place(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.ask(f"void {GAME}.world.map.panBy([1900, 0], {{ animate: false }})")
    assert visitor.ask(f"{GAME}.world.map.getCenter().lng") > 200
    pin = visitor.point(-25, 133)
    assert pin["lat"] == pytest.approx(-25, abs=1) and pin["lon"] == pytest.approx(133, abs=1)
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    assert -180 <= reply["guess"]["lon"] <= 180


def test_the_map_can_be_used_while_the_sound_plays_on(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    visitor.press("Zoom in")
    drag(visitor, (900, 600), (800, 500))
    visitor.point(20, 60)
    visitor.wait_for_sound()
    assert not visitor.ask(f"{GAME}.sound.audio.paused")


def test_the_arc_between_guess_and_truth_is_a_great_circle(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.guess(20, 60)
    path = visitor.page.locator("path.ew-arc, .ew-map path.leaflet-interactive, .ew-map svg path").first
    expect(path).to_have_attribute("d", re.compile("(L.*){4}"), timeout=PATIENCE)


def test_a_direction_is_the_one_in_which_the_shortest_way_begins(newcomer, demo):
    bearing = "([from, to]) => import('/earwitness/shared/compass.js').then((c) => c.bearing(from, to))"
    ways = {
        ((0, 0), (10, 0)): 0,
        ((0, 0), (0, 10)): 90,
        ((0, 170), (0, -170)): 90,  # over the date line
        ((48, 11), (-48, 11)): 180,
        ((35.7, 139.7), (40.7, -74)): 25,  # from Tokyo to New York by Alaska
    }
    page = newcomer(demo).page
    for way, degrees in ways.items():
        points = [{"lat": lat, "lon": lon} for lat, lon in way]
        assert page.evaluate(bearing, points) == pytest.approx(degrees, abs=1)


def test_a_place_is_found_by_its_name_and_gets_the_pin(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.press("Find a place")
    box = visitor.page.get_by_role("combobox", name="Find a place")
    box.fill("zurich")
    visitor.page.get_by_role("option", name="Zürich, City, Switzerland").click()
    visitor.wait(f"{GAME}.world.pin")
    assert visitor.pin and visitor.pin["lat"] == pytest.approx(47.37, abs=0.05)
    expect(visitor.primary).to_have_text("Guess")
    expect(visitor.primary).to_be_focused()


def test_a_place_is_chosen_by_keys_alone_and_the_pin_moved_from_there(newcomer, demo):
    visitor = newcomer(demo).play()
    page, said = visitor.page, visitor.page.locator(".ew > [role=status]")
    visitor.press("Find a place")
    box = page.get_by_role("combobox", name="Find a place")
    expect(box).to_be_focused()
    page.keyboard.type("慕尼黑")
    page.keyboard.press("Enter")  # before the answer
    expect(said).to_have_text("Pin on Munich, Bavaria, Germany, 48.1° north, 11.6° east. You can guess now.")
    expect(visitor.primary).to_be_focused()
    visitor.press("Find a place")
    box.fill("Kathmandoo")
    expect(page.locator(".ew-search-note")).to_have_text("Did you mean one of these?")
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option", selected=True)
    expect(option).to_have_accessible_name("Kathmandu, Kathmandou, City, Nepal")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    visitor.wait(f"{GAME}.world.pin.lat < 28")
    visitor.ask(f"{GAME}.ui.map.focus()")
    expect(said).to_have_text("27.7° north, 85.3° east")  # the crosshair begins at the pin
    page.keyboard.press("Enter")
    expect(said).to_have_text("Pin at 27.7° north, 85.3° east. Press Enter again to guess.")
    page.keyboard.press("+")
    expect(said).to_have_text(re.compile("^One step: "))


def test_a_search_that_finds_nothing_or_fails_says_so(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.press("Find a place")
    box, note = visitor.page.get_by_role("combobox"), visitor.page.locator(".ew-search-note")
    box.fill("qwxyzzzz")
    expect(note).to_have_text(re.compile("^No place found. Try fewer letters"))
    expect(box).to_have_attribute("aria-expanded", "false")
    visitor.expects("Failed to load resource")
    visitor.page.route("**/api/places?q=*", lambda route: route.abort())
    box.fill("Berlin")
    expect(note).to_have_text(re.compile("^The search isn’t responding"))
    visitor.page.unroute("**/api/places?q=*")
    box.press("Enter")
    visitor.wait(f"{GAME}.world.pin")
    visitor.press("Find a place")
    visitor.press("Clear")
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_a_crawler_that_only_looks_leaves_no_row(newcomer, demo):
    count = "SELECT (SELECT count(*) FROM players) + (SELECT count(*) FROM games) AS all_rows"
    before = demo.rows(count)
    visitor = newcomer(demo).reload()
    visitor.page.get_by_role("tab", name="About").click()
    visitor.page.get_by_role("tab", name="Play").click()
    assert demo.rows(count) == before
    assert visitor.ask("Object.keys(localStorage).length") == 0


def test_nothing_lies_over_the_game_while_gradio_still_loads_and_no_frame_is_drawn_once_it_has(visit, demo):
    visitor = visit(demo)
    visitor.page.add_init_script("""
        window.shown = [];
        window.asked = 0;
        const { requestAnimationFrame } = window;
        window.comesToRest = async () => {
            for (let frame = 0, quiet = 0, before; frame < 600; frame += 1) {
                [quiet, before] = [before === window.asked ? quiet + 1 : 0, window.asked];
                if (quiet === 10) return true;
                await new Promise((done) => requestAnimationFrame(done));
            }
            return false;
        };
        window.requestAnimationFrame = (run) => (window.asked += 1, requestAnimationFrame(run));
        const look = () => {
            const wait = document.querySelector(".gradio-container .loading");
            if (wait) window.shown.push(wait.checkVisibility({ visibilityProperty: true }));
            requestAnimationFrame(look);
        };
        look();
    """)
    visitor.open()
    visitor.page.locator("#ew-tabs").wait_for()
    shown = visitor.ask("window.shown")
    assert shown, "Gradio says no more that it loads: this test and the style it is for can go"
    assert not any(shown)
    assert visitor.ask("window.comesToRest()")
    visitor.wait("document.getAnimations().every((one) => one.playState === 'finished')")


def test_the_map_stands_still_from_the_moment_a_round_begins(visit, demo):
    visitor = visit(demo, **PHONE.context).open().play()
    visitor.guess()
    visitor.ask(
        f"(() => {{ const w = {GAME}.world, start = w.startView.bind(w);"
        " w.map.setView([-84, -96], 0.5, { animate: false });"  # where a far guess and a card lead
        " w.startView = () => { start(); window.glides = Boolean(w.map._panAnim?._inProgress); };"
        " return 1; })()"
    )
    visitor.onward()
    assert visitor.screen == "listen"
    assert visitor.ask("window.glides") is False


def test_the_base_map_is_drawn_anew_only_when_it_must_be(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.ask(f"""void (({{ map, basemap }}) => {{
        const draw = basemap._draw;
        basemap._draw = () => (window.draws += 1, draw.call(basemap));
    }})({GAME}.world)""")

    def draws(action):
        visitor.ask("window.draws = 0")
        visitor.ask(f"void {action}")  # and no copy of the whole map
        return visitor.ask("window.draws")

    move = f"{GAME}.world.map.panBy(arg, {{ animate: false }})"
    assert draws(move.replace("arg", "[40, 30]")) == 0
    assert draws(move.replace("arg", "[600, 0]")) == 1
    assert draws(f"{GAME}.world.map.zoomIn(1, {{ animate: false }})") == 1
    assert draws(f"{GAME}.world.startView()") == 1
    visitor.page.emulate_media(color_scheme="dark")
    visitor.wait("window.draws === 2")
    visitor.ask(f"delete {GAME}.world.basemap._draw")  # the next visitor's is the layer's own again


def test_a_first_visit_takes_at_most_60_requests_and_a_megabyte(visit, demo):
    visitor = visit(demo, stranger=True)
    traffic = Traffic(visitor.page)
    visitor.open().wait_for_tabs()
    visitor.page.wait_for_load_state("networkidle")
    assert 34 < traffic.requests <= 60  # 34 are Gradio's own
    assert 500_000 < traffic.bytes <= 1_000_000
