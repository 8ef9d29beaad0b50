import io
import os
import struct
import tempfile
from functools import cache, reduce
from pathlib import Path

import mutagen.apev2
import mutagen.flac
import mutagen.id3
import mutagen.oggopus
import mutagen.oggvorbis
import mutagen.wave
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.ogg import OggPage

from game.sound.sealing import AudioError, seal
from tests.builders.damaged_sounds import mp3_frames
from tests.builders.recordings import CANARY, REAL, encoded, forms, samples

CANARY_BYTES = CANARY.encode()


def sealed_bytes(path):
    sealed = seal(path)
    served = b"".join(sealed.chunks(0, sealed.size))
    assert len(served) == sealed.size
    return served


@pytest.fixture
def served(tmp_path):
    def seal_these(recording):
        path = tmp_path / "recording"
        path.write_bytes(recording)
        return sealed_bytes(path)

    return seal_these


@pytest.fixture
def refused(served):
    def why(recording):
        with pytest.raises(AudioError) as error:
            served(recording)
        return str(error.value)

    return why


def assert_reveals_nothing(served, *texts):
    for text in (CANARY, "Essaouira", *texts):
        assert not any(form in served for form in forms(text)), text


# ---- tags, each with a canary, as tools write them


def tagged(recording, tmp_path, write):
    path = tmp_path / "tagged"
    path.write_bytes(recording)
    write(path)
    assert any(form in path.read_bytes() for form in forms(CANARY)), (
        "the canary is not in the file to begin with"
    )
    return path.read_bytes()


def id3_tags(encoding):
    tags = mutagen.id3.ID3()
    tags.add(mutagen.id3.TIT2(encoding=encoding, text=CANARY))
    tags.add(mutagen.id3.COMM(encoding=encoding, lang="eng", desc=CANARY, text=CANARY))
    tags.add(mutagen.id3.USLT(encoding=encoding, lang="eng", text=CANARY))
    tags.add(mutagen.id3.TXXX(encoding=encoding, desc="place", text=CANARY))
    tags.add(mutagen.id3.PRIV(owner=CANARY, data=CANARY_BYTES))
    tags.add(mutagen.id3.GEOB(encoding=encoding, mime="text/plain", desc=CANARY, data=CANARY_BYTES))
    picture = CANARY_BYTES + encoded("mp3")  # a picture full of sync bytes, even of whole frames
    tags.add(mutagen.id3.APIC(encoding=encoding, mime="image/jpeg", type=3, desc=CANARY, data=picture))
    return tags


def synchsafe(size):
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def raw_id3(body, flags=0, magic=b"ID3"):
    return magic + bytes([4, 0, flags]) + synchsafe(len(body)) + body


def id3_with_footer():
    body = b"TIT2" + synchsafe(1 + len(CANARY)) + b"\0\0\3" + CANARY_BYTES
    return raw_id3(body, flags=0x10) + raw_id3(body, flags=0x10, magic=b"3DI")[:10]


def id3_unsynchronised():
    frame = (
        b"APIC"
        + synchsafe(400)
        + b"\0\0\0image/jpeg\0\3"
        + CANARY_BYTES
        + b"\0"
        + b"\xff\x00\xfb\x90\x64" * 60
    )
    return raw_id3(frame, flags=0x80)


def id3v1(extended=False):
    v1 = b"TAG" + CANARY_BYTES.ljust(124, b"\0") + b"\x0c"
    return (b"TAG+" + CANARY_BYTES.ljust(223, b"\0") if extended else b"") + v1


def ape(version=2000, header=True):
    value = CANARY_BYTES + b"\0" + encoded("mp3")[:3000]
    item = struct.pack("<II", len(value), 0) + b"Title\0" + value
    edge = [b"APETAGEX", struct.pack("<III", version, len(item) + 32, 1)]
    flags = 0x80000000 if header else 0
    head = b"".join(edge) + struct.pack("<I", flags | 0x20000000) + bytes(8)
    return (head if header else b"") + item + b"".join(edge) + struct.pack("<I", flags) + bytes(8)


