import asyncio
import shutil
import sqlite3

import pytest
from sqlalchemy import Connection, create_engine, event, inspect, text

from game.errors import GameOver
from game.store.database import Store
from game.store.errors import StoreError, StoreUnavailable
from game.store.group_commit import MOST_IN_A_BATCH
from game.store.schema import upgrade
from tests.builders.earlier_database import earlier_database

ADD = text("INSERT INTO players (id, pseudonym, consent, client) VALUES (:id, :id, 1, 'api')")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'game.db'}"


@pytest.fixture
def store(url):
    store = Store(url)
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


def test_jobs_that_wait_share_one_commit(store):
    commits: list[Connection] = []
    event.listen(store._writing, "commit", commits.append)
    run(*(store.write(add(f"p{n}")) for n in range(100)))
    assert len(names(store)) == 100
    assert len(commits) == 1


def test_no_job_waits_for_ever_behind_a_flood(store):
    run(*(store.write(add(f"p{n}")) for n in range(3 * MOST_IN_A_BATCH)))
    assert len(names(store)) == 3 * MOST_IN_A_BATCH


def test_a_broken_job_harms_no_other_in_its_batch(store):
    jobs = [store.write(add(name)) for name in ("a", "b", "a", "c")]
    results = run(*jobs)
    assert [isinstance(result, Exception) for result in results] == [False, False, True, False]
    assert names(store) == {"a", "b", "c"}


def test_a_refusal_is_an_answer_and_undoes_nothing(store):
    def refuse(connection):
        add("written")(connection)
        raise GameOver("problem.game_over")

    results = run(store.write(refuse), store.write(add("other")))
    assert isinstance(results[0], GameOver)
    assert names(store) == {"written", "other"}


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


def test_an_error_does_not_say_with_which_values(store):
    run(store.write(add("somebody")))
    (error,) = run(store.write(add("somebody")))
    assert "UNIQUE" in str(error)
    assert "somebody" not in str(error)


def test_a_caller_who_leaves_harms_nobody(store):
    async def leave():
        leaving = asyncio.ensure_future(store.write(add("left")))
        await asyncio.sleep(0)
        leaving.cancel()
        return await store.write(add("stayed"))

    assert asyncio.run(leave()) is None
    assert "stayed" in names(store)


def test_what_waits_is_written_before_the_store_closes(url):
    store = Store(url)

    async def write_and_close():
        waiting = [asyncio.ensure_future(store.write(add(f"p{n}"))) for n in range(20)]
        await asyncio.sleep(0)
        await store.close()
        assert all(job.done() for job in waiting)

    asyncio.run(write_and_close())
    again = Store(url)
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


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url):
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    asyncio.run(store.close())
    with pytest.raises(StoreError, match="newer"):
        Store(url)


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/game.db", "nothing://x", "no url at all"])
def test_a_database_that_cannot_be_opened_is_refused_with_the_setting(url):
    with pytest.raises(StoreError, match="EARWITNESS_DATABASE"):
        Store(url)
