import asyncio
import shutil
import sqlite3
import threading
import time

import pytest
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from game.errors import GameOver
from game.store import group_commit
from game.store.database import Store, working_engine
from game.store.engines import parsed_url
from game.store.errors import StoreError, StoreUnavailable
from game.store.group_commit import MOST_IN_A_BATCH
from game.store.schema import upgrade
from tests.builders.earlier_database import earlier_database

ADD = text("INSERT INTO players (id, pseudonym, consent, client) VALUES (:id, :id, '1', 'api')")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'game.db'}"


@pytest.fixture
def store(url):
    """On SQLite."""
    store = Store(url)
    yield store
    asyncio.run(store.close())


@pytest.fixture
def either_store(either_url):
    """On SQLite, and on PostgreSQL."""
    store = Store(either_url)
    yield store
    asyncio.run(store.close())


def made(url):
    asyncio.run(Store(url).close())


def add(name):
    return lambda connection: connection.execute(ADD, {"id": name}) and None


def names(store):
    with store.engine.connect() as connection:
        return {row[0] for row in connection.execute(text("SELECT id FROM players"))}


def run(*jobs):
    async def together():
        return await asyncio.gather(*jobs, return_exceptions=True)

    return asyncio.run(together())


def pragma(store, name):
    with store.engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_commits_reach_the_disk_before_they_are_answered(store):
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2  # FULL
    assert pragma(store, "foreign_keys") == 1


def test_jobs_that_wait_share_one_commit(either_store):
    commits: list[Connection] = []
    event.listen(either_store._writing, "commit", commits.append)
    run(*(either_store.write(add(f"p{n}")) for n in range(100)))
    assert len(names(either_store)) == 100
    assert len(commits) == 1


def test_a_single_job_is_committed_without_a_thread_while_the_disk_is_quick(store, monkeypatch):
    monkeypatch.setattr(group_commit, "QUICK_SECONDS", 0.1)
    seconds, on_thread = iter([0.0, 0.0, 0.15, 0.0, 0.0, 0.0]), []

    def commit(_connection):
        on_thread.append(threading.current_thread() is not threading.main_thread())
        time.sleep(next(seconds))

    event.listen(store._writing, "commit", commit)

    async def write():
        for number in range(5):
            await store.write(add(f"p{number}"))
        await asyncio.gather(*(store.write(add(name)) for name in ("both", "together")))

    asyncio.run(write())
    assert len(names(store)) == 7
    # Nobody knows the disk at first, the third is slow, so the fourth finds out; those together take longer.
    assert on_thread == [True, False, False, True, False, True]


def test_no_job_waits_for_ever_behind_a_flood(either_store):
    run(*(either_store.write(add(f"p{n}")) for n in range(3 * MOST_IN_A_BATCH)))
    assert len(names(either_store)) == 3 * MOST_IN_A_BATCH


def test_a_broken_job_harms_no_other_in_its_batch(either_store):
    jobs = [either_store.write(add(name)) for name in ("a", "b", "a", "c")]
    results = run(*jobs)
    assert [isinstance(result, Exception) for result in results] == [False, False, True, False]
    assert names(either_store) == {"a", "b", "c"}


def test_a_refusal_is_an_answer_and_undoes_nothing(either_store):
    def refuse(connection):
        add("written")(connection)
        raise GameOver("problem.game_over")

    results = run(either_store.write(refuse), either_store.write(add("other")))
    assert isinstance(results[0], GameOver)
    assert names(either_store) == {"written", "other"}


