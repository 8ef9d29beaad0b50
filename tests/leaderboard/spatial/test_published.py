"""The published figures, held against the papers' text digit by digit."""

import re
from collections import Counter
from pathlib import Path

import pytest

from leaderboard.spatial.published import load_published

PAPER = "Hear You Are"
COLUMNS = ("R+B+Q", "R+M+Q", "B+Q", "M+Q", "R+Q", "R+M+Q", "B+Q", "Q", "O+Q")


def paper_text(shared: Path, name: str) -> str:
    file = shared / "papers" / name
    if not file.is_file():
        pytest.skip(f"{file} is not there")
    return file.read_text(encoding="utf-8")


def printed_rows(text: str, table: str) -> list[list[str]]:
    """The rows of figures of a table, as the paper's text has them: a label, and cells."""
    lines = text[text.index(f"Table {table}. **") :].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    end = next(number for number in range(start, len(lines)) if not lines[number].startswith("|"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:end]]
    return [row for row in rows if re.fullmatch(r"[\d.]+", row[-1])]


def ours(table: str) -> list[str]:
    return [one.value for one in load_published() if one.paper == PAPER and one.source == f"table {table}"]


@pytest.mark.parametrize(("table", "labels", "figures"), [("2", 2, 35), ("3", 1, 8), ("4", 1, 252)])
def test_hear_you_are_figures_are_the_papers_cells_in_the_papers_order(
    shared: Path, table: str, labels: int, figures: int
) -> None:
    printed = printed_rows(paper_text(shared, "hear_you_are_paper.txt"), table)
    assert ours(table) == [cell for row in printed for cell in row[labels:]]
    assert len(ours(table)) == figures


def test_table_4_has_every_modality_chance_and_oracle(shared: Path) -> None:
    assert "Random Chance | Oracle" in paper_text(shared, "hear_you_are_paper.txt")
    four = [one for one in load_published() if one.source == "table 4"]
    assert [one.tested_on for one in four] == list(COLUMNS) * 28
    assert Counter(one.role for one in four) == {"model": 28 * 7, "chance": 28, "oracle": 28}


def test_twnm_figures_stand_in_its_abstract(shared: Path) -> None:
    text = paper_text(shared, "twnm_review.txt")
    found = {one.metric: one.value for one in load_published() if one.name == "TWNM"}
    for words in (
        "{overall accuracy}% overall accuracy",
        "{spatial-family accuracy}% on spatial-family tasks",
    ):
        assert words.format(**found) in text
    assert f"{found['mixed L3 scene-level accuracy']}% on mixed L3 scene-level" in text


def test_other_benchmarks_are_context_and_no_more() -> None:
    context = [one for one in load_published() if one.is_context]
    assert {one.paper for one in context} == {"STAR-Bench"}
    assert {(one.role, one.value) for one in context} == {
        *(("people", value) for value in ("73.7", "70.0", "80.0", "77.0")),
        ("model", "44.3"),
    }
    assert not any(one.task for one in context)
