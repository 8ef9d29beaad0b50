"""What is no MP3, Ogg, FLAC or WAV is refused by its own name, and noise is no MP3."""

import io
import struct

import numpy as np
import pytest
import soundfile

from game.sound.sealed import AudioError
from game.sound.sealing import seal
from tests.builders.damaged_sounds import mp3_frames
from tests.builders.recordings import CANARY, encoded, forms, samples, sweep

NO_MP3 = "holds no MP3 frames"


@pytest.fixture
def why(tmp_path):
    def refusal(content):
        (tmp_path / "file.mp3").write_bytes(content)
        with pytest.raises(AudioError) as error:
            seal(tmp_path / "file.mp3")
        return str(error.value)

    return refusal


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AIFF", "is AIFF"),
        ("CAF", "is CAF"),
        ("AU", "is AU"),
        ("W64", "is Wave64"),
        ("NIST", "is NIST"),
        ("RAW", NO_MP3),
    ],
)
def test_a_container_of_samples_is_named(kind, name, why):
    file = io.BytesIO()
    soundfile.write(file, sweep(3.0, 48_000), 48_000, format=kind, subtype="PCM_24")
    assert name in why(file.getvalue())
    assert name in why(b"ID3\4\0\0\0\0\0\x05hello" + file.getvalue()), "behind a tag"


ADTS = b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)
MARKS = {
    "AAC": ADTS * 4000,
    "MP4": b"\0\0\0\x20ftypM4A " + encoded("mp3"),
    "WebM": b"\x1a\x45\xdf\xa3" + encoded("mp3"),
    "MIDI": b"MThd\0\0\0\6" + encoded("mp3"),
    "WMA": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + encoded("mp3"),
    "Layer I or II": (b"\xff\xfd\x84\xc4" + bytes(380)) * 100,
    "web page": b"<html>" + encoded("mp3"),
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
    "file of macOS": b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(4000),
    "is empty": b"",
    "transport stream": (b"\x47" + bytes(187)) * 50,
}


@pytest.mark.parametrize("name", MARKS)
def test_other_files_are_named_by_their_own_mark(name, why):
    assert name in why(MARKS[name])


@pytest.mark.parametrize(
    ("kind", "subtype", "rate", "name"),
    [
        ("WAV", "DOUBLE", 48_000, "64 bits of floating point"),
        ("WAVEX", "DOUBLE", 48_000, "64 bits of floating point"),
        ("WAV", "PCM_16", 1_000, "sampling rate of 1,000 Hz"),
        ("FLAC", "PCM_16", 1_000, "sampling rate of 1,000 Hz"),
    ],
)
def test_samples_that_browsers_do_not_play_are_refused(kind, subtype, rate, name, why):
    file = io.BytesIO()
    soundfile.write(file, sweep(3.0, rate), rate, format=kind, subtype=subtype)
    assert name in why(file.getvalue())


@pytest.mark.parametrize(("kind", "bits"), [(3, 24), (6, 16), (7, 16), (1, 64)])
def test_samples_of_a_size_that_does_not_exist_are_refused(kind, bits, why):
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, 1, 48_000, 6_000 * bits, bits // 8, bits)
    data = struct.pack("<4sI", b"data", 48_000) + bytes(48_000)
    assert f"{bits} bits of" in why(b"RIFF" + struct.pack("<I", 48_036) + b"WAVE" + head + data)


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "PCM_U8", "PCM_24", "PCM_32", "FLOAT"])
def test_samples_that_browsers_play_pass(subtype, tmp_path):
    soundfile.write(tmp_path / "in.wav", sweep(3.0, 8_000), 8_000, subtype=subtype)
    assert seal(tmp_path / "in.wav").seconds == pytest.approx(3.0)


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_are_no_mp3(seed, why):
    assert NO_MP3 in why(np.random.default_rng(seed).bytes(2_000_000))


def test_frames_among_mostly_other_bytes_are_no_mp3(why):
    other = np.random.default_rng(1).integers(1, 256, 200_000, np.uint8).tobytes()
    assert NO_MP3 in why(other + encoded("mp3") + other)


def test_frames_filled_with_noise_are_no_sound(why):
    rng = np.random.default_rng(1)
    frames = [frame[:4] + rng.bytes(len(frame) - 4) for frame in mp3_frames(encoded("mp3", seconds=5.0))]
    assert "frames hold no sound" in why(b"".join(frames))
    assert why(b"\xff\xfb\x90\x64" * 500_000), "headers one after the other"


@pytest.mark.parametrize("text", [CANARY.encode(), CANARY.encode("utf-16"), "Эс-Сувейра".encode()])
def test_text_in_the_ancillary_bytes_of_frames_becomes_zeros(text, tmp_path):
    """Where the encoder left room behind a frame's sound: silence leaves plenty."""
    file = io.BytesIO()
    how = {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": 0.5}
    soundfile.write(file, np.concatenate([sweep(1.0, 48_000), np.zeros((48_000, 1))]), 48_000, **how)
    frames = mp3_frames(file.getvalue())
    for number in range(60, len(frames) - 2):
        frames[number] = frames[number][: -len(text)] + text
    dressed = b"".join(frames)
    (tmp_path / "in.mp3").write_bytes(dressed)
    sealed = seal(tmp_path / "in.mp3")
    served = b"".join(sealed.chunks(0, sealed.size))
    assert text in dressed and text[3:11] not in served and not any(form in served for form in forms(CANARY))
    assert len(served) == len(dressed)
    assert np.array_equal(samples(served), samples(file.getvalue()))
