"""Left is left and right is right: a click on one side, from its scene to what the browser plays."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.scenes.build.encoding import WY, ZX, mp3
from game.scenes.build.hrirs import RATE, kemar
from game.scenes.build.rendering import impulse_responses
from game.scenes.cues import interaural_level_db, interaural_time_us
from game.scenes.item import Answer, Item, Text
from game.scenes.sampling import seeded
from game.scenes.scene import Room, Scene, Source
from game.scenes.scene_pack import PackCard, as_line
from tests.browser.conftest import Visit
from tests.browser.visitor import GAME, JUST_PLAY, Visitor
from tests.servers import Server, serving

EAR = Path(__file__).with_name("ear.js").read_text("utf-8")
ROOM = Room((8.0, 7.0, 3.6), 0.25, (4.0, 3.5, 1.6))
SIDES = {"left": 60.0, "right": -60.0}
OTHER = {"left": "right", "right": "left"}
NO_LEVEL = -3.0
"""dB: a first-order field keeps times between the ears, and loses levels at high frequencies."""
CARD = PackCard(1, "clicks", "Clicks", ("nobody",), "CC0-1.0", "binaural")
QUESTION = Item(
    "", "", "choice", "hear-you-are", "q1_class", None, Text("spatial.item.q1_class"), "What do you hear?",
    options=(Text("spatial.sound.clock"), Text("spatial.sound.drum")), english_options=("clock", "drum"),
    answer=Answer(option=0),
)  # fmt: skip


@pytest.fixture(scope="module")
def clicks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A game with two scenes a side, in each of which something clicks once; one of them is for practice."""
    pack = tmp_path_factory.mktemp("pack") / "clicks"
    scenes = [_scene(pack, side, number) for number in (0, 1) for side in SIDES]
    items = [replace(QUESTION, id=scene.id, scene=scene.id) for scene in scenes]
    (pack / "pack.json").write_text(as_line(CARD))
    (pack / "scenes.jsonl").write_text("\n".join(map(as_line, scenes)))
    (pack / "items.jsonl").write_text("\n".join(map(as_line, items)))
    with serving(tmp_path_factory.mktemp("clicks"), EARWITNESS_SCENES=str(pack)) as server:
        yield server


def _scene(pack: Path, side: str, number: int) -> Scene:
    source = Source("clock", 0, SIDES[side], 0.0, 1.0, 0.0, 0.4)
    responses = impulse_responses(ROOM, source, kemar(), seeded(1, side))
    ears, field = (0.5 * sound / np.abs(sound).max() for sound in responses)
    sounds = {"binaural.mp3": ears, "foa.wy.mp3": field[WY], "foa.zx.mp3": field[ZX]}
    files = {kind: f"{side}.{kind}" for kind in sounds}
    pack.mkdir(exist_ok=True)
    for kind, sound in sounds.items():
        (pack / files[kind]).write_bytes(mp3(sound))
    return Scene(f"{side}-{number}", 0.4, (source,), ROOM, (), files, dict.fromkeys(files, "0" * 64), 1.0)


def test_a_click_on_one_side_comes_to_the_ear_on_that_side(clicks: Server, visit: Visit) -> None:
    visitor = visit(clicks).open()
    visitor.page.get_by_role("tab", name="Around you").click()
    visitor.page.evaluate(EAR)
    visitor.press("Play ten")
    visitor.press("Listen")
    heard = [_side_heard(visitor)]
    assert heard == [_side_played(clicks)]
    for _ in range(2):  # of the three scenes, two are on one side and one is on the other
        _answer(visitor)
        visitor.press("Next")
        heard.append(_side_heard(visitor))  # plays by itself
        assert heard[-1] == _side_played(clicks)
    assert set(heard) == set(SIDES)

    _answer(visitor)
    visitor.press("See the result")
    visitor.press("Back to the start")
    visitor.press("Play ten, turning your head")
    visitor.press("Listen")
    side = _side_heard(visitor, NO_LEVEL)
    assert side == _side_played(clicks)
    visitor.page.get_by_role("slider", name="Turn your head").focus()
    for _ in range(18):  # to where it clicks, and 30 degrees beyond
        visitor.page.keyboard.press(f"Arrow{side.title()}")
    visitor.press("Listen again")
    assert _side_heard(visitor, NO_LEVEL) == OTHER[side]


def _answer(visitor: Visitor) -> None:
    visitor.page.keyboard.press("1")
    visitor.press("Answer")
    if not visitor.ask(f"{GAME}.player.hasChosen"):
        visitor.press(JUST_PLAY)


def _side_played(server: Server) -> str:
    (trial,) = server.rows("SELECT scene FROM spatial_trials WHERE status = 'open'")
    return str(trial["scene"]).split("-")[0]


def _side_heard(visitor: Visitor, least_db: float = 5.0) -> str:
    """The side at which the next sound arrives first, and is louder by so much."""
    ears = np.array(visitor.ask("ear.hear()"))
    time, level = interaural_time_us(ears, RATE), interaural_level_db(ears, RATE)
    assert abs(time) > 100
    side = "left" if time > 0 else "right"
    assert level > least_db if side == "left" else level < -least_db
    return side