def lyrics3(version=2):
    if version == 1:
        return b"LYRICSBEGIN" + CANARY_BYTES + b"LYRICSEND"
    body = b"LYRICSBEGIN" + b"IND00002" + b"10" + b"INF%05d" % len(CANARY) + CANARY_BYTES
    return body + b"%06dLYRICS200" % len(body)


MP3_DRESSES = {
    "ID3v1": lambda mp3: mp3 + id3v1(),
    "ID3v1 extended": lambda mp3: mp3 + id3v1(extended=True),
    "several ID3v2 in front": lambda mp3: (
        id3_unsynchronised() + id3_with_footer() + raw_id3(CANARY_BYTES) + mp3
    ),
    "unsynchronised ID3v2": lambda mp3: id3_unsynchronised() + mp3,
    "ID3v2 at the end": lambda mp3: mp3 + id3_with_footer(),
    "ID3v2 without a footer at the end": lambda mp3: mp3 + raw_id3(CANARY_BYTES + encoded("mp3")),
    "ID3v2 and zeros": lambda mp3: raw_id3(CANARY_BYTES) + bytes(5000) + mp3,
    "ID3v2 that is longer than it says": lambda mp3: raw_id3(b"x") + CANARY_BYTES * 50 + mp3,
    "ID3v2 that is longer than the file": lambda mp3: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + CANARY_BYTES + mp3,
    "APEv2 in front": lambda mp3: ape() + mp3,
    "APEv2 at the end": lambda mp3: mp3 + ape(),
    "APEv1 at the end": lambda mp3: mp3 + ape(version=1000, header=False),
    "Lyrics3v1": lambda mp3: mp3 + lyrics3(1) + id3v1(),
    "Lyrics3v2": lambda mp3: mp3 + lyrics3(2) + id3v1(),
    "everything": lambda mp3: id3_unsynchronised() + ape() + mp3 + ape() + lyrics3() + id3v1(True),
    "text in front": lambda mp3: CANARY_BYTES + mp3,
    "text behind": lambda mp3: mp3 + b" " + CANARY_BYTES,
    "text behind, tagged": lambda mp3: mp3 + CANARY_BYTES + id3v1(),
    "UTF-16 behind": lambda mp3: mp3 + CANARY.encode("utf-16"),
    "a cut tag behind": lambda mp3: mp3 + ape()[:80],
}


@pytest.mark.parametrize("dress", MP3_DRESSES.values(), ids=MP3_DRESSES)
@pytest.mark.parametrize("kind", ["mp3", "mp3-vbr"])
def test_of_an_mp3_exactly_the_frames_are_left(kind, dress, served):
    mp3 = encoded(kind)
    assert any(form in dress(mp3) for form in forms(CANARY))
    assert served(dress(mp3)) == mp3


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("encoding", [0, 1, 3])
def test_what_mutagen_writes_into_an_mp3_is_gone(version, encoding, served, tmp_path):
    def write(path):
        ape_tags = mutagen.apev2.APEv2()
        ape_tags["Title"] = CANARY
        ape_tags.save(path)
        id3_tags(encoding).save(path, v2_version=version, v1=2)

    dressed = tagged(encoded("mp3"), tmp_path, write)
    assert served(dressed) == encoded("mp3")


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000])
def test_every_sampling_rate_of_layer_iii_is_known(rate, channels, served):
    mp3 = encoded("mp3", seconds=0.5, rate=rate, channels=channels)
    assert served(raw_id3(CANARY_BYTES) + mp3 + id3v1()) == mp3


@pytest.mark.parametrize(
    "between",
    [
        CANARY_BYTES,
        CANARY_BYTES * 200,
        raw_id3(CANARY_BYTES + encoded("mp3")),
        id3_unsynchronised(),
        ape(),
        id3v1(),
    ],
    ids=["text", "long text", "ID3v2 with frames in it", "unsynchronised ID3v2", "APEv2", "ID3v1"],
)
def test_what_stands_between_frames_is_dropped(between, served):
    frames = mp3_frames(encoded("mp3"))
    half = len(frames) // 2
    assert served(b"".join([*frames[:half], between, *frames[half:]])) == encoded("mp3")


