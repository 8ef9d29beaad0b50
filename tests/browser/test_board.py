"""The leaderboard in a browser, over ten clips on the equator whose figures are worked out by hand.

Ten degrees along the equator are 6378.137 · π / 18 = 1,113.195 km, and score 5000 · exp(-1113.195 / 1492.7) =
2,371.9. A skip counts as 10,000 km and scores 6.2.
"""

import csv
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from game.texts import text_in
from leaderboard.answers.schema import read_clips
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.worker.output_files import FOLDER, INTERVALS, OutputFiles
from tests.browser.test_screens import grave
from tests.browser.tour import DESKTOP, PHONE, SMALL, found_by_axe, measure
from tests.browser.visitor import Visitor
from tests.builders.answer_files import answer, write_answers
from tests.builders.equator import benchmark_of, guessed, roster_of
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import write_guesses
from tests.servers import Server, serving

NAN = float("nan")
AFRICA, AMERICA, ASIA = (10, 20, 30, 35, 42), (-78, -70, -60, -52), (101,)
LONGITUDES = (*AFRICA, *AMERICA, *ASIA)
# Player, clip, longitude: each hears three clips, the first player a fourth one. Player 9 is ten degrees off
# at clip 0, and player 0 skips clip 1; all others are on the spot.
HEARD = (*((player, (player + more) % 10) for player in range(10) for more in range(3)), (0, 5))
AWRY = {(9, 0): 20, (0, 1): NAN}
GUESSES = tuple((player, clip, AWRY.get((player, clip), LONGITUDES[clip])) for player, clip in HEARD)
PEOPLE, MODEL = "human|clips", "alm/ten-degrees-off|clips"
PEOPLE_ON_TOP = ".ew-board-same .is-pinned[data-key=human]"
NEWS_SECONDS = 60  # a busy machine counts last of all
DARK_INK = "rgb(233, 238, 234)"  # --ink in assets/shared/tokens.css
TWICE = """addEventListener("DOMContentLoaded", () =>
    document.documentElement.style.setProperty("font-size", "200%", "important"))"""
IN_TABLE = """(() => Object.fromEntries(
    [...document.querySelectorAll(".ew-board-row")].map((row) => [row.dataset.id, Object.fromEntries(
        [...row.querySelectorAll(".ew-board-figure")].map((cell) => [
            [...cell.classList].find((name) => name.startsWith("is-")).slice(3),
            cell.querySelector(".ew-board-value")?.textContent ?? null,
        ]))])))()"""
AS_IT_CAME = """(() => {
    const board = document.querySelector(".ew-board");
    board.querySelectorAll("[role=switch]:checked, input[value=every], input[value=all]")
        .forEach((input) => input.click());
    board.querySelectorAll(".ew-board-table [aria-expanded=true], .ew-board-measured[open] > summary")
        .forEach((button) => button.click());
    for (const way of ["ascending", "descending"])
        if (!board.querySelector(".is-geoscore[aria-sort=descending]"))
            board.querySelector("[data-sort=geoscore]").click();
})()"""


@dataclass(frozen=True)
class Seen:
    """A server, someone who looks at its page, and what they read while nobody had guessed."""

    server: Server
    visitor: Visitor
    before: str


@pytest.fixture(scope="module")
def ten(tmp_path_factory, contexts):
    """The game over ten clips; a visitor who came before the first guess has watched people's row appear."""
    folder = tmp_path_factory.mktemp("ten")
    pack = write_ten(folder / "equator")
    # Models' answers of exactly 0 are read as refusals, as AGL1K reads them.
    answers = [
        answer(f"k{at}", lat=1e-6, lon=lon + 10, city="", country="", continent="")
        for at, lon in enumerate(LONGITUDES)
    ]
    for seed in (1, 2):  # asked twice, with the same answers
        write_answers(folder / "answers" / "ten-degrees-off", answers, f"seed_{seed}_ABCD.jsonl")
    env = {"EARWITNESS_PACK": str(pack), "EARWITNESS_ANSWERS": str(folder / "answers")}
    write_intervals(folder / "state", pack, folder / "answers")
    with serving(folder / "state", EARWITNESS_LEADERBOARD="on", **env) as server:
        visitor = open_board(Visitor(contexts, server))
        visitor.page.locator(".ew-board-empty").wait_for(timeout=NEWS_SECONDS * 1000)
        before = visitor.text(".ew-board")
        guess(server, pack)
        visitor.page.wait_for_function(has_row(PEOPLE), timeout=NEWS_SECONDS * 1000)
        yield Seen(server, visitor, before)
        visitor.context.close()
        assert not visitor.unexpected()


