"""The participant's way through a study, at a desk and on a phone, twice interrupted."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from game.sound.headphone_check import trials
from tests.browser.tour import DESKTOP, PHONE, Window, audit
from tests.browser.visitor import GAME, Visitor
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.studies import SMALLEST
from tests.servers import Server, serving

ROUNDS = 2
LINK = "/study/way?PROLIFIC_PID={id}&STUDY_ID=s1&lang=en"
STUDIES: dict[str, dict[str, Any]] = {
    "way": {
        "rounds": ROUNDS,
        "practice": {"rounds": 1},
        "headphones": {"check": "antiphase", "needed": 1, "of": 1, "attempts": 2},
        "screening": {"least_age": 18, "headphones": "required"},
        "demographics": ["age_band", "languages", "gender"],
        "questions": {"explanation": True, "prior_exposure": "after_reveal"},
        "panel": {"participant": "PROLIFIC_PID"},
        "endings": {"completed": {"code": "C1ABCD"}, "screened_out": {"code": "C2ABCD"}},
    },
    "strict": {
        "rounds": 1,
        "level": False,
        "practice": {"rounds": 0},
        "comprehension": [],
        "replays": 1,
        "hear_to_end": True,
        "time_limit_seconds": 600,
        "questions": {
            "confidence": False,
            "clues": False,
            "prior_exposure": "never",
            "agl1k_exposure": False,
        },
        "endings": {"completed": {"url": "https://panel.example/done"}},
    },
    "zwei": {
        "languages": ["en", "de", "ar"],
        "title": {"en": "Where was this?", "de": "Wo war das?", "ar": "أين كان ذلك؟"},
        "consent": {
            "title": {"en": "Before you begin", "de": "Bevor du anfängst", "ar": "قبل أن تبدأ"},
            "text": {"en": "You take *part*.", "de": "Du nimmst *teil*.", "ar": "أنت *تشارك*."},
        },
        "demographics": ["gender", "country_of_residence"],
        "level": False,
    },
}


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A host with two studies on a pack of short clips."""
    folder = tmp_path_factory.mktemp("studies")
    write_pack(folder / "towns", TOWNS)
    (folder / "files").mkdir()
    for name, changes in STUDIES.items():
        values = SMALLEST | {"pack": str(folder / "towns")} | changes | {"name": name}
        (folder / "files" / f"{name}.yaml").write_text(yaml.safe_dump(values), "utf-8")
    settings = {"EARWITNESS_PACK": str(folder / "towns"), "EARWITNESS_STUDY": str(folder / "files")}
    with serving(folder / "state", **settings) as server:
        yield server


class Participant:
    """A person at a study's page."""

    def __init__(self, visitor: Visitor, look: Callable[[Visitor], None] = lambda _: None) -> None:
        self.visitor = visitor
        self.look = look

    @property
    def page(self) -> Page:
        return self.visitor.page

    def come(self, link: str) -> None:
        self.page.goto(self.visitor.server.address + link)

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=2, name=heading)).to_be_visible()
        self.look(self.visitor)

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def choose(self, label: str) -> None:
        self.page.locator("label").filter(has_text=label).first.click()

    @property
    def primary(self) -> Locator:
        return self.page.locator(".ew-primary")

    def prepare(self) -> None:
        """From the consent to the practice."""
        self.sees("Before you begin")
        self.press("I agree and want to take part")
        self.sees("Before you start")
        self.page.get_by_label("How old are you?").fill("30")
        self.choose("Yes")
        self.press("Continue")
        self.sees("About you")
        self.page.get_by_label("How old are you?").select_option("25-34")
        self.press("Continue")
        self.sees("Set your volume")
        self.press("Play the sound")
        expect(self.primary).to_have_attribute("aria-disabled", "false")
        self.press("I hear it well")
        self.check_headphones()
        self.sees("Instructions")
        self.press("Continue")
        self.comprehend()

    def check_headphones(self) -> None:
        """Fail once, then pass."""
        for attempt in range(2):
            self.sees("Headphone check")
            self.press("Start")
            self.sees("Headphone check, 1 of 1")
            self.press("Play the three sounds")
            right = self.right_interval(attempt)
            self.choose(str(right if attempt else right % 3 + 1))
            self.press("Next")
            if not attempt:
                expect(self.page.get_by_role("alert")).to_be_visible()

    def right_interval(self, attempt: int) -> int:
        """What only the host can know."""
        server = self.visitor.server
        key = (server.state / "secret").read_text().strip().encode()
        rows = server.rows("SELECT id FROM participants WHERE outcome IS NULL ORDER BY started_at DESC")
        return trials("antiphase", 1, key, f"{rows[0]['id']}.{attempt}")[0].answer

    def comprehend(self) -> None:
        self.sees("Is everything clear?")
        self.choose("Look it up, or ask someone")
        self.press("Continue")
        expect(self.page.get_by_role("alert")).to_contain_text("1 more try")
        self.choose("Point to where you think it most likely is")
        self.press("Continue")

    def pin(self) -> None:
        expect(self.page.locator(".ew[data-screen=listen]")).to_be_visible()
        self.visitor.settle()
        self.visitor.point(20.0, 30.0)

    def answer(self) -> None:
        """Pin, radius by keyboard, clue and words, and send the guess."""
        self.pin()
        self.look(self.visitor)
        self.press("Continue")
        self.sees("About this guess")
        self.primary.click(force=True)  # it says what is missing
        expect(self.page.locator(".ew-note")).to_contain_text("Move the slider")
        slider = self.page.get_by_label("How far from your pin could it be?")
        slider.press("ArrowLeft")
        expect(slider).to_have_attribute("aria-valuetext", "Within 410 km")
        expect(self.page.locator(".ew-area-edge")).to_have_count(1)
        self.choose("Language")
        self.page.get_by_label("Why there?").fill("A tongue I know")
        self.press("Guess")


