import csv
import io
import json
import os
import re
import shutil
import tracemalloc

import pytest

from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.packs.manifest import COLUMNS
from game.packs.table import PackError, read_rows
from game.sound import inspection
from tests.builders.recordings import encoded

ROW = {
    "key": "rampart",
    "file": "one.mp3",
    "lat": "31.5163",
    "lon": "-9.7663",
    "title": "Ramparts, with a muezzin",
    "speech": "1.0",
    "credit": "the recordist",
}


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def folder(tmp_path):
    """A pack of two clips, to be changed by the test."""
    folder = tmp_path / "walk"
    (folder / "audio" / "night").mkdir(parents=True)
    (folder / "audio" / "one.mp3").write_bytes(encoded("mp3"))
    (folder / "audio" / "night" / "two.ogg").write_bytes(encoded("ogg", seconds=3.0))
    write(folder, ROW, ROW | {"key": "owl", "file": "night/two.ogg", "lat": "-33.9", "lon": "18.4"})
    return folder


def write(folder, *rows, columns=COLUMNS):
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def load(folder, state):
    return lambda **limits: load_pack(str(folder), Gazetteer.load(), state, **limits)


@pytest.fixture
def refused(load):
    def why(*parts):
        with pytest.raises(PackError) as error:
            load()
        for part in parts:
            assert part in str(error.value)
        return str(error.value)

    return why


# ---- what is read


def test_a_recording_that_is_too_long_is_left_out_with_its_reason(load):
    pack = load(longest_seconds=2.5)
    assert [clip.key for clip in pack.clips] == ["rampart"]
    why = "owl: lasts 0.1 minutes, longer than the 0.0416667 that EARWITNESS_LONGEST_MINUTES allows"
    assert pack.unreadable == (why,)
    assert not load().unreadable


def test_a_clip_is_what_its_row_says(load, folder):
    clip = load().clip("rampart")
    assert (clip.lat, clip.lon, clip.title, clip.credit) == (31.5163, -9.7663, ROW["title"], "the recordist")
    assert (clip.speech, clip.music) == (1.0, 0.0)
    assert clip.file == folder / "audio" / "one.mp3" and clip.file.is_absolute()


def test_blank_labels_come_from_the_gazetteer_and_a_blank_length_from_the_audio(load):
    clip = load().clip("rampart")
    assert (clip.city, clip.country, clip.country_code, clip.continent) == (
        "Essaouira",
        "Morocco",
        "MA",
        "Africa",
    )
    assert clip.seconds == pytest.approx(2.0, abs=0.1)


def test_labels_and_length_of_the_manifest_are_kept(load, folder):
    cells = {
        "city": "Mogador",
        "country": "Maroc",
        "country_code": "EH",
        "continent": "Afrique",
        "seconds": "9.5",
    }
    write(folder, ROW | cells)
    clip = load().clip("rampart")
    assert (clip.city, clip.country, clip.country_code, clip.continent) == (
        "Mogador",
        "Maroc",
        "EH",
        "Afrique",
    )
    assert clip.seconds == pytest.approx(2.0, abs=0.1), "counted in the recording, whatever the table says"


def test_the_pack_keeps_the_order_of_its_manifest_and_the_name_of_its_folder(load, folder):
    pack = load()
    assert [clip.key for clip in pack.clips] == ["rampart", "owl"]
    assert (pack.name, pack.folder, pack.missing, pack.unreadable) == ("walk", folder, (), ())


def test_a_clip_that_is_not_there_is_a_key_error(load):
    with pytest.raises(KeyError):
        load().clip("unknown")