def write_ten(folder):
    """Clips along the equator; people speak in the first five."""
    write_pack(folder, [(0, lon) for lon in LONGITUDES])
    table = folder / "clips.csv"
    with table.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for at, row in enumerate(rows):
        row[header.index("speech")] = "1" if at < 5 else "0"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return folder


def points():
    """The guesses in columns: player, clip, latitude, longitude."""
    player, clip, lon = zip(*GUESSES, strict=True)
    return player, clip, [NAN if at != at else 0.0 for at in lon], lon


def write_intervals(state, pack, answers):
    """Store the intervals that a server would compute only ten minutes after its first ones."""
    player, *guesses = points()
    benchmark = benchmark_of(read_clips(pack), pack.name)
    at, lat, lon = guesses
    field = roster_of(benchmark, guessed(benchmark, at, player, lat, lon), answers)
    OutputFiles(state / FOLDER).put(INTERVALS, compute_intervals(field, time.time()).json())


def guess(server, pack):
    player, *guesses = points()
    url, clips = server.database, read_clips(Path(pack))
    columns = {"pack": pack.name, "since": time.time() - 60}
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread, and the store opens its own
        aside.submit(write_guesses, url, clips, player, *guesses, **columns).result()


def has_row(row):
    return f"() => document.querySelector('.ew-board-row[data-id=\"{row}\"]')"


def open_board(visitor):
    """Open the leaderboard by its address."""
    visitor.open("/#leaderboard")
    visitor.page.locator(".ew-board-standings").wait_for()
    return visitor


@pytest.fixture
def board(ten):
    """One visit for many tests, reset to the initial view for each."""
    ten.visitor.ask(AS_IT_CAME)
    return ten.visitor


@pytest.fixture(scope="module")
def phone(contexts, ten):
    visitor = open_board(Visitor(contexts, ten.server, **PHONE.context))
    yield visitor
    visitor.context.close()
    assert not visitor.unexpected()


@pytest.fixture
def arrived(ten):
    """The same visit where nothing is chosen on the board, as it opens by its address."""
    chosen = ten.visitor.page.get_by_role("radio", name="Same clips")
    if not chosen.is_visible() or not chosen.is_checked():
        open_board(ten.visitor.reload())
    yield ten.visitor
    ten.visitor.page.set_viewport_size(DESKTOP.context["viewport"])


def row(visitor, name):
    return visitor.page.locator(f'.ew-board-row[data-id="{name}"]')


def figures(visitor, name):
    return visitor.ask(IN_TABLE)[name]


def test_before_the_first_guess_the_page_says_what_will_be_here(ten):
    assert "No guesses yet" in ten.before
    assert "after the first guesses on this pack’s clips" in ten.before
    assert "Gemini 2.5 Pro" in ten.before  # what the paper prints is there from the start
    assert "always clicking the same place" in ten.before


def test_each_section_has_an_address_that_keeps_the_tab(arrived):
    visitor = arrived
    link = visitor.page.get_by_role("link", name="How far off")
    link.click()
    expect(visitor.page).to_have_url(re.compile("#leaderboard/errors$"))
    heading = visitor.page.get_by_role("heading", name="How far off")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    visitor.page.reload()
    expect(heading).to_be_focused()
    visitor.page.get_by_role("tab", name="About").click()
    expect(visitor.page).to_have_url(re.compile("#about$"))
    visitor.page.go_back()
    expect(heading).to_be_in_viewport()