def auditing(window: Window) -> Callable[[Visitor], None]:
    """Axe on a screen, in both colour schemes, and no word that is wider than the window.

    A card that says what an audited one said, but for its numbers, is not audited again.
    """
    audited: set[str] = set()

    def look(visitor: Visitor) -> None:
        words = re.sub(r"\d+", "", visitor.text(".ew-card"))
        if words in audited:
            return
        audited.add(words)
        assert audit(visitor) == {"dark": [], "light": []}
        assert visitor.ask("document.scrollingElement.scrollWidth") <= window.width

    return look


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=str)
def test_the_whole_way_twice_interrupted(visit, studies, window):
    link = LINK.format(id=f"p{window.width}")
    look = auditing(window)
    first = Participant(visit(studies, **window.context), look)
    first.come(link)
    first.prepare()
    first.sees("Practice")
    first.press("Start practising")
    first.answer()
    expect(first.page.locator(".ew[data-screen=reveal]")).to_be_visible()
    first.look(first.visitor)
    first.press("Continue")
    first.sees("Now it counts")
    first.press("Start")
    first.pin()
    pin = first.visitor.pin
    first.page.reload()
    first.sees("Now it counts")
    first.press("Start")
    expect(first.page.locator(".ew[data-screen=listen]")).to_be_visible()
    first.visitor.settle()
    assert first.visitor.pin == pin
    first.answer()
    first.sees("Saved")

    other = Participant(visit(studies, **window.context), look)
    other.come(link)
    other.sees("Welcome back")
    other.press("Continue")
    other.answer()
    other.press("Continue")
    other.sees("One last question")
    other.choose("No")
    other.press("Continue")
    other.sees("Where it was")
    expect(other.page.locator(".ew-rows li")).to_have_count(ROUNDS)
    other.page.get_by_label("I knew this one").first.check()
    other.press("Continue")
    other.sees("Thank you!")
    expect(other.page.locator(".ew-code-letters").first).to_have_text("C1ABCD")
    rounds = studies.rows(
        "SELECT * FROM rounds WHERE mode = 'study' AND game IN (SELECT game FROM games WHERE player_id = "
        "(SELECT player_id FROM participants ORDER BY finished_at DESC LIMIT 1)) ORDER BY number"
    )
    told = [(row["confidence_km"], row["explanation"], row["prior_exposure"]) for row in rounds]
    assert told == [(410, "A tongue I know", 1), (410, "A tongue I know", 0)]


