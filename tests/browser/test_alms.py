"""What the models answered: in the card, on the map, in the summary."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_screens import grave
from tests.browser.tour import (
    DESKTOP,
    ON_ITS_SIDE,
    PHONE,
    PHONE_DARK,
    SMALL,
    found_by_axe,
    measure,
    shoot,
    tap,
)
from tests.browser.visitor import GAME
from tests.builders.answer_files import SILENCE, answer, tell_models, write_answers
from tests.builders.running_game import write_pack
from tests.servers import serving

PARIS = (48.8566, 2.3522)
MARKUP = '<img src=x onerror="window.struck=1"><b>Bells</b> & "waves"\n<script>window.struck=1</script>'
LONG = "Birds, then a tram. " * 60


def write_three(folder, keys):
    """A model that is close, one that is far off, and one that refuses."""
    near = {"lat": 48.9, "lon": 2.4, "city": "<i>Paris</i>", "country": "France", "reasoning": MARKUP}
    far = {"lat": -33.9, "lon": 151.2, "city": "Sydney", "country": "Australia"}
    write_answers(folder / "near", [answer(key, **near) for key in keys])
    write_answers(folder / "far", [answer(key, **far) for key in keys[:2]])
    write_answers(folder / "silent", [answer(key, **SILENCE) for key in keys])


def write_sixteen(folder, keys):
    """Models all over the world, five of them in one town."""
    for number in range(16):
        lat, lon = (51.5, -0.1) if number < 5 else (number * 7 - 80, number * 23 - 170)
        rows = [answer(key, lat=lat, lon=lon, reasoning=LONG) for key in keys]
        write_answers(folder / f"a-model-with-a-long-name-{number}", rows)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serves a game on clips in Paris, with the models' answers that a function writes."""
    with ExitStack() as servers:

        def serve(write, clips):
            folder = tmp_path_factory.mktemp("alms")
            points = [(PARIS[0] + 0.1 * number, PARIS[1]) for number in range(clips)]
            pack = write_pack(folder / "pack", points, title="Bells", credit="Someone")
            write(folder / "answers", [f"k{number}" for number in range(clips)])
            tell_models(folder / "answers", pack, folder / "state")
            folders = {"EARWITNESS_PACK": str(pack), "EARWITNESS_ANSWERS": str(folder / "answers")}
            return servers.enter_context(serving(folder / "state", **folders))

        yield serve


@pytest.fixture(scope="module")
def three(served):
    return served(write_three, 3)


@pytest.fixture(scope="module")
def sixteen(served):
    return served(write_sixteen, 1)


def heading(visitor):
    return visitor.page.locator(".ew-alms > summary")


def lines(visitor):
    """The text of each row of the ranking."""
    found = visitor.page.locator(".ew-alms > ul > li .ew-alm-line").all_inner_texts()
    return [" ".join(line.split()) for line in found]


def pins(visitor):
    return visitor.page.locator(".ew-map .ew-pin-alm")


def tags(visitor):
    return visitor.page.locator(".ew-map .ew-tag-alm")


def guess(visitor):
    tap(visitor, 0.5)
    return visitor.reply("/guess", lambda: visitor.press("Guess"))


# The reveal


@pytest.fixture(scope="module")
def revealed(open_pages, three):
    """A visitor at a reveal, and the API's reply."""
    visitor = open_pages.lend(three).play()
    reply = visitor.guess(55.0, 90.0)
    yield visitor, reply
    open_pages.drop(visitor)
    assert not visitor.unexpected()


def test_a_reveal_ranks_the_player_among_the_models_and_shows_where_each_pointed(revealed):
    visitor, reply = revealed
    alms = {alm["name"]: alm for alm in reply["alms"]}
    assert reply["geoscore"] < alms["near"]["geoscore"]
    beaten = len(alms) - 1
    expect(heading(visitor)).to_have_text(f"You beat {beaten} of {len(alms)} models")
    near, you, *rest = lines(visitor)
    assert near.startswith(f"near {alms['near']['geoscore']:,.0f} points <i>Paris</i>, France · ")
    assert you.startswith(f"You {reply['geoscore']:,.0f} points ")
    assert rest[0] == "silent 6 points gave no answer: counts as 10,000 km"
    expect(pins(visitor)).to_have_count(beaten)
    # A chip where the pin is out of view; where there is no room, a name shows on hover.
    names = visitor.page.locator(".ew-map :is(.ew-tag-alm, .ew-chip)")
    assert 1 <= names.count() <= beaten
    for shown in names.filter(has_text="near").all():
        expect(shown).to_contain_text("km")


