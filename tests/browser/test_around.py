"""Around you: a game is heard and answered by mouse, by finger, and by keys alone without sight."""

import pytest
from playwright.sync_api import expect

from game.scenes.scene_pack import ITEMS, as_line, read_scene_pack
from tests.browser.screen_reader import ScreenReader
from tests.browser.visitor import JUST_PLAY, PHONE
from tests.builders.scene_packs import write_scene_pack
from tests.servers import serving

AROUND = ".ew-around"
RING, ARC = "Direction around you", "Height"
MOST_TABS = 60
VERDICT = "(off|Right!|Not this time).*(It was here|The answer): "
ASKED = ("q8_point", "l1_azimuth", "q3_metres") * 3


@pytest.fixture(scope="module")
def around(tmp_path_factory):
    """A game around the head with questions of all three kinds, each about a scene of its own."""
    folder = write_scene_pack(tmp_path_factory.mktemp("scenes") / "pack", 24)
    lines, scenes = [], set()
    items = read_scene_pack(folder).items
    for task in ASKED:
        item = next(item for item in items if item.task == task and item.scene not in scenes)
        scenes.add(item.scene)
        lines.append(as_line(item))
    (folder / ITEMS).write_text("\n".join(lines))
    with serving(tmp_path_factory.mktemp("around"), EARWITNESS_SCENES=str(folder)) as server:
        yield server


class Mouse:
    azimuth, elevation = 90, 45

    def __init__(self, visitor):
        self.page = visitor.page

    def press(self, button):
        button.click()

    def spot(self, dial, x, y):
        box = self.page.get_by_role("slider", name=dial, exact=True).locator("svg").bounding_box()
        return box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y

    def point(self):
        self.touch(*self.spot(RING, -50, 0))
        self.touch(*self.spot(ARC, 40, -40))

    def touch(self, x, y):
        self.page.mouse.click(x, y)

    def slide(self, slider):
        box = slider.bounding_box()
        self.touch(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)


class Finger(Mouse):
    azimuth, elevation = 90, 45

    def press(self, button):
        button.tap()

    def touch(self, x, y):
        self.page.touchscreen.tap(x, y)

    def spot(self, dial, x, y):
        self.page.get_by_role("slider", name=dial, exact=True).scroll_into_view_if_needed()
        return super().spot(dial, x, y)

    def slide(self, slider):
        slider.scroll_into_view_if_needed()
        super().slide(slider)


class Keys(Mouse):
    azimuth, elevation = 11, -5

    def go_to(self, element):
        """Press Tab until an element has the focus."""
        for _ in range(MOST_TABS):
            if element.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {element}")

    def press(self, button):
        self.go_to(button)
        self.page.keyboard.press("Enter")

    def point(self):
        self.go_to(self.page.get_by_role("slider", name=RING, exact=True))
        for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "ArrowDown", "PageUp"):
            self.page.keyboard.press(key)

    def slide(self, slider):
        self.go_to(slider)
        self.page.keyboard.press("ArrowRight")


def button(visitor, name):
    return visitor.page.locator(AROUND).get_by_role("button", name=name, exact=True)


def answer(visitor, hands):
    """Answer the question on screen, whatever is asked; returns which kind of question it was."""
    page = visitor.page
    pointer, choices = page.locator(".ew-pointer"), page.locator(".ew-choice")
    if pointer.count():
        hands.point()
        expect(page.locator(".ew-pointer-words")).to_contain_text(f"{hands.azimuth}° to the left")
        return "point"
    if choices.count():
        expect(choices).to_have_count(4)
        if isinstance(hands, Keys):
            page.keyboard.press("3")
        else:
            hands.press(choices.nth(2))
        expect(choices.nth(2)).to_have_attribute("aria-pressed", "true")
        return "choice"
    hands.slide(page.get_by_role("slider", name="Distance in metres"))
    expect(page.locator(".ew-number output")).to_contain_text("m")
    return "number"


@pytest.mark.parametrize(
    ("hands_of", "context", "device"),
    [
        pytest.param(Mouse, {}, "desktop", id="mouse"),
        pytest.param(Finger, PHONE, "phone", id="finger"),
        pytest.param(Keys, {}, "desktop", id="keys"),
    ],
)
def test_a_game_is_played_to_its_end(visit, around, hands_of, context, device):
    visitor = visit(around, **context)
    reader = ScreenReader(visitor.page)
    visitor.open()
    hands = hands_of(visitor)
    visitor.page.get_by_role("tab", name="Around you").click()
    hands.press(button(visitor, "Play ten"))
    kinds = []
    for number in range(1, 8):
        expect(visitor.page.get_by_role("heading", name=f"Question {number} of 7")).to_be_visible()
        question = visitor.text(".ew-around-question")
        if number == 1:
            hands.press(button(visitor, "Listen"))
        kinds.append(answer(visitor, hands))
        hands.press(visitor.page.locator(".ew-around-primary:not([aria-disabled])"))
        if number == 1:
            hands.press(button(visitor, JUST_PLAY))
        expect(visitor.page.locator(f"{AROUND}[data-screen=reveal]")).to_be_visible()
        visitor.wait(f"window.announced.some((said) => /{VERDICT}/.test(said))")
        assert question in " ".join(reader.announced())
        assert not visitor.ask("document.documentElement.scrollWidth > innerWidth")
        hands.press(visitor.page.locator(".ew-around-primary"))
    expect(visitor.page.locator(f"{AROUND}[data-screen=summary]")).to_be_visible()
    assert set(kinds) == {"point", "choice", "number"}
    rows = around.rows(
        "SELECT * FROM spatial_trials WHERE player_id = (SELECT player_id FROM spatial_trials "
        "ORDER BY dealt_at DESC, touched_at DESC LIMIT 1) ORDER BY number"
    )
    assert [row["kind"] for row in rows] == kinds
    assert {row["device"] for row in rows} == {device}
    for row in rows:
        if row["kind"] == "choice":
            assert row["option"] == 2
        elif row["kind"] == "point":
            assert row["azimuth"] == pytest.approx(hands.azimuth, abs=2)
            assert row["elevation"] == pytest.approx(hands.elevation, abs=2)
    total = sum(row["points"] for row in rows)
    assert f"{total:,.0f}" in visitor.text(".ew-around-title").replace(" ", ",")