@pytest.mark.parametrize("cut", [5, 40, 100])
@pytest.mark.parametrize("added", [CANARY_BYTES * 20, raw_id3(CANARY_BYTES) * 9, id3v1(), ape()])
def test_a_frame_cut_short_takes_nothing_along_that_was_put_behind_it(cut, added, served):
    *frames, last = mp3_frames(encoded("mp3"))
    whole = b"".join(frames)
    alone = served(whole + last[:cut] + added)
    assert np.array_equal(samples(alone), samples(whole)) and len(alone) == len(whole)
    assert_reveals_nothing(alone)
    assert alone[:-511] == whole[:-511], "the rest held the beginning of the cut frame, which nobody hears"
    another = mp3_frames(encoded("mp3"))
    heard = served(whole + last[:cut] + added + b"".join(another))
    assert_reveals_nothing(heard)
    assert heard.endswith(b"".join(another[1:])), "without its info frame"
    assert b"".join(frames[1:])[:-511] in heard


def test_mp3s_of_different_kinds_one_after_the_other_are_refused(refused):
    for change in ({"rate": 22050}, {"rate": 44100}, {"channels": 2}):
        second = encoded("mp3", **change)
        why = refused(raw_id3(CANARY_BYTES) + encoded("mp3") + raw_id3(CANARY_BYTES) + second)
        assert "sampling rate or number of channels changes" in why


def info_frame(write):
    """The clean VBR recording, its first frame written over by ``write(frame, place of its Xing mark)``."""
    first, *rest = mp3_frames(encoded("mp3-vbr"))
    frame = bytearray(first)
    write(frame, frame.index(b"Xing"))
    return bytes(frame), b"".join(rest)


def put(frame, at, content):
    frame[at : at + len(content)] = content


INFO_FRAMES = {
    "behind the encoder's fields": lambda frame, mark: put(frame, mark + 160, CANARY_BYTES),
    "in place of the encoder's fields": lambda frame, mark: put(frame, mark + 120, CANARY_BYTES),
    "in the encoder's numbers": lambda frame, mark: put(frame, mark + 130, CANARY_BYTES),
    "in the table of contents": lambda frame, mark: put(frame, mark + 20, CANARY_BYTES),
    "in the side information": lambda frame, mark: put(frame, 4, CANARY_BYTES[:17]),
    "in a VBRI frame": lambda frame, mark: (
        put(
            frame,
            4,
            bytes(32) + b"VBRI" + bytes(6) + frame[mark + 12 : mark + 16] + frame[mark + 8 : mark + 12],
        ),
        put(frame, 54, bytes(8)),
        put(frame, 90, CANARY_BYTES),
    ),
}


@pytest.mark.parametrize("write", INFO_FRAMES.values(), ids=INFO_FRAMES)
def test_an_info_frame_keeps_its_counts_and_loses_every_text(write, served):
    frame, rest = info_frame(write)
    dressed, heard = frame + rest, served(frame + rest)
    assert CANARY_BYTES[:17] in dressed
    assert CANARY_BYTES[:7] not in heard and b"Essaouira" not in heard
    assert len(heard) == len(dressed) and heard.endswith(rest) and heard[:4] == frame[:4]
    mark = b"VBRI" if b"VBRI" in frame else b"Xing"
    at = frame.index(mark)
    assert heard[at : at + 16] == frame[at : at + 16]


def test_an_encoders_name_stays_only_when_it_is_one(served):
    frame, rest = info_frame(lambda frame, mark: put(frame, mark + 120, b"Essaouira"))
    assert b"Essaouira" not in served(frame + rest)
    for name in (b"LAME3.98r", b"LAME3.100", b"Lavf58.29", b"Lavc60.3\0", b"L3.99r1\0\0"):
        frame, rest = info_frame(lambda frame, mark, name=name: put(frame, mark + 120, name))
        assert served(frame + rest) == frame + rest


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem[:20])
def test_real_recordings_sound_the_same_and_say_nothing(path):
    served = sealed_bytes(path)
    assert np.array_equal(samples(served), samples(path))
    assert served in path.read_bytes()
    tags = mutagen.File(path).tags
    texts = [str(text) for frame in tags.values() for text in frame.text]
    words = [word for text in texts for word in text.split() if len(word) > 5]
    assert texts and words
    assert_reveals_nothing(served, *texts, *words, "31.516", "-9.766")