def sees_on_the_first_screen(visitor, width, height):
    """Wait until what matters lies on the first screen of a window."""
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.page.evaluate("document.body.scrollTop = 0")
    parts = [
        ".ew-board-headline",
        ".ew-board-pairs .is-human",
        ".ew-board-pairs .is-alm",
        ".ew-board-contents",
    ]
    visitor.wait(
        "arg.every((part) => document.querySelector(part).getBoundingClientRect().bottom <= innerHeight)",
        parts,
    )


def test_the_first_screen_says_how_people_do_against_models(arrived):
    visitor = arrived
    expect(visitor.page.locator(".ew-board-headline")).to_have_text(
        "People: 4,788, ahead of ten-degrees-off at 2,372 on the same 10 clips."
    )
    expect(visitor.page.locator(".ew-board-pairs li.is-alm")).to_contain_text(
        re.compile(r"[\d,]+ to [\d,]+ points behind people on 10 clips with people at 4,788")
    )
    expect(visitor.page.get_by_role("radio", name="Same clips")).to_be_checked()
    for width, height in ((1280, 800), (PHONE.width, PHONE.height)):
        sees_on_the_first_screen(visitor, width, height)


def test_the_table_shows_what_is_worked_out_by_hand(board):
    # GeoScore: player 0 (3 · 5000 + 6.2) / 4 = 3,751.5, player 9 (2 · 5000 + 2371.9) / 3 = 4,124.0, others
    # 5,000. Distance: 2,500 and 371.1 km, the others none. Country: three of four, two of three, and all.
    assert figures(board, PEOPLE) == {
        "geoscore": "4,788",
        "distance_km": "287",
        "continent_acc_coordinates": "97.5%",
        "country_acc_coordinates": "94.2%",
        "city_acc_coordinates": "94.2%",
        "reject_rate": "2.5%",
        "n": "10",
    }
    assert figures(board, MODEL)["geoscore"] == "2,372"
    assert figures(board, MODEL)["distance_km"] == "1,113"
    expect(row(board, PEOPLE).locator(".ew-board-lacks")).to_have_text(
        "Provisional: needs 90 more clips and 469 more guesses"
    )
    expect(row(board, MODEL)).to_contain_text("Recomputed on 10 clips, 2 seeds")
    expect(row(board, MODEL)).to_contain_text("seeds 2,372–2,372")
    tally = "30 guesses and 1 skip by 10 players, on 10 of 10 clips."
    assert (
        board.text(".ew-board-tally"),
        figures(board, "published/gemini-3-pro|published")["geoscore"],
    ) == (
        tally,
        "3,032",
    )


def test_who_has_played_stands_beneath_people(visit, ten):
    visitor = visit(ten.server)
    own = {**board_row(ten, PEOPLE), "key": "you", "name": "You", "kind": "you", "guesses": 12}
    visitor.page.route("**/api/leaderboard/you", lambda route: route.fulfill(json={"rounds": 12, "row": own}))
    visitor.page.add_init_script("localStorage.setItem('earwitness.player', JSON.stringify('token'))")
    open_board(visitor)
    pinned = visitor.page.locator(".ew-board-same .is-pinned")
    expect(pinned).to_have_count(2)
    expect(pinned.nth(1)).to_contain_text("You 12 rounds, seen by you alone")
    visitor.page.get_by_role("radio", name="All clips").check(force=True)
    for name in ("Distance, km", "Name"):
        visitor.page.get_by_role("columnheader", name=name, exact=True).get_by_role("button").click()
        assert list(visitor.ask(IN_TABLE))[:2] == [PEOPLE, "you|clips"]


def board_row(seen, name):
    """A row of the board as the server sends it."""
    board = httpx.get(seen.server.address + "/api/leaderboard").json()
    return next(row for row in board["rows"] if f"{row['key']}|{row['basis']}" == name)


