"""`python -m game curate`: a pack with every kind of clip that is not worth playing."""

import csv
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from game.__main__ import main
from game.curation.cache import Cache
from game.curation.errors import CurationError
from game.curation.jobs import measure_file
from game.curation.parallel import Result, run_parallel
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.packs.manifest import COLUMNS
from game.packs.origin import Origin, Sample, Stratum, read_origin, write_origin
from game.project_files import ROOT
from tests.builders.recordings import AGL1K, REAL
from tests.builders.sounds import RATE, noise, tone, varied, write
from tests.builders.taggers import labels, loudness
from tests.processes import alive, descendants, wait_for

pytestmark = pytest.mark.slow

SECONDS = 9.0


def sounds() -> dict[str, np.ndarray]:
    """A clip of each kind, by key."""
    street = varied(SECONDS, 1)
    return {
        "street": street,
        "yard": varied(SECONDS, 2),
        "part": 0.1 * street[RATE : 8 * RATE],
        "hush": 5e-4 * varied(SECONDS, 3) / 0.1,
        "hiss": noise(SECONDS, 4) * np.linspace(0, 1, int(SECONDS * RATE))[:, None] ** 4,
        "crash": np.clip(20 * varied(SECONDS, 5), -1, 1),
        "hum": tone(SECONDS, 100) + tone(SECONDS, 300, level=0.1),
    }


LEFT_OUT = {"part": "copy", "hush": "quiet", "hiss": "noise-like", "crash": "clipped", "hum": "monotonous"}
ALL = (*sounds(), "gone", "broken")


