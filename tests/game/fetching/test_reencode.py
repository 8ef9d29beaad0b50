import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from game.fetching import reencode as module
from game.fetching.encoders import encoders
from game.fetching.reencode import MP3_KBITS, ReencodeError, reencode
from game.packs.origin import Encoding
from game.project_files import ROOT
from game.sound.sealing import seal
from tests.builders.recordings import CANARY, REAL, encoded, forms

pytestmark = pytest.mark.slow


def tone(hertz: float, seconds: float, rate: int) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def loudest(path: Path) -> float:
    """The frequency that is heard most, in Hz."""
    sound, rate = soundfile.read(path)
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * rate / len(sound))


def kbit_s(path: Path) -> float:
    return path.stat().st_size * 8 / seal(path).seconds / 1000


@pytest.fixture
def stereo(tmp_path):
    """Four seconds with 500 Hz left and 900 Hz right, at 44.1 kHz."""
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.column_stack([tone(500, 4, 44_100), tone(900, 4, 44_100)]), 44_100)
    return path


@pytest.fixture
def one_worker():
    with encoders(1) as pool:
        yield pool


def test_a_recording_that_takes_too_long_is_given_up(stereo, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "DECODING_SECONDS", -10.0)
    with pytest.raises(ReencodeError, match="takes longer than -9 s of processor time"):
        reencode(stereo, tmp_path / "out.mp3", Encoding.mp3(64))
    assert [path.name for path in tmp_path.iterdir()] == ["stereo.wav"]


# ---- what comes out


@pytest.mark.parametrize("rate", MP3_KBITS)
def test_mp3_has_exactly_the_bits_that_were_asked_for(stereo, tmp_path, rate):
    reencode(stereo, tmp_path / "out.mp3", Encoding.mp3(rate))
    with soundfile.SoundFile(tmp_path / "out.mp3") as heard:
        assert (heard.format, heard.channels, heard.samplerate) == ("MP3", 1, 44_100)
    assert kbit_s(tmp_path / "out.mp3") == pytest.approx(rate, rel=0.01)  # a frame of numbers more
    assert seal(tmp_path / "out.mp3").media_type == "audio/mpeg"


@pytest.mark.parametrize("rate", [32, 64, 96])
def test_opus_has_about_the_bits_that_were_asked_for(tmp_path, rate):
    soundfile.write(tmp_path / "in.wav", np.random.default_rng(1).normal(0, 0.1, 10 * 48_000), 48_000)
    reencode(tmp_path / "in.wav", tmp_path / "out.opus", Encoding.opus(rate))
    assert kbit_s(tmp_path / "out.opus") == pytest.approx(rate, rel=0.15)
    assert seal(tmp_path / "out.opus").media_type == "audio/ogg"


@pytest.mark.parametrize("encoding", [Encoding.mp3(64), Encoding.opus(32)])
@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 96_000])
def test_the_sound_stays_as_long_and_as_high(tmp_path, encoding, rate):
    soundfile.write(tmp_path / "in.flac", tone(700, 3, rate), rate)
    reencode(tmp_path / "in.flac", tmp_path / "out", encoding)
    assert loudest(tmp_path / "out") == pytest.approx(700, abs=1)
    assert soundfile.info(tmp_path / "out").duration == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize("encoding", [Encoding.mp3(128), Encoding.opus(96)])
def test_both_sides_are_heard_in_the_one_channel(stereo, tmp_path, encoding):
    reencode(stereo, tmp_path / "out", encoding)
    sound, rate = soundfile.read(tmp_path / "out")
    strength = np.abs(np.fft.rfft(sound[rate : 3 * rate])) / rate
    assert strength[[1000, 1800]] == pytest.approx([0.25, 0.25], abs=0.03)  # half of 0.5, in bins of 0.5 Hz


