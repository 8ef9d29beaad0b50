"""The length of a recording is what can be decoded, whatever its headers say."""

import io
import os
import re
import struct
import threading

import numpy as np
import pytest
import soundfile

from game.curation.measurement import measure
from game.fetching.reencode import reencode
from game.packs.origin import Encoding
from game.server.process_limits import raise_file_limit
from game.sound import decoder_messages
from game.sound.decoding import decoder
from game.sound.peaks import measure_peaks
from game.sound.sealed import AudioError
from game.sound.sealing import seal
from leaderboard.evaluation.sound import sound_of
from tests.builders.damaged_sounds import (
    mp3_frames,
    with_granules,
    with_samples_told,
    with_sizes_told,
    with_xing_count,
)
from tests.builders.recordings import encoded

SECONDS = 6.0
HOUR = 3600 * 48_000  # samples


def sound(kind: str) -> bytes:
    return encoded(kind, seconds=SECONDS)


def rf64(wav: bytes) -> bytes:
    sizes = struct.pack("<QQQI", len(wav), len(wav) - 44, 0, 0)
    behind = b"LIST\x0a\0\0\0INFO Paris"
    return (
        b"RF64"
        + b"\xff" * 4
        + b"WAVEds64"
        + struct.pack("<I", 28)
        + sizes
        + (wav[12:40] + b"\xff" * 4 + wav[44:] + behind)
    )


