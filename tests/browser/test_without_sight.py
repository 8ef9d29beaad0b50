"""The game as a screen reader tells it: each screen in its order, what is announced, and where the focus is.

`transcripts/` holds what is told. Places, distances and points differ from game to game, and stand there as
words in capitals. After a change of the page, read aloud what is different before putting it into the file.
"""

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from game.project_files import DATA
from tests.browser.conftest import Visit
from tests.browser.screen_reader import ScreenReader
from tests.browser.visitor import DOUBLE_CLICK, GAME, Visitor
from tests.servers import Server, serving

TRANSCRIPTS = Path(__file__).parent / "transcripts"
CARD = ".ew[data-screen] .ew-card"
VERDICTS = (
    "Spot on|Very close|Good ears|The right part of the world|A long way off|The other side of the world"
)
WORDS = {
    r"\d+:\d\d / \d+:\d\d": "TIME",
    r"\d\d:\d\d:\d\d": "TIME",
    r"\[slider\] Position in the sound, \d+": "[slider] Position in the sound",
    VERDICTS: "VERDICT",
    r"to the (north|south)?-?(east|west|north|south)? of": "DIRECTION of",
    r"[\d,.]+ (km|m) \([\d,.]+ miles?\)": "DISTANCE",
    r"[\d,.]+ (km|m)\b": "DISTANCE",
    r"[\d,]+ of (\d+),000": r"SCORE of \1,000",
    r"You are closer than One Click|One Click is closer than you|You and One Click are level": "WHO",
    r"You beat One Click|One Click wins|A draw with One Click": "OUTCOME",
    r"([Yy]ou|One Click) \d[\d,]*": r"\1 POINTS",
    r"\[cell\] [\d,]+": "[cell] POINTS",
    r"[\d,]+ points?": "POINTS",
    r"([a-z0-9]{5}-){4}[a-z0-9]{5}": "CODE",
    r"GeoScore [\d,]+": "GeoScore SCORE",
    r"#\d+": "NUMBER",
    r"(January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d+(, \d{4})?": "DATE",
    r"\d+\.\d° (north|south), \d+\.\d° (east|west)": "POINT",
}


@pytest.fixture(scope="module")
def with_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("board"), EARWITNESS_LEADERBOARD="on") as server:
        yield server


class Telling:
    """Writes down what a visitor without sight is told, screen by screen."""

    def __init__(self, visitor: Visitor, reader: ScreenReader) -> None:
        self.visitor = visitor
        self.reader = reader
        self.lines: list[str] = []

    def screen(self, title: str, announced: str = "", selector: str = CARD) -> None:
        """Write down a screen, once a sentence that begins so has been announced."""
        if announced:
            self.visitor.wait("window.announced.some((said) => said.startsWith(arg))", announced)
        said = self.reader.announced()
        read, focused = self.reader.reads(selector), self.reader.focused()
        twice = [once for once, again in pairwise(read) if once == again]
        assert not [line for line in twice if not line.startswith("[cell]")], title  # two may score alike
        assert len(set(said)) == len(said) and not {focused.partition("] ")[2], *read} & set(said), title
        recording = self.visitor.ask(RECORDING)
        told = [*read, f"focus: {focused}", *(f"said: {sentence}" for sentence in said)]
        self.lines += [f"## {title}", *(self.plain(line, recording) for line in told), ""]

    def is_as_written(self, transcript: str) -> None:
        """Compare with a transcript."""
        file = TRANSCRIPTS / transcript
        assert self.lines == file.read_text(encoding="utf-8").splitlines(), "\n".join(self.lines)

    def plain(self, line: str, recording: list[tuple[str, str]]) -> str:
        """A line without what differs from game to game."""
        for text, word in recording:
            line = line.replace(text, word)
        for pattern, word in WORDS.items():
            line = re.sub(pattern, word, line)
        return line


# Texts of the recordings that were revealed, the longest first; a reveal's place is noted for the summary.
RECORDING = f"""(({{ game, screen }}) => {{
  game.places ??= new Set();
  if (screen === 'reveal') game.places.add(document.querySelector('.ew-card .ew-place').textContent);
  const places = [...game.places].flatMap((text) => [text, text[0].toUpperCase() + text.slice(1)]);
  const texts = places.map((text) => [text, 'PLACE']);
  for (const part of ['title', 'words', 'fact'])
    for (const element of document.querySelectorAll(`.ew-clip-${{part}}`))
      texts.push([element.textContent, part.toUpperCase()]);
  return texts.sort((one, other) => other[0].length - one[0].length);
}})({GAME})"""


def close(visitor: Visitor) -> None:
    """Note the place that a reveal tells, and wait until its button is no double click."""
    visitor.sees("reveal")
    visitor.ask(RECORDING)
    visitor.page.wait_for_timeout(DOUBLE_CLICK)


def search(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name="Find a place").press("Enter")
    visitor.page.get_by_role("combobox", name="Find a place").fill(name)
    visitor.page.get_by_role("option").first.wait_for()


def farthest(server: Server, round_: str) -> str:
    """The other side of the Earth from a round's recording, as it can be searched for."""
    [row] = server.rows("SELECT clip_key FROM rounds WHERE round = ?", round_)
    with (DATA / "demo" / "clips.csv").open(encoding="utf-8", newline="") as table:
        clip = next(clip for clip in csv.DictReader(table) if clip["key"] == row["clip_key"])
    lat, lon = float(clip["lat"]), float(clip["lon"])
    return f"{-lat:.1f}, {lon - 180 if lon > 0 else lon + 180:.1f}"


