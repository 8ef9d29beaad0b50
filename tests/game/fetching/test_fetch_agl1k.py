import argparse
import asyncio
import csv
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
import soundfile
from filelock import FileLock

from game import exit_codes
from game.__main__ import command_line, main
from game.backoff import Backoff
from game.fetching import missing_list, progress, task_pool
from game.fetching.agl1k import fetch_agl1k
from game.fetching.agl1k_plan import Request, make_plan
from game.fetching.errors import FetchError
from game.fetching.retry import AT_ONCE, RetryPolicy
from game.geo.gazetteer import Gazetteer
from game.packs.agl1k import read_agl1k
from game.packs.loading import load_pack
from game.packs.origin import Encoding
from game.packs.table import read_rows
from game.project_files import ROOT
from game.settings import Settings
from tests.builders.recordings import AGL1K
from tests.processes import wait_for

QUICK = RetryPolicy(tries=3, backoff=Backoff(0.001, 0.01))
SCHEMA = "data/geoLocalization_schema.csv"
TWINS = ("aporee_32619_37498", "aporee_30745_35358")  # both are called STE001.mp3
PRESTON = ("aporee_43130_49161", "PrestonStation.mp3")


@pytest.fixture
def state(archive, tmp_path, monkeypatch):
    for name, value in {**archive.environment, "EARWITNESS_CONTACT": "host@example.org"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def folder(state):
    return state / "packs" / "agl1k"


@pytest.fixture
def few(archive):
    """Cut the benchmark to four clips, two of which have recordings of the same name."""
    with (AGL1K / "geoLocalization_schema.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    chosen = [row for row in rows if row[0] in (*TWINS, PRESTON[0], "aporee_44253_50327")]
    table = io.StringIO()
    csv.writer(table).writerows([header, *chosen])
    archive.put_raw(SCHEMA, table.getvalue().encode())
    return {row[0]: row[7] for row in chosen}


def fetch(folder, **options):
    return asyncio.run(fetch_agl1k(Settings.from_env(), Request(folder, **options), lambda line: None, QUICK))


def credits_of(folder):
    return {
        row.text("key"): row
        for row in read_rows(folder / "credits.csv", ("key", "credit", "licence", "date"))
    }


def on_disk(folder):
    """The bytes of every recording in the folder, by key."""
    return {clip.key: clip.file.read_bytes() for clip in read_agl1k(folder) if clip.file.exists()}


def test_a_sample_arrives_with_its_credits_and_can_be_played(archive, state, folder, capsys):
    assert main(["fetch", "agl1k", "--clips", "5"]) == 0
    output = capsys.readouterr().out
    assert output.startswith(f"Fetching 5 of 5 recordings into {folder}: ")
    assert output.endswith(f"5 of 5 recordings are in {folder}.\n")
    pack = load_pack("agl1k", Gazetteer.load(), state)
    chosen = json.loads((folder / "pack.json").read_text())["sample"]["keys"]
    assert {clip.key for clip in pack.clips} == set(chosen) and pack.missing == ()
    for clip in pack.clips:
        assert clip.file.read_bytes() == archive.recording(clip.key, clip.file.name)
        assert clip.credit.startswith("recordist ")
    assert {row.text("date")[:2] for row in credits_of(folder).values()} == {"20"}
    assert not list(folder.rglob("*.part*"))


def test_what_is_there_is_not_asked_for_again(archive, folder, few):
    fetch(folder, clips=3)
    calls = len(archive.requests())
    assert fetch(folder, clips=3).missing == {}
    assert len(archive.requests()) == calls


def test_a_larger_sample_only_fetches_what_is_not_there(archive, folder, few):
    fetch(folder, clips=2)
    before = set(on_disk(folder))
    calls = len(archive.requests("/metadata/"))
    fetch(folder, clips=3)
    after = set(on_disk(folder))
    assert len(archive.requests("/metadata/")) - calls == len(after - before) > 0


def test_a_smaller_sample_deletes_nothing_and_says_so(archive, folder, few, capsys):
    fetch(folder)
    assert main(["fetch", "agl1k", "--clips", "1"]) == 0
    assert (
        "All 1 recordings are there already. 3 others are there and will not be played."
        in capsys.readouterr().out
    )
    assert set(on_disk(folder)) == set(few)


def test_clips_come_in_a_random_order_which_the_seed_decides(archive, folder, few):
    fetch(folder, seed=3)
    asked = [call.path.rpartition("/")[2] for call in archive.requests("/metadata/")]
    assert sorted(asked) == sorted(few)
    assert archive.most_at_once() <= AT_ONCE
    assert asked == [clip.key for clip in make_plan(Request(folder, seed=3)).clips]
    orders = {tuple(clip.key for clip in make_plan(Request(folder, seed=seed)).clips) for seed in range(5)}
    assert len(orders) > 1


def test_recordings_of_one_name_do_not_take_each_others_place(archive, folder, few):
    fetch(folder)
    assert on_disk(folder) == {key: archive.recording(key, name) for key, name in few.items()}
    assert (folder / "audios" / TWINS[0] / "STE001.mp3").exists()
    assert not (folder / "audios" / "STE001.mp3").exists()


def test_what_is_missing_is_told_with_its_reason_and_asked_for_again(archive, folder, few, capsys):
    deleted, dark, renamed = (*TWINS, PRESTON[0])
    archive.remove(deleted)
    archive.fail(f"/metadata/{dark}", body='{"is_dark": true}', times=None)
    archive.put(renamed, {"another.mp3": b"x"})
    assert main(["fetch", "agl1k"]) == 3
    captured = capsys.readouterr()
    assert f"1 of 4 recordings are in {folder}." in captured.out
    for line in (
        "3 missing:",
        f"  {deleted}: the Archive has no such item",
        f"  {dark}: the Archive no longer shows the item",
        f"  {renamed}: the item holds no file 'PrestonStation.mp3'",
    ):
        assert line in captured.err.splitlines()
    assert {row.text("key") for row in read_rows(folder / missing_list.NAME, ("key", "why"))} == {
        deleted,
        dark,
        renamed,
    }
    archive.reset()
    assert main(["fetch", "agl1k"]) == 0
    assert not (folder / missing_list.NAME).exists()
    assert set(on_disk(folder)) == set(few)


def test_many_that_are_missing_are_told_by_reason(tmp_path):
    missing = {f"k{number}": "it does not exist" for number in range(50)}
    assert list(missing_list.lines(missing, tmp_path)) == [
        "50 missing:",
        f"{tmp_path / 'missing.csv'} lists each of them.",
        "  50: it does not exist",
    ]


def test_a_recording_that_is_too_long_is_fetched_once_and_again_when_longer_ones_are_played(
    archive, folder, few, monkeypatch, capsys
):
    monkeypatch.setenv("EARWITNESS_LONGEST_MINUTES", "0.001")
    assert len(fetch(folder).missing) == 4
    calls = len(archive.requests())
    assert main(["fetch", "agl1k"]) == exit_codes.INCOMPLETE
    assert (
        "All 0 recordings are there already. 4 are left out, known to be too long." in capsys.readouterr().out
    )
    assert len(archive.requests()) == calls
    monkeypatch.delenv("EARWITNESS_LONGEST_MINUTES")
    assert fetch(folder).missing == {}
    assert len(on_disk(folder)) == 4


def test_a_recording_that_is_none_is_missing(archive, folder, few):
    archive.put(PRESTON[0], {PRESTON[1]: b"<html>" * 1000})
    assert "it is a web page" in fetch(folder).missing[PRESTON[0]]


def test_copies_are_mono_smaller_and_noted(archive, state, folder, few):
    fetch(folder, encoding=Encoding.mp3(64))
    pack = load_pack(str(folder), Gazetteer.load(), state)
    assert len(pack.clips) == 4
    assert pack.origin and pack.origin.encoding and pack.origin.encoding.kbit_s == 64
    for clip in pack.clips:
        published = archive.recording(clip.key, few[clip.key])
        assert soundfile.info(clip.file).channels == 1
        assert clip.file.stat().st_size < len(published) / 2
    assert not list(folder.rglob("*.original*"))
    with pytest.raises(FetchError, match=r"holds recordings encoded as MP3 of 64 kbit/s.*ask for the same"):
        fetch(folder)


def test_opus_copies_have_names_of_their_own(folder, few):
    fetch(folder)
    (folder / "pack.json").unlink()
    places = make_plan(Request(folder, encoding=Encoding.opus(32))).places
    assert {place.suffix for place in places.values()} == {".opus"}


def test_a_hosts_own_recordings_are_kept_and_credited_and_damaged_ones_replaced(archive, folder, few):
    (folder / "audios").mkdir(parents=True)
    whole = folder / "audios" / few["aporee_44253_50327"]
    whole.write_bytes(archive.recording("aporee_44253_50327", whole.name))
    (folder / "audios" / PRESTON[1]).write_bytes(b"cut short")
    fetch(folder)
    assert on_disk(folder)[PRESTON[0]] == archive.recording(*PRESTON)
    assert archive.requests("/download/aporee_44253_50327") == []
    assert set(credits_of(folder)) == set(few)


def test_a_hosts_own_words_in_the_credits_stay(archive, folder, few):
    folder.mkdir(parents=True)
    (folder / "credits.csv").write_text(f"key,credit,licence,note\n{TWINS[0]},,ours,asked by letter\n")
    fetch(folder)
    rows = credits_of(folder)
    assert rows[TWINS[0]].text("licence") == "ours"
    assert rows[TWINS[0]].text("note") == "asked by letter"


def test_a_second_fetch_into_the_same_folder_is_refused(folder, few, capsys):
    folder.mkdir(parents=True)
    with FileLock(folder / ".fetching.lock"):
        assert main(["fetch", "agl1k"]) == 1
    assert f"Another fetch is running in {folder}" in capsys.readouterr().err


def test_too_little_room_is_told_before_anything_is_fetched(archive, folder, capsys, monkeypatch):
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10**9))
    assert main(["fetch", "agl1k"]) == 1
    captured = capsys.readouterr()
    assert "Fetching 1,444 of 1,444 recordings" in captured.out and "51.5 hours, about 5.0 GB" in captured.out
    assert f"{folder} needs about 5.0 GB, and 1.0 GB are free: make room" in captured.err
    assert archive.requests("/metadata/") == []
    assert main(["fetch", "agl1k", "--clips", "2"]) == 0