MADE = {
    "MP3 of two": lambda: encoded("mp3", seconds=2.0) + encoded("mp3", seconds=4.0),
    "MP3 of two with a variable bit rate": lambda: (
        encoded("mp3-vbr", seconds=2.0) + encoded("mp3-vbr", seconds=4.0)
    ),
    "MP3 without a count": lambda: b"".join(mp3_frames(sound("mp3-vbr"))[1:]),
    "MP3 that counts too few": lambda: with_xing_count(sound("mp3-vbr"), 20),
    "MP3 that counts too many": lambda: with_xing_count(sound("mp3-vbr"), 10**9),
    "FLAC without a count": lambda: with_samples_told(sound("flac"), 0),
    "FLAC that counts too few": lambda: with_samples_told(sound("flac"), 48_000),
    "FLAC that counts too many": lambda: with_samples_told(sound("flac"), 2**36 - 1),
    "WAV from a pipe": lambda: with_sizes_told(sound("wav"), 0xFFFFFFFF, 0xFFFFFFFF),
    "WAV from sox": lambda: with_sizes_told(sound("wav"), 0x7FFFF024, 0x7FFFF000),
    "WAV from a signed pipe": lambda: with_sizes_told(sound("wav"), 0x7FFFFFFF, 0x7FFFFFFF),
    "WAV of a recorder that stopped": lambda: with_sizes_told(sound("wav"), 0, 0),
    "WAV extensible": lambda: sound("wav24"),
    "WAV in RF64": lambda: rf64(sound("wav")),
    "WAV with a chunk of odd size, padded": lambda: with_chunk(b"\x05\0\0\0abcde\0"),
    "WAV with a chunk of odd size, not padded": lambda: with_chunk(b"\x05\0\0\0abcde"),
    "Ogg that starts late": lambda: with_granules(sound("ogg"), lambda at, _: at + HOUR),
    "Opus that starts late": lambda: with_granules(sound("opus"), lambda at, _: at + HOUR),
    "Ogg that ends at 2^62": lambda: with_granules(sound("ogg"), lambda at, last: 2**62 if last else at),
    "Opus that ends at 2^62": lambda: with_granules(sound("opus"), lambda at, last: 2**62 if last else at),
    "Opus at half of its positions": lambda: with_granules(sound("opus"), lambda at, _: at // 2),
    "Ogg without positions": lambda: with_granules(sound("ogg"), lambda at, _: -1),
}


def with_chunk(rest: bytes) -> bytes:
    wav = sound("wav")
    return wav[:12] + b"LIST" + rest + wav[12:]


@pytest.fixture(params=list(MADE.values()), ids=list(MADE))
def recording(request, tmp_path):
    path = tmp_path / "recording"
    path.write_bytes(request.param())
    return path


def test_everything_is_decoded_and_the_served_file_says_how_long_it_is(recording):
    assert seal(recording).seconds == pytest.approx(SECONDS, abs=0.1)
    with decoder(recording) as opened:
        frames = sum(len(block) for block in opened.blocks())
    assert frames / opened.rate == pytest.approx(SECONDS, abs=0.1)
    sealed = seal(recording)
    served = b"".join(sealed.chunks(0, sealed.size))
    assert soundfile.info(io.BytesIO(served)).duration == pytest.approx(SECONDS, abs=0.1)
    assert b"Paris" not in served


def test_the_waveform_the_measures_and_the_models_hear_all_of_it(recording, tmp_path):
    peaks = measure_peaks(recording, 24)
    assert min(peaks[2:]) > 0
    assert measure(recording).acoustics.rms > 0.01
    sent = sound_of(recording, "wav", None)
    assert sent.seconds == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize(
    "made", ["MP3 of two", "MP3 without a count", "FLAC without a count", "WAV from a pipe"]
)
@pytest.mark.parametrize("encoding", [Encoding.mp3(64), Encoding.opus(32)], ids=["mp3", "opus"])
def test_a_copy_is_as_long_as_its_source(made, encoding, tmp_path):
    (tmp_path / "in").write_bytes(MADE[made]())
    reencode(tmp_path / "in", tmp_path / "out", encoding)
    assert seal(tmp_path / "out").seconds == pytest.approx(SECONDS, abs=0.1)


def test_an_untouched_ogg_is_served_as_it_is(tmp_path):
    for kind in ("ogg", "opus"):
        (tmp_path / kind).write_bytes(sound(kind))
        assert len(seal(tmp_path / kind).pieces) == 4, "first page, comments in two parts, all the others"


def test_sound_that_ends_before_its_frames_do_is_told(tmp_path, monkeypatch):
    """As when a decoder gives up in the middle of a recording."""
    (tmp_path / "in.mp3").write_bytes(sound("mp3"))
    read = soundfile.SoundFile.read
    monkeypatch.setattr(soundfile.SoundFile, "read", lambda self, out: read(self, out=out)[: len(out) // 2])
    for hear in (measure_peaks, measure, lambda path: sound_of(path, "wav", None)):
        with pytest.raises(AudioError, match=r"for 0\.7 of its 6\.0 seconds only"):
            hear(tmp_path / "in.mp3")


def test_what_takes_too_long_to_decode_is_given_up(tmp_path):
    (tmp_path / "in.wav").write_bytes(sound("wav"))
    with pytest.raises(AudioError, match="takes longer than"), decoder(tmp_path / "in.wav", -1.0) as opened:
        list(opened.blocks())


@pytest.mark.parametrize("kind", ["mp3", "mp3-vbr", "ogg", "opus", "flac"])
def test_what_takes_too_long_to_seal_is_refused_by_name(kind, tmp_path):
    (tmp_path / "in").write_bytes(sound(kind))
    with pytest.raises(AudioError, match="takes longer than 0 s of processor time to read"):
        seal(tmp_path / "in", budget_seconds=0.0)
    assert seal(tmp_path / "in").seconds, "the next one has its whole time"


def test_a_seek_table_leads_to_the_right_frames(tmp_path):
    quiet, loud = mp3_frames(encoded("mp3", seconds=3.0)), mp3_frames(sound("mp3-vbr"))
    (tmp_path / "in.mp3").write_bytes(b"".join([*quiet[1:], *loud[1:]]))
    sealed = seal(tmp_path / "in.mp3")
    served = b"".join(sealed.chunks(0, sealed.size))
    at = served.index(b"Xing")
    frames, size = struct.unpack(">II", served[at + 8 : at + 16])
    assert (frames, size) == (len(quiet) + len(loud) - 2, len(served))
    toc = np.frombuffer(served[at + 16 : at + 116], np.uint8)
    assert (np.diff(toc.astype(int)) >= 0).all() and toc[0] <= 4
    middle = len(b"".join(quiet[1:])) / size
    assert toc[100 * (len(quiet) - 1) // frames] == pytest.approx(256 * middle, abs=4)


@pytest.mark.parametrize("connections", [0, 1100])
def test_what_the_decoder_prints_is_summed_up_in_one_line_of_the_log(
    tmp_path, capfd, monkeypatch, connections
):
    """Frames whose sound is noise: it complains about every fourteenth."""
    raise_file_limit()
    busy = [os.dup(0) for _ in range(connections)]
    monkeypatch.setattr(decoder_messages, "_messages", decoder_messages._Messages())
    rng, said, summed_up = np.random.default_rng(1), [], threading.Event()
    info, *frames = mp3_frames(sound("mp3-vbr"))
    hurt = [frame[:21] + rng.bytes(len(frame) - 21) for frame in frames]
    (tmp_path / "in.mp3").write_bytes(b"".join([info, *hurt]))

    def note(text, *values):
        said.append(text % values)
        summed_up.set()

    monkeypatch.setattr(decoder_messages.log, "warning", note)
    measure_peaks(tmp_path / "in.mp3")
    for descriptor in busy:
        os.close(descriptor)
    os.write(2, b"another line\n")
    assert summed_up.wait(30)
    assert re.match(r"the MP3 decoder complained \d+ times, first: .*dequantization failed", said[0])
    assert capfd.readouterr().err == "another line\n"


def test_a_frame_that_makes_no_sense_is_silent_and_the_others_stay(tmp_path, capfd):
    frames = mp3_frames(sound("mp3"))
    (tmp_path / "whole.mp3").write_bytes(b"".join(frames))
    frames[100] = frames[100][:4] + b"\xff" * 17 + frames[100][21:]
    (tmp_path / "hurt.mp3").write_bytes(b"".join(frames))
    heard = {}
    for name in ("whole.mp3", "hurt.mp3"):
        with decoder(tmp_path / name) as opened:
            heard[name] = np.concatenate(list(opened.blocks()))
    differ = np.flatnonzero(np.abs(heard["whole.mp3"] - heard["hurt.mp3"]).max(axis=1) > 1e-3)
    assert 0 < np.ptp(differ) < 4 * 1152
    assert capfd.readouterr().err == ""
