import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.held_requests import HeldRequests
from tests.browser.test_screens import grave
from tests.browser.tour import found_by_axe, measure, tap
from tests.browser.visitor import DOUBLE_CLICK, GAME, JUST_PLAY, PATIENCE, PHONE

BLOCKED = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""


def rounds_of(server, round_):
    """Every round of the player who was dealt this one, oldest first."""
    query = "SELECT * FROM rounds WHERE player_id = (SELECT player_id FROM rounds WHERE round = ?)"
    return server.rows(f"{query} ORDER BY rowid", round_)


def test_a_reload_in_the_middle_comes_back_to_the_same_round_and_pin(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    pin = visitor.point(20, 60)
    round_ = visitor.round
    visitor.reload().sees("listen")
    assert (visitor.round, visitor.pin) == (round_, pin)
    expect(visitor.primary).to_have_text("Guess")
    expect(visitor.page.locator(".ew-map .ew-pin-guess")).to_be_visible()
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    assert reply["guess"]["lat"] == pin["lat"]
    [row] = rounds_of(demo, round_)
    assert row["seconds_heard"] > 0 and row["plays"] == 1


def test_a_reload_on_the_reveal_comes_back_to_it_and_the_game_goes_on(newcomer, demo):
    visitor = newcomer(demo).play()
    reply = visitor.guess()
    visitor.reload().sees("reveal")
    expect(visitor.page.locator(".ew-place")).to_contain_text(reply["truth"]["city"])
    visitor.press("Next")
    visitor.sees("listen")
    expect(visitor.page.locator(".ew-round")).to_have_text("Round 2 of 5")


def test_a_second_tab_shows_the_same_round_and_takes_no_second_answer(newcomer, demo):
    first = newcomer(demo).play()
    second = first.another_tab().open()
    second.sees("listen")
    assert second.round == first.round
    reply = first.guess(20, 60)
    second.expects(r"409 \(Conflict\)")
    second.point(-20, 30)
    second.press("Guess")
    second.sees("reveal")
    expect(second.page.locator(".ew-note")).to_contain_text("already answered")
    expect(second.page.locator(".ew-place")).to_contain_text(reply["truth"]["city"])
    [row] = rounds_of(demo, first.round)
    assert (row["lat"], row["lon"]) == (reply["guess"]["lat"], reply["guess"]["lon"])


def test_i_cannot_tell_is_an_answer(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    reply = visitor.skip()
    assert (reply["distance_km"], reply["guess"], reply["status"]) == (10_000, None, "skipped")
    expect(visitor.page.locator(".ew-card")).to_contain_text("10,000 km")
    [row] = rounds_of(demo, visitor.round)
    assert (row["status"], row["lat"], row["distance_km"]) == ("skipped", None, 10_000)
    assert row["geoscore"] == pytest.approx(6.2, abs=0.05) and row["seconds_heard"] > 0
    visitor.press("Next")
    visitor.sees("listen")


def test_two_tabs_that_press_play_at_once_make_one_player_and_one_game(newcomer, demo):
    count = "SELECT (SELECT count(*) FROM players) AS players, (SELECT count(*) FROM games) AS games"
    [before] = demo.rows(count)
    first = newcomer(demo)
    second = first.another_tab().open()
    held = HeldRequests(first.context, "**/api/players")
    for tab in (first, second):
        tab.ask("document.querySelector('.ew-primary').click()")
        tab.wait(f"{GAME}.busy")
    held.wait()
    first.page.wait_for_timeout(200)
    assert len(held) == 1  # the other tab waits for its turn
    held.let_go()
    first.sees("listen")
    second.sees("listen")
    assert first.round == second.round
    [after] = demo.rows(count)
    assert (after["players"], after["games"]) == (before["players"] + 1, before["games"] + 1)


@pytest.mark.parametrize("pause", [0, 150])  # ms between the two clicks
def test_a_double_click_on_guess_stores_one_guess_and_stays_on_the_reveal(newcomer, demo, pause):
    visitor = newcomer(demo).play()
    pin = visitor.point(20, 60)
    sent = []
    visitor.page.on("request", lambda request: sent.extend([request.url] * (request.method == "POST")))
    box = visitor.primary.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with visitor.no_time_passes():
        visitor.page.mouse.click(*at)
        visitor.page.wait_for_timeout(pause)
        visitor.page.mouse.click(*at, click_count=2)
        visitor.sees("reveal")
        expect(visitor.page.locator(".ew-place")).to_be_visible()
        visitor.settle()
        assert visitor.screen == "reveal"
    assert [url.rsplit("/", 1)[1] for url in sent] == ["guess"]
    [row] = rounds_of(demo, visitor.round)
    assert (row["lat"], row["status"]) == (pin["lat"], "guessed")


def tab_to(visitor, selector, key="Tab", most=15):
    """Press Tab until something is reached, the focus always to be seen."""
    for _ in range(most):
        if visitor.ask("document.activeElement.matches(arg)", selector):
            return
        visitor.page.keyboard.press(key)
        assert visitor.ask("document.activeElement.matches(':focus-visible, body')")
    raise AssertionError(f"{selector} is not reached by {most} presses of {key}")


def test_keys_that_come_before_the_crosshair_s_module_move_it_all_the_same(visit, demo):
    visitor = visit(demo).open()
    held = HeldRequests(visitor.page, "**/crosshair*")
    visitor.play()
    tab_to(visitor, "[aria-label='World map']")
    held.wait()
    middle = visitor.ask(f"{GAME}.world.map.getCenter()")
    for key in ("+", "ArrowRight", "ArrowDown", "Enter"):
        visitor.page.keyboard.press(key)
    held.let_go()
    visitor.wait(f"{GAME}.world.pin")
    assert visitor.pin["lon"] != middle["lng"] and visitor.ask(f"{GAME}.world.map.getZoom()") >= 1
    expect(visitor.page.locator(".ew-crosshair")).to_be_visible()
    visitor.page.keyboard.press("Enter")  # guesses
    visitor.sees("reveal")


def test_a_whole_round_is_played_by_keyboard_alone(visit, demo):
    visitor = visit(demo).open()
    keys = visitor.page.keyboard
    tab_to(visitor, ".ew-primary")
    keys.press("Enter")
    visitor.sees("listen")
    visitor.wait_for_sound()
    assert visitor.ask("document.activeElement !== document.body"), "the focus is lost after Play"
    tab_to(visitor, "[aria-label='Pause the sound']", "Shift+Tab")
    keys.press("Space")
    visitor.wait(f"{GAME}.sound.audio.paused")
    keys.press("Space")
    visitor.wait(f"!{GAME}.sound.audio.paused")
    tab_to(visitor, "[aria-label='World map']")
    expect(visitor.page.locator(".ew-crosshair")).to_be_visible()
    before = visitor.ask(f"{GAME}.world.map.getZoom()")
    keys.press("+")
    visitor.wait(f"{GAME}.world.map.getZoom() > arg", before)
    keys.press("-")
    visitor.wait(f"{GAME}.world.map.getZoom() === arg", before)
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowDown"):
        keys.press(key)
    keys.press("Enter")
    visitor.wait(f"{GAME}.world.pin")
    keys.press("Enter")
    visitor.sees("consent")
    tab_to(visitor, ".ew-primary")
    visitor.page.wait_for_timeout(DOUBLE_CLICK)
    with visitor.page.expect_response(lambda r: r.url.endswith("/guess") and r.ok):
        keys.press("Enter")
    visitor.sees("reveal")
    expect(visitor.primary).to_be_focused()
    keys.press("Enter")
    visitor.sees("listen")
    expect(visitor.page.locator(".ew-round")).to_have_text("Round 2 of 5")


def test_every_step_is_told_to_a_screen_reader(newcomer, demo):
    visitor = newcomer(demo)
    status = visitor.page.get_by_role("status").first
    visitor.play()
    expect(status).to_contain_text("Round 1 of 5")
    visitor.point(20, 60)
    expect(status).to_contain_text("Pin at 20.")
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    expect(status).to_contain_text("It was ")
    expect(status).to_contain_text(f"{reply['truth']['city']}, {reply['truth']['country']}")


def test_a_round_is_played_by_taps_on_a_phone(newcomer, demo):
    visitor = newcomer(demo, **PHONE)
    visitor.page.get_by_role("button", name="Play", exact=True).tap()
    visitor.sees("listen")
    visitor.wait_for_sound()
    expect(visitor.page.get_by_role("button", name="Pause the sound")).to_be_visible()
    wave = visitor.page.get_by_role("slider", name="Position in the sound").bounding_box()
    visitor.page.touchscreen.tap(wave["x"] + wave["width"] * 0.6, wave["y"] + wave["height"] / 2)
    visitor.wait(f"{GAME}.sound.audio.currentTime > {GAME}.sound.audio.duration * 0.55")
    at = visitor.spot(10, 20)
    visitor.page.touchscreen.tap(at["x"], at["y"])
    visitor.wait(f"{GAME}.world.pin")
    assert visitor.pin["lat"] == pytest.approx(10, abs=2)
    guess = visitor.page.get_by_role("button", name="Guess", exact=True)
    reply = visitor.reply("/guess", guess.tap)
    [row] = rounds_of(demo, reply["round"])
    assert row["device"] == "phone"
    visitor.page.get_by_role("button", name="Next", exact=True).tap()
    visitor.sees("listen")


def framed_by(visitor, host, query="?who&__sign=secret"):
    """Open a page of another origin that frames the game."""
    address = f"{visitor.server.address}/{query}"  # with a private Space's pass
    frame = f'<iframe src="{address}" allow="autoplay" style="width:100%;height:90vh"></iframe>'
    page = f"<!doctype html><title>A Space</title>{frame}"
    visitor.context.route(f"https://{host}/", lambda r: r.fulfill(body=page, content_type="text/html"))
    visitor.page.goto(f"https://{host}/")
    return visitor.page.frames[-1]


def test_the_game_is_played_inside_a_frame_of_another_origin(visit, demo):
    visitor = visit(demo)
    visitor.expects("Mixed Content")  # a Space is served by https, the server here is not
    frame = framed_by(visitor, "huggingface.co")
    frame.get_by_role("button", name="Play", exact=True).click()
    expect(frame.locator(".ew[data-screen=listen]")).to_be_visible(timeout=PATIENCE)
    frame.wait_for_function(f"() => {GAME}.sound.audio.currentTime > 0.2")
    round_ = frame.evaluate(f"{GAME}.round.round")
    frame.locator(".ew-map").click(position={"x": 800, "y": 400})
    frame.get_by_role("button", name="Guess", exact=True).click()
    expect(frame.locator(".ew[data-screen=consent]")).to_be_visible(timeout=PATIENCE)
    visitor.page.wait_for_timeout(DOUBLE_CLICK)
    frame.get_by_role("button", name=JUST_PLAY).click()
    expect(frame.locator(".ew[data-screen=reveal]")).to_be_visible(timeout=PATIENCE)
    [row] = rounds_of(demo, round_)
    assert row["status"] == "guessed" and row["seconds_heard"] > 0
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    visitor.ask("void window.addEventListener('message', ({ data }) => (window.told = data))")
    frame.get_by_role("tab", name="About").click()
    visitor.wait("window.told?.hash === '#about'")  # so that the Space's own address shows it
    assert visitor.ask("window.told.queryString") == "who"
    frame.evaluate("history.back()")
    expect(frame.locator(".ew[data-screen=reveal]")).to_be_visible()


def test_no_other_site_may_frame_the_game(visit, demo):
    visitor = visit(demo)
    visitor.expects("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE")
    with visitor.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame = framed_by(visitor, "elsewhere.example")
    expect(frame.locator(".ew")).to_have_count(0)


def test_a_browser_that_keeps_nothing_plays_and_says_that_progress_is_lost(visit, demo):
    visitor = visit(demo)
    visitor.page.add_init_script(BLOCKED)
    visitor.open()
    expect(visitor.page.locator(".ew-keep")).to_be_visible()
    expect(visitor.page.locator(".ew-keep")).to_contain_text("you lose your progress")
    visitor.play()
    visitor.wait_for_sound()
    reply = visitor.guess()
    assert rounds_of(demo, reply["round"])[0]["status"] == "guessed"
    visitor.press("Next")
    visitor.sees("listen")


def test_with_nothing_left_the_page_says_so_and_offers_a_replay_that_is_marked(newcomer, tiny):
    visitor = newcomer(tiny).play()
    first = visitor.round
    visitor.guess()
    visitor.press("Next")
    visitor.sees("listen")
    visitor.skip()
    visitor.press("See your result")
    visitor.sees("summary")
    expect(visitor.page.locator(".ew-sum")).to_contain_text("of 10,000")
    visitor.expects(r"409 \(Conflict\)")
    visitor.press("Play again")
    visitor.sees("empty")
    expect(visitor.page.locator(".ew-card")).to_contain_text(re.compile("heard (them all|every recording)"))
    visitor.press("Replay")
    visitor.sees("listen")
    expect(visitor.page.locator(".ew-card")).to_contain_text("your guess won’t count")
    visitor.guess()
    assert [row["mode"] for row in rounds_of(tiny, first)] == ["random", "random", "replay"]


def test_practice_deals_only_demo_clips_says_that_they_are_synthetic_and_leads_back_to_the_game(
    newcomer, tiny
):
    visitor = newcomer(tiny).play("Practice")
    expect(visitor.page.locator(".ew-card")).to_contain_text("synthetic")
    reply = visitor.guess()
    assert (reply["clip"]["pack"], rounds_of(tiny, reply["round"])[0]["mode"]) == ("demo", "practice")
    visitor.ask(f"{GAME}.game.summary().then((scene) => {GAME}.show(scene))")
    visitor.sees("summary")
    expect(visitor.page.locator(".ew-second")).to_have_text("Practice again")
    visitor.listen("Play for real")
    assert [row["mode"] for row in rounds_of(tiny, reply["round"])] == ["practice", "random"]


def test_the_name_at_the_top_leads_home_from_where_a_game_that_counts_goes_on(newcomer, tiny):
    visitor = newcomer(tiny).play("Practice")
    visitor.wait_for_tabs()
    home = visitor.page.get_by_role("link", name="Earwitness", exact=True)
    home.click()
    visitor.sees("start")
    assert visitor.ask(f"{GAME}.sound.audio.paused")
    visitor.listen("Play")
    round_, pin = visitor.round, visitor.point(20, 60)
    visitor.page.get_by_role("tab", name="About").click()
    home.click()
    visitor.sees("start")
    expect(visitor.page.locator(".ew-map .ew-pin")).to_have_count(0)
    visitor.listen("Continue")
    assert (visitor.round, visitor.pin) == (round_, pin)
    assert [row["mode"] for row in rounds_of(tiny, round_)] == ["practice", "random"]


def test_a_press_that_begins_before_the_game_is_in_its_tab_counts(visit, demo):
    visitor = visit(demo)
    held = HeldRequests(visitor.page, "**/assets/Blocks-*.js")
    visitor.page.goto(demo.address, wait_until="commit")
    visitor.settle()
    visitor.page.get_by_role("button", name="Play", exact=True).hover()
    visitor.page.mouse.down()
    held.let_go()
    visitor.wait("document.querySelector('#ew-tabs .ew')")
    visitor.wait(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => 1)"
    )
    visitor.page.mouse.up()
    visitor.sees("listen")
    visitor.wait_for_tabs()


def test_a_tab_opened_before_the_game_is_in_its_own_stays_open(visit, demo):
    visitor = visit(demo)
    visitor.page.add_init_script(
        """new MutationObserver((_, observer) => {
          const tabs = [...document.querySelectorAll("#ew-tabs [role=tab]")];
          const about = tabs.find((tab) => tab.textContent.trim() === "About");
          if (!about) return;
          observer.disconnect();
          about.click();
        }).observe(document, { childList: true, subtree: true });"""
    )
    visitor.open().wait_for_tabs()
    visitor.page.wait_for_url("**/#about")
    expect(visitor.page.get_by_role("tab", name="About")).to_have_attribute("aria-selected", "true")


def test_tabs_have_addresses_that_back_and_reload_keep_and_no_tab_plays_on_unseen(visit, demo):
    visitor = visit(demo, locale="nb-NO").open().play()
    visitor.wait_for_sound()
    visitor.wait_for_tabs()
    page, about = visitor.page, visitor.page.get_by_role("tab", name="About")
    assert visitor.ask("document.documentElement.lang") == "en"
    about.click()
    page.wait_for_url("**/#about")
    expect(page).to_have_title("About · Earwitness")
    visitor.wait(f"{GAME}.sound.audio.paused")
    visitor.ask("document.body.scrollTop = 300")
    page.get_by_role("tab", name="Play").click()
    page.wait_for_url(f"{visitor.server.address}/")
    visitor.wait("document.body.scrollTop === 0")
    page.go_back()
    expect(about).to_have_attribute("aria-selected", "true")
    visitor.wait("document.body.scrollTop === 300")
    visitor.reload()
    expect(page.locator(".ew-about")).to_be_visible()
    expect(page).to_have_title("About · Earwitness")
    assert visitor.ask(f"{GAME}.sound.audio.paused")
    page.go_back()
    expect(page.locator(".ew[data-screen=listen]")).to_be_visible()
    expect(page).to_have_title("Round 1 of 5 · Earwitness")
    visitor.wait(f"{GAME}.world.map.getSize().x === innerWidth && {GAME}.world.map.getZoom() === 2.5")
    visitor.open("/#leaderboard")  # which this host has not
    expect(page.locator(".ew[data-screen=listen]")).to_be_visible()
    expect(page).to_have_title("Round 1 of 5 · Earwitness")
    visitor.open("/?tab=about&__theme=dark")
    expect(page).to_have_title("About · Earwitness")
    expect(page).to_have_url(f"{visitor.server.address}/?__theme=dark#about")


def test_back_and_forward_go_between_screens_and_lose_no_round(newcomer, tiny):
    visitor = newcomer(tiny)
    page = visitor.page
    expect(page).to_have_title("Earwitness")
    visitor.play().point(20, 60)
    round_, pin = visitor.round, visitor.pin
    expect(page).to_have_title("Round 1 of 2 · Earwitness")
    page.go_back()
    visitor.sees("start")
    expect(page).to_have_title("Earwitness")
    assert visitor.ask(f"{GAME}.sound.audio.paused")
    expect(visitor.primary).to_have_text("Continue")
    page.go_forward()
    visitor.sees("listen")
    assert (visitor.round, visitor.pin) == (round_, pin)
    visitor.wait_for_sound()
    visitor.wait_for_tabs()
    page.get_by_role("tab", name="About").click()
    expect(page).to_have_title("About · Earwitness")
    page.go_back()
    expect(page).to_have_title("Round 1 of 2 · Earwitness")
    assert (visitor.screen, visitor.pin) == ("listen", pin)
    visitor.reply("/guess", lambda: visitor.press("Guess"))
    expect(page).to_have_title("Answer to round 1 of 2 · Earwitness")
    visitor.listen("Next").skip()
    visitor.press("See your result")
    visitor.sees("summary")
    expect(page).to_have_title("Your result · Earwitness")
    page.go_back()
    visitor.sees("start")
    page.go_forward()
    visitor.sees("summary")


def test_back_while_a_guess_is_on_its_way_waits_for_its_answer(newcomer, demo):
    visitor = newcomer(demo).play()
    held = HeldRequests(visitor.page, "**/guess")
    visitor.point(20, 60)
    with visitor.page.expect_request("**/guess"):
        visitor.press("Guess")
    visitor.wait(f"{GAME}.busy")
    visitor.ask("void history.back()")
    visitor.wait(f"{GAME}.history.isLate")
    assert visitor.screen == "listen"
    held.wait().let_go()
    visitor.sees("start")
    visitor.page.go_forward()
    visitor.sees("reveal")


def test_forced_colours_leave_every_button_its_edge_and_drawings_their_colours(visit, tiny):
    visitor = visit(tiny, forced_colors="active", color_scheme="dark").open()
    visitor.wait_for_tabs()
    edges = (
        "[...document.querySelectorAll('.ew button')].filter((one) => one.checkVisibility())"
        ".filter((one) => !(parseFloat(getComputedStyle(one).borderTopWidth) >= 1))"
        ".map((one) => one.outerHTML)"
    )
    colours = "arg.map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)"
    assert visitor.ask(edges) == []
    visitor.play()
    assert visitor.ask(edges) == []
    now, later = visitor.ask(colours, [".ew-dots .is-now", ".ew-dots i:last-child"])
    assert now != later
    visitor.guess()
    assert visitor.ask(edges) == []
    fill, meter = visitor.ask(colours, [".ew-meter-fill", ".ew-meter"])
    assert fill != meter


def test_listening_keeps_a_round_open_though_the_browser_holds_the_sound(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.wait_for_sound()
    visitor.server.change("UPDATE rounds SET touched_at = 0 WHERE round = ?", visitor.round)
    with visitor.page.expect_response(lambda r: r.request.headers.get("range") == "bytes=0-0") as sign:
        visitor.ask(f"void Object.assign({GAME}.watch, {{ lastSign: -Infinity }})")
    assert sign.value.status == 206
    assert visitor.ask(f"{GAME}.watch.pause") == 60_000
    visitor.guess()
    assert rounds_of(demo, visitor.round)[0]["status"] == "guessed"


def test_the_demo_says_plainly_that_its_sounds_are_synthetic(newcomer, demo, tiny):
    assert "synthetic" in newcomer(demo).text(".ew-card")
    assert "synthetic" not in newcomer(tiny).text(".ew-card")


def test_the_button_without_a_pin_says_what_to_do(newcomer, demo):
    visitor = newcomer(demo).play()
    visitor.primary.click(force=True)  # it calls itself disabled, and yet it answers
    expect(visitor.page.locator(".ew-note")).to_contain_text("Place a pin first")
    assert visitor.screen == "listen"


def test_two_questions_may_be_answered_with_a_guess_and_need_no_scrolling(newcomer, demo):
    size = {"width": 360, "height": 640}
    visitor = newcomer(demo, **{**PHONE, "viewport": size, "screen": size})
    visitor.wait_for_tabs()
    visitor.play()
    button = visitor.page.get_by_role("button", name="How sure?")
    expect(button).to_be_hidden()
    tap(visitor, 0.5)
    pin = visitor.pin
    button.tap()
    visitor.sees("asked")
    visitor.page.keyboard.press("ArrowRight")
    visitor.press("Leave this out")
    expect(visitor.page.locator(".ew-radius")).to_have_text("Move the slider")
    visitor.page.keyboard.press("ArrowLeft")
    expect(visitor.page.locator(".ew-area-edge")).to_have_count(1)
    expect(visitor.page.locator(".ew-radius")).to_have_text("Within 410 km")
    assert grave(found_by_axe(visitor.page)) == [] and measure(visitor, "scrolls")["scrolls"]["y"] == []
    visitor.press("Back")
    visitor.sees("listen")
    expect(visitor.page.locator(".ew-area-edge")).to_have_count(0)
    visitor.press("What helped?")
    visitor.sees("asked")
    visitor.page.get_by_role("checkbox", name="Language").check()
    visitor.page.get_by_role("checkbox", name="Music").check()
    assert grave(found_by_axe(visitor.page)) == [] and measure(visitor, "scrolls")["scrolls"]["y"] == []
    visitor.reload()
    visitor.sees("listen")
    expect(visitor.page.get_by_role("group", name="You don’t have to answer this.")).to_be_visible()
    expect(visitor.page.locator(".ew-extras button")).to_have_text(["Within 410 km", "2 clues"])
    assert visitor.pin == pin
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    *_, row = rounds_of(demo, reply["round"])
    assert (row["confidence_km"], json.loads(row["clues"])) == (410, ["language", "music"])
    visitor.onward()
    visitor.sees("listen")
    reply = visitor.guess()
    *_, row = rounds_of(demo, reply["round"])
    assert (row["confidence_km"], json.loads(row["clues"])) == (None, [])
