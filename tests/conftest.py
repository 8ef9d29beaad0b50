"""What every test may ask for, and the rule that nothing is skipped in CI."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.recordings import SHARED

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real data: AGL1K's schema file, two of its recordings, answers of ALMs."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: let EARWITNESS_SHARED name the folder of AGL1K's files")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _failed_in_ci(report) if not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_in_ci((yield))


def _failed_in_ci(report: Report) -> Report:
    """Turn a skip into a failure where every test must run."""
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"A test that cannot run fails in CI: {report.longreprtext}"
    return report