def test_on_a_phone_four_rows_come_first_and_continents_have_two_letters(phone):
    phone.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    phone.ask(AS_IT_CAME)
    rows = phone.page.locator(".ew-board-row")
    expect(rows).to_have_count(4)
    assert next(iter(phone.ask(IN_TABLE))) == PEOPLE
    phone.page.get_by_role("button", name=re.compile("^Show all")).tap()
    expect(rows.nth(15)).to_be_visible()
    phone.page.get_by_role("button", name="Show fewer").tap()
    expect(rows).to_have_count(4)
    matrix = drawn(phone, "confusion-human")
    expect(matrix.locator(".scatterlayer text").first).to_have_text("95")
    expect(matrix.locator(".xtick text")).to_have_text(["AF", "AS", "EU", "NA", "OC", "SA", "AN", "–"])
    drawn(phone, "errors")
    expect(phone.page.locator(".ew-board-who:visible")).to_have_count(1)


def test_intervals_stand_beside_their_figures_with_age_and_seed(board):
    assert re.fullmatch(
        r"\[[\d,]+, [\d,]+\]", row(board, PEOPLE).locator(".is-geoscore .ew-board-span").inner_text()
    )
    ages = board.page.locator("[data-ages]")
    expect(ages).to_have_text(
        re.compile(
            r"Counted \d+ s ago\. In brackets: 95% intervals\. Those of ranks, percentiles and the crowd are "
            r"\d+ (s|min) old, from 2,000 replicates with seed \d+\."
        )
    )
    ages.scroll_into_view_if_needed()
    board.wait("document.querySelector('[data-ages]').textContent !== arg", ages.inner_text())


def test_in_arabic_charts_and_intervals_read_from_left_to_right_with_all_their_labels(visit, ten):
    visitor = open_board(visit(ten.server, **{**PHONE.context, "locale": "ar"}))
    figure = visitor.page.locator("[data-figure=geoscore-continent]")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".ytick text")).to_have_count(6)
    cut = """(chart) => [...chart.querySelectorAll(".ytick text")].filter((label) =>
        label.getBoundingClientRect().left < chart.getBoundingClientRect().left).length"""
    assert figure.locator(".ew-board-chart").evaluate(cut) == 0
    assert figure.locator(".ytick text").last.text_content() == text_in("ar", "me.continent.africa")
    expect(row(visitor, PEOPLE).locator(".is-geoscore bdi")).to_have_css("direction", "ltr")


def test_rows_of_the_same_people_unfold_beneath_theirs(board):
    expect(row(board, "human/by-clip|clips")).to_have_count(0)
    unfold = row(board, PEOPLE).get_by_role("button", name="more rows of People")
    unfold.press("Enter")
    expect(row(board, PEOPLE).locator("[data-act=unfold]")).to_be_focused()
    expect(row(board, PEOPLE).locator("[data-act=unfold]")).to_have_attribute("aria-expanded", "true")
    # Clips: clip 0 4,124.0, clip 1 3,335.4 and eight times 5,000. Without skips: nine players with 5,000.
    assert figures(board, "human/by-clip|clips")["geoscore"] == "4,746"
    assert figures(board, "human/without-skips|clips")["geoscore"] == "4,912"
    assert figures(board, "human/without-skips|clips")["reject_rate"] == "0.0%"


def test_what_a_row_is_can_be_read_without_hovering(board):
    row(board, PEOPLE).get_by_role("button", name="People", exact=True).press("Enter")
    opened = board.page.locator(".ew-board-opened")
    expect(opened).to_contain_text("a skip counts as a refusal")
    expect(opened).to_contain_text("31 answers by 10 players on 10 clips, 3.1 per clip.")
    expect(opened.locator("div", has_text="Within 1,000 km").last).to_contain_text("94.2%")


def test_the_part_with_speech_is_counted_by_itself(board):
    board.page.get_by_role("radio", name="Speech", exact=True).check()
    # On clips 0 to 4 player 0 has 3,335.4 of three, player 9 3,685.9 of two, and five others 5,000.
    assert figures(board, PEOPLE)["geoscore"] == "4,574"
    board.page.get_by_role("radio", name="No speech").check()
    assert figures(board, PEOPLE)["geoscore"] == "5,000"