def test_a_manifest_as_a_spreadsheet_saves_it_is_read(load, folder):
    text = (folder / "clips.csv").read_text().replace("\n", "\r\n") + "\r\n\r\n"
    (folder / "clips.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert len(load().clips) == 2


def test_columns_may_stand_in_any_order_among_others(load, folder):
    write(folder, ROW | {"recorder": "minidisc"}, columns=[*reversed(COLUMNS), "recorder"])
    assert load().clip("rampart").lat == 31.5163


def test_a_fact_is_one_line_and_need_not_be_there(load, folder):
    assert load().clip("rampart").fact == ""
    write(folder, ROW | {"fact": " Built by\nthe sea. "}, columns=[*COLUMNS, "fact"])
    assert load().clip("rampart").fact == "Built by the sea."


def test_the_audio_folder_may_be_named_in_the_file(load, folder):
    write(folder, ROW | {"file": "audio/one.mp3"})
    assert load().clip("rampart").file == folder / "audio" / "one.mp3"


def test_a_long_table_takes_little_more_memory_than_its_file(tmp_path):
    file = tmp_path / "clips.csv"
    file.write_text("key,file\n" + "".join(f"{row},{row}.mp3\n" for row in range(20_000)))
    tracemalloc.start()
    count = sum(row.text("file") == f"{row.text('key')}.mp3" for row in read_rows(file, ("key", "file")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3 * file.stat().st_size


def test_two_rows_may_share_a_recording(load, folder):
    write(folder, ROW, ROW | {"key": "again"})
    assert len(load().clips) == 2


def test_a_link_that_stays_in_the_pack_is_followed(load, folder):
    (folder / "audio" / "linked.mp3").symlink_to("one.mp3")
    write(folder, ROW | {"file": "linked.mp3"})
    assert len(load().clips) == 1


# ---- what is left out


def test_what_is_no_file_is_left_out_with_its_reason(load, folder):
    audio = folder / "audio"
    (audio / "folder.mp3").mkdir()
    (audio / "circle.mp3").symlink_to("circle.mp3")
    os.mkfifo(audio / "pipe.mp3")
    names = ("folder", "circle", "pipe")
    write(folder, ROW, *(ROW | {"key": name, "file": f"{name}.mp3"} for name in names))
    pack = load()
    assert [clip.key for clip in pack.clips] == ["rampart"]
    assert pack.unreadable == (
        "folder: is not a file",
        "circle: cannot be read: Too many levels of symbolic links",
        "pipe: is not a file",
    )


def test_a_blank_length_is_measured_however_short_the_recording(load, folder):
    (folder / "audio" / "one.mp3").write_bytes(encoded("wav", seconds=0.3))
    write(folder, ROW | {"seconds": ""})
    assert load().clip("rampart").seconds == pytest.approx(0.3)


def test_a_clip_whose_audio_is_missing_is_counted_and_never_dealt(load, folder):
    (folder / "audio" / "one.mp3").unlink()
    pack = load()
    assert pack.missing == ("rampart",)
    assert [clip.key for clip in pack.clips] == ["owl"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3\4\0",
        b"Essaouira\n" * 100,
        b"<html>404</html>" * 100,
        encoded("mp3")[:150],
        encoded("flac")[:60],
    ],
    ids=["zero bytes", "truncated header", "text", "error page", "truncated frame", "truncated FLAC"],
)
def test_one_unreadable_recording_is_reported_and_left_out(load, folder, content):
    (folder / "audio" / "one.mp3").write_bytes(content)
    pack = load()
    assert [clip.key for clip in pack.clips] == ["owl"]
    assert len(pack.unreadable) == 1 and pack.unreadable[0].startswith("rampart: ")
    assert pack.missing == ()


def test_a_folder_or_a_pipe_in_place_of_a_recording_is_reported_and_left_out(load, folder):
    (folder / "audio" / "one.mp3").unlink()
    os.mkfifo(folder / "audio" / "one.mp3")
    write(folder, ROW, ROW | {"key": "night", "file": "night"}, ROW | {"key": "owl", "file": "night/two.ogg"})
    pack = load()
    assert [clip.key for clip in pack.clips] == ["owl"]
    assert pack.unreadable == ("rampart: is not a file", "night: is not a file")


# ---- what is refused, with the file, the row and how to fix it


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(folder, refused, column):
    write(folder, ROW, columns=[name for name in COLUMNS if name != column])
    refused("clips.csv, row 1", f"no column {column}:", "add it")


@pytest.mark.parametrize(
    "value", ["90.01", "-91", "nan", "inf", "-inf", "1e999", "north", "31,5,0", "31° E", "1_0", ""]
)
def test_a_latitude_that_is_none_is_refused(folder, refused, value):
    write(folder, ROW, ROW | {"key": "other", "lat": value})
    refused("clips.csv, row 3", "lat", repr(value), "-90 to 90")


@pytest.mark.parametrize("value", ["180.5", "-181", "nan", "31° N", ""])
def test_a_longitude_that_is_none_is_refused(folder, refused, value):
    write(folder, ROW | {"lon": value})
    refused("clips.csv, row 2", "lon", repr(value), "-180 to 180")


def test_coordinates_may_be_written_in_any_usual_form(folder, load):
    write(folder, ROW | {"lat": "31°30'N", "lon": "9,77 W"})
    clip = load().clip("rampart")
    assert (clip.lat, clip.lon) == (31.5, -9.77)


@pytest.mark.parametrize(
    ("column", "value"),
    [("seconds", "-1"), ("seconds", "long"), ("speech", "1.1"), ("things", "yes"), ("country_code", "uk")],
)
def test_other_cells_are_checked_too(folder, refused, column, value):
    write(folder, ROW | {column: value})
    refused("clips.csv, row 2", column)


@pytest.mark.parametrize(
    "path",
    [
        "../clips.csv",
        "night/../../clips.csv",
        "..",
        ".",
        "./one.mp3",
        "/etc/passwd",
        "a\\..\\b.mp3",
        "C:\\one.mp3",
        "one\0.mp3",
        "one\n.mp3",
        "audio/../../x.mp3",
    ],
)
def test_a_path_that_climbs_out_of_the_pack_is_refused(folder, refused, path):
    write(folder, ROW, ROW | {"key": "other", "file": path})
    refused("clips.csv, row 3", repr(path), "a path in audio/")


def test_a_blank_path_is_refused(folder, refused):
    write(folder, ROW | {"file": ""})
    refused("clips.csv, row 2", "file is blank")


@pytest.mark.parametrize("linked", ["file", "folder", "audio"])
def test_a_link_that_leaves_the_pack_is_refused(folder, refused, linked, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "one.mp3").write_bytes(encoded("mp3"))
    if linked == "file":
        (folder / "audio" / "link.mp3").symlink_to(outside / "one.mp3")
        write(folder, ROW | {"file": "link.mp3"})
    elif linked == "folder":
        (folder / "audio" / "link").symlink_to(outside)
        write(folder, ROW | {"file": "link/one.mp3"})
    else:
        shutil.rmtree(folder / "audio")
        (folder / "audio").symlink_to(outside)
    refused("clips.csv, row 2", "a link out of the pack")


def test_two_rows_with_one_key_are_refused(folder, refused):
    write(folder, ROW, ROW | {"key": "owl"}, ROW)
    refused("clips.csv, row 4", "'rampart' is in row 2 too")


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_refused(folder, refused, key):
    write(folder, ROW | {"key": key})
    refused("clips.csv, row 2", "key is blank")


def test_rows_are_counted_as_a_text_editor_does(folder, refused):
    write(folder, ROW | {"description": "three\nlines\nlong"}, ROW | {"key": "two", "lat": "x"})
    refused("clips.csv, row 5")


def test_a_row_with_too_many_cells_is_refused(folder, refused):
    with (folder / "clips.csv").open("a") as file:
        file.write(",".join("abcdefghijklmnopqrst") + "\n")
    refused("clips.csv, row 4", "20 cells under 19 columns", "quotes")


def lines(text):
    return text.encode().splitlines(keepends=True)


def excel(text):
    """The table as a spreadsheet with decimal commas saves it."""
    semicolons = io.StringIO()
    table = list(csv.reader(io.StringIO(text)))
    decimal = [[re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell) for cell in row] for row in table]
    csv.writer(semicolons, delimiter=";").writerows(decimal)
    return semicolons.getvalue()


@pytest.mark.parametrize(
    ("saved", "note"),
    [
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (lambda text: text.encode("utf-16-le"), "UTF-16"),
        (lambda text: text.encode("utf-32"), "UTF-32"),
        (lambda text: text.replace(",", "\t").replace("Ramparts\t", "Ramparts,").encode(), "tabs"),
        (lambda text: excel(text).encode("utf-8-sig"), "semicolons"),
        (lambda text: b"sep=;\r\n" + excel(text).encode(), "semicolons"),
        (lambda text: b"\xef\xbb\xbf" * 2 + text.encode(), "more than one byte order mark"),
        (lambda text: "\ufeff\u00ef\u00bb\u00bf".encode() + text.encode(), "more than one byte order mark"),
        (lambda text: b"".join(line.rstrip() + b",,,\r\n" for line in lines(text)), "without a name"),
        (lambda text: b"," + text.replace("\n", "\n0,", 2).encode(), "without a name"),
        (lambda text: b"".join(line.rstrip(b",\n") + b"\n" for line in lines(text)), "fewer cells"),
        (lambda text: text.encode() + b"," * 18 + b"\n" + b" ," * 18 + b"\n", ""),
        (lambda text: text.replace("\n", "\r").encode(), ""),
        (lambda text: text.replace("key,", "Key ,", 1).replace(",lat,", ",LAT,", 1).encode(), ""),
    ],
)  # fmt: skip
def test_a_table_is_read_however_a_spreadsheet_saved_it(folder, load, caplog, saved, note):
    expected = load().clips
    text = (folder / "clips.csv").read_text()
    (folder / "clips.csv").write_bytes(saved(text))
    assert load().clips == expected
    assert [note for line in caplog.messages if note in line] == [note] * bool(note)


def test_a_name_is_found_whether_its_accents_are_composed_or_not(folder, load):
    composed, decomposed = "Caf\u00e9/S\u00e3o.mp3", "Cafe\u0301/Sa\u0303o.mp3"
    for on_disk, in_table in ((composed, decomposed), (decomposed, composed)):
        shutil.rmtree(folder / "audio" / "Caf\u00e9", ignore_errors=True)
        (folder / "audio" / on_disk).parent.mkdir()
        (folder / "audio" / on_disk).write_bytes(encoded("mp3"))
        write(folder, ROW | {"file": in_table})
        assert load().clip("rampart").file == folder / "audio" / on_disk


@pytest.mark.parametrize("name", ["a" * 300 + ".mp3", "\u00e9" * 140 + ".mp3", "night/" * 300 + "a.mp3"])
def test_a_name_that_no_disk_can_hold_is_refused(folder, refused, name):
    write(folder, ROW, ROW | {"key": "other", "file": name})
    refused("clips.csv, row 3", "file is too long for a file name")


def test_a_quote_that_never_ends_is_refused(folder, refused):
    with (folder / "clips.csv").open("a") as file:
        file.write('a,"b\n\nc,d\n')
    refused("clips.csv, row 4", "not valid CSV")


def test_a_column_that_is_there_twice_is_refused(folder, refused):
    write(folder, ROW, columns=[*COLUMNS, "lat"])
    refused("clips.csv, row 1", "'lat' is there twice")


def test_a_manifest_that_is_not_utf_8_is_refused(folder, refused):
    content = (folder / "clips.csv").read_bytes().replace(b"with a muezzin", b"Marrak\xe8ch", 1)
    (folder / "clips.csv").write_bytes(content)
    refused("clips.csv, row 2", "UTF-8")


def test_an_empty_manifest_is_refused(folder, refused):
    (folder / "clips.csv").write_bytes(b"")
    refused("clips.csv is empty", "key, file, lat, lon")
    write(folder)
    refused("clips.csv lists no clip")


def test_a_pack_with_nothing_to_hear_is_refused(folder, refused):
    for file in (folder / "audio").rglob("*.*"):
        file.write_bytes(b"")
    refused("audio holds no playable recording", "rampart: ")
    shutil.rmtree(folder / "audio")
    refused("audio holds none of the 2 recordings", "put them there")


def test_a_folder_that_is_no_pack_is_refused(folder, refused):
    (folder / "clips.csv").rename(folder / "clips.csv.old")
    refused(str(folder), "no pack", "clips.csv", "geoLocalization_schema.csv")


@pytest.mark.parametrize("name", ["nothing-there", "../nothing", "/nothing/there", "", "..\0"])
def test_a_pack_that_is_not_there_is_refused(name, state):
    with pytest.raises(PackError):
        load_pack(name, Gazetteer.load(), state)


# ---- names


def test_a_name_is_looked_for_in_the_projects_data_then_among_fetched_packs(folder, state):
    assert load_pack("demo", Gazetteer.load(), state).name == "demo"
    shutil.copytree(folder, state / "packs" / "walk")
    shutil.copytree(folder, state / "packs" / "demo")
    assert load_pack("walk", Gazetteer.load(), state).folder == state / "packs" / "walk"
    assert load_pack("demo", Gazetteer.load(), state).folder != state / "packs" / "demo"


def test_a_relative_path_is_a_path(folder, state, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert load_pack("./walk", Gazetteer.load(), state).folder == folder
    assert load_pack("walk", Gazetteer.load(), state).folder == folder


# ---- the hash, and what is cached


def test_the_hash_tells_manifest_and_audio(load, folder, tmp_path, state):
    before = load().hash
    assert load().hash == before and len(before) == 64
    copy = shutil.copytree(folder, tmp_path / "elsewhere")
    assert load_pack(str(copy), Gazetteer.load(), state).hash == before

    (folder / "audio" / "one.mp3").write_bytes(encoded("mp3", seconds=1.0))
    other_audio = load().hash
    write(folder, ROW | {"title": "Another"}, ROW | {"key": "owl", "file": "night/two.ogg"})
    other_title = load().hash
    (folder / "audio" / "one.mp3").unlink()
    assert len({before, other_audio, other_title, load().hash}) == 4


def test_a_second_start_reads_no_audio(load, monkeypatch):
    first = load()
    monkeypatch.setattr(inspection, "seal", lambda path: pytest.fail(f"{path} was read again"))
    assert load() == first


def test_a_file_that_changed_is_read_again(load, folder):
    load()
    (folder / "audio" / "one.mp3").write_bytes(b"broken")
    assert len(load().unreadable) == 1
    (folder / "audio" / "one.mp3").write_bytes(encoded("mp3"))
    assert load().unreadable == ()


def test_a_problem_that_is_gone_is_forgotten_though_size_and_date_are_the_same(load, folder):
    path = folder / "audio" / "one.mp3"
    path.write_bytes(bytes(len(encoded("mp3"))))
    date = path.stat().st_mtime_ns
    assert len(load().unreadable) == 1
    path.write_bytes(encoded("mp3"))
    os.utime(path, ns=(date, date))
    assert load().unreadable == ()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"rules": 1}', b'{"rules": 1, "files": {"a": 5}}', b"\xff"]
)
def test_a_damaged_memory_does_no_harm(load, state, content):
    first = load()
    (memory,) = (state / "inspected").iterdir()
    memory.write_bytes(content)
    assert load() == first
    assert json.loads(memory.read_bytes())["files"]


def test_a_memory_that_cannot_be_written_does_no_harm(load, state):
    state.mkdir()
    (state / "inspected").write_bytes(b"in the way")
    assert len(load().clips) == 2
