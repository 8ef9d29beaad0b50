"""Duels on the page: the ladder, an opponent's card, the reveal with both scores, and the end."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_alms import usable
from tests.browser.test_screens import grave
from tests.browser.tour import DESKTOP, PHONE_DARK, Window, found_by_axe, shoot
from tests.browser.visitor import GAME
from tests.builders.answer_files import SILENCE, answer, tell_models, write_answers
from tests.builders.running_game import TOWNS, write_pack
from tests.servers import serving

SMALL = Window(360, 640, "light")
CLICK, LONG = "One Click", "A model with a long name, 32B-Instruct"


@pytest.fixture(scope="module")
def duels(tmp_path_factory):
    """A game on six towns with two models: one always in Sydney, but for a refusal, and one nearly right."""
    folder = tmp_path_factory.mktemp("duels")
    pack, state = write_pack(folder / "pack", TOWNS, title="Bells", credit="Someone"), folder / "state"
    keys = [f"k{number}" for number in range(len(TOWNS))]
    sydney = {"lat": -33.9, "lon": 151.2, "city": "Sydney", "country": "Australia"}
    rows = [answer(key, reasoning="Gulls, and a ferry. " * 30, **sydney) for key in keys[1:]]
    write_answers(folder / "answers" / LONG, [answer("k0", **SILENCE), *rows])
    near = [answer(key, lat=lat, lon=lon + 2) for key, (lat, lon) in zip(keys, TOWNS, strict=True)]
    write_answers(folder / "answers" / "near", near)
    tell_models(folder / "answers", pack, state)
    folders = {"EARWITNESS_PACK": str(pack), "EARWITNESS_ANSWERS": str(folder / "answers")}
    with serving(state, **folders) as server:
        yield server


def truth(visitor):
    """The place of the round on screen, which only the server knows."""
    [row] = visitor.server.rows("SELECT clip_key FROM rounds WHERE round = ?", visitor.round)
    return TOWNS[int(row["clip_key"][1:])]


def guess(visitor, off=0.0):
    lat, lon = truth(visitor)
    visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", [lat, lon + off])
    return visitor.reply("/guess", lambda: visitor.press("Guess"))


def play(visitor, off=0.0):
    """Play a duel to its end; gives the last reveal."""
    visitor.sees("listen")
    visitor.ask(f"{GAME}.player.choose(true)")
    while visitor.screen != "summary":
        reveal = guess(visitor, off)
        visitor.onward()
    return reveal


def rungs(visitor):
    return [" | ".join(text.split("\n")) for text in visitor.page.locator(".ew-rung-words").all_inner_texts()]


def sound(visitor):
    assert grave(found_by_axe(visitor.page)) == []


def test_the_ladder_is_climbed_to_its_last_rung(newcomer, duels):
    visitor = newcomer(duels)
    visitor.press("Play against a model Climb a ladder of opponents, from the weakest to the best")
    visitor.sees("duel")
    style = visitor.page.add_style_tag(content="html { font-size: 200% !important; }")
    visitor.page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
    assert visitor.ask("document.querySelector('.ew-ladder').scrollWidth") <= SMALL.width
    style.evaluate("(tag) => tag.remove()")
    visitor.page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
    expect(visitor.page).to_have_title("Play against a model · Earwitness")
    first, second, third = reversed(rungs(visitor))
    assert first == f"{CLICK} | Always the same click | Next for you"
    assert second.startswith(f"{LONG} | GeoScore ")
    assert third.startswith("near | GeoScore 4,")
    assert visitor.ask("document.activeElement.tagName") == "H2"
    sound(visitor)
    shoot(visitor, "duel-ladder")
    visitor.press(f"Next: {CLICK}")
    reveal = play(visitor)
    assert reveal["opponent"]["id"] == "constant/best-geoscore"
    expect(visitor.page.locator(".ew-kicker")).to_have_text(f"You beat {CLICK}")
    score = {name: f"{round(points):,}" for name, points in reveal["score"].items()}
    expect(visitor.page.locator(".ew-duel-total")).to_have_text(
        f"You {score['you']}, {CLICK} {score['opponent']}"
    )
    expect(visitor.page.locator(".ew-duel-rounds tbody tr")).to_have_count(5)
    expect(visitor.page.locator("[aria-live]").first).to_contain_text(f"You beat {CLICK}. You 25,000, ")
    sound(visitor)
    visitor.press(f"Next: {LONG}")
    visitor.sees("duel")
    sound(visitor)
    visitor.press("Start the duel")
    play(visitor, off=5.0)
    visitor.press("Next: near")
    visitor.sees("duel")
    visitor.press("Start the duel")
    play(visitor, off=10.0)
    expect(visitor.page.locator(".ew-kicker")).to_have_text("near wins")
    visitor.press("Play near again")
    play(visitor, off=1.0)
    expect(visitor.page.locator(".ew-kicker")).to_have_text("You beat near")
    expect(visitor.primary).to_have_text("All opponents")
    visitor.primary.click()
    visitor.sees("duel")
    expect(visitor.page.locator(".ew-kind")).to_have_text("You have beaten everybody here.")
    assert [text.rpartition(" | ")[2] for text in rungs(visitor)] == ["Beaten"] * 3


@pytest.mark.parametrize("window", [DESKTOP, PHONE_DARK, SMALL], ids=str)
def test_a_duel_has_room_on_every_screen(newcomer, duels, window):
    visitor = newcomer(duels, **window.context).open("/?duel")
    visitor.sees("duel")
    shoot(visitor, f"duel-{window}-ladder")
    usable(visitor, window)
    visitor.page.get_by_role("button", name=LONG).first.click()
    visitor.sees("duel")
    expect(visitor.page.locator(".ew h2")).to_have_text(LONG)
    shoot(visitor, f"duel-{window}-card")
    usable(visitor, window)
    visitor.press("Start the duel")
    visitor.sees("listen")
    visitor.ask(f"{GAME}.player.choose(true)")
    shoot(visitor, f"duel-{window}-listen")
    reveal = guess(visitor, off=5.0)
    while reveal["opponent"]["refused"] or reveal["opponent"]["distance_km"] < 1000:
        visitor.onward()
        reveal = guess(visitor, off=5.0)
    head = visitor.page.locator(".ew-total")
    you, them = (f"{round(reveal['score'][name]):,}" for name in ("you", "opponent"))
    expect(head).to_have_text(f"You {you} · {LONG} {them}")
    expect(visitor.page.locator(".ew-duel-answer h3")).to_have_text(f"You are closer than {LONG}")
    expect(visitor.page.locator(".ew-map .ew-pin-alm")).to_have_count(1)
    expect(visitor.page.locator(".ew-duel-answer .ew-alm-reasoning")).to_be_hidden()
    shoot(visitor, f"duel-{window}-reveal")
    visitor.reload().sees("reveal")
    expect(head).to_have_text(f"You {you} · {LONG} {them}")
    usable(visitor, window)
    visitor.onward()
    play(visitor, off=5.0)
    shoot(visitor, f"duel-{window}-end")
    usable(visitor, window)


def test_a_link_leads_to_an_opponent_and_one_that_is_not_there_to_the_ladder(newcomer, duels):
    visitor = newcomer(duels).open("/?duel=click")
    visitor.sees("duel")
    expect(visitor.page.locator(".ew h2")).to_have_text(CLICK)
    expect(visitor.page.locator(".ew-duel-wink")).to_contain_text("always clicks the same spot")
    assert "AGL1K" not in visitor.text(".ew-card")
    visitor.open("/?duel=alm%2Fnobody").sees("duel")
    expect(visitor.page.locator(".ew-note")).to_contain_text("no such opponent")
    expect(visitor.page.locator(".ew-rung")).to_have_count(3)
