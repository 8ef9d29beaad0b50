"""A first visit in a real browser: what it fetches, and the time until map and sound are ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, Server, serving, settle
from tests.browser.program import FLAGS, find_browser
from tests.browser.traffic import Traffic

BARE = ("-m", "benchmarks.bare_page")
PATIENCE_MS = 30_000
# Runs in the page: notes the moment, in ms since navigation started.
_MAP_AT = """() => {
    const mark = performance.getEntriesByName("earwitness:map")[0];
    const map = document.querySelector(".ew .leaflet-container");
    if (!mark || !map) return null;
    const { left, top, width, height } = map.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width * 0.7, top + height / 2);
    return map.contains(hit) ? mark.startTime : null;
}"""
_BARE_AT = """() => document.querySelector("#bare") ? performance.now() : null"""
# From pressing the button until the round's sound plays, not the silence that unlocks audio.
_WATCH = """
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        this.addEventListener("canplay", () => note("canplay", this));
        this.addEventListener("timeupdate", () => this.currentTime > 0 && note("moves", this));
        return play.call(this);
    };
    const note = (name, audio) => {
        if (audio.currentSrc.includes("/audio/")) window.heard[name] ??= performance.now() - window.pressed;
    };
    window.heard = {};
    addEventListener("click", () => (window.pressed ??= performance.now()), true);
"""
_HEARD = """() => window.heard.moves ? window.heard : null"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit with an empty cache."""

    requests: int
    megabytes: float
    usable_s: float
    sound_s: float


def measure(quick: bool) -> list[Figure]:
    """Visit the game and a bare Gradio page alternately, each time as someone new, and take medians."""
    turns = 1 if quick else 5
    with serving(GAME) as game, serving(BARE, ready="/") as bare, open_browser() as browser:
        settle(game)
        _visit(browser, game, _MAP_AT, press=True), _visit(browser, bare, _BARE_AT, press=False)
        pairs = [
            (_visit(browser, game, _MAP_AT, press=True), _visit(browser, bare, _BARE_AT, press=False))
            for _ in range(turns)
        ]
    ours, baseline = zip(*pairs, strict=True)

    def middle(visits: tuple[Visit, ...], name: str) -> float:
        return float(median(getattr(visit, name) for visit in visits))

    return [
        Figure(
            "first visit: requests", "", middle(ours, "requests"), middle(baseline, "requests"), Target(60)
        ),
        Figure(
            "first visit: sent", "MB", middle(ours, "megabytes"), middle(baseline, "megabytes"), Target(1.0)
        ),
        Figure(
            "first visit: map clickable",
            "s",
            middle(ours, "usable_s"),
            middle(baseline, "usable_s"),
            Target(1.5),
        ),
        Figure("Play pressed to sound ready", "s", middle(ours, "sound_s"), target=Target(0.5)),
    ]


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


def _visit(browser: Browser, server: Server, usable_at: str, press: bool) -> Visit:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(_WATCH)
    page = context.new_page()
    traffic = Traffic(page)
    page.goto(server.url, wait_until="commit")
    usable = page.wait_for_function(usable_at, timeout=PATIENCE_MS).json_value() / 1000
    page.wait_for_load_state("networkidle")
    requests, sent = traffic.requests, traffic.bytes / 1e6
    sound = _press_play(page) if press else 0.0
    context.close()
    return Visit(requests, sent, usable, sound)


def _press_play(page: Page) -> float:
    page.get_by_role("button", name="Play", exact=True).click()
    heard = page.wait_for_function(_HEARD, timeout=PATIENCE_MS).json_value()
    return float(heard["canplay"] if "canplay" in heard else heard["moves"]) / 1000