# ---- FLAC


def flac_block(kind, body):
    return bytes([kind]) + len(body).to_bytes(3) + body


def test_flac_keeps_its_frames_and_stream_information_alone(served, tmp_path):
    def write(path):
        flac = mutagen.flac.FLAC(path)
        flac["title"] = CANARY
        picture = mutagen.flac.Picture()
        picture.desc, picture.data = CANARY, CANARY_BYTES * 500
        flac.add_picture(picture)
        flac.save(padding=lambda info: 3000)

    dressed = tagged(encoded("flac"), tmp_path, write)
    info = 4 + 4 + 34
    application, cuesheet, padding, unknown = 2, 5, 1, 126
    more = b"".join(flac_block(kind, CANARY_BYTES) for kind in (application, cuesheet, padding, unknown))
    dressed = raw_id3(CANARY_BYTES) + dressed[:info] + more + dressed[info:] + ape() + id3v1()
    heard = served(dressed)
    assert_reveals_nothing(heard)
    assert heard[:8] == b"fLaC\x80\0\0\x22"
    assert encoded("flac").endswith(heard[info:])
    assert np.array_equal(samples(heard), samples(encoded("flac")))


@pytest.mark.parametrize("kind", ["flac", "flac24"])
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (96000, 2), (12345, 1)])
def test_flac_of_any_rate_decodes_to_the_same_samples(kind, rate, channels, served):
    flac = encoded(kind, 1.0, rate, channels)
    assert np.array_equal(samples(served(flac)), samples(flac))


def test_text_around_or_between_flac_frames_is_refused(refused):
    flac = encoded("flac", seconds=3.0)
    assert "with damage or foreign data" in refused(flac + b"\n" + CANARY_BYTES)
    second = flac.index(b"\xff\xf8", flac.index(b"\xff\xf8", 42) + 2)
    assert "with damage or foreign data" in refused(flac[:second] + CANARY_BYTES + flac[second:])


# ---- Ogg


@pytest.mark.parametrize("picture", [300, 150_000], ids=["small picture", "picture over many pages"])
@pytest.mark.parametrize(
    ("kind", "tool"), [("ogg", mutagen.oggvorbis.OggVorbis), ("opus", mutagen.oggopus.OggOpus)]
)
def test_ogg_comments_are_emptied_and_every_packet_of_sound_stays(kind, tool, picture, served, tmp_path):
    def write(path):
        ogg = tool(path)
        ogg["title"] = CANARY
        ogg["metadata_block_picture"] = CANARY + "x" * picture
        ogg.save()

    dressed = tagged(encoded(kind), tmp_path, write)
    heard = served(dressed)
    assert_reveals_nothing(heard)
    assert np.array_equal(samples(heard), samples(encoded(kind)))
    path = tmp_path / "heard"
    path.write_bytes(heard)
    tags = tool(path).tags
    assert (list(tags), tags.vendor) == ([], "")
    assert len(heard) < len(encoded(kind)) + picture / 10
    assert packets(heard)[2:] == packets(dressed)[2:]


def packets(ogg):
    """The packets of a single Ogg stream, read by mutagen, which checks the numbering of its pages."""
    file, pages = io.BytesIO(ogg), []
    while file.tell() < len(ogg):
        pages.append(OggPage(file))
    return OggPage.to_packets(pages, strict=True)


def test_other_streams_and_text_between_ogg_pages_are_left_out(served):
    ogg = encoded("ogg")
    first_end = ogg.index(b"OggS", 4)
    skeleton = ogg_page(b"fishead\0" + CANARY_BYTES, serial=7, flags=2)
    note = ogg_page(CANARY_BYTES, serial=7, number=1)
    third = ogg.index(b"OggS", first_end + 4)
    dressed = (
        skeleton + ogg[:first_end] + ogg[first_end:third] + note + CANARY_BYTES + ogg[third:] + CANARY_BYTES
    )
    heard = served(dressed)
    assert_reveals_nothing(heard)
    assert np.array_equal(samples(heard), samples(ogg))