def test_every_column_sorts_with_the_best_first_and_the_other_way_round(board):
    for name, key, best_is_most in (("GeoScore", "geoscore", True), ("Distance, km", "distance_km", False)):
        head = board.page.get_by_role("columnheader", name=name, exact=True)
        for turn in range(2):
            if name != "GeoScore" or turn:
                head.get_by_role("button").click()
            down = best_is_most != bool(turn)
            expect(head).to_have_attribute("aria-sort", "descending" if down else "ascending")
            people, *others = board.ask(IN_TABLE).items()
            assert people[0] == PEOPLE  # pinned
            shown = [values[key] for _, values in others if values[key]]
            numbers = [int(text.replace(",", "")) for text in shown]
            assert len(numbers) > 15
            assert numbers == sorted(numbers, reverse=down)
    board.page.get_by_label("All columns").check()
    expect(board.page.get_by_role("columnheader", name="Within 1,000 km")).to_be_visible()
    assert figures(board, PEOPLE)["acc_1000km"] == "94.2%"


def test_the_same_clips_are_compared_with_people_in_words(board):
    board.page.get_by_role("radio", name="Same clips").check(force=True)
    answer = board.page.locator(".ew-board-answer")
    chosen = board.page.get_by_role("checkbox", name="ten-degrees-off 10 clips")
    expect(chosen).to_be_checked()
    rows = answer.get_by_role("row")
    expect(rows.nth(1)).to_contain_text(re.compile("People 10 clips · Always on top.*4,788"))
    expect(rows.nth(2)).to_have_text("Play 3 rounds to see yourself here.")
    expect(rows.nth(3)).to_contain_text("ten-degrees-off 10 clips")
    expect(rows.nth(4)).to_contain_text(re.compile("People.*4,788"))
    differences = answer.locator(".ew-board-differ li")
    # 2,371.9 - 4,787.5 points, and 1,113.2 - 287.1 km.
    expect(differences.nth(0)).to_contain_text(re.compile(r"GeoScore −2,416 points \[.+, .+\]: "))
    expect(differences.nth(1)).to_contain_text(re.compile(r"Distance \+826 km \[.+, .+\]: "))
    expect(answer).to_contain_text("adjusted (Holm)")
    chosen.uncheck()
    expect(answer).to_have_text("Choose at least one model. ")
    chosen.check()


def test_each_figure_is_drawn_told_in_words_and_downloaded(board):
    for name, words in (
        ("confusion-human", "Africa (clips: 5): 95% of the answers are there. 5% are no answer."),
        ("errors", "People: 94% within 100 km"),
        ("geoscore-speech", "People: Speech 4,574"),
        ("heard", "20–40 s: "),
        ("map", ""),
    ):
        figure = board.page.locator(f'[data-figure="{name}"]')
        figure.scroll_into_view_if_needed()
        expect(figure.locator("[data-drawn]")).to_be_visible()
        caption = figure.locator(".ew-board-words p")
        expect(caption).to_contain_text(words)
        assert figure.locator("[data-drawn]").get_attribute("aria-describedby") == caption.get_attribute("id")
        with board.page.expect_download() as coming:
            figure.get_by_role("link", name="CSV").click()
        assert Path(coming.value.path()).read_text(encoding="utf-8").count("\n") > 1
    with board.page.expect_download() as coming:
        board.page.get_by_role("link", name="The whole table as CSV").click()
    assert "\nhuman,People,human,clips" in Path(coming.value.path()).read_text(encoding="utf-8")


def test_any_entrant_is_put_beside_people(board):
    beside = board.page.locator("[data-section=confusion]")
    expect(beside.locator("figure")).to_have_count(2)  # the best model is there from the start
    expect(beside.locator("figcaption").first).to_have_text(re.compile("^People"))
    beside.get_by_role("checkbox", name="ten-degrees-off").uncheck()
    expect(beside.locator("figure")).to_have_count(1)


def drawn(visitor, name):
    """A figure, when its chart is there."""
    figure = visitor.page.locator(f'[data-figure="{name}"]')
    figure.scroll_into_view_if_needed()
    expect(figure.locator("[data-drawn]")).to_be_visible()
    return figure


