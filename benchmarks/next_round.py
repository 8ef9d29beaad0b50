"""On a phone with 4G: the time from pressing Next to sound, when it was fetched while the reveal was read."""

from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.figures import Figure, Target
from benchmarks.servers import GAME, Server, serving, settle
from benchmarks.visit import PATIENCE_MS, open_browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
# A slow 4G line as Chromium's own tools throttle it, and one as networks measure it today.
LINES = {"1.6 Mb/s": 1.6e6, "9 Mb/s": 9e6}
LATENCY_MS = 150
ROUNDS = 4
_PAGE = "[...document.querySelectorAll('.ew')].find((one) => one.page)?.page"
# Notes when the round's sound plays after the last click, not the silence that unlocks audio.
_WATCH = """
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        this.onplaying = () => {
            if (!/^blob:|\\/audio\\//.test(this.currentSrc)) return;
            window.heard ??= performance.now() - window.pressed;
        };
        return play.call(this);
    };
    addEventListener("click", () => ((window.pressed = performance.now()), (window.heard = null)), true);
"""


def measure(quick: bool) -> list[Figure]:
    """Play a game on each line, pressing Next once the sound is there, and as soon as the reveal is."""
    rounds = 2 if quick else ROUNDS
    with serving(GAME) as game, open_browser() as browser:
        settle(game)
        return [
            Figure(
                f"Next pressed to sound, {name}",
                "s",
                _seconds(browser, game, speed, rounds, reads=True),
                _seconds(browser, game, speed, rounds, reads=False),
                Target(0.1),
            )
            for name, speed in LINES.items()
        ]


def _seconds(browser: Browser, game: Server, bits_a_second: float, rounds: int, reads: bool) -> float:
    """Median over the rounds of a new player's game."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(game.url)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => window.heard")
    page.evaluate(f"() => {_PAGE}.player.choose(false)")
    _throttle(page, bits_a_second)
    heard = [_next(page, reads) for _ in range(rounds)]
    context.close()
    return float(median(heard))


def _next(page: Page, reads: bool) -> float:
    """Guess, read the reveal or not, press Next; seconds until the sound plays."""
    page.wait_for_function(f"() => !{_PAGE}.busy && !{_PAGE}.game.dealing")
    page.evaluate(f"() => {_PAGE}.run(() => {_PAGE}.openRound.guess({_PAGE}.round, {{ lat: 20, lon: 60 }}))")
    page.locator(".ew[data-screen=reveal]").wait_for()
    if reads:
        page.wait_for_function(f"() => {_PAGE}.game.next.round")
    page.get_by_role("button", name="Next", exact=True).click()
    return float(page.wait_for_function("() => window.heard").json_value()) / 1000


def _throttle(page: Page, bits_a_second: float) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"offline": False, "latency": LATENCY_MS}
    speeds = {"downloadThroughput": bits_a_second / 8, "uploadThroughput": bits_a_second / 16}
    session.send("Network.emulateNetworkConditions", line | speeds)
