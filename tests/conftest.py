"""Fixtures for all tests, which tests are slow, and the rule that CI skips nothing."""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest

from tests.builders.recordings import SHARED
from tests.databases import databases
from tests.postgresql_server import EITHER, PostgresqlServer
from tests.stand_ins.archive.fixture import Archive
from tests.stand_ins.hub.fixture import Hub
from tests.stand_ins.model_api.fixture import Oracle, oracle_running

os.environ["HF_HUB_DISABLE_XET"] = "1"  # read as huggingface_hub is imported, and Gradio imports it
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

# A shell that starts tests in the background has them, and every command they start, ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples have no time limit: machines differ, and speed is what the benchmarks measure.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# Where all databases of games are: `sqlite`, or `postgresql` but for tests of what only SQLite has.
ENGINE = os.environ.get("EARWITNESS_TESTS_ON", "sqlite")

SLOW_FIXTURES = {"chromium", "running_hub", "running_archive"}

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real data: AGL1K's schema file, two of its recordings, answers of ALMs."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: let EARWITNESS_SHARED name the folder of AGL1K's files")
    return SHARED


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """The PostgreSQL that all tests share; each takes a database of its own."""
    server = PostgresqlServer()
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def on_engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lets the games of a module have their databases on the engine that EARWITNESS_TESTS_ON names."""
    if ENGINE == "sqlite":
        yield
        return
    with databases.on(request.getfixturevalue(ENGINE)):
        yield


@pytest.fixture(autouse=True)
def on_sqlite(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lets the games of a test that is about SQLite have their databases there, whatever the engine."""
    if ENGINE == "sqlite" or not request.node.get_closest_marker("on_sqlite"):
        yield
        return
    with databases.on(None):
        yield


@pytest.fixture
def postgresql_database(postgresql: PostgresqlServer) -> Iterator[str]:
    """The URL of a database with all tables, which are empty."""
    with postgresql.lending() as lend:
        yield lend()


@pytest.fixture(params=EITHER)
def either_engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lets the games of a test that runs twice have their databases in SQLite, and in PostgreSQL."""
    with databases.on(_server(request)):
        yield


@pytest.fixture(scope="module", params=EITHER)
def either_engine_of_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same for all tests of a module, so that they can share a game."""
    with databases.on(_server(request)):
        yield


def _server(request: pytest.FixtureRequest) -> PostgresqlServer | None:
    if request.param == "sqlite":
        return None
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server


@pytest.fixture(params=EITHER)
def either_kind(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Gives values of EARWITNESS_DATABASE to a test that runs twice: empty, for SQLite, or of PostgreSQL."""
    server = _server(request)
    if server is None:
        yield str
        return
    with server.lending() as lend:
        yield lend


@pytest.fixture
def either_database(either_kind: Callable[[], str]) -> str:
    """The same as one value."""
    return either_kind()


@pytest.fixture
def either_url(either_database: str, tmp_path: Path) -> str:
    """The URL of a database for a test that runs twice: a new SQLite file, and a new one of PostgreSQL's."""
    return either_database or f"sqlite:///{tmp_path / 'earwitness.db'}"


@pytest.fixture(scope="session")
def running_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    hub = Hub(tmp_path_factory.mktemp("hub"))
    hub.start()
    yield hub
    hub.stop()


@pytest.fixture
def hub(running_hub: Hub) -> Hub:
    """The stand-in Hub that all tests share, running and without faults; each test takes a `new_repo`."""
    if not running_hub.running:
        running_hub.start()
    running_hub.reset()
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils._http import default_client_factory

    set_client_factory(default_client_factory)  # an earlier test's game has set its own for the whole process
    return running_hub


@pytest.fixture(scope="session")
def running_archive(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Archive]:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.start()
    yield archive
    archive.stop()


@pytest.fixture
def archive(running_archive: Archive) -> Archive:
    """The stand-in for archive.org and GitHub that all tests share, running and without faults."""
    if not running_archive.running:
        running_archive.start()
    running_archive.reset()
    return running_archive


@pytest.fixture(scope="session")
def running_oracle() -> Iterator[Oracle]:
    with oracle_running() as oracle:
        yield oracle


@pytest.fixture
def oracle(running_oracle: Oracle) -> Oracle:
    """The stand-in model that all tests share, with an empty memory and without faults."""
    running_oracle.forget()
    return running_oracle


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that need a browser or a stand-in server as slow, and run files with slow tests first.

    The quick files come last, so that parallel workers end at about the same time.
    """
    for item in items:
        needs = SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if needs or item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if hasattr(report, "wasxfail") or item.get_closest_marker("needs_r"):
        return report
    return _failed_in_ci(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_in_ci((yield))


def _failed_in_ci(report: Report) -> Report:
    """Turn a skip into a failure where the variable CI is set."""
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"A test that cannot run fails in CI: {report.longreprtext}"
    return report


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules, which no test drops."""
    gc.collect()
    gc.freeze()