@pytest.mark.parametrize("encoding", [Encoding.mp3(64), Encoding.opus(32)])
def test_the_same_recording_gives_the_same_bytes(stereo, tmp_path, encoding):
    outs = [tmp_path / "one", tmp_path / "two"]
    for out in outs:
        reencode(stereo, out, encoding)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_tags_stay_behind(tmp_path):
    tag = CANARY.encode("latin-1").ljust(125, b" ")
    (tmp_path / "in.mp3").write_bytes(encoded("mp3") + b"TAG" + tag)
    reencode(tmp_path / "in.mp3", tmp_path / "out.mp3", Encoding.mp3(64))
    assert not any(form in (tmp_path / "out.mp3").read_bytes() for form in forms(CANARY))


def test_a_real_recording_is_a_fifth_of_its_size(shared, tmp_path, one_worker):
    source = REAL[0]
    one_worker.submit(reencode, source, tmp_path / "out.mp3", Encoding.mp3(48)).result(600)
    assert seal(tmp_path / "out.mp3").seconds == pytest.approx(seal(source).seconds, abs=0.1)
    assert (tmp_path / "out.mp3").stat().st_size < source.stat().st_size / 4


# ---- what goes wrong


@pytest.mark.parametrize("content", [b"", b"<html>404</html>" * 100, encoded("flac")[:60]])
def test_what_is_no_recording_is_refused_and_nothing_is_left(tmp_path, content):
    (tmp_path / "in").write_bytes(content)
    with pytest.raises(ReencodeError, match=r"^cannot be re-encoded: "):
        reencode(tmp_path / "in", tmp_path / "out", Encoding.mp3(64))
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("encoding", [Encoding.mp3(64), Encoding.opus(32)])
def test_a_recording_without_a_sample_is_refused(tmp_path, encoding):
    soundfile.write(tmp_path / "in.wav", np.empty(0), 48_000)
    with pytest.raises(ReencodeError, match="without samples"):
        reencode(tmp_path / "in.wav", tmp_path / "out", encoding)


def test_an_earlier_target_stays_when_its_successor_fails(tmp_path):
    (tmp_path / "in").write_bytes(b"nothing")
    (tmp_path / "out").write_bytes(b"earlier")
    with pytest.raises(ReencodeError):
        reencode(tmp_path / "in", tmp_path / "out", Encoding.mp3(64))
    assert (tmp_path / "out").read_bytes() == b"earlier"


def test_a_worker_hands_the_error_on(tmp_path, one_worker):
    (tmp_path / "in").write_bytes(b"nothing")
    with pytest.raises(ReencodeError, match="cannot be re-encoded"):
        one_worker.submit(reencode, tmp_path / "in", tmp_path / "out", Encoding.mp3(64)).result(600)


def test_a_disk_that_is_full_is_told(stereo, tmp_path):
    """Files may grow to 8 KB, as on a disk with no more room."""
    program = (
        "import resource, sys; from pathlib import Path; from game.packs.origin import Encoding\n"
        "from game.fetching.reencode import reencode\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "for encoding in (Encoding.mp3(64), Encoding.opus(32)):\n"
        "    try: reencode(Path(sys.argv[1]), Path(sys.argv[2]), encoding)\n"
        "    except OSError as error: print(error.strerror)"
    )
    command = [sys.executable, "-c", program, stereo, tmp_path / "out"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.splitlines() == ["the file could not be written completely: is the disk full?"] * 2, (
        ran.stderr
    )
    assert [path.name for path in tmp_path.iterdir()] == ["stereo.wav"]


def test_what_was_not_written_to_its_end_is_no_target(stereo, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_TOLERANCE_SECONDS", -1.0)
    with pytest.raises(OSError, match="could not be written completely"):
        reencode(stereo, tmp_path / "out.mp3", Encoding.mp3(64))
    assert [path.name for path in tmp_path.iterdir()] == ["stereo.wav"]


# ---- encoders


def test_workers_end_with_a_parent_that_is_killed():
    program = (
        "import os, sys, time; from game.fetching.encoders import encoders\n"
        "if __name__ == '__main__':\n"
        "    with encoders(1) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        time.sleep(60)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    how: dict[str, Any] = {"env": env, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", program], **how) as parent:
        assert parent.stdout
        worker = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
        parent.wait(60)
    try:
        assert select.select([worker], [], [], 60)[0]  # readable once the process has ended
    finally:
        os.close(worker)