def test_further_rows_of_a_chart_are_named_when_they_are_asked_for(board):
    figure = drawn(board, "errors")
    more, variant = (
        figure.get_by_role("button", name=name) for name in ("More rows", "People, first five rounds")
    )
    expect(figure.get_by_role("button", name="People", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(variant).to_be_hidden()
    more.press("Enter")
    expect(variant).to_have_attribute("aria-pressed", "false")
    variant.press("Enter")
    more.press("Enter")
    expect(variant).to_have_attribute("aria-pressed", "true")  # what is drawn keeps its name
    variant.press("Enter")
    more.press("Enter")
    more.press("Enter")
    expect(variant).to_be_hidden()


def lines(figure):
    return figure.locator(".scatterlayer .trace").count()


def test_what_is_open_turns_dark_with_the_page_and_stays_as_it_was_chosen(board):
    figure = drawn(board, "errors")
    people = figure.get_by_role("button", name="People", exact=True)
    before = lines(figure)
    people.click()
    expect(figure.locator(".scatterlayer .trace")).to_have_count(before - 1)
    drawn(board, "map")
    land = board.page.frame_locator(".ew-board-map").locator("html")
    expect(land).not_to_have_class("dark")
    row(board, PEOPLE).locator("[data-act=open]").click()
    board.page.emulate_media(color_scheme="dark")
    try:
        board.page.wait_for_function(
            f"""() => getComputedStyle(document.querySelector('[data-figure=errors] .xtick text')).fill
                === '{DARK_INK}'"""
        )
        expect(land).to_have_class("dark")
        expect(figure.locator(".scatterlayer .trace")).to_have_count(before - 1)
        expect(people).to_have_attribute("aria-pressed", "false")
        expect(board.page.locator(".ew-board-opened")).to_be_visible()
    finally:
        board.page.emulate_media(color_scheme="light")
    people.click()
    expect(figure.locator(".scatterlayer .trace")).to_have_count(before)
    expect(figure.locator(".xtick text").first).not_to_have_css("fill", DARK_INK)


def violations(visitor):
    """With rows opened and unfolded, and a chart drawn."""
    for act in ("open", "unfold"):
        row(visitor, PEOPLE).locator(f"[data-act={act}]").click()
    visitor.page.locator(".ew-board-measured > summary").click()
    drawn(visitor, "errors")
    return grave(found_by_axe(visitor.page))


def test_at_a_desk_by_day_the_board_has_no_serious_or_critical_violation(board):
    assert violations(board) == []


def test_on_a_phone_by_night_the_board_has_no_serious_or_critical_violation(phone):
    phone.ask(AS_IT_CAME)
    phone.page.emulate_media(color_scheme="dark")
    phone.wait("document.body.classList.contains('dark')")
    assert violations(phone) == []


@pytest.mark.parametrize("where", ["board", "phone"])
def test_the_board_around_the_head_is_a_switch_away(request, where):
    visitor = request.getfixturevalue(where)
    visitor.page.locator("[name=ew-board-which]:checked").press("ArrowRight")
    around = visitor.page.locator(".ew-board-around")
    expect(around.get_by_role("heading", level=1)).to_contain_text("Around the head")
    expect(around.get_by_role("rowheader", name="Chance: any direction").first).to_be_visible()
    around.locator("summary", has_text="Hear You Are, table 3").click()
    expect(around.get_by_role("cell", name="38.01°")).to_be_visible()
    expect(visitor.page.locator(".ew-board-standings")).to_be_hidden()
    assert visitor.ask("document.documentElement.scrollWidth <= innerWidth")
    assert grave(found_by_axe(visitor.page)) == []
    visitor.page.locator("[name=ew-board-which]:checked").press("ArrowLeft")
    expect(visitor.page.locator(".ew-board-standings")).to_be_visible()


def test_forced_colours_keep_bars_whiskers_and_switches_apart(board):
    board.page.emulate_media(forced_colors="active", color_scheme="dark")
    colour = "arg.map(([one, part]) => getComputedStyle(document.querySelector(one), part).backgroundColor)"
    switch, checked = ".ew-board-switch input", ".ew-board-parts input:checked + span"
    pairs = {
        "bar": [[".ew-board-fill", None], [".ew-board-bar", None]],
        "whisker": [[".ew-board-whisker", None], [".ew-board-bar", None]],
        "switch": [[switch, "::before"], [switch, None]],
        "part": [[checked, None], [".ew-board-parts input:not(:checked) + span", None]],
    }
    try:
        assert [name for name, pair in pairs.items() if len({*board.ask(colour, pair)}) == 1] == []
    finally:
        board.page.emulate_media(forced_colors="none", color_scheme="light")


def sideways(visitor):
    """Elements that scroll sideways, except the plots that keep their size and scroll inside."""
    return [
        name
        for name in measure(visitor, "scrolls")["scrolls"]["x"]
        if not name.startswith("div.ew-board-wide")
    ]


def targets(visitor):
    """What a finger can tap: for a checkbox, its label."""
    found = [target for target in measure(visitor, "targets")["targets"] if not target[0].startswith("input")]
    labels = """[...document.querySelectorAll(".ew-board label")].filter((label) => label.checkVisibility())
        .map((label) => [label.textContent, label.offsetWidth, label.offsetHeight])"""
    return found + visitor.ask(labels)


def names_that_break(visitor):
    """Names of rows that take more than a line."""
    return visitor.ask(
        """[...document.querySelectorAll(".ew-board-open > span:last-child")]
            .filter((name) => name.getClientRects().length > 1 || name.offsetHeight > 30)
            .map((name) => name.textContent)"""
    )


@pytest.mark.parametrize("window", [PHONE, SMALL], ids=str)
def test_on_a_phone_nothing_scrolls_sideways_and_a_row_opens_to_the_rest(phone, window):
    phone.page.set_viewport_size({"width": window.width, "height": window.height})
    phone.ask(AS_IT_CAME)
    assert sideways(phone) == []
    assert [target for target in targets(phone) if min(target[1:]) < 43.99] == []
    assert [word for word in measure(phone, "words")["words"] if word[1] < 15.99] == []
    assert list(figures(phone, PEOPLE)) == ["geoscore", "distance_km"]
    row(phone, PEOPLE).locator("[data-act=open]").tap()
    opened = phone.page.locator(".ew-board-opened div", has_text="Country")
    expect(opened.last).to_contain_text("94.2%")
    assert phone.ask("document.querySelector('.ew-board-told').offsetWidth") > window.width - 50
    row(phone, PEOPLE).locator("[data-act=unfold]").tap()
    phone.page.get_by_label("Sort by").select_option(label="Clips")
    assert sideways(phone) == []
    phone.page.get_by_role("radio", name="Same clips").check(force=True)
    expect(phone.page.locator(".ew-board-answer table")).to_be_visible()
    assert sideways(phone) == []


def beyond(visitor):
    """What of the board sticks out of the window, outside boxes that scroll."""
    return visitor.ask(
        """[...document.querySelectorAll(".ew-board *")]
            .filter((one) => one.checkVisibility() && !one.closest(".ew-hidden, .ew-board-wide"))
            .map((one) => [`${one.className} ${one.textContent}`, one.getBoundingClientRect()])
            .filter(([, { left, right }]) => left < -1 || right > innerWidth + 1)
            .map(([name]) => name)"""
    )


@pytest.fixture(scope="module")
def enlarged(contexts, ten):
    """The board at twice the text size: one visit at a desk, and one on phones of all sizes."""
    visitors = {}

    def shown(window):
        if window.touch not in visitors:
            visitor = visitors[window.touch] = Visitor(contexts, ten.server, **window.context)
            visitor.page.add_init_script(TWICE)
            open_board(visitor)
        visitor = visitors[window.touch]
        visitor.page.set_viewport_size(window.context["viewport"])
        if not visitor.page.locator(".ew-board-standings").is_visible():
            open_board(visitor)
        visitor.ask(AS_IT_CAME)
        visitor.page.get_by_role("radio", name="Same clips").check(force=True)
        return visitor

    yield shown
    for visitor in visitors.values():
        visitor.context.close()
        assert not visitor.unexpected()


@pytest.mark.parametrize("window", [DESKTOP, PHONE, SMALL], ids=str)
def test_at_twice_the_text_size_the_board_opens_and_nothing_leaves_the_window(enlarged, window):
    visitor = enlarged(window)
    expect(visitor.page.locator(PEOPLE_ON_TOP)).to_be_visible()
    drawn(visitor, "confusion-human")
    assert (beyond(visitor), sideways(visitor)) == ([], [])
    visitor.page.get_by_role("radio", name="All clips").check(force=True)
    row(visitor, PEOPLE).locator("[data-act=open]").click()
    assert (beyond(visitor), sideways(visitor)) == ([], [])
    if window.touch:
        menu = visitor.page.get_by_role("button", name="More tabs")
        assert min(menu.bounding_box()[side] for side in ("width", "height")) >= 44
        menu.tap()
        visitor.page.locator(".overflow-dropdown button", has_text="About").tap()
    else:
        visitor.page.get_by_role("tab", name="About").click()
    expect(visitor.page).to_have_url(re.compile("#about$"))
    visitor.page.go_back()
    expect(visitor.page.locator(".ew-board-headline")).to_be_visible()


def test_on_a_phone_names_have_a_line_and_the_table_stays_a_table(phone):
    phone.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    phone.ask(AS_IT_CAME)
    table = phone.page.get_by_role("table", name="People, crowds, models and baselines")
    heads = table.get_by_role("columnheader")
    expect(heads).to_have_text(["Name", "Kind", "GeoScore", "Distance, km"])
    expect(heads.nth(2)).to_have_attribute("aria-sort", "descending")
    phone.page.get_by_role("button", name=re.compile("^Show all")).tap()
    model = table.get_by_role("row").filter(
        has=phone.page.get_by_role("rowheader", name="Gemini 2.0 Flash-Thinking")
    )
    expect(model.get_by_role("cell")).to_have_text(["Closed modelPublished", "2,494", "2,992"])
    assert names_that_break(phone) == []
    phone.page.get_by_role("button", name="Show fewer").tap()


def test_the_board_costs_a_first_visit_nothing_and_can_be_asked_for_again_where_it_cannot_be_had(visit, ten):
    visitor = visit(ten.server)
    visitor.expects("ERR_FAILED", "Failed to load resource")
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open()
    visitor.page.wait_for_load_state("networkidle")
    assert [url for url in asked if "board" in url or "plotly" in url] == []
    visitor.page.route("**/api/leaderboard", lambda route: route.abort())
    visitor.page.get_by_role("tab", name="Leaderboard").click()
    trouble = visitor.page.locator(".ew-board-trouble")
    expect(trouble).to_contain_text("The server isn’t responding. The leaderboard hasn’t loaded yet.")
    visitor.page.unroute("**/api/leaderboard")
    trouble.get_by_role("button", name="Try again").click()
    expect(visitor.page.locator(PEOPLE_ON_TOP)).to_be_visible()
    expect(trouble).to_be_hidden()
    assert not [url for url in asked if "plotly" in url]
    for tab in ("Play", "Leaderboard"):
        visitor.page.get_by_role("tab", name=tab).click()
    assert visitor.ask("document.querySelectorAll('.ew-board h1').length") == 1


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        (
            {"synthetic": True, "benchmark": False},
            "Guesses on the demo don’t count",
        ),
        ({"synthetic": False, "benchmark": True}, "first guesses on AGL1K’s clips"),
        ({"synthetic": False, "benchmark": False}, "the paper’s rows are about other clips"),
    ],
    ids=["demo", "AGL1K", "a pack of one's own"],
)
def test_each_pack_says_what_stands_in_for_people_while_nobody_has_guessed(board, pack, sentence):
    words = board.page.evaluate(
        "(pack) => import('/earwitness/board/format.js').then((text) => text.emptyWords({ pack }))", pack
    )
    assert sentence in " ".join(words)