def table(folder: Path, rows: dict[str, str], **texts: str) -> None:
    with (folder / "clips.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, [*COLUMNS, "recordist's cat"], restval="")
        out.writeheader()
        for at, (key, name) in enumerate(rows.items()):
            out.writerow(
                {"key": key, "file": name, "lat": at, "lon": at, "recordist's cat": 'Ti, g"er', **texts}
            )


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    for key, sound in sounds().items():
        write(folder / "audio" / "all" / f"{key}.flac", sound)
    (folder / "audio" / "broken.mp3").write_bytes(b"no sound")
    rows = {key: f"all/{key}.flac" for key in sounds()} | {"gone": "gone.mp3", "broken": "broken.mp3"}
    table(folder, rows, speech="0.5", nature="")
    return folder


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def chosen(state, monkeypatch):
    for name in os.environ:
        if name.startswith("EARWITNESS_") and name != "EARWITNESS_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("EARWITNESS_STATE", str(state))


def curate(*arguments) -> int:
    return main(["curate", *map(str, arguments), "--jobs", "1"])


def verdicts(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "curation.csv").open(newline="", encoding="utf-8") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {
        str(file): (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in files
    }


@pytest.fixture(scope="module")
def curated(pack, state, tmp_path_factory):
    """The pack that curation makes with default options; it leaves its source as it was."""
    before = state_of(pack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARWITNESS_STATE", str(state))
        assert curate(pack, "--into", "good") == 0
    assert state_of(pack) == before
    return state / "packs" / "good"


def test_every_clip_has_a_verdict_with_its_reason_and_figures(curated):
    found = verdicts(curated)
    assert tuple(found) == ALL
    assert {key: row["left_out"] for key, row in found.items() if row["kept"] == "no"} == {
        **LEFT_OUT, "gone": "missing", "broken": "unreadable",
    }  # fmt: skip
    assert found["part"]["copy_of"] == "street"
    assert 0 <= float(found["part"]["bit_errors"]) < 0.2
    assert float(found["part"]["overlap_seconds"]) == pytest.approx(7, abs=0.3)
    assert "below 0.001" in found["hush"]["why"]
    assert float(found["street"]["rms"]) == pytest.approx(0.1, rel=0.01)
    assert found["gone"]["rms"] == ""


def test_the_new_pack_can_be_played_and_holds_what_stays(curated, state):
    made = load_pack("good", Gazetteer.load(), state)
    assert [clip.key for clip in made.clips] == ["street", "yard"]
    assert (made.missing, made.unreadable) == ((), ())
    rows = (curated / "clips.csv").read_text(encoding="utf-8")
    assert rows.count('"Ti, g""er"') == 2


def test_recordings_are_hard_links_and_so_take_no_room(curated, pack):
    name = Path("audio", "all", "street.flac")
    assert (curated / name).samefile(pack / name)
    assert not (curated / "audio" / "all" / "hum.flac").exists()


def test_the_plot_is_a_page_that_asks_no_other_host(curated):
    page = (curated / "curation.html").read_text(encoding="utf-8")
    assert all(f"{name} (at" in page for name in ("RMS energy", "Spectral flatness", "Acoustic complexity"))
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", page)


def test_other_bounds_need_no_other_measuring_and_replace_the_pack(curated, pack, state, monkeypatch, capsys):
    monkeypatch.setattr("game.curation.jobs.measure_file", None)  # any call would fail
    assert curate(pack, "--into", "again", "--max-bit-errors", "-1", "--min-rms", "0") == 0
    assert [key for key, row in verdicts(state / "packs" / "again").items() if row["kept"] == "yes"] == [
        "street", "yard", "part", "hush",
    ]  # fmt: skip
    assert curate(pack, "--into", "again") == 0
    assert verdicts(state / "packs" / "again") == verdicts(curated)
    assert not list((state / "packs").glob(".again.[po]*"))
    assert "2 clips are in" in capsys.readouterr().out


def test_localizability_is_taken_from_a_table_of_times(curated, pack, state, tmp_path):
    (tmp_path / "times.csv").write_text("key,Speech,Rain\nstreet,1,0\nhum,1,0\n")
    (tmp_path / "a.json").write_text('{"theta": 0.5, "strengths": {"Speech": 0.9, "Rain": -0.8}}')
    arguments = ("--strengths", tmp_path / "a.json", "--times", tmp_path / "times.csv")
    assert curate(pack, "--into", tmp_path / "new", *arguments) == 0
    found = verdicts(tmp_path / "new")
    assert (found["street"]["kept"], found["street"]["localizability"]) == ("yes", "0.9")
    assert (found["yard"]["left_out"], found["yard"]["localizability"]) == ("untimed", "")
    assert "Audio localizability" in (tmp_path / "new" / "curation.html").read_text(encoding="utf-8")


def test_localizability_is_taken_from_the_packs_own_table_unless_it_lacks_a_sound(curated, pack, tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"strengths": {"speech": 3}}')
    assert curate(pack, "--into", tmp_path / "new", "--strengths", file) == 0
    assert verdicts(tmp_path / "new")["yard"]["localizability"] == "1.5"
    with pytest.raises(SystemExit, match="No clip passes"):
        curate(pack, "--into", tmp_path / "other", "--strengths", file, "--theta", "1.5")
    file.write_text('{"strengths": {"Church bell": 3}}')
    with pytest.raises(SystemExit, match=r"no column Church bell.*--times or --tagger"):
        curate(pack, "--into", tmp_path / "other", "--strengths", file)
    assert not (tmp_path / "other").exists()


def test_a_tagger_tells_what_is_heard_and_fills_what_the_table_left_blank(curated, pack, tmp_path):
    names = ("Speech", "Animal", "Music", "Bell", "Harmonica", "Wind", "Vehicle", "Bang")
    thresholds = [9.0, 9.0, 9.0, 9.0, 9.0, 0.01, 9.0, 9.0]
    tagger = loudness(tmp_path / "m.onnx", ["n"], thresholds)
    (tmp_path / "a.json").write_text('{"strengths": {"Wind": 1.2, "Speech": 2}}')
    arguments = ("--tagger", tagger, "--labels", labels(tmp_path / "l.csv", *names), "--rate", "8000")
    assert curate(pack, "--into", tmp_path / "new", *arguments, "--strengths", tmp_path / "a.json") == 0
    assert verdicts(tmp_path / "new")["street"]["localizability"] == "1.2"
    with (tmp_path / "new" / "times.csv").open(newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert (set(rows), rows["street"]["Wind"], rows["street"]["nature"]) == ({"street", "yard"}, "1", "1")
    with (tmp_path / "new" / "clips.csv").open(newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["speech"], first["nature"], first["music"]) == ("0.5", "1.00", "0.00")


def test_what_the_tagger_cannot_tell_is_said_before_anything_is_measured(pack, tmp_path, monkeypatch):
    monkeypatch.setattr("game.curation.curate._measure", None)  # any call would fail
    tagger = loudness(tmp_path / "m.onnx", ["n"], [0.1])
    (tmp_path / "a.json").write_text('{"strengths": {"Wind": 1.2, "Sea": 2}}')
    arguments = ("--tagger", tagger, "--labels", labels(tmp_path / "l.csv", "Wind"))
    with pytest.raises(SystemExit, match=r"l\.csv has no label Sea"):
        curate(pack, "--into", tmp_path / "new", *arguments, "--strengths", tmp_path / "a.json")
    with pytest.raises(SystemExit, match="no column Wind, Sea"):
        curate(pack, "--into", tmp_path / "new", "--strengths", tmp_path / "a.json")


@pytest.mark.usefixtures("shared")
def test_agl1ks_folder_is_curated_in_its_own_layout(tmp_path):
    source = tmp_path / "source"
    (source / "audios").mkdir(parents=True)
    for file in REAL:
        (source / "audios" / file.name).write_bytes(file.read_bytes()[: 400 * 1024])
    shutil.copy(AGL1K / "geoLocalization_schema.csv", source)
    credits = "key,credit,licence\n{}aporee_5201_6631,Al,CC BY\n"
    (source / "credits.csv").write_text(credits.format("aporee_26839_30948,Bo,CC0\n"))
    assert curate(source, "--into", tmp_path / "new", "--min-complexity", "8") == 0
    assert (tmp_path / "new" / "credits.csv").read_text() == credits.format("")
    header, *rows = (tmp_path / "new" / "geoLocalization_schema.csv").read_text("utf-8").splitlines()
    published = (AGL1K / "geoLocalization_schema.csv").read_text("utf-8-sig").splitlines()
    assert header == published[0]
    assert len(rows) == 1 and rows[0] in published
    made = load_pack(str(tmp_path / "new"), Gazetteer.load(), tmp_path / "state")
    assert [clip.key for clip in made.clips] == ["aporee_5201_6631"]
    left_out = [row["left_out"] for row in verdicts(tmp_path / "new").values()]
    assert (left_out.count("missing"), left_out.count("monotonous")) == (1442, 1)


def test_where_the_pack_comes_from_stays_known_and_its_sample_is_none_any_more(tmp_path):
    source = tmp_path / "source"
    for key in "ab":
        write(source / "audio" / f"{key}.flac", varied(6, ord(key)) * (1 if key == "a" else 1e-4))
    table(source, {"a": "a.flac", "b": "b.flac", "c": "c.flac"})
    write_origin(source, Origin("an archive", sample=Sample(2, 3, 7, {"all": Stratum(2, 3)}, ("b", "a"))))
    assert curate(source, "--into", tmp_path / "new") == 0
    origin = read_origin(tmp_path / "new", ["a"])
    assert origin == Origin("an archive (of a random sample of 2 of 3 clips, seed 7)")
    assert list(verdicts(tmp_path / "new")) == ["a", "b"]


@pytest.mark.parametrize(
    ("into", "message"),
    [
        ("{pack}", "overlap"),
        ("{pack}/audio/new", "overlap"),
        ("{full}", "not an earlier curation"),
        ("{file}", "is a file"),
    ],
)
def test_a_place_that_is_taken_is_refused_before_anything_is_measured(pack, tmp_path, into, message):
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "diary.txt").write_text("mine")
    file.write_text("mine")
    with pytest.raises(SystemExit, match=message):
        curate(pack, "--into", into.format(pack=pack, full=full, file=file))
    assert (full / "diary.txt").read_text() == "mine"


def test_two_curations_into_one_place_are_one_too_many(curated, pack, state):
    with FileLock(state / "packs" / ".good.lock"), pytest.raises(SystemExit, match="Another curation"):
        curate(pack, "--into", "good")
    assert len(verdicts(curated)) == len(ALL)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tagger", "m.onnx"], "--tagger and --labels go together"),
        (["--times", "t.csv"], "need --strengths"),
        (["--strengths", "gone.json"], "cannot be read"),
    ],
)
def test_options_that_do_not_go_together_are_refused(pack, tmp_path, arguments, message):
    with pytest.raises(SystemExit, match=message):
        curate(pack, "--into", tmp_path / "new", *arguments)


def test_a_pack_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SystemExit, match="There is no pack 'nowhere'"):
        curate("nowhere", "--into", tmp_path / "new")


