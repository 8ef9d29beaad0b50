"""The page in its languages: which one it speaks, how it changes, and whether every text finds room."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import expect
from websockets.sync.client import connect

from game.duel.opponents import SAME_CLICK
from game.plural_forms import FORMS, RULES
from game.texts import catalog, languages, page_catalog, text_in
from game.translations import ENGLISH, direction
from tests.browser.open_pages import open_tab
from tests.browser.test_party import choose
from tests.browser.test_ways_to_play import go
from tests.browser.tour import SCREENSHOTS
from tests.browser.visitor import GAME, Visitor
from tests.builders.running_game import Player

COUNTS = [*range(121), 1000, 1001, 1002, 1005, 1_000_000, 2_000_000, 0.5, 1.5, 2.1]


def press(visitor: Visitor, language: str) -> None:
    """Choose a language in the switch, and wait until the page is there again."""
    visitor.page.locator(".ew-language").click()
    with visitor.page.expect_navigation():
        visitor.page.locator(f".ew-languages [lang={language}]").click()
    visitor.settle()


def test_the_switch_keeps_choice_round_and_pin(visit, demo):
    visitor = visit(demo, locale="de-AT").open()
    page = visitor.page
    assert visitor.ask("[document.documentElement.lang, document.documentElement.dir]") == ["de", "ltr"]
    visitor.play(text_in("de", "welcome.play")).wait_for_sound()
    pin, round_ = visitor.point(20, 60), visitor.round
    press(visitor, "ar")
    visitor.sees("listen")
    assert (visitor.round, visitor.pin) == (round_, pin)
    expect(page.locator(".ew-ask")).to_have_text(text_in("ar", "round.question"))
    assert visitor.ask("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    visitor.wait_for_tabs()
    expect(page.get_by_role("tab").last).to_have_text(text_in("ar", "page.tab.about"))
    page.get_by_role("tab").last.click()
    expect(page.locator(".ew-about h1")).to_have_text(text_in("ar", "about.title"))
    expect(page.locator(".ew-about")).to_have_attribute("dir", "rtl")
    visitor.reload()
    assert visitor.ask("document.documentElement.lang") == "ar"
    press(visitor, "en")
    expect(page.locator(".ew-about h1")).to_have_text(text_in("en", "about.title"))


def test_the_switch_is_used_by_keyboard_and_names_each_language_by_itself(newcomer, demo):
    visitor = newcomer(demo)
    page = visitor.page
    button = page.get_by_role("button", name="Language: English")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="English", exact=True)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Deutsch")).to_be_focused()
    names = page.locator(".ew-languages button").evaluate_all(
        "(all) => all.map((one) => [one.lang, one.textContent])"
    )
    assert names == [[code, one["name"]] for code, one in languages().items()]
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator(".ew-languages")).to_be_hidden()


def test_where_the_browser_keeps_nothing_the_switch_loses_nothing(visit, demo):
    visitor = visit(demo)
    visitor.page.add_init_script("""for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
    }""")
    visitor.open().play().wait_for_sound()
    pin, round_ = visitor.point(20, 60), visitor.round
    press(visitor, "de")
    visitor.sees("listen")
    assert (visitor.round, visitor.pin) == (round_, pin)
    expect(visitor.page.locator(".ew-ask")).to_have_text(text_in("de", "round.question"))


def test_plural_forms_are_those_of_the_browser(newcomer, demo):
    found = newcomer(demo).ask(
        """Object.fromEntries(arg.codes.map((code) => {
            const rules = new Intl.PluralRules(code);
            const { pluralCategories } = rules.resolvedOptions();
            return [code, [pluralCategories, arg.counts.map((count) => rules.select(count))]];
        }))""",
        {"codes": list(RULES), "counts": COUNTS},
    )
    assert {code: set(forms) for code, (forms, _) in found.items()} == {c: set(f) for c, f in FORMS.items()}
    assert {code: forms for code, (_, forms) in found.items()} == {
        code: [rule(count) for count in COUNTS] for code, rule in RULES.items()
    }


SMALL_PHONE = {"viewport": {"width": 360, "height": 640}}
# All of a screen's languages at once: nothing is painted between them.
SWAP = f"(all) => all.map({Path(__file__).with_name('overflow.js').read_text(encoding='utf-8')})"
POINT = (20.0, 60.0)


def shown_texts(language: str) -> dict[str, Any]:
    """What the game's page shows: its own texts, and those of consent, which it asks the server for."""
    asked = {key: words for key, words in catalog(language).items() if key.startswith("consent.")}
    return {**page_catalog("game", language)["texts"], **asked}


