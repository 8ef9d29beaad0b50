"""A database on a host's bad days: no locks, no space, damaged, deleted, or opened twice."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from game.project_files import ROOT
from game.store import soundness
from game.store.compiled import CompiledStatement
from game.store.database import Store, working_engine
from game.store.errors import StoreError, StoreUnavailable, kind_of
from game.store.failure_log import FailureLog
from game.store.lock_probe import NOT_LOCKED, NOT_SEEN, why_unsafe
from game.store.mounts import foreign_type
from game.store.tables import players

ADD = text("INSERT INTO players (id, pseudonym, consent, client) VALUES (:id, :id, 1, 'api')")
HOLD = """
import asyncio, sys
from game.store.database import Store
store = Store(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "game.db"


@pytest.fixture
def url(file):
    return f"sqlite:///{file}"


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    asyncio.run(store.close())


def add(store, name="someone"):
    return asyncio.run(store.write(lambda connection: connection.execute(ADD, {"id": name}) and None))


def failure(store):
    with pytest.raises(StoreUnavailable) as raised:
        add(store)
    return raised.value.kind


# ---- where it may be kept


def test_locks_and_shared_memory_that_work_are_no_reason_against_a_folder(tmp_path):
    assert why_unsafe(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (f"raise SystemExit({NOT_LOCKED})", "also granted to another"),
        (f"raise SystemExit({NOT_SEEN})", "does not see"),
        ("raise OSError('no such lock')", "no such lock"),
    ],
)
def test_a_folder_whose_locks_do_nothing_is_refused_with_what_helps(url, monkeypatch, other, why):
    command = (sys.executable, "-c", other)
    monkeypatch.setattr(soundness, "why_unsafe", lambda folder: why_unsafe(folder, command))
    monkeypatch.setattr(soundness, "_safe", set())
    with pytest.raises(StoreError, match=f"{why}(.|\n)*local disk(.|\n)*PostgreSQL"):
        Store(url)


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:22 / /proc rw - proc proc rw
24 22 0:40 / /data rw,nosuid,nodev - {kind} bucket rw,user_id=1000
25 24 254:1 / /data/local rw - ext4 /dev/vdb rw
26 22 0:41 / /mnt/a\\040class rw master:3 shared:4 - {kind} //server/share rw
27 22 254:2 / /twice rw - ext4 /dev/vdc rw
28 27 0:42 / /twice rw - {kind} bucket rw
"""


@pytest.mark.parametrize("kind", ["fuse", "fuse.hf-mount", "nfs4", "cifs", "9p", "virtiofs"])
def test_mounts_of_other_machines_and_programs_are_told_by_their_type(tmp_path, kind):
    (mounts := tmp_path / "mountinfo").write_text(MOUNTS.format(kind=kind))
    for folder in ("/data", "/data/state", "/mnt/a class/state", "/twice/state"):
        assert foreign_type(Path(folder), mounts) == kind, folder
    for folder in ("/", "/srv/state", "/database", "/data/local/state", "/mnt"):
        assert foreign_type(Path(folder), mounts) == "", folder


@pytest.mark.parametrize(
    "kind", ["overlay", "xfs", "btrfs", "tmpfs", "zfs", "fuseblk", "fuse.fuse-overlayfs"]
)
def test_disks_of_the_machine_and_of_containers_are_let_through_to_the_trial(tmp_path, kind):
    (mounts := tmp_path / "mountinfo").write_text(MOUNTS.format(kind=kind))
    assert foreign_type(Path("/data/state"), mounts) == ""


def test_where_mounts_are_not_listed_the_trial_alone_decides(tmp_path):
    assert foreign_type(tmp_path, tmp_path / "no-such-list") == ""


def test_a_database_on_a_bucket_is_refused_with_what_helps(file, url, monkeypatch):
    bucket = MOUNTS.format(kind="fuse").replace("/twice", str(file.parent))
    (mounts := file.with_name("mountinfo")).write_text(bucket)
    monkeypatch.setattr(soundness, "foreign_type", lambda folder: foreign_type(folder, mounts))
    with pytest.raises(StoreError, match=r"type fuse, (.|\n)*local disk(.|\n)*PostgreSQL"):
        Store(url)
    assert not file.exists()


@pytest.mark.parametrize("vfs", ["vfs=unix-none", "nolock=1"])
def test_a_database_opened_without_locks_is_refused(file, vfs):
    with pytest.raises(StoreError, match=r"journal_mode is|unable to open"):
        Store(f"sqlite:///file:{file}?{vfs}&uri=true")


def test_a_second_game_is_refused_while_commands_work_until_the_first_ends_even_by_a_kill(url):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(StoreError, match="Another Earwitness runs"):
        Store(url)
    engine = working_engine(url)
    with engine.begin() as connection:
        connection.execute(ADD, {"id": "by a command"})
    engine.dispose()
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    asyncio.run(Store(url).close())


def test_no_command_changes_the_schema_under_a_running_game(url, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(StoreError, match="Another Earwitness runs"):
        working_engine(url)


# ---- while it is open


def read_only(connection):
    connection.exec_driver_sql("PRAGMA query_only = ON")


def full(connection):
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    connection.exec_driver_sql("CREATE TABLE filler (x)")


def without_a_table(connection):
    connection.exec_driver_sql("DROP TABLE players")


@pytest.mark.parametrize(
    ("harm", "kind"), [(read_only, "read_only"), (full, "full"), (without_a_table, "refused")]
)
def test_what_the_driver_says_is_unavailable_for_compiled_statements_too(store, harm, kind):
    if harm is not full:
        asyncio.run(store.write(harm))
    statement = CompiledStatement(players.insert())
    values = {"id": "x", "pseudonym": "x", "consent": True, "client": "api"}

    def write(connection):
        statement.run(connection, values)
        if harm is full:
            full(connection)

    with pytest.raises(StoreUnavailable) as raised:
        asyncio.run(store.write(write))
    assert raised.value.kind == kind


def test_a_read_that_fails_in_the_driver_is_unavailable(store):
    asyncio.run(store.write(without_a_table))
    with pytest.raises(StoreUnavailable):
        asyncio.run(store.read(lambda c: CompiledStatement(players.select()).rows(c, {})))


def delete(file):
    file.unlink()


def replace(file):
    copy = file.with_name("copy.db")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)


def delete_log(file):
    file.with_name(f"{file.name}-wal").unlink()


@pytest.mark.parametrize("harm", [delete, replace, delete_log])
def test_nothing_is_answered_that_was_written_into_a_file_without_a_name(store, file, harm):
    add(store)
    asyncio.run(store.probe())
    harm(file)
    assert failure(store) == "gone"
    with pytest.raises(StoreUnavailable):
        asyncio.run(store.probe())


def test_the_log_of_failures_names_each_kind_at_once_and_then_counts(caplog):
    now = 100.0
    failures = FailureLog(lambda: now)
    with caplog.at_level(logging.ERROR):
        for _ in range(1_218):
            failures.note(StoreUnavailable("no space", "full"))
        failures.note(StoreUnavailable("busy", "locked"))
        now += 61
        failures.note(StoreUnavailable("no space", "full"))
    assert len(caplog.records) == 3
    assert "the disk is full" in caplog.messages[0]
    assert "1,217 more" in caplog.messages[2]


def test_an_error_of_the_disk_is_told_from_a_lock():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    assert kind_of(OperationalError("INSERT", {}, error)) == "disk"


# ---- when it is opened


def flip(file: Path) -> None:
    """Overwrite pages as a bad disk does."""
    with file.open("r+b") as pages:
        pages.seek(4096 * 2)
        pages.write(b"\xaa" * 4096 * 4)


def overwrite(file: Path) -> None:
    file.write_bytes(b"these are the guesses\n" * 1000)


@pytest.mark.parametrize("harm", [flip, overwrite])
def test_a_damaged_database_is_refused_with_what_to_do(url, file, harm):
    store = Store(url)
    add(store)
    asyncio.run(store.close())
    harm(file)
    with pytest.raises(StoreError, match=r"backup in its place(.|\n)*running\.md"):
        Store(url)
