"""A page that was opened before the host's pack was there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.builders.running_game import write_pack
from tests.servers import Server, serving

POINTS = [(10.0 + 2 * number, 20.0) for number in range(20)]
NOWHERE = {"EARWITNESS_AGL1K": "http://127.0.0.1:9", "EARWITNESS_ARCHIVE": "http://127.0.0.1:9"}


class Parcel:
    """A pack whose last recording is held back."""

    def __init__(self, state: Path) -> None:
        folder = write_pack(state / "packs" / "agl1k", POINTS)
        self.there = folder / "audio" / "19.mp3"
        self.away = state / "19.mp3"
        self.there.rename(self.away)

    def bring(self) -> None:
        self.away.rename(self.there)


@pytest.fixture
def parcel(tmp_path: Path) -> Parcel:
    return Parcel(tmp_path)


@pytest.fixture
def server(tmp_path: Path, parcel: Parcel) -> Iterator[Server]:
    with serving(tmp_path, EARWITNESS_FETCH="agl1k", **NOWHERE) as server:
        yield server


def test_the_page_tells_how_far_the_pack_is_and_plays_it_once_it_is_there(
    visit: Visit, server: Server, parcel: Parcel
) -> None:
    visitor = visit(server).open()
    visitor.expects(
        r"ERR_CONNECTION_REFUSED \(.*/audio/"
    )  # the server stops first, while the sound still plays
    notices = visitor.page.locator(".ew-demo")
    expect(notices.first).to_have_text(
        "These demo sounds are synthetic, so your guesses don’t count on the leaderboard."
    )
    expect(notices.nth(1)).to_contain_text("19 of the first 20 are here")
    parcel.bring()
    expect(notices).to_have_count(0, timeout=30_000)
    expect(visitor.page.get_by_role("button", name="Practice")).to_be_visible()
    visitor.play()
    assert [row["pack"] for row in server.rows("SELECT pack FROM rounds")] == ["agl1k"]