def prepare(visitor: Visitor, **changed: dict[str, Any]) -> None:
    """Give the page the texts of every language; the first is the one that it shows."""
    texts = {code: shown_texts(code) for code in languages()} | changed
    visitor.ask("void (window.ewCatalogs = arg)", texts)


def swap(visitor: Visitor, *codes: str, is_new: bool = False) -> dict[str, dict[str, Any]]:
    """What does not fit on the screen that is shown, by language; a new screen is first seen in English."""
    asked = [
        {"language": code, "dir": direction(code), "isNew": is_new and not at}
        for at, code in enumerate(codes)
    ]
    return dict(zip(codes, visitor.page.evaluate(SWAP, asked), strict=True))


def overflowing(visitor: Visitor, screen: str) -> dict[str, list[str]]:
    """What does not fit on the screen that is shown, by language, which is English before and after."""
    others = [code for code in languages() if code != ENGLISH]
    measured = swap(visitor, ENGLISH, *others, is_new=True)
    assert all(one["seen"] for one in measured.values()), screen
    for code in ("ar", "de", "ru", "hi"):
        if SCREENSHOTS:
            swap(visitor, code)
            name = f"small-{screen.replace(' ', '-')}-{code}.png"
            visitor.page.screenshot(path=Path(SCREENSHOTS) / name)
    swap(visitor, ENGLISH)
    return {code: one["clipped"] for code, one in measured.items() if one["clipped"]}


def first_round(visitor: Visitor) -> Iterator[str]:
    """Play the first round of all, yielding each screen while it is visible."""
    yield "start"
    visitor.listen().wait_for_sound()
    yield "listening"
    visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", POINT)
    yield "pin placed"
    visitor.primary.click()
    visitor.sees("consent")
    yield "consent"
    visitor.reply("/guess", lambda: None)
    yield "reveal"


def play_on(visitor: Visitor) -> Iterator[str]:
    """Play the game on screen from its listening on, yielding its first reveal and its end."""
    seen = False
    while visitor.screen != "summary":
        visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", POINT)
        visitor.primary.click()
        visitor.sees("reveal")
        if not seen:
            yield "reveal"
        seen = True
        visitor.onward()
    yield "summary"


def rest_of_the_game(visitor: Visitor) -> Iterator[str]:
    """From the first reveal to the end."""
    visitor.onward()
    for screen in play_on(visitor):
        if screen == "summary":
            yield screen


def ways_to_play(visitor: Visitor) -> Iterator[str]:
    """Go every way that one can play alone, and look at one's own page."""
    go(visitor, "daily", "")
    yield "daily"
    visitor.primary.click()
    visitor.sees("listen")
    yield "daily listening"
    yield from (f"daily {screen}" for screen in play_on(visitor))
    go(visitor, "daily", "")
    visitor.ask("document.querySelectorAll('.ew-card details').forEach((one) => { one.open = true; })")
    yield "daily done"
    go(visitor, "duel", "")
    yield "duel ladder"
    go(visitor, "duel", SAME_CLICK)
    yield "duel card"
    visitor.primary.click()
    visitor.sees("listen")
    yield "duel listening"
    yield from (f"duel {screen}" for screen in play_on(visitor))
    with httpx.Client(base_url=visitor.server.address) as client:
        maker = Player(client, client="api")
        game = maker.start()["game"]
        for _ in range(5):
            maker.guess(maker.deal(game)["round"], *POINT)
        go(visitor, "challenge", maker.post("/api/challenges", {"game": game}).json()["challenge"])
    yield "challenge"
    visitor.primary.click()
    visitor.sees("listen")
    yield from (f"challenge {screen}" for screen in play_on(visitor))
    go(visitor, "me", "")
    visitor.page.locator(".ew-own-rounds li").first.wait_for()
    yield "my page"