def test_what_was_remembered_and_is_damaged_is_measured_again(tmp_path):
    file = tmp_path / "a.wav"
    file.write_bytes(b"one")
    memory = Cache(tmp_path / "memory", "how")
    assert memory.get(file) is None
    memory.put(file, b"found")
    assert memory.get(file) == b"found"
    assert run_parallel([file, file], _fails, memory, 1, "") == {file: Result(b"found")}
    (entry,) = (tmp_path / "memory").iterdir()
    entry.write_bytes(entry.read_bytes()[:-1])
    assert memory.get(file) is None
    memory.put(file, b"found")
    file.write_bytes(b"two!")
    assert memory.get(file) is None
    assert Cache(tmp_path / "memory", "otherwise").get(file) is None


def test_a_recording_that_went_away_meanwhile_is_a_problem_and_not_remembered(tmp_path):
    file = tmp_path / "gone.wav"
    found = run_parallel([file], measure_file, Cache(tmp_path / "memory", "how"), 1, "")
    assert found[file].problem == "cannot be read: No such file or directory"
    assert not (tmp_path / "memory").exists()


def test_a_process_that_is_killed_is_told_and_not_waited_for(tmp_path):
    file = tmp_path / "a.wav"
    file.write_bytes(b"one")
    dies = partial(os.execl, "/bin/false", "false")
    with pytest.raises(CurationError, match=r"was killed.*--jobs 1"):
        run_parallel([file], dies, Cache(tmp_path / "memory", "how"), 1, "")