def test_reasoning_is_there_for_who_asks_and_markup_in_it_stays_text(revealed):
    visitor, _ = revealed
    reasoning = visitor.page.locator(".ew-alm-reasoning")
    expect(reasoning).to_be_hidden()
    visitor.page.get_by_text("Why?").click()
    expect(reasoning).to_be_visible()
    assert reasoning.text_content() == MARKUP
    expect(visitor.page.locator(".ew-alms :is(img, b, i, script), .ew-tag-alm :is(img, b, i)")).to_have_count(
        0
    )
    assert visitor.ask("window.struck") is None
    visitor.page.locator(".ew-alms li summary").press("Enter")
    expect(reasoning).to_be_hidden()


def test_the_models_stand_for_what_they_are_after_a_reload(revealed):
    visitor, reply = revealed
    title, ranking = heading(visitor).inner_text(), lines(visitor)
    visitor.reload().sees("reveal")
    expect(heading(visitor)).to_have_text(title)
    expect(pins(visitor)).to_have_count(len(reply["alms"]) - 1)  # one gave no answer
    assert lines(visitor) == ranking


def test_pins_that_lie_together_share_one_and_part_when_the_map_comes_near(revealed):
    visitor, _ = revealed
    alms = visitor.ask(f"{GAME}.overlay.modelPins.alms")
    alm = {"distance_km": 1, "geoscore": 4990}
    close = [{**alm, "name": "one", "lat": 10, "lon": 10}, {**alm, "name": "two", "lat": 10.5, "lon": 10}]
    visitor.ask(f"void Object.assign({GAME}.overlay.modelPins, {{ alms: arg }})", close)
    visitor.ask(f"void {GAME}.world.map.setView([10, 10], 3, {{ animate: false }})")
    expect(pins(visitor)).to_have_count(1)
    expect(pins(visitor).locator("text")).to_have_text("2")
    expect(tags(visitor)).to_have_count(1)  # once earlier ones have faded
    assert tags(visitor).inner_text().split("\n") == ["one", "1.0 km · 4,990", "two", "1.0 km · 4,990"]
    visitor.ask(f"void {GAME}.world.map.setView([10.2, 10], 9, {{ animate: false }})")
    expect(pins(visitor)).to_have_count(2)
    expect(pins(visitor).locator("text")).to_have_count(0)
    visitor.ask(f"void Object.assign({GAME}.overlay.modelPins, {{ alms: arg }})", alms)


@pytest.mark.parametrize("window", [DESKTOP, PHONE_DARK, ON_ITS_SIDE], ids=str)
def test_sixteen_models_leave_the_screen_usable(newcomer, sixteen, window):
    visitor = newcomer(sixteen, **window.context).play()
    guess(visitor)
    shoot(visitor, f"alms-{window}-reveal")
    assert measure(visitor, "pins")["pins"]["truth"] == {"inside": True, "covered": False}
    assert overlaps(visitor) == []
    heading(visitor).click()
    visitor.page.locator(".ew-alms li summary").first.click()
    shoot(visitor, f"alms-{window}-reasoning")
    assert len(lines(visitor)) == 17
    usable(visitor, window)
    visitor.onward()
    heading(visitor).click()
    shoot(visitor, f"alms-{window}-summary")
    usable(visitor, window)


def usable(visitor, window):
    found = measure(visitor, "scrolls", "primary", "targets", "words")
    assert found["primary"]
    assert found["scrolls"]["x"] == []
    assert [
        name for name in found["scrolls"]["y"] if not name.startswith(("div.ew-body", "section.ew-card"))
    ] == []
    if window.touch:
        assert [target for target in found["targets"] if min(target[1:]) < 43.99] == []
        assert [
            word[:2] for word in found["words"] if word[1] < 15.99 and "ew-pin-number" not in word[2]
        ] == []
    assert grave(found_by_axe(visitor.page)) == []


def overlaps(visitor):
    """Pairs of what must not cover one another: the two pins, all names and chips, card and buttons.

    Leaflet lets the names of an earlier reveal fade for a fifth of a second: those are left out.
    """
    boxes = visitor.ask(
        "[...document.querySelectorAll('.ew-tag, .ew-chip, .ew-card, .ew-tool:not([hidden] *),"
        " .ew-map :is(.ew-pin-guess, .ew-pin-truth) .ew-pin-fill')]"
        ".filter((one) => one.style.opacity !== '0')"
        ".map((one) => ({ name: one.textContent, ...one.getBoundingClientRect().toJSON() }))"
    )
    return [(a["name"], b["name"]) for a in boxes for b in boxes if a is not b and overlap(a, b)]


