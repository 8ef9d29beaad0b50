"""A study's report: from records of simulated studies, and from a database through the command."""

import csv
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from game.project_files import ROOT
from game.study.clip_subset import ClipSubset
from game.study.preregistration import as_file, preregistration
from leaderboard.__main__ import main
from leaderboard.study import archive_files
from leaderboard.study.report import folder
from leaderboard.study.report.background import background
from leaderboard.study.report.contents import report
from leaderboard.study.report.page import html
from leaderboard.study.report.people import in_one_sentence
from leaderboard.study.report.preregistered import preregistration_words
from leaderboard.study.report.standings import standings
from leaderboard.study.stored_record import read_stored
from leaderboard.study.study_figures import StudyFigures
from tests.builders.clips import clip
from tests.builders.study_records import a_record

FAMILY = (
    {"entrant": "near", "claim": "superiority", "margin": 250},
    {"entrant": "far", "claim": "equivalence", "margin": 250},
    {"entrant": "absent", "claim": "superiority"},
)
BROKEN = {3: ["too_fast"], 9: ["too_fast", "heard_too_little"], 20: ["known_recording"]}
SECTIONS = [
    *("planned", "flow", "checklist", "standings", "comparisons", "robustness", "reliability", "model"),
    *("power", "calibration", "drop-out", "time-and-pay", "participants", "texts", "hashes"),
]


def whole_record():
    return a_record(
        24,
        18,
        9,
        broken=BROKEN,
        abandoned=[30, 31],
        comparisons=FAMILY,
        pay={"currency": "GBP", "amount": 3.0, "minutes": 20},
        precision={"geoscore": 100},
        title="Where? <b>&",
    )


@pytest.fixture(scope="module")
def record():
    return whole_record()


@pytest.fixture(scope="module")
def document(record):
    return report(record)


@pytest.fixture(scope="module")
def written(document, tmp_path_factory):
    return folder.write(document, tmp_path_factory.mktemp("report"))


def rows_of(written, name):
    file = next(file for file in written if file.name == f"{name}.csv")
    with file.open(newline="") as table:
        return list(csv.DictReader(table))