def test_a_schema_that_is_none_is_not_kept(archive, folder, capsys):
    archive.put_raw(SCHEMA, b"<html>Too many requests</html>")
    assert main(["fetch", "agl1k"]) == 1
    assert "the file is not AGL1K's schema" in capsys.readouterr().err
    assert not (folder / "geoLocalization_schema.csv").exists()


def test_a_number_of_clips_that_there_are_not_is_refused(folder, few, capsys):
    for clips in ("0", "5"):
        assert main(["fetch", "agl1k", "--clips", clips]) == 1
        assert "AGL1K has 4 clips: ask for 1 to 4" in capsys.readouterr().err


def test_an_archive_that_falls_silent_ends_the_fetch(archive, folder, monkeypatch):
    archive.fail("/metadata/", status=503, times=None)
    with pytest.raises(
        FetchError, match=r"The server no longer answers: 127.0.0.1 answered 503, 3 times in a row"
    ):
        fetch(folder, clips=30)
    assert len(archive.requests("/metadata/")) <= QUICK.tries * (task_pool.SILENT_IN_A_ROW + AT_ONCE)


def test_an_archive_that_wants_to_be_left_alone_is(archive, folder, few, capsys):
    archive.fail("/metadata/", status=429, headers={"Retry-After": "86400"}, times=None)
    assert main(["fetch", "agl1k"]) == 3
    assert (
        "asks for a pause of 1,440 minutes: run the same command again after that" in capsys.readouterr().err
    )
    assert len(archive.requests("/metadata/")) <= AT_ONCE