def misplaced(visitor):
    """What a visible name covers, or names that lie partly outside the window."""
    return visitor.ask(
        """(() => {
            const boxes = (what) => [...document.querySelectorAll(what)]
                .filter((one) => one.checkVisibility({ visibilityProperty: true }))
                .map((one) => ({ name: one.textContent, ...one.getBoundingClientRect().toJSON() }));
            const names = boxes(".ew-map :is(.ew-tag, .ew-chip)");
            const all = boxes(".ew-map :is(.ew-pin-fill, .ew-tag, .ew-chip, .leaflet-control-attribution),"
                + " .ew-card, .ew-tool");
            const apart = (a, b) => a.left > b.right - 1 || a.top > b.bottom - 1;
            const cover = (a, b) => !apart(a, b) && !apart(b, a);
            const same = (a, b) => a.name === b.name && a.left === b.left;
            return names.flatMap((a) => [
                ...all.filter((b) => !same(a, b) && cover(a, b)).map((b) => [a.name, b.name]),
                ...(a.left < 0 || a.right > innerWidth ? [[a.name, "edge"]] : []),
            ]);
        })()"""
    )


@pytest.mark.parametrize(
    ("window", "guess"),
    [(PHONE_DARK, (55, 20)), (SMALL, (48.86, 2.36))],
    ids=["far, on a phone", "near, on a small one"],
)
def test_at_twice_the_text_size_names_on_the_map_yield_to_pins(newcomer, sixteen, window, guess):
    visitor = newcomer(sixteen, **window.context)
    style = visitor.page.add_style_tag(content="html { font-size: 200% !important; }")
    visitor.play()
    box = "document.querySelector(arg).getBoundingClientRect()"
    assert visitor.ask(f"{box}.bottom", ".ew-head") <= visitor.ask(f"{box}.top", ".ew-actions")
    visitor.ask(f"{GAME}.world.placePin(...arg, 'click')", guess)  # for a clip in Paris
    visitor.reply("/guess", lambda: visitor.press("Guess"))
    assert pins(visitor).count() > 1
    assert misplaced(visitor) == []
    fits = "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector(arg))"
    assert visitor.ask(fits, ".ew-head")
    shoot(visitor, f"alms-{window}-twice")
    style.evaluate("(style) => style.remove()")


@pytest.mark.parametrize("window", [DESKTOP, PHONE_DARK], ids=str)
def test_a_wild_answer_leaves_the_view_to_guess_and_truth_and_waits_at_the_edge(newcomer, three, window):
    visitor = newcomer(three, **window.context).play()

    def guess_brussels():
        visitor.ask(f"{GAME}.world.placePin(50.9, 4.4, 'click')")  # for a clip in Paris
        return visitor.reply("/guess", lambda: visitor.press("Guess"))

    if "far" not in [alm["name"] for alm in guess_brussels()["alms"]]:  # on one clip of the three
        visitor.onward()
        guess_brussels()
    found = measure(visitor, "pins")["pins"]
    assert found == {
        "guess": {"inside": True, "covered": False},
        "truth": {"inside": True, "covered": False},
        "names": [True] * len(found["names"]),
    }
    assert overlaps(visitor) == []
    zoom = visitor.ask(f"{GAME}.world.map.getZoom()")
    assert zoom > 4  # where Brussels and Paris fill the view, and Sydney is far outside
    chip = visitor.page.locator(".ew-chip")
    expect(chip).to_have_attribute("aria-label", "Show on the map: far")
    expect(chip).to_contain_text("km")
    shoot(visitor, f"alms-{window}-wild")
    chip.click()
    visitor.wait(f"{GAME}.world.map.getZoom() < arg - 2", zoom)
    expect(chip).to_have_count(0)


def overlap(a, b):
    return (
        a["left"] < b["right"]
        and b["left"] < a["right"]
        and a["top"] < b["bottom"]
        and b["top"] < a["bottom"]
    )


def test_a_pin_without_room_for_its_name_tells_it_when_it_is_pointed_at(newcomer, sixteen):
    visitor = newcomer(sixteen, **PHONE.context).play()
    guess(visitor)
    alm = {"distance_km": 1, "geoscore": 4990}
    crowded = [{**alm, "name": f"no. {at}", "lat": -10, "lon": 30 + 6 * at} for at in range(5)]
    visitor.ask(f"void Object.assign({GAME}.overlay.modelPins, {{ alms: arg }})", crowded)
    visitor.ask(f"void {GAME}.world.map.setView([-30, 42], 3, {{ animate: false }})")
    layers = f"{GAME}.overlay.modelPins.pins.getLayers()"
    nameless = visitor.ask(f"{layers}.findIndex((pin) => pin.getTooltip()?.options.permanent === false)")
    name = visitor.ask(f"{layers}[{nameless}].alms[0].name")
    expect(tags(visitor).filter(has_text=name)).to_have_count(0)
    pins(visitor).nth(nameless).click()
    expect(tags(visitor).filter(has_text=name)).to_be_visible()