def _fails(file: Path) -> bytes:
    raise AssertionError(file)


@pytest.fixture
def running(pack, state, tmp_path):
    """A curation of many clips at work in its own process: that process, and its workers."""
    folder = tmp_path / "many"
    (folder / "audio").mkdir(parents=True)
    street = (pack / "audio" / "all" / "street.flac").read_bytes()
    for at in range(60):
        (folder / "audio" / f"{at}.flac").write_bytes(street)
    table(folder, {f"k{at}": f"{at}.flac" for at in range(60)})
    before = len(remembered(state))
    command = [sys.executable, "-m", "game", "curate", str(folder), "--into", str(tmp_path / "new")]
    environment = {**os.environ, "EARWITNESS_STATE": str(state)}
    how: dict[str, Any] = {
        "cwd": ROOT,
        "env": environment,
        "stderr": subprocess.PIPE,
        "text": True,
        "start_new_session": True,
    }
    with subprocess.Popen(command, **how) as run:
        wait_for(lambda: run.poll() is not None or len(remembered(state)) >= before + 3)
        yield run, descendants(run.pid)
        run.kill()


def remembered(state: Path) -> list[Path]:
    return [file for file in (state / "curation").glob("*") if not file.suffix]


def test_interrupted_it_says_so_remembers_what_it_measured_and_leaves_no_process(running, state, tmp_path):
    run, workers = running
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    _, stderr = run.communicate(timeout=60)
    assert (run.returncode, "Traceback" in stderr) == (130, False), stderr
    assert "measurements are cached" in stderr and remembered(state)
    assert workers
    wait_for(lambda: not alive(workers))
    assert not (tmp_path / "new").exists()


def test_killed_it_leaves_no_process_and_no_pack(running, tmp_path):
    run, workers = running
    run.kill()
    run.communicate(timeout=60)
    assert workers
    wait_for(lambda: not alive(workers))
    assert not (tmp_path / "new").exists()