def test_without_a_terminal_lines_tell_how_far_it_is(folder, few, capsys, monkeypatch):
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    fetch(folder)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Fetched ")]
    assert lines == [f"Fetched {number} of 4 clips" for number in (1, 2, 3, 4)]


def test_who_names_no_contact_is_asked_to(folder, few, capsys, monkeypatch):
    monkeypatch.delenv("EARWITNESS_CONTACT")
    main(["fetch", "agl1k"])
    assert "Set EARWITNESS_CONTACT" in capsys.readouterr().err


KILLS = int(os.environ.get("KILLS", 2))
COMMAND = (sys.executable, "-m", "game", "fetch", "agl1k", "--clips", "12")


def test_killed_at_random_moments_it_ends_with_the_right_bytes(archive, state, folder):
    seed = int(os.environ.get("SEED", time.time_ns() % 10**6))
    print(f"seed {seed}")
    chance = random.Random(seed)
    archive.fail("/7/items/", drip=0.004, times=None)
    for _ in range(KILLS):
        calls = len(archive.requests())
        process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.DEVNULL)
        wait_for(lambda: process.poll() is not None or len(archive.requests()) > calls)  # noqa: B023
        time.sleep(chance.uniform(0, 0.6))
        process.kill()
        process.wait()
        if (folder / "credits.csv").exists():
            assert set(credits_of(folder)) >= set(on_disk(folder)), "no recording is without its credit"
    archive.heal()
    completed = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert completed.returncode == 0, completed.stderr
    pack = load_pack("agl1k", Gazetteer.load(), state)
    assert len(pack.clips) == 12
    for clip in pack.clips:
        assert clip.file.read_bytes() == archive.recording(clip.key, clip.file.name)
    assert not list(folder.rglob("*.part*"))


