import gzip
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from game.project_files import ROOT
from leaderboard.worker.output_files import FIGURES, LEFT_SECONDS, OutputFiles

WRITES_SECONDS = 1.5
# Writes files whose every line is the number of lines, so that a partial file gives itself away.
WRITER = """
import random, sys, time
from pathlib import Path
from leaderboard.worker.output_files import OutputFiles
shelf, rng = OutputFiles(Path(sys.argv[1])), random.Random(int(sys.argv[2]))
until = time.monotonic() + float(sys.argv[3])
while time.monotonic() < until:
    lines = rng.randrange(1, 20_000)
    shelf.put("board.json", f"{lines}\\n".encode() * lines)
"""


def whole(content):
    lines = content.split()
    return len(lines) > 0 and set(lines) == {str(len(lines)).encode()} and content.endswith(b"\n")


def body(outputs, name):
    file = outputs.get(name)
    assert file
    return file.body


@contextmanager
def full_disk(most):
    """No file of this process can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_put_there_is_got_by_another_and_nothing_is_got_where_nothing_is(tmp_path):
    writer, reader = OutputFiles(tmp_path / "new" / "folder"), OutputFiles(tmp_path / "new" / "folder")
    assert reader.get("board.json") is None
    writer.put("board.json", b"{}")
    writer.put(f"{FIGURES}/errors.csv", b"km\n")
    assert body(reader, "board.json") == b"{}"
    assert body(reader, f"{FIGURES}/errors.csv") == b"km\n"
    assert reader.get("errors.csv") is None


def test_a_file_is_read_again_only_when_it_was_replaced(tmp_path):
    outputs = OutputFiles(tmp_path)
    outputs.put("board.json", b"first")
    first = outputs.get("board.json")
    assert outputs.get("board.json") is first
    outputs.put("board.json", b"other")
    assert body(outputs, "board.json") == b"other"


def test_a_file_of_the_same_size_is_noticed_however_soon_it_comes(tmp_path):
    writer, reader = OutputFiles(tmp_path), OutputFiles(tmp_path)
    for number in range(1000, 1500):
        writer.put("board.json", b"%d" % number)
        assert body(reader, "board.json") == b"%d" % number


def test_a_file_that_is_taken_away_is_gone_and_may_come_back(tmp_path):
    outputs = OutputFiles(tmp_path)
    outputs.put("board.json", b"1")
    outputs.get("board.json")
    (tmp_path / "board.json").unlink()
    assert outputs.get("board.json") is None
    outputs.put("board.json", b"2")
    assert body(outputs, "board.json") == b"2"


def test_the_mark_of_a_file_tells_its_content_whoever_reads_it(tmp_path):
    outputs = OutputFiles(tmp_path)
    for name, body in (("a", b"same"), ("b", b"same"), ("c", b"other")):
        outputs.put(name, body)
    a, b, c = (OutputFiles(tmp_path).get(name) for name in "abc")
    assert a and b and c and a.etag == b.etag != c.etag
    assert gzip.decompress(c.gzipped) == b"other"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../board.json",
        "figures/../board.json",
        "figures/..",
        "figures/",
        "figures/deeper/errors.csv",
        "/etc/hostname",
        ".hidden",
        "figures/.hidden",
        "Board.json",
        "board json",
        "board.json\n",
        "board\x00.json",
        "übersicht",
        "figures\\errors.csv",
        "x" * 300,
        "figures/" + "x" * 250,
    ],
)
def test_no_name_leads_out_of_the_folder_or_is_written_in_a_way_of_its_own(tmp_path, name):
    folder = tmp_path / "shelf"
    outputs = OutputFiles(folder)
    outputs.put("board.json", b"{}")
    outputs.put("figures/errors.csv", b"")
    (tmp_path / "board.json").write_bytes(b"not on the shelf")
    before = sorted(tmp_path.rglob("*"))
    assert outputs.get(name) is None
    with pytest.raises(ValueError, match="not a valid name"):
        outputs.put(name, b"x")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_nobody_reads_a_part_of_a_file_while_processes_write_it(tmp_path):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    run = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*run, str(seed + number), str(WRITES_SECONDS)], cwd=ROOT) for number in range(2)
    ]
    broken, seen = [], set()

    def read(outputs):
        while any(writer.poll() is None for writer in writers):
            held = outputs.get("board.json")
            if held is not None and held.etag not in seen:
                seen.add(held.etag)
                if not whole(held.body):
                    broken.append(held.body[:100])

    shared = OutputFiles(tmp_path)
    readers = [
        threading.Thread(target=read, args=(outputs,)) for outputs in (shared, shared, OutputFiles(tmp_path))
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [writer.wait() for writer in writers] == [0, 0]
    assert broken == []
    assert len(seen) > 20
    assert [file.name for file in tmp_path.iterdir()] == ["board.json"]


@pytest.mark.slow
def test_threads_of_one_process_do_not_write_into_each_others_files(tmp_path):
    outputs = OutputFiles(tmp_path)

    def write(number):
        for _ in range(25):
            outputs.put("board.json", json.dumps([number] * 5000).encode())

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        held = outputs.get("board.json")
        assert held is None or len(set(json.loads(held.body))) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["board.json"]


def test_a_full_disk_leaves_the_old_file_and_nothing_half_written(tmp_path):
    outputs = OutputFiles(tmp_path)
    outputs.put("board.json", b"old")
    with full_disk(1_000_000), pytest.raises(OSError, match="File too large"):
        outputs.put("board.json", b"x" * 2_000_000)
    assert body(outputs, "board.json") == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["board.json"]
    outputs.put("board.json", b"x" * 2_000_000)
    assert len(body(outputs, "board.json")) == 2_000_000


def test_what_a_killed_process_left_half_written_is_swept_away_when_it_is_old(tmp_path):
    outputs = OutputFiles(tmp_path)
    outputs.sweep()  # without a folder there is nothing to do
    outputs.put("figures/errors.json", b"{}")
    old, young = tmp_path / "figures" / ".errors.json.0a1b2c3d", tmp_path / ".board.json.0a1b2c3d"
    for file in (old, young):
        file.write_bytes(b"half")
    long_ago = time.time() - LEFT_SECONDS - 60
    for file in (old, tmp_path / "figures" / "errors.json"):
        os.utime(file, (long_ago, long_ago))
    outputs.sweep()
    assert not old.exists()
    assert young.exists()
    assert body(outputs, "figures/errors.json") == b"{}"


def test_figures_that_are_not_kept_go_and_other_files_stay(tmp_path):
    outputs = OutputFiles(tmp_path)
    outputs.keep_figures([])  # before there is a folder
    for name in ("board.json", "figures/errors.json", "figures/heard.json"):
        outputs.put(name, b"{}")
    outputs.keep_figures(["errors.json"])
    assert [bool(outputs.get(f)) for f in ("board.json", "figures/errors.json", "figures/heard.json")] == [
        True,
        True,
        False,
    ]
