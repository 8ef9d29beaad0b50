"""The runbook and the alerts against what `/readyz` and `/metrics` can say."""

import re
from typing import Any, get_args

import pytest
import yaml

from game.api.health import VANISHED
from game.api.shared_limits import StoreState
from game.processes import fetch_process, publish_process
from game.project_files import ROOT
from game.store.errors import WHY
from leaderboard.web.routes import BoardState, ProcessState
from tests.docs.test_docs import code, table

RUNBOOK = "docs/running.md"
STATES = {
    "publishing": publish_process.State,
    "fetching": fetch_process.State,
    "table": BoardState,
    "process": ProcessState,
    "rate store": StoreState,
}
BUILT_IN = {"up", "job", "instance", "le"}  # Prometheus's own


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((ROOT / "docs" / "examples" / "alerts.yaml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_reason_of_the_store_has_its_entry_and_no_other() -> None:
    rows = table(RUNBOOK, "the store")
    assert [row[0] for row in rows] == list(WHY.values())
    assert all(all(row) for row in rows)


def test_vanished_recordings_have_their_entry() -> None:
    assert VANISHED.format("…") in (ROOT / RUNBOOK).read_text("utf-8")


@pytest.mark.parametrize("part", STATES)
def test_every_state_of_what_the_game_does_without_has_its_entry_and_no_other(part: str) -> None:
    rows = table(RUNBOOK, part)
    assert {row[0] for row in rows} == {code(state) for state in get_args(STATES[part])}
    assert all(all(row) for row in rows)


def test_every_alert_is_explained_and_no_other() -> None:
    rows = table(RUNBOOK, "alert")
    assert [row[0] for row in rows] == [code(rule["alert"]) for rule in alerts()]
    assert all(all(row) for row in rows)
    for rule in alerts():
        assert rule["labels"]["severity"] in ("critical", "warning") and rule["annotations"]["summary"]


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_asks_for_metrics_and_labels_that_there_are(rule: dict[str, Any]) -> None:
    labels = {
        row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in table("docs/metrics.md", "metric")
    }
    without_values = re.sub(r'"[^"]*"', "", rule["expr"])
    named = re.findall(r"\b(?:earwitness|process)_\w+|\bup\b", without_values)
    families = {re.sub(r"_bucket$", "", name) for name in named}
    assert families and families <= labels.keys() | BUILT_IN
    known = BUILT_IN.union(*(labels.get(name, set()) for name in families))
    asked = {name for words in re.findall(r"\{(.*?)\}|by \((.*?)\)", without_values) for name in words}
    assert set(re.findall(r"\w+", " ".join(asked))) <= known
    assert set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])) <= known