@pytest.mark.slow
def test_a_locked_database_is_unavailable_then_recovers(store, tmp_path, monkeypatch):
    other = sqlite3.connect(tmp_path / "game.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    (locked,) = run(store.write(add("too-soon")))
    assert isinstance(locked, StoreUnavailable)
    other.execute("ROLLBACK")
    other.close()
    assert run(store.write(add("later"))) == [None]
    assert names(store) == {"later"}


def test_a_full_disk_is_unavailable_then_recovers(store):
    def fill(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    run(store.write(fill))
    results = run(*(store.write(add("x" * 2000 + str(n))) for n in range(50)))
    assert {type(result) for result in results} == {StoreUnavailable}
    assert names(store) == set()
    run(store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000")))
    assert run(store.write(add("later"))) == [None]
    assert names(store) == {"later"}


def test_an_error_does_not_say_with_which_values(either_store):
    run(either_store.write(add("somebody")))
    (error,) = run(either_store.write(add("somebody")))
    assert "unique" in str(error).lower()
    assert "somebody" not in str(error)


def test_a_caller_who_leaves_harms_nobody(either_store):
    async def leave():
        leaving = asyncio.ensure_future(either_store.write(add("left")))
        await asyncio.sleep(0)
        leaving.cancel()
        return await either_store.write(add("stayed"))

    assert asyncio.run(leave()) is None
    assert "stayed" in names(either_store)


def test_what_waits_is_written_before_the_store_closes(either_url):
    store = Store(either_url)

    async def write_and_close():
        waiting = [asyncio.ensure_future(store.write(add(f"p{n}"))) for n in range(20)]
        await asyncio.sleep(0)
        await store.close()
        assert all(job.done() for job in waiting)

    asyncio.run(write_and_close())
    again = Store(either_url)
    assert len(names(again)) == 20
    asyncio.run(again.close())


def schema(url):
    """Every table and index of a database, as SQLite itself keeps them, comparable between two of them."""
    engine = create_engine(url)
    found = inspect(engine)
    tables = {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)},
            "indexes": {
                i["name"]: (i["column_names"], i["unique"], where(i)) for i in found.get_indexes(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign": {
                (*k["constrained_columns"], k["referred_table"], *k["options"].items())
                for k in found.get_foreign_keys(table)
            },
            "unique": {tuple(u["column_names"]) for u in found.get_unique_constraints(table)},
        }
        for table in found.get_table_names()
    }
    engine.dispose()
    return tables


def where(index):
    return str(index["dialect_options"].get("sqlite_where"))


def test_a_new_database_is_what_the_migrations_make(url, tmp_path):
    made(url)
    migrated = f"sqlite:///{tmp_path / 'migrated.db'}"
    engine = create_engine(migrated)
    upgrade(engine)
    engine.dispose()
    assert schema(url) == schema(migrated)
    made(migrated)


@pytest.mark.parametrize("version", ["0001", "0004", "0005a"])
def test_an_earlier_database_is_copied_and_brought_up_to_date_with_all_that_is_in_it(url, tmp_path, version):
    earlier_database(url, version)
    later = Store(url)
    assert names(later) == {"someone"}
    with later.engine.connect() as connection:
        rows = connection.execute(text("SELECT round, touched_at, true_lat FROM rounds ORDER BY round")).all()
    assert rows == [("r1", 1_799_971_200.001, 1.0), ("r2", 1_800_012_345.678, 1.0)]  # the day, in order
    asyncio.run(later.close())
    new = f"sqlite:///{tmp_path / 'new.db'}"
    made(new)
    assert schema(url) == schema(new)
    copy = sqlite3.connect(tmp_path / f"game-schema-{version}.db")
    assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
    assert copy.execute("SELECT count(*) FROM rounds").fetchall() == [(2,)]
    copy.close()


def test_no_database_is_upgraded_that_cannot_be_copied_before(url, monkeypatch):
    earlier_database(url, "0004")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(StoreError, match=r"0 MB are free"):
        Store(url)
    monkeypatch.undo()
    asyncio.run(Store(url).close())


def test_a_database_of_a_newer_version_is_refused_and_left_alone(either_url):
    store = Store(either_url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    asyncio.run(store.close())
    with pytest.raises(StoreError, match="newer"):
        Store(either_url)


@pytest.mark.parametrize("form", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_an_address_of_postgresql_is_understood_however_it_begins(form):
    assert str(parsed_url(f"{form}://me@there/db")) == "postgresql+psycopg://me@there/db"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "nothing"}, "has no database nothing: create it first"),
        ({"username": "nobody"}, "has no user nobody"),
        ({"query": {}, "host": "127.0.0.1", "port": 1}, "nothing answers at 127.0.0.1:1"),
        ({"query": {}, "host": "nowhere.invalid"}, "the host of nowhere.invalid:5432 is not known"),
    ],
)
def test_what_is_wrong_with_a_server_is_said_without_the_password(postgresql, change, said):
    url = make_url(postgresql.url).set(password="hunter2", **change).render_as_string(hide_password=False)
    for opened in (Store, working_engine):
        with pytest.raises(StoreError, match=f"EARWITNESS_DATABASE.*{said}") as refused:
            opened(url)
        assert "hunter2" not in str(refused.value)


@pytest.mark.slow
def test_a_refused_password_is_said(postgresql):
    postgresql.run("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    with postgresql.asking_for_passwords():
        url = make_url(postgresql.url).set(username="guarded", password="wrong")
        with pytest.raises(StoreError, match="refuses the password of the user guarded") as refused:
            Store(url.render_as_string(hide_password=False))
    assert "wrong" not in str(refused.value)


@pytest.mark.slow
def test_a_job_that_loses_against_another_transaction_runs_again(postgresql):
    store, tries = Store(postgresql.game_database()), []

    def lose_twice(connection):
        tries.append(1)
        code = {1: "40001", 2: "40P01"}.get(len(tries))
        if code:
            connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{code}'; END $$")
        add("late")(connection)
        return "done"

    assert run(store.write(add("early")), store.write(lose_twice)) == [None, "done"]
    assert names(store) == {"early", "late"}
    asyncio.run(store.close())


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/game.db", "nothing://x", "no url at all"])
def test_a_database_that_cannot_be_opened_is_refused_with_the_setting(url):
    with pytest.raises(StoreError, match="EARWITNESS_DATABASE"):
        Store(url)
