"""Whether guesses are shared is asked once, before the first is stored, and can be changed and undone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.open_pages import NOBODY, begin_anew
from tests.browser.test_rules import BLOCKED, tab_to
from tests.browser.visitor import DOUBLE_CLICK, GAME, JUST_PLAY, PHONE, SHARE
from tests.servers import serving

CODE = re.compile(r"^([a-z2-7]{5}-){4}[a-z2-7]{5}$")
LETTERS = ".ew-code-letters"
PANEL = ".ew-yours"
PERSON = "JSON.parse(localStorage.getItem('earwitness.person'))"
DATASET = "someone/earwitness-guesses"


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    """The game of a host who publishes (to a Hub that is not there) and has named someone to ask."""
    hub = {
        "EARWITNESS_DATASET": DATASET,
        "EARWITNESS_CONTACT": "ears@example.org",
        "EARWITNESS_LEAST_AGE": "16",
    }
    with serving(tmp_path_factory.mktemp("public"), HF_ENDPOINT="http://127.0.0.1:9", **hub) as server:
        yield server


def round_of(visitor, name):
    [row] = visitor.server.rows("SELECT * FROM rounds WHERE round = ?", name)
    return row


def player_of(visitor):
    pseudonym = visitor.ask(f"{PERSON}.pseudonym")
    return visitor.server.rows("SELECT * FROM players WHERE pseudonym = ?", pseudonym)


def at_the_choice(visitor):
    """Hear a sound, and press Guess for the first time."""
    visitor.listen()
    visitor.wait_for_sound()
    visitor.point(20, 60)
    visitor.press("Guess")
    visitor.sees("consent")
    return visitor


def closed(visitor, choice):
    """Choose, and return the round as stored."""
    with visitor.page.expect_response(lambda r: r.url.endswith("/guess") and r.ok):
        visitor.choose(choice)
    visitor.sees("reveal")
    return round_of(visitor, visitor.round)


def at_the_summary(visitor):
    visitor.ask(f"{GAME}.game.summary().then((scene) => {GAME}.show(scene))")
    visitor.sees("summary")


def at_your_data(visitor):
    visitor.page.get_by_role("tab", name="About").click()
    panel = visitor.page.locator(PANEL)
    expect(panel).to_contain_text(visitor.ask(f"{PERSON}?.pseudonym") or NOBODY)
    return panel


def offered(visitor):
    """The version of the text that the page offers."""
    return visitor.ask(f"{GAME}.player.version")


def test_nothing_is_asked_before_the_first_sound_and_nothing_stored_before_the_choice(newcomer, public):
    visitor = newcomer(public).reload()
    assert visitor.ask("Object.keys(localStorage).length") == 0
    at_the_choice(visitor)
    row = round_of(visitor, visitor.round)
    assert (row["status"], row["lat"], row["consent_version"]) == ("open", None, None)
    assert not player_of(visitor)[0]["consent"]
    card = visitor.page.locator(".ew-card")
    expect(card.get_by_role("listitem")).to_have_count(3)
    expect(card.locator("dl")).to_be_hidden()
    card.get_by_text("Read all", exact=True).click()
    expect(card.locator("dl")).to_be_visible()
    for words in (
        "about every 5 minutes",
        "random name",
        "until you withdraw",
        "at least 16 years",
        "ears@example.org",
    ):
        expect(card).to_contain_text(words)
    expect(card.get_by_role("link", name=DATASET)).to_have_attribute(
        "href", f"https://huggingface.co/datasets/{DATASET}"
    )
    expect(card).to_contain_text("copies that the Hub converts follow later")
    expect(card).to_contain_text("downloaded cannot be recalled")
    expect(card).to_contain_text("published nowhere and counted in no comparison")
    assert visitor.ask(f"{GAME}.sound.audio.paused"), "a sound that cannot be seen plays on"


def saved(visitor):
    """The text of the file that the button saves."""
    with visitor.page.expect_download() as saving:
        visitor.press("Save as a file")
    assert saving.value.suggested_filename == "earwitness-withdrawal-code.txt"
    return saving.value.path().read_text(encoding="utf-8")


def test_who_shares_is_shown_the_code_once_to_copy_and_to_save_and_the_browser_keeps_it(newcomer, public):
    visitor = at_the_choice(newcomer(public))
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    seconds = visitor.ask(f"{GAME}.draft.telemetry().seconds_heard")
    row = closed(visitor, SHARE)
    expect(visitor.page.locator(f".ew-card {LETTERS}")).to_have_count(0)  # the first reveal is the reward
    at_the_summary(visitor)
    assert (row["status"], row["consent_version"]) == ("guessed", offered(visitor))
    assert abs(row["seconds_heard"] - seconds) < 1
    code = visitor.text(LETTERS)
    assert CODE.match(code)
    assert visitor.ask(PERSON) == {
        "code": code,
        "pseudonym": player_of(visitor)[0]["pseudonym"],
        "agrees": True,
        "version": offered(visitor),
        "shown": True,
    }
    visitor.press("Copy the code")
    expect(visitor.page.locator(".ew-note")).to_have_text("Copied.")
    assert visitor.ask("navigator.clipboard.readText()") == code
    text = saved(visitor)
    assert code in text.splitlines() and public.address in text and visitor.ask(f"{PERSON}.pseudonym") in text
    visitor.listen("Play again")
    visitor.guess()  # and is not asked again
    at_the_summary(visitor)
    expect(visitor.page.locator(f".ew-card {LETTERS}")).to_have_count(0)
    assert round_of(visitor, visitor.round)["consent_version"] == offered(visitor)
    visitor.reload()
    assert visitor.ask(f"{PERSON}.code") == code


def test_the_first_reveal_shows_score_distance_map_and_next_on_a_small_phone(newcomer, public):
    small = {"width": 360, "height": 640}
    visitor = at_the_choice(newcomer(public, **{**PHONE, "viewport": small, "screen": small}))
    closed(visitor, SHARE)
    next_step = visitor.page.locator(".ew-actions").bounding_box()
    for part in (".ew-place", ".ew-score", ".ew-far"):
        box = visitor.page.locator(part).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= next_step["y"]
    assert visitor.page.locator(".ew-card").bounding_box()["y"] > 250  # the map above it
    expect(visitor.primary).to_be_in_viewport(ratio=1)


def test_three_lines_and_two_like_buttons_are_seen_at_once_on_a_small_phone(newcomer, public):
    small = {"width": 360, "height": 640}
    visitor = at_the_choice(newcomer(public, **{**PHONE, "viewport": small, "screen": small}))
    assert visitor.ask("document.activeElement.tagName") == "H2"
    seen = visitor.page.locator(".ew-card :is(h2, .ew-terms-short li, summary, .ew-primary, .ew-second)")
    expect(seen).to_have_count(7)
    for part in seen.all():
        expect(part).to_be_in_viewport(ratio=1)
    visitor.page.mouse.move(5, 5)  # away from both
    style = "getComputedStyle(document.querySelector('.ew-' + arg))"
    for look in ("color", "backgroundColor", "boxShadow", "fontWeight", "fontSize"):
        assert visitor.ask(f"{style}.{look}", "primary") == visitor.ask(f"{style}.{look}", "second")
    [wide, other] = [visitor.page.locator(f".ew-{name}").bounding_box() for name in ("primary", "second")]
    assert (wide["width"], wide["height"]) == (other["width"], other["height"])
    order = []
    for _ in range(3):
        visitor.page.keyboard.press("Tab")
        order.append(visitor.ask("document.activeElement.textContent"))
    assert order == ["Read all", "Just play", "Play and share my guesses"]
    visitor.page.locator("summary").click()
    for part in visitor.page.locator(".ew-card :is(.ew-primary, .ew-second)").all():
        expect(part).to_be_in_viewport(ratio=1)


def test_who_just_plays_is_scored_the_same_and_agrees_to_nothing(newcomer, public):
    visitor = at_the_choice(newcomer(public, **PHONE))
    row = closed(visitor, JUST_PLAY)
    assert (row["status"], row["consent_version"]) == ("guessed", None)
    assert row["geoscore"] is not None
    [player] = player_of(visitor)
    assert (player["consent"], player["consent_version"]) == (0, None)
    expect(visitor.page.locator(LETTERS)).to_have_count(0)
    visitor.onward()
    visitor.skip()
    assert round_of(visitor, visitor.round)["consent_version"] is None
    remembered = f"localStorage.setItem('earwitness.person', JSON.stringify({{...{PERSON}, ...arg}}))"
    visitor.ask(remembered, {"agrees": True, "version": "play-1"})
    assert not visitor.ask(f"{GAME}.player.hasChosen")  # a yes is to one text
    visitor.ask(remembered, {"agrees": False, "version": "play-1"})
    assert visitor.ask(f"{GAME}.player.hasChosen")  # a no is to all


def test_a_double_click_on_guess_agrees_to_nothing(newcomer, public):
    visitor = newcomer(public).listen()
    visitor.point(20, 60)
    box = visitor.primary.bounding_box()
    with visitor.no_time_passes():
        visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        visitor.page.wait_for_timeout(150)
        visitor.ask("document.querySelector('.ew-primary').click()")  # wherever the button is by now
        visitor.sees("consent")
    assert not player_of(visitor)[0]["consent"]
    assert round_of(visitor, visitor.round)["status"] == "open"


def test_a_reload_at_the_choice_leads_back_to_the_pin_and_the_choice_is_made_by_keyboard(newcomer, public):
    visitor = at_the_choice(newcomer(public))
    pin = visitor.pin
    visitor.reload().sees("listen")
    assert visitor.pin == pin
    visitor.press("Guess")
    visitor.sees("consent")
    expect(visitor.page.get_by_role("status").first).to_contain_text("Your rounds are stored here")
    expect(visitor.page.get_by_role("heading", name="Before your first guess")).to_be_focused()
    tab_to(visitor, ".ew-second")
    visitor.page.wait_for_timeout(DOUBLE_CLICK)
    visitor.page.keyboard.press("Enter")
    visitor.sees("reveal")
    row = round_of(visitor, visitor.round)
    assert (row["lat"], row["lon"], row["consent_version"]) == (pin["lat"], pin["lon"], None)


def test_sharing_is_stopped_and_begun_again_on_the_about_tab(newcomer, public):
    visitor = newcomer(public)
    first = closed(at_the_choice(visitor), SHARE)
    panel = at_your_data(visitor)
    expect(panel).to_contain_text(visitor.ask(f"{PERSON}.pseudonym"))
    expect(panel.locator(LETTERS)).to_have_text(visitor.ask(f"{PERSON}.code"))
    visitor.press("Stop sharing")
    expect(panel.get_by_role("status").last).to_contain_text("You just play")
    assert player_of(visitor)[0]["consent"] == 0
    assert round_of(visitor, first["round"])["consent_version"] == offered(
        visitor
    )  # what has ended stays as it was
    visitor.page.get_by_role("tab", name="Play").click()
    visitor.onward()
    visitor.guess()
    assert round_of(visitor, visitor.round)["consent_version"] is None
    at_your_data(visitor)
    visitor.press("I agree, and am 16 or older")
    expect(panel.get_by_role("status").last).to_contain_text(f"published at {DATASET}")
    assert player_of(visitor)[0]["consent_version"] == offered(visitor)


def restored(visitor, version):
    """What a restore leaves: closed rounds, no game under way, and nobody who agrees."""
    pseudonym = visitor.ask(f"{PERSON}.pseudonym")
    visitor.server.change(
        "UPDATE players SET consent = 0, consent_version = ? WHERE pseudonym = ?", version, pseudonym
    )
    visitor.server.change("DELETE FROM games WHERE game = ?", visitor.ask(f"{GAME}.game.id"))
    visitor.expects(r"404 \(Not Found\)")
    visitor.onward()
    visitor.sees("listen")


def test_a_host_that_came_back_from_the_dataset_is_told_again_what_the_browser_remembers(newcomer, public):
    visitor = newcomer(public)
    closed(at_the_choice(visitor), SHARE)
    restored(visitor, offered(visitor))
    assert player_of(visitor)[0]["consent"]
    visitor.guess()
    assert round_of(visitor, visitor.round)["consent_version"] == offered(visitor)


def test_who_has_stopped_elsewhere_is_asked_anew(newcomer, public):
    visitor = newcomer(public)
    closed(at_the_choice(visitor), SHARE)
    restored(visitor, None)
    assert not player_of(visitor)[0]["consent"]
    visitor.point(20, 60)
    visitor.press("Guess")
    visitor.sees("consent")


def test_what_is_told_of_oneself_is_kept_coarse_and_can_be_taken_back(newcomer, public):
    visitor = newcomer(public)
    closed(at_the_choice(visitor), SHARE)
    at_the_summary(visitor)
    visitor.page.get_by_role("link", name="Tell us a little about yourself").click()
    panel = visitor.page.locator(PANEL)
    panel.get_by_text("About you (optional)").click()
    panel.get_by_role("combobox", name="Age", exact=True).select_option("25-34")
    panel.get_by_role("combobox", name="Languages you know").select_option("Finnish")
    visitor.press("Add")
    panel.get_by_role("combobox", name="Languages you know").select_option("German")
    visitor.press("Add")
    visitor.press("Remove Finnish")
    panel.get_by_role("checkbox", name="Oceania").check()
    visitor.press("Save my answers")
    expect(panel.get_by_role("status").last).to_have_text("Your answers are saved.")
    background = visitor.ask(f"{GAME}.player.me()")["background"]
    assert {name: value for name, value in background.items() if value} == {
        "age_band": "25-34",
        "languages": ["de"],
        "continents_lived": ["Oceania"],
    }
    panel.get_by_text("About you (optional)").click()
    expect(panel.get_by_role("combobox", name="Age", exact=True)).to_have_value("25-34")
    panel.get_by_role("combobox", name="Age", exact=True).select_option("Rather not say")
    visitor.press("Save my answers")
    visitor.wait(f"{GAME}.player.me().then((me) => me.background.age_band === null)")


def test_withdrawing_asks_once_deletes_everything_and_begins_anew(newcomer, public):
    visitor = newcomer(public)
    row = closed(at_the_choice(visitor), SHARE)
    panel = at_your_data(visitor)
    visitor.press("Delete all my guesses…")
    expect(panel).to_contain_text("copies that the Hub converts follow later")
    visitor.press("Keep them")
    assert player_of(visitor)
    visitor.press("Delete all my guesses…")
    player = player_of(visitor)
    visitor.press("Delete forever")
    expect(panel.get_by_role("status").first).to_contain_text("The guesses are deleted here")
    assert not public.rows(
        "SELECT 1 FROM rounds WHERE player_id = ? OR round = ?", player[0]["id"], row["round"]
    )
    assert not public.rows("SELECT 1 FROM players WHERE id = ?", player[0]["id"])
    expect(panel).to_contain_text("You haven’t played in this browser")
    assert visitor.ask("Object.keys(localStorage)") == ["earwitness.withdrawal"]
    visitor.page.get_by_role("tab", name="Play").click()
    visitor.sees("start")
    at_the_choice(visitor)  # someone new is asked anew
    assert not public.rows("SELECT 1 FROM players WHERE pseudonym = ?", player[0]["pseudonym"])
    visitor.reload()  # as the page would wait for the dataset


def test_a_code_is_used_in_another_browser(newcomer, demo):
    visitor = newcomer(demo)
    row = closed(at_the_choice(visitor), SHARE)
    code = visitor.ask(f"{PERSON}.code")
    begin_anew(visitor)
    panel = at_your_data(visitor)
    panel.get_by_text("I have a code").click()
    field = panel.get_by_label("Withdrawal code from another browser")
    visitor.expects(r"404 \(Not Found\)")
    field.fill(code[:-1] + ("a" if code[-1] != "a" else "b"))
    visitor.press("Use this code")
    visitor.press("Delete forever")
    expect(panel.get_by_role("status").first).to_contain_text("wrong or missing")
    assert round_of(visitor, row["round"])
    panel.get_by_text("I have a code").click()
    field.fill(code.replace("-", " ").upper())
    visitor.press("Use this code")
    visitor.press("Delete forever")
    expect(panel.get_by_role("status").first).to_have_text("Done. The guesses are deleted.")
    assert not demo.rows("SELECT 1 FROM rounds WHERE round = ?", row["round"])


def test_without_a_dataset_the_page_says_that_nothing_is_published(newcomer, demo):
    visitor = at_the_choice(newcomer(demo))
    expect(visitor.page.locator(".ew-card")).to_contain_text("Nothing: this host has no public dataset")
    assert closed(visitor, SHARE)["consent_version"] == offered(visitor)
    assert offered(visitor).startswith("here-")
    expect(at_your_data(visitor)).to_contain_text("Nothing is published")


def test_a_browser_that_keeps_nothing_says_so_beside_the_code(newcomer, public):
    visitor = newcomer(public).another_tab()
    visitor.page.add_init_script(BLOCKED)
    visitor.open()
    expect(visitor.page.locator(".ew-keep")).to_contain_text("you lose your progress when you close the page")
    visitor.listen()
    visitor.point(20, 60)
    visitor.press("Guess")
    assert closed(visitor, SHARE)["consent_version"] == offered(visitor)
    at_the_summary(visitor)
    expect(visitor.page.locator(".ew-code")).to_contain_text(
        "This browser can’t keep it for you, so copy or save it now"
    )
    visitor.listen("Play again")
    visitor.guess()  # the choice holds for as long as the page is open