def test_whatever_fails_on_the_way_all_arrives_in_the_end(archive, folder, few):
    seed = int(os.environ.get("SEED", time.time_ns() % 10**6))
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(25):
        faults: list[dict[str, Any]] = [
            {"cut": chance.randrange(300_000)},
            {"status": chance.choice([429, 500, 503]), "headers": {"Retry-After": "0"}},
            {"lost": True},
            {"body": "<html>sorry</html>"},
            {"body": "x" * 300_000},
            {"whole": True},
            {"status": 404},
        ]
        path = chance.choice(["/metadata/", "/download/", "/7/items/"])
        archive.fail(path, skip=chance.randrange(3), **chance.choice(faults))
    for _ in range(26):
        if not fetch(folder).missing:
            break
    assert on_disk(folder) == {key: archive.recording(key, name) for key, name in few.items()}
    assert set(credits_of(folder)) == set(few)
    assert not list(folder.rglob("*.part*"))


def test_ctrl_c_ends_it_with_a_sentence(archive, folder):
    archive.fail("/7/items/", drip=0.05, times=None)
    process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: archive.requests("/download/"))
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.splitlines()[-1] == "Stopped. Run the same command again to resume."
    assert "Traceback" not in stderr


def subcommand(parser, name):
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return commands.choices[name]


def test_every_option_and_exit_code_is_explained():
    page = (ROOT / "docs" / "fetching.md").read_text(encoding="utf-8")
    agl1k = subcommand(subcommand(command_line(), "fetch"), "agl1k")
    options = {name for action in agl1k._actions for name in action.option_strings}
    explained = set(re.findall(r"^\| `(--[a-z0-9]+)", page, re.MULTILINE))
    assert explained == options - {"-h", "--help"}
    codes = set(map(int, re.findall(r"^\| (\d+) \|", page, re.MULTILINE)))
    assert codes == {0, 1, 2, exit_codes.INCOMPLETE, exit_codes.INTERRUPTED}