def party(visitor: Visitor) -> Iterator[str]:
    """Play a party of one round with somebody who says nothing."""
    go(visitor, "party", "")
    yield "party entry"
    go(visitor, "party", "new")
    yield "party nickname"
    visitor.page.get_by_label("Your nickname").fill("Anastasia Alexandra")
    visitor.primary.click()
    visitor.page.locator(".ew-people li").first.wait_for()
    code = visitor.page.url.rpartition("=")[2]
    with httpx.Client(base_url=visitor.server.address) as client:
        seat = Player(client, client="api").post(f"/api/parties/{code}/seats", {"nickname": "Wilhelmina"})
    path = f"{visitor.server.address.replace('http', 'ws', 1)}/api/parties/{code}/ws"
    with connect(f"{path}?seat={seat.json()['token']}", proxy=None) as guest:
        choose(visitor, "Rounds", 1)
        choose(visitor, "After the first guess", 0)  # looking at every language takes its time
        expect(visitor.page.locator(".ew-people")).to_contain_text("Wilhelmina")
        guest.send('{"type": "react", "reaction": "clap"}')
        yield "party lobby"
        visitor.press("Start")
        visitor.sees("listen")
        yield "party listening"
        visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", POINT)
        visitor.primary.click()
        visitor.sees("waiting")
        yield "party waiting"
        visitor.press("End the round")
        visitor.sees("reveal")
        yield "party reveal"
        visitor.primary.click()
        visitor.sees("summary")
        yield "party over"


def wide_abouts(visitor: Visitor) -> list[str]:
    """Languages in which the About tab is wider than the window."""
    open_tab(visitor, "About")
    found: list[str] = visitor.ask(
        """Promise.all(arg.map(async (language) => {
            const reply = await fetch("api/about", { headers: { "Accept-Language": language } });
            return [language, await reply.text()];
        })).then((all) => all.filter(([language, article]) => {
            const { documentElement: root } = document;
            const made = Object.assign(document.createElement("template"), { innerHTML: article });
            document.querySelector(".ew-about").replaceWith(made.content);
            const parts = [root, ...document.querySelectorAll(".ew-about, .ew-about *")];
            const isWide = (one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1;
            return document.querySelector(".ew-about").lang !== language || parts.some(isWide);
        }).map(([language]) => language))""",
        list(languages()),
    )
    return found


def test_no_text_of_any_language_overflows_a_small_phone(visit, demo):
    visitor = visit(demo, **SMALL_PHONE).open()
    visitor.expects("/api/leaderboard/you")  # which this host does not have
    visitor.wait_for_tabs()
    prepare(visitor)
    screens = chain(first_round(visitor), rest_of_the_game(visitor), ways_to_play(visitor), party(visitor))
    found = {screen: overflowing(visitor, screen) for screen in screens}
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}
    assert wide_abouts(visitor) == []


def test_a_text_that_is_planted_too_long_is_found(newcomer, demo):
    visitor = newcomer(demo, **SMALL_PHONE)
    english = shown_texts(ENGLISH)
    long = {key: "Spiel" * 60 for key, words in english.items() if words == "Play"}
    prepare(visitor, de=english | long)
    swap(visitor, ENGLISH, is_new=True)
    measured = swap(visitor, "de")["de"]
    assert any("SpielSpiel" in one for one in measured["clipped"])
    swap(visitor, ENGLISH)


def test_arabic_is_mirrored_and_its_map_is_not(visit, demo):
    visitor = visit(demo, locale="ar", viewport={"width": 1280, "height": 800}).open()
    visitor.wait_for_tabs()
    visitor.play(text_in("ar", "welcome.play")).wait_for_sound()
    assert visitor.ask("getComputedStyle(document.querySelector('.ew-card')).direction") == "rtl"

    def left_of(selector: str) -> float:
        return float(visitor.ask("document.querySelector(arg).getBoundingClientRect().left", selector))

    assert left_of(".ew-card") > 640  # the card stands where reading starts
    assert left_of(".ew-zoom") < 100
    assert left_of(".ew-home") > left_of(".ew-language")
    tabs = visitor.page.locator("#ew-tabs [role=tab]").evaluate_all(
        "(all) => all.map((tab) => tab.getBoundingClientRect().left)"
    )
    assert tabs == sorted(tabs, reverse=True)
    assert left_of(".ew-toggle") > left_of(".ew-wave")
    assert visitor.spot(0, 30)["x"] > visitor.spot(0, -30)["x"]  # east is at the right