def ogg_page(body, serial, flags=0, number=0):
    head = (
        b"OggS\0" + bytes([flags]) + bytes(8) + struct.pack("<III", serial, number, 0) + bytes([1, len(body)])
    )
    table = [
        reduce(lambda rest, _: (rest << 1) ^ (0x104C11DB7 if rest >> 31 else 0), range(8), byte << 24)
        for byte in range(256)
    ]
    crc = reduce(lambda rest, byte: (rest << 8 & 0xFFFFFFFF) ^ table[rest >> 24 ^ byte], head + body, 0)
    return head[:22] + struct.pack("<I", crc) + head[26:] + body


def test_ogg_that_cannot_be_sealed_says_why(refused):
    ogg = encoded("ogg")
    assert "one after the other" in refused(ogg + encoded("opus"))
    assert "no, or more than one" in refused(ogg_page(b"\x7fFLAC" + bytes(40), serial=1, flags=2))
    assert "damaged" in refused(ogg[:-10] + b"0123456789")
    pages = [b"OggS" + page for page in ogg.split(b"OggS")[1:]]
    assert "without its comment packet" in refused(pages[0])
    assert "without sound" in refused(b"".join(pages[:2]))


# ---- WAV


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def riff(*chunks):
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("kind", ["wav", "wav24", "wavfloat"])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_keeps_format_and_samples_alone(kind, channels, served, tmp_path):
    wav = encoded(kind, channels=channels)
    text_chunks = [chunk(b"LIST", b"INFOINAM" + struct.pack("<I", len(CANARY)) + CANARY_BYTES)]
    text_chunks += [
        chunk(name, CANARY_BYTES) for name in (b"bext", b"iXML", b"id3 ", b"cue ", b"fact", b"JUNK", b"axml")
    ]
    dressed = riff(*text_chunks, wav[12:], *text_chunks) + CANARY_BYTES + id3v1()
    heard = served(dressed)
    assert_reveals_nothing(heard)
    assert np.array_equal(samples(heard), samples(wav))
    assert struct.unpack("<I", heard[4:8])[0] == len(heard) - 8


def test_what_mutagen_writes_into_a_wav_is_gone(served, tmp_path):
    def write(path):
        wav = mutagen.wave.WAVE(path)
        wav.add_tags()
        assert wav.tags is not None
        wav.tags.add(mutagen.id3.TIT2(encoding=1, text=CANARY))
        wav.save()

    heard = served(tagged(encoded("wav"), tmp_path, write))
    assert_reveals_nothing(heard)
    assert np.array_equal(samples(heard), samples(encoded("wav")))


def test_text_in_a_wav_format_chunk_is_not_carried_along(served):
    wav = encoded("wav")
    padded = chunk(b"fmt ", wav[20:36] + struct.pack("<H", len(CANARY)) + CANARY_BYTES)
    heard = served(riff(padded, wav[36:]))
    assert_reveals_nothing(heard)
    assert np.array_equal(samples(heard), samples(wav))


def test_wav_that_cannot_be_sealed_says_why(refused):
    layout, sound = encoded("wav")[20:36], encoded("wav")[44:]
    assert "format 85" in refused(
        riff(chunk(b"fmt ", struct.pack("<H", 85) + layout[2:]), chunk(b"data", encoded("mp3")))
    )
    assert "cut short" in refused(encoded("wav")[:-100])
    assert "without samples" in refused(riff(chunk(b"fmt ", layout)))
    assert "without samples" in refused(riff(chunk(b"fmt ", layout), chunk(b"data", b"")))
    assert "without a format" in refused(riff(chunk(b"data", sound)))
    assert "no sampling rate" in refused(riff(chunk(b"fmt ", layout[:2] + bytes(14)), chunk(b"data", sound)))
    assert "not WAV" in refused(b"RIFF\x10\0\0\0AVI LIST" + bytes(20))
    contradicting = layout[:12] + struct.pack("<HH", 4, 16)
    assert "contradicts itself" in refused(riff(chunk(b"fmt ", contradicting), chunk(b"data", sound)))


