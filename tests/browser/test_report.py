"""A study's report in a browser: on a phone in the dark and at a desk, asking for nothing, and on paper."""

from dataclasses import replace

import pytest

from leaderboard.study.report import folder
from leaderboard.study.report.contents import report
from leaderboard.study.report.page import html
from tests.browser.tour import found_by_axe
from tests.builders.study_records import a_record

A4 = 718  # px between the margins


@pytest.fixture(scope="module")
def document():
    family = (
        {"entrant": "near", "claim": "superiority", "margin": 250},
        {"entrant": "absent", "claim": "equivalence", "margin": 250},
    )
    record = a_record(12, broken={3: ["too_fast"]}, abandoned=[5], comparisons=family)
    return report(record)


@pytest.fixture(scope="module")
def file(document, tmp_path_factory):
    return folder.write(document, tmp_path_factory.mktemp("report"))[0]


@pytest.fixture
def shown(chromium, file):
    """Open the report; gives the page and what it asked for."""
    pages = []

    def show(width, scheme):
        page = chromium.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        pages.append(page)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page, asked

    yield show
    for page in pages:
        page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_report_is_read_on_any_screen(shown, file, width, scheme):
    page, asked = shown(width, scheme)
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(20, 25, 28)" if scheme == "dark" else "rgb(255, 255, 255)"
    )


def test_nothing_of_what_a_report_is_made_of_is_out_of_reach(chromium, document):
    """Axe takes seconds on a page so long, so it sees the sections that have every kind of part."""
    some = ("flow", "comparisons", "robustness", "texts")
    sections = tuple(section for section in document.sections if section.id in some)
    page = chromium.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.set_content(html(replace(document, sections=sections)))
    found = found_by_axe(page)
    page.close()
    assert found == []


def test_every_table_fits_on_paper(shown):
    page, _ = shown(A4, "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    wide = "most => [...document.querySelectorAll('table')].filter(one => one.scrollWidth > most)"
    assert page.evaluate(f"{wide}.map(one => one.className)", A4) == []
