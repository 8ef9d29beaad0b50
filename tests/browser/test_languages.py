"""The page in its languages: which one it speaks, how it changes, and whether every text finds room."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from game.plural_forms import FORMS, RULES
from game.texts import languages, page_catalog, text_in
from game.translations import ENGLISH
from tests.browser.visitor import GAME, Visitor

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
SWAP = Path(__file__).with_name("overflow.js").read_text(encoding="utf-8")


def overflowing(visitor: Visitor, texts: dict[str, Any]) -> dict[str, list[str]]:
    """What does not fit on the screen that is shown, by language."""
    found = {}
    visitor.ask("(window.ewPatterns = window.ewNodes = undefined)")
    for code, one in languages().items():
        swapped = {"from": texts[ENGLISH], "to": texts[code], "dir": one["dir"]}
        measured = visitor.page.evaluate(SWAP, swapped)
        assert measured["seen"]
        if measured["clipped"]:
            found[code] = measured["clipped"]
    visitor.page.evaluate(SWAP, {"from": texts[ENGLISH], "to": texts[ENGLISH], "dir": "ltr"})
    return found


def test_no_text_of_any_language_overflows_a_small_phone(visit, demo):
    texts = {code: page_catalog("game", code)["texts"] for code in languages()}
    visitor = visit(demo, **SMALL_PHONE).open()
    visitor.wait_for_tabs()
    assert overflowing(visitor, texts) == {}, "start"
    visitor.listen().wait_for_sound()
    assert overflowing(visitor, texts) == {}, "listening"
    at = visitor.spot(60, -40)
    visitor.page.mouse.click(180, 150)
    visitor.wait(f"{GAME}.world.pin")
    assert at and overflowing(visitor, texts) == {}, "pin placed"
    visitor.primary.click()
    visitor.sees("consent")
    assert overflowing(visitor, texts) == {}, "consent"
    visitor.reply("/guess", lambda: None)
    assert overflowing(visitor, texts) == {}, "reveal"


def test_a_text_that_is_planted_too_long_is_found(newcomer, demo):
    visitor = newcomer(demo, **SMALL_PHONE)
    english = page_catalog()["texts"]
    long = english | {key: "Spiel" * 60 for key, words in english.items() if words == "Play"}
    measured = visitor.page.evaluate(SWAP, {"from": english, "to": long, "dir": "ltr"})
    assert any("SpielSpiel" in one for one in measured["clipped"])
    visitor.page.evaluate(SWAP, {"from": english, "to": english, "dir": "ltr"})
    visitor.ask("(window.ewPatterns = window.ewNodes = undefined)")


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
