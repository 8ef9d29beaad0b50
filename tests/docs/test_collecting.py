"""The cost of a baseline, as docs/collecting.md tells it, against the plan and the estimate of the code."""

from pathlib import Path

from game.project_files import ROOT
from game.study.study_file import read_study
from game.study.workload import workload
from leaderboard.study.power import PUBLISHED, Design
from leaderboard.study.power_plan import plan
from tests.builders.clips import clip
from tests.docs.test_docs import tables

PAGE = "docs/collecting.md"
MEAN_SECONDS = 128.44  # the paper's table 3
STUDY = """
earwitness_study: 1
name: baseline
title: Where?
pack: agl1k
consent: {title: Before you begin, text: You may stop at any time.}
rounds: ROUNDS
allocation: {rule: quota, answers: ANSWERS}
headphones: {check: antiphase}
demographics: [age_band, languages, continents_lived, hearing, headphones]
"""


def number(cell: str) -> int:
    return int(cell.lstrip("±GBP ").replace(",", ""))


def test_the_page_says_that_nothing_was_collected():
    page = (ROOT / PAGE).read_text()
    assert "No human baseline has been collected yet." in page
    assert f"(people {PUBLISHED.person:,.0f}, clips {PUBLISHED.clip:,.0f}, answers" in " ".join(page.split())


def test_the_precision_told_is_that_of_the_command():
    rows, _ = tables(PAGE, "people")
    assert len(rows) == 4
    for people, clips, answers, rounds, like_these, these in (map(number, row) for row in rows):
        found = plan(PUBLISHED, Design(people, clips, clips * answers / people), 100.0)
        assert round(found["design"]["rounds"]) == rounds
        half_widths = [found["sureness"][name]["half_width"] for name in ("clips_like_these", "these_clips")]
        assert [round(half) for half in half_widths] == [like_these, these]


def test_the_cost_told_is_that_of_the_estimate(tmp_path):
    rounds_of = {412: 21, 482: 21, 555: 20}
    _, rows = tables(PAGE, "people")
    assert len(rows) == 6
    for people, heard, minutes, hours, pay in rows:
        seconds = MEAN_SECONDS if heard == "in full" else float(heard.removesuffix(" s"))
        estimate = minutes_of(tmp_path / "study.yaml", rounds_of[number(people)], seconds)
        assert round(estimate) == number(minutes)
        assert round(number(people) * estimate / 60) == number(hours)
        assert number(hours) * 12 == number(pay)


def minutes_of(file: Path, rounds: int, seconds: float) -> float:
    file.write_text(STUDY.replace("ROUNDS", str(rounds)).replace("ANSWERS", "6"))
    return workload(read_study(file), [clip(0, 0.0, 0.0, seconds=seconds)]).minutes