# The words, worked out by hand


def words(visitor, name, arg):
    module = "/earwitness/game/model-answers.js"
    return visitor.page.evaluate(f"(arg) => import('{module}').then((it) => it.{name}(arg))", arg)


@pytest.mark.parametrize(
    ("mine", "theirs", "sentence"),
    [
        (4000, [3000], "You beat A"),
        (4000, [4500], "A beat you"),
        (4000.2, [3999.6], "You tied with A"),
        (4000, [1, 2], "You beat both models"),
        (4000, [4001, 4002], "Both models beat you"),
        (4000, [1, 2, 3], "You beat all 3 models"),
        (4000, [4500, 4600, 4700], "All 3 models beat you"),
        (4000, [1, 2, 5000], "You beat 2 of 3 models"),
        (4000, [1, 4000, 5000], "You beat 1 of 3 models and tied with 1"),
        (4000, [1, None, None], "You beat A"),
        (4000, [None, None], "What the models answered"),
    ],
)
def test_the_ranking_in_words(revealed, mine, theirs, sentence):
    alms = [{"name": "ABC"[at], "geoscore": score} for at, score in enumerate(theirs)]
    assert (
        words(revealed[0], "modelSentence", {"status": "guessed", "geoscore": mine, "alms": alms}) == sentence
    )


def test_totals_are_over_the_rounds_that_both_have_answered(revealed):
    def round_(status, mine, **theirs):
        alms = [{"name": name, "geoscore": score} for name, score in theirs.items()]
        return {"status": status, "reveal": {"geoscore": mine, "alms": alms}}

    game = {
        "rounds": [
            round_("guessed", 1000, a=1500, b=100),
            round_("skipped", 6.2, a=6.2, c=None),
            round_("guessed", 3000, a=2000, b=None),
            round_("abandoned", 0, a=5000, b=5000, c=5000),
            {"status": "open", "reveal": None},
        ]
    }
    duels = {duel["name"]: duel for duel in words(revealed[0], "duelsOf", game)}
    assert duels == {
        "a": {
            "name": "a",
            "modelPoints": pytest.approx(3506.2),
            "playerPoints": pytest.approx(4006.2),
            "clips": 3,
        },
        "b": {"name": "b", "modelPoints": 100, "playerPoints": 1000, "clips": 1},
    }
    assert words(revealed[0], "duelSentence", game) == "You beat both models"


# The summary


@dataclass(frozen=True)
class Played:
    """A whole game of three rounds, of which the first was skipped."""

    reveals: list[dict[str, Any]]
    skipped: tuple[str, list[str]]  # heading and lines of that reveal
    summary: list[str]
    rule: str


@pytest.fixture(scope="module")
def played(open_pages, three):
    visitor = open_pages.lend(three).play()
    reveals = [visitor.skip()]
    skipped = heading(visitor).inner_text(), lines(visitor)
    for _ in range(2):
        visitor.onward()
        reveals.append(guess(visitor))
    visitor.onward()
    visitor.sees("summary")
    game = Played(reveals, skipped, lines(visitor), visitor.text(".ew-alm-rule"))
    assert not visitor.unexpected()
    open_pages.take_back(visitor)
    return game


def test_who_skips_sees_what_the_models_answered_and_beats_nobody(played):
    title, ranking = played.skipped
    assert title == "What the models answered"
    assert "You 6 points I can’t tell" in ranking


def test_the_summary_compares_totals_over_the_same_clips(played):
    by_name: dict[str, Any] = {}
    for reveal in played.reveals:
        for alm in reveal["alms"]:
            theirs, mine, clips = by_name.get(alm["name"], (0, 0, 0))
            by_name[alm["name"]] = (theirs + alm["geoscore"], mine + reveal["geoscore"], clips + 1)
    assert {name: clips for name, (_, _, clips) in by_name.items()} == {"near": 3, "far": 2, "silent": 3}
    assert sorted(played.summary) == sorted(
        f"{name} {theirs:,.0f} points on the same {clips} clips; you: {mine:,.0f}"
        for name, (theirs, mine, clips) in by_name.items()
    )
    assert "Rounds left open don’t count for anyone" in played.rule