class Page(HTMLParser):
    """Ids, links and tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src", "srcset", "xlink:href") if name in given]


def test_the_same_record_gives_the_same_bytes(written, tmp_path):
    again = folder.write(report(whole_record()), tmp_path)
    assert [file.name for file in again] == [file.name for file in written]
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in written]


def test_the_page_asks_for_nothing_and_escapes_what_the_file_says(document):
    text = html(document)
    page = Page(text)
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "b"})
    assert page.links and all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert [name for name in page.ids if name in SECTIONS] == SECTIONS
    assert "Where? &lt;b&gt;&amp;" in text
    assert not re.search(r"\bnan\b|>None<|url\(|@import", text)


def test_tables_hold_the_figures(record, written):
    figures = StudyFigures(record)
    primary = rows_of(written, "people")[0]
    assert float(primary["geoscore"]) == pytest.approx(figures.primary.mean, rel=1e-5)
    assert figures.primary.interval
    ends = [float(primary["interval_low"]), float(primary["interval_high"])]
    assert ends == pytest.approx(figures.primary.interval, rel=1e-5)
    assert (primary["participants"], primary["clips"], primary["rounds"]) == ("24", "18", "211")
    rules = {row["rules"]: row for row in rows_of(written, "rules")}
    assert (rules["without too_fast"]["rounds"], rules["without too_fast"]["participants"]) == ("2", "2")
    assert rules["without any rule"]["rounds_in"] == "214"
    assert rules["abandoned rounds as refusals"]["rounds_in"] == "213"
    claims = rows_of(written, "comparisons")
    assert [row["holds"] for row in claims] == ["yes", "no", "not tested"]
    assert "no answers" in claims[2]["why_not"]
    assert len(rows_of(written, "rules_comparisons")) == 6 * len(FAMILY)
    flow = {row["step"]: row["rounds"] for row in rows_of(written, "flow_rounds")}
    assert flow["on the study's clips"] == "216"
    assert flow["of these, abandoned"] == "2"
    assert flow["answered, and left out by a rule"] == "3"
    assert flow["in the primary figure"] == "211"
    strata = [row for row in rows_of(written, "drop_out_clips") if row["by"] == "stratum"]
    assert sum(int(row["abandoned"]) for row in strata) == 2
    assert sum(int(row["dealt"]) for row in strata) == 216
    pay = {row["what"]: float(row["amount"]) for row in rows_of(written, "pay")}
    assert pay["an hour, at the median time of those who completed"] == pytest.approx(3 * 60 / 26.5, rel=1e-4)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"people": 0}, "nobody has 3 rounds that count"),
        ({"people": 0, "models": {}, "flow": {}}, "Neither people nor models"),
        ({"people": 1}, "An interval needs 10 participants"),
        ({"people": 3, "models": {}}, "There are no models&#39; answers"),
        ({"people": 2, "pilot": True}, "This is a pilot"),
        ({"people": 4, "comparisons": FAMILY}, "none can be tested yet"),
        ({"people": 12, "clips": 1, "rounds": 1, "abandoned": range(6)}, "nobody has 3 rounds that count"),
        ({"people": 2, "preregistration": "{}"}, "cannot be compared"),
        (
            {"people": 2, "demographics": ("gender",), "questions": {"confidence": False}},
            "does not ask how sure",
        ),
    ],
)
def test_small_studies_have_sentences_in_place_of_figures(given: dict[str, Any], says):
    document = report(a_record(**given))
    text = html(document)
    assert re.search(says, text)
    assert not re.search(r"\bnan\b|>None<|\binf\b", text)
    for section in document.sections:
        for table in section.tables:
            assert not re.search(r"\bnan\b|\binf\b", folder.csv(table))


def test_a_mix_of_strata_is_said_and_the_unbiased_figure_shown():
    shares = {
        f"{place}/{sound}": part
        for place in ("Europe", "Asia", "Africa")
        for sound, part in (("speech", 0.25), ("no_speech", 1 / 12))
    }
    given = {"rule": "stratified", "shares": shares}
    section = str(standings(StudyFigures(a_record(12, allocation=given))))
    assert "Mean person by stratum is the unbiased figure" in section
    assert "pairs_by_stratum" in section
    own = str(standings(StudyFigures(a_record(12, allocation={"rule": "stratified"}))))
    assert "mean person by stratum" in own
    assert "is the unbiased figure" not in own


def registered(made_on, **changes):
    planned = a_record(12, **changes)
    clips = [clip(number, 1.0, 1.0) for number in range(12)]
    subset = ClipSubset(tuple(clips), {one.key: "Europe/speech" for one in clips}, ())
    return as_file(preregistration(planned.study, subset, "b" * 64, "c" * 64, made_on))


def said(made_on, people=12, **changes):
    record = a_record(people, preregistration=registered(made_on, **changes))
    return " ".join(words for words, _ in preregistration_words(StudyFigures(record)))


def test_the_report_says_what_was_kept_of_a_preregistration():
    kept = said(date(2027, 1, 1))
    assert "preregistered on 2027-01-01" in kept
    assert "Changed since" not in kept
    assert "Changed since" not in said(date(2027, 1, 1), people=0)
    assert "Changed since: first round." in said(date(2027, 1, 19))
    other = said(date(2027, 1, 1), precision={"geoscore": 50})
    assert "Changed since: study file: precision, analysis." in other


def test_margins_name_answers_in_words():
    rows: list[dict[str, Any]] = [
        {"field": "gender", "answer": "woman", "people": 7, "asked": 12},
        {"field": "gender", "answer": None, "people": 5, "asked": 12},
    ]
    record = a_record(12, demographics=("gender",), margins=rows)
    (_, table) = background(StudyFigures(record)).tables
    assert [row[1:3] for row in table.rows] == [("Woman", 7), ("did not say", 5)]


def test_a_skip_counts_as_a_refusal_and_is_seen(record):
    rows = record.rounds.to_pylist()
    rows[0] |= {"status": "skipped", "lat": None, "lon": None, "distance_km": 10_000.0}
    skipped = replace(record, rounds=pa.Table.from_pylist(rows, record.rounds.schema))
    people = {(one.key, one.clips_are, one.skips): one for one in StudyFigures(skipped).figures}
    scored = people["mean-person", "like-these", "scored"]
    left_out = people["mean-person", "like-these", "left-out"]
    assert scored.rounds == left_out.rounds + 1
    assert not np.isnan(left_out.mean)


def contents_of(place):
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*.*")}


@pytest.mark.slow
def test_the_command_reports_on_a_study_that_was_played(played, tmp_path, monkeypatch, capsys):
    for name, value in played.env.items():
        monkeypatch.setenv(name, value)
    assert main(["report", "--study", played.study.name, "--out", str(tmp_path / "a")]) == 0
    assert main(["report", "--study", played.study.name, "--out", str(tmp_path / "b")]) == 0
    found = contents_of(tmp_path / "a")
    assert contents_of(tmp_path / "b") == found
    record = read_stored(played.settings.database_url, played.study, played.settings)
    archive = archive_files.write(record, tmp_path)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "elsewhere"))
    assert main(["report", "--from", str(archive), "--out", str(tmp_path / "c")]) == 0
    assert contents_of(tmp_path / "c") == found
    text = found["report.html"].decode()
    assert in_one_sentence(StudyFigures(record)) in text.replace("&#39;", "'")
    assert "Gemini 3 Pro" in text
    for what, secret in played.secrets.items():
        assert secret not in text, what


@pytest.mark.slow
def test_mistakes_are_told_in_one_sentence(tmp_path, monkeypatch, played):
    for name, value in played.env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=r"There is no study called other; there are: .*six-towns"):
        main(["report", "--study", "other", "--out", str(tmp_path)])
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="cannot be written to"):
        main(["report", "--study", "six-towns", "--out", str(tmp_path / "file")])
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "nowhere"))
    monkeypatch.setenv("EARWITNESS_DATABASE", "")
    with pytest.raises(SystemExit, match=r"^python -m leaderboard: \S"):
        main(["report", "--study", "six-towns", "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_the_command_line_loads_no_study_files():
    code = "import sys, leaderboard.study.report_command as _; print({'pydantic', 'jinja2'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
