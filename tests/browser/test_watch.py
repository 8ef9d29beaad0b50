"""The host's page of a running study: what it shows, keeps to itself, and leaves in place."""

import httpx
import pytest
import yaml
from playwright.sync_api import expect

from game.players.identity import Registry
from tests.browser.tour import DESKTOP, PHONE, SCHEMES, found_by_axe
from tests.builders.participant import Participant
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.studies import SMALLEST
from tests.servers import serving

PAGE = "document.querySelector('.ew-watch').page"
PANEL = "?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}"


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A host with two studies: one that nobody but its own test joins, and one for all others."""
    folder = tmp_path_factory.mktemp("watched")
    write_pack(folder / "towns", TOWNS)
    values = {
        "pack": str(folder / "towns"),
        "rounds": 2,
        "allocation": {"rule": "quota", "answers": 5},
        "practice": {"rounds": 0},
        "panel": {"participant": "PROLIFIC_PID"},
        "endings": {"completed": {"code": "C1ABCD"}},
    }
    (folder / "studies").mkdir()
    for name in ("watched", "begun"):
        study = yaml.safe_dump(SMALLEST | values | {"name": name})
        (folder / "studies" / f"{name}.yaml").write_text(study, "utf-8")
    settings = {"EARWITNESS_PACK": str(folder / "towns"), "EARWITNESS_STUDY": str(folder / "studies")}
    with serving(folder / "state", **settings) as server:
        yield server


def key_of(server, study="watched"):
    return Registry((server.state / "secret").read_text().strip().encode()).study_key(study)


def join(server, study, panel_id):
    with httpx.Client(base_url=server.address) as client:
        Participant(client, study, PROLIFIC_PID=panel_id).go_on("rounds")


def test_the_host_watches_a_study_begin(visit, watched):
    visitor = visit(watched, **DESKTOP.context)
    page = visitor.page
    told = []
    page.on("request", lambda request: told.append((request.url, request.headers.get("referer", ""))))
    page.goto(f"{watched.address}/study/watched/watch?key={key_of(watched)}")
    expect(page.get_by_role("heading", name="Nobody has come yet")).to_be_visible()
    expect(page.locator(".ew-watch-link")).to_have_text(f"{watched.address}/study/watched{PANEL}")
    assert [url for url, _ in told if key_of(watched) in url] == [page.url]
    assert {referer for _, referer in told} == {""}

    page.locator("summary").click()
    table = page.get_by_role("group", name="Answers by recording").get_by_role("row")
    expect(table).to_have_count(1 + len(TOWNS))
    page.get_by_role("button", name="Download as CSV").focus()
    page.evaluate("window.scrollTo(0, 100)")
    join(watched, "watched", "first")
    visitor.ask(f"{PAGE}.look()")
    expect(page.get_by_role("heading", name="Link for participants")).to_be_visible()
    rounds = page.get_by_role("row", name="Rounds").get_by_role("cell")
    expect(rounds).to_have_text(["1", "1", "0", "0"])
    assert visitor.ask("document.activeElement.textContent") == "Download as CSV"
    assert visitor.ask("window.scrollY") == 100
    expect(table).to_have_count(1 + len(TOWNS))


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=str)
def test_the_host_s_page_is_for_everybody(visit, watched, window):
    visitor = visit(watched, **window.context)
    join(watched, "begun", f"p{window.width}")
    visitor.page.goto(f"{watched.address}/study/begun/watch?key={key_of(watched, 'begun')}")
    expect(visitor.page.get_by_role("heading", name="Where participants are")).to_be_visible()
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.wait("document.body.classList.contains('dark') === (arg === 'dark')", scheme)
        assert found_by_axe(visitor.page) == []
    visitor.page.add_style_tag(content=":root { font-size: 200% }")
    assert visitor.ask("document.scrollingElement.scrollWidth") <= window.width


def test_a_wrong_key_opens_nothing(visit, watched):
    visitor = visit(watched)
    visitor.expects("403")
    visitor.page.goto(f"{watched.address}/study/watched/watch?key=0000")
    expect(visitor.page.get_by_role("heading")).to_have_text("This link opens nothing")
    assert key_of(watched) not in watched.log.read_text()