def test_a_game_is_told_from_the_first_screen_to_the_last(visit: Visit, with_board: Server) -> None:
    visitor: Visitor = visit(with_board)
    page, reader = visitor.page, ScreenReader(visitor.page)
    telling = Telling(visitor, reader)
    visitor.open()
    telling.screen("Welcome")
    page.get_by_role("button", name="Today’s five").press("Enter")
    telling.screen("Today’s five", "Earwitness #")
    page.go_back()
    visitor.sees("start")
    page.get_by_role("button", name="Play against a model").press("Enter")
    visitor.sees("duel")
    telling.screen("Duel")
    page.go_back()
    visitor.sees("start")
    assert reader.focused() == "[button] Play"
    page.keyboard.press("Enter")
    visitor.sees("listen")
    telling.screen("First round", "Round 1")
    search(visitor, "Kathmandoo")
    page.keyboard.press("ArrowDown")
    telling.screen("Search", "Did you mean", ".ew-search")
    page.keyboard.press("Enter")
    telling.screen("Pin by name", "Pin on Kathmandu")
    page.keyboard.press("Enter")
    visitor.sees("consent")
    telling.screen("Question before the first guess", "Your rounds")
    page.wait_for_timeout(DOUBLE_CLICK)
    page.get_by_role("button", name=re.compile("^Play and let")).press("Enter")
    close(visitor)
    telling.screen("Reveal", telling_start(visitor))
    page.keyboard.press("Enter")
    by_keys(visitor, telling)
    page.keyboard.press("Enter")
    visitor.sees("listen")
    visitor.wait("window.announced.some((said) => said.startsWith('Round 3'))")
    page.get_by_role("button", name="I can’t tell").press("Enter")
    close(visitor)
    telling.screen("Reveal after passing", "It was")
    to_the_end(visitor, telling, passes=2, title="Summary")
    page.get_by_role("tab", name="Leaderboard").press("Enter")
    page.get_by_role("table").first.wait_for()
    board = [
        line for line in reader.reads("#ew-tabs") if line.startswith(("[heading", "[table", "[columnheader"))
    ]
    telling.lines += ["## Leaderboard", *board, ""]
    telling.is_as_written("game.txt")


@pytest.mark.parametrize(("way", "screen"), [("Play against a model", "duel"), ("Today’s five", "daily")])
def test_a_duel_and_todays_five_are_told(visit: Visit, with_board: Server, way: str, screen: str) -> None:
    visitor: Visitor = visit(with_board)
    telling = Telling(visitor, ScreenReader(visitor.page))
    visitor.open()
    visitor.page.get_by_role("button", name=way).press("Enter")
    visitor.sees(screen)
    visitor.page.locator(".ew-primary").press("Enter")
    visitor.sees("listen")
    visitor.ask(f"{GAME}.player.choose(true)")
    search(visitor, farthest(with_board, visitor.round))  # where the opponent is nearer, whatever was dealt
    visitor.page.keyboard.press("Enter")
    visitor.wait("window.announced.some((said) => said.startsWith('Pin at'))")
    telling.reader.announced()
    visitor.page.keyboard.press("Enter")
    close(visitor)
    telling.screen("Reveal", visitor.text(".ew-kicker"))
    to_the_end(visitor, telling, passes=4, title="The end")
    telling.is_as_written(f"{screen}.txt")


def telling_start(visitor: Visitor) -> str:
    """How the announcement of a reveal begins."""
    return visitor.text(".ew-kicker")


def by_keys(visitor: Visitor, telling: Telling) -> None:
    """Play the second round on the map, by arrow keys and Enter."""
    page = visitor.page
    visitor.sees("listen")
    visitor.wait("window.announced.some((said) => said.startsWith('Round 2'))")
    telling.reader.announced()
    page.locator(".ew-map").focus()
    visitor.wait("window.announced.some((said) => said.includes('°'))")  # where the crosshair is
    page.keyboard.press("+")
    visitor.wait("window.announced.at(-1).startsWith('One step')")
    page.keyboard.press("ArrowRight")
    visitor.wait("window.announced.length === 4")  # the point, and after a moment the town nearby
    visitor.ask("void (window.announced[3] = 'TOWN')")
    page.keyboard.press("Enter")
    visitor.wait("window.announced.at(-1).startsWith('Pin at')")
    telling.screen("Pin by keys")
    page.keyboard.press("Enter")
    close(visitor)
    assert telling.reader.focused() == "[button] Next"


def to_the_end(visitor: Visitor, telling: Telling, passes: int, title: str) -> None:
    """Pass in the last rounds, and look at the summary."""
    for _ in range(passes):
        visitor.page.keyboard.press("Enter")
        visitor.sees("listen")
        visitor.page.get_by_role("button", name="I can’t tell").press("Enter")
        close(visitor)
    telling.reader.announced()
    visitor.page.keyboard.press("Enter")
    visitor.wait(f"!['reveal', 'listen'].includes({GAME}.screen) && !{GAME}.busy")
    visitor.wait("window.announced.length")
    telling.screen(title)
