"""No hour sees more commits than the budget, over restarts too."""

from pathlib import Path

import pytest

from game.hub.repository import Unavailable
from game.publishing.commit_budget import COMMITS_AN_HOUR, HOUR_SECONDS, CommitBudget


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_an_hour_has_so_many_commits_whoever_counts_them(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "commits.json"
    for _ in range(COMMITS_AN_HOUR):
        CommitBudget(file, clock).spend()
        clock.now += 10
    with pytest.raises(Unavailable, match="100 commits") as refused:
        CommitBudget(file, clock).spend()
    assert refused.value.pause_seconds == pytest.approx(HOUR_SECONDS - COMMITS_AN_HOUR * 10)
    clock.now += refused.value.pause_seconds
    CommitBudget(file, clock).spend()
    with pytest.raises(Unavailable):
        CommitBudget(file, clock).spend()


@pytest.mark.parametrize("content", [b"", b"{", b"7", b'["x"]'])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, clock: Clock, content: bytes) -> None:
    file = tmp_path / "commits.json"
    file.write_bytes(content)
    CommitBudget(file, clock).spend()
    assert file.read_text() == f"[{clock.now}]"


def test_a_clock_that_was_set_back_does_not_stop_publishing(tmp_path: Path, clock: Clock) -> None:
    budget = CommitBudget(tmp_path / "commits.json", clock)
    for _ in range(COMMITS_AN_HOUR):
        budget.spend()
    clock.now -= 1_000_000
    budget.spend()