# ---- what is no recording


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3",
        b"ID3\4\0\0\0\0\0\0",
        b"<!DOCTYPE html><title>404 Not Found</title>" * 100,
        b"Essaouira, Morocco\n" * 500,
        bytes(100_000),
        b"\xff" * 100_000,
        b"\xff\xfb" * 50_000,
        b"fLaC",
        b"OggS",
        b"RIFF",
        b"RIFF\0\0\0\0WAVE",
        np.random.default_rng(3).bytes(200_000),
        encoded("mp3")[:300],
    ],
)
def test_what_holds_no_sound_is_refused(content, refused):
    assert refused(content)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing.mp3", tmp_path, tmp_path / "pipe"):
        with pytest.raises(AudioError, match=r"is not a file|cannot be read"):
            seal(path)


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("mp3", "audio/mpeg"),
        ("ogg", "audio/ogg"),
        ("opus", "audio/ogg"),
        ("flac", "audio/flac"),
        ("wav", "audio/wav"),
    ],
)
def test_kind_and_length_are_told_by_the_content(kind, media_type, tmp_path):
    path = tmp_path / "misnamed.txt"
    path.write_bytes(encoded(kind))
    sealed = seal(path)
    assert sealed.media_type == media_type
    assert sealed.seconds == pytest.approx(2.0, abs=0.08)


# ---- reading


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_stretch_is_what_the_whole_has_there(data):
    whole, sealed = sealed_in_pieces()
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    chunks = list(sealed.chunks(start, stop))
    assert b"".join(chunks) == whole[start:stop]
    assert all(0 < len(chunk) <= 64 * 1024 for chunk in chunks)


@cache
def sealed_in_pieces():
    frames = mp3_frames(encoded("mp3", seconds=10.0))
    pairs = [b"".join(frames[at : at + 2]) for at in range(0, len(frames), 2)]
    path = Path(tempfile.mkdtemp()) / "pieces.mp3"
    path.write_bytes(b"\n".join(pairs))
    sealed = seal(path)
    assert len(sealed.pieces) > 100
    return b"".join(sealed.chunks(0, sealed.size)), sealed


def test_a_file_that_changed_is_not_served(tmp_path):
    path = tmp_path / "recording.mp3"
    path.write_bytes(encoded("mp3"))
    sealed = seal(path)
    path.write_bytes(raw_id3(CANARY_BYTES) + encoded("mp3"))
    with pytest.raises(AudioError, match="changed"):
        next(sealed.chunks(0, sealed.size))


# ---- damage


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac", "wav"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_damage_ends_in_sound_or_in_a_reason(kind, seed, tmp_path_factory):
    rng = np.random.default_rng(seed)
    path = tmp_path_factory.getbasetemp() / f"damaged-{kind}"
    path.write_bytes(damaged(encoded(kind, seconds=1.0), rng))
    try:
        sealed_bytes(path)
    except AudioError as error:
        assert str(error)


def damaged(recording, rng):
    hurt = bytearray(recording)
    for _ in range(rng.integers(1, 20)):
        reach = min(len(hurt), int(rng.choice([64, 1000, len(recording)])))
        at = int(rng.integers(0, reach + 1))
        how = rng.integers(0, 4)
        if how == 0:
            hurt[at : at + 1] = rng.bytes(1)
        elif how == 1:
            hurt[at:at] = rng.bytes(int(rng.integers(1, 50)))
        elif how == 2:
            del hurt[at : at + int(rng.integers(1, 50))]
        else:
            hurt[at : at + 4] = rng.choice(
                [b"\xff\xff\xff\xff", bytes(4), b"OggS", b"ID3\4", b"data", b"\xff\xfb\x90\x64"]
            )
    return bytes(hurt[: int(rng.integers(1, len(hurt) + 1))] if rng.random() < 0.2 and hurt else hurt)