def test_limits_hold_and_the_end_leads_back(visit, studies):
    visitor = visit(studies)
    who = Participant(visitor)
    who.come("/study/strict")
    who.sees("Before you begin")
    who.press("I agree and want to take part")
    who.sees("Before you start")
    who.page.get_by_label("How old are you?").fill("40")
    who.press("Continue")
    who.sees("Instructions")
    who.press("Continue")
    who.sees("Now it counts")
    who.press("Start")
    who.pin()
    expect(who.page.locator(".ew-total")).to_contain_text(" left")
    visitor.wait(f"{GAME}.sound.audio.ended")
    expect(who.page.locator(".ew-toggle")).to_have_attribute("aria-disabled", "true")
    who.press("Guess")
    who.sees("Saved")
    who.press("Continue")
    expect(who.page.locator(".ew[data-screen=summary]")).to_be_visible()
    who.press("Continue")
    who.sees("Thank you!")
    who.press("Stay here")
    expect(who.page.get_by_text("You stay here")).to_be_visible()


def test_when_the_time_is_up_the_page_goes_on_and_says_so(visit, studies):
    visitor = visit(studies)
    visitor.expects(r"409 \(Conflict\)")  # no round is left
    who = Participant(visitor)
    who.come("/study/strict")
    who.press("I agree and want to take part")
    who.page.get_by_label("How old are you?").fill("40")
    who.press("Continue")
    who.sees("Instructions")
    who.press("Continue")
    who.press("Start")
    expect(who.page.locator(".ew-total")).to_contain_text(" left")
    studies.change("UPDATE rounds SET closes_at = ? WHERE status = 'open'", time.time())
    visitor.ask(f"void Object.assign({GAME}.rounds.countdown, {{ endsAt: 0 }})")
    expect(who.page.locator(".ew-note")).to_contain_text("Time’s up. The last recording stays without")
    who.sees("Where it was")


def test_the_page_speaks_the_language_in_which_the_study_is_read(visit, studies):
    who = Participant(visit(studies, locale="de-AT"))
    who.come("/study/zwei")
    who.sees("Bevor du anfängst")
    expect(who.primary).to_have_text("Ich stimme zu und möchte teilnehmen")
    who.page.get_by_label("Sprache").select_option("ar")
    who.sees("قبل أن تبدأ")
    expect(who.primary).not_to_have_text(re.compile("[a-zA-Z]"))
    expect(who.page.locator("html")).to_have_attribute("dir", "rtl")


def test_our_own_texts_come_in_the_language_in_which_the_study_is_read(visit, studies):
    who = Participant(visit(studies, locale="de-AT"))
    who.come("/study/zwei")
    who.press("Ich stimme zu und möchte teilnehmen")
    who.sees("Bevor du anfängst")
    who.page.get_by_label("Wie alt bist du?").fill("30")
    who.press("Weiter")
    who.sees("Über dich")
    who.page.get_by_label("Welches Geschlecht hast du?").select_option(label="Frau")
    who.page.get_by_label("In welchem Land lebst du?").select_option(label="Österreich")
    who.press("Weiter")
    who.sees("Anleitung")
    expect(who.page.locator("main")).to_contain_text("Hör dir jede Aufnahme genau an")
    expect(who.page.locator("main")).to_contain_text("Bitte nutze keine Suchmaschine")
    who.press("Weiter")
    who.sees("Ist alles klar?")
    who.choose("Auf die Stelle zeigen, an der du sie am ehesten vermutest")


def test_declining_is_as_easy_and_leaves_nothing(visit, studies):
    who = Participant(visit(studies))
    who.come(LINK.format(id="no"))
    who.sees("Before you begin")
    who.press("I don’t want to take part")
    who.sees("That’s fine")
    assert who.visitor.ask("localStorage.length") == 0


def test_a_second_tab_goes_on_where_the_first_is(visit, studies):
    visitor = visit(studies)
    visitor.expects(r"409 \(Conflict\)")
    first = Participant(visitor)
    first.come(LINK.format(id="tabs"))
    first.sees("Before you begin")
    first.press("I agree and want to take part")
    first.sees("Before you start")
    second = Participant(visitor.another_tab())
    second.come(LINK.format(id="tabs"))
    for tab in (first, second):
        tab.sees("Before you start")
        tab.page.get_by_label("How old are you?").fill("30")
        tab.choose("Yes")
    first.press("Continue")
    first.sees("About you")
    second.press("Continue")
    second.sees("About you")


def test_an_unknown_study_is_said_so(visit, studies):
    visitor = visit(studies)
    visitor.expects("404")
    visitor.page.goto(f"{studies.address}/study/nowhere")
    expect(visitor.page.get_by_role("heading")).to_have_text("There’s no such study here")
