import csv
import shutil

import pytest

from game.geo.gazetteer import Gazetteer
from game.packs.agl1k import read_agl1k, recording_paths
from game.packs.loading import load_pack
from game.packs.table import PackError
from tests.builders.recordings import AGL1K

SCHEMA = "geoLocalization_schema.csv"
REAL_KEYS = {"aporee_26839_30948", "aporee_5201_6631"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return load_pack(str(AGL1K), Gazetteer.load(), tmp_path_factory.mktemp("state"))


@pytest.fixture
def folder(tmp_path):
    """A copy of AGL1K's schema with one of its recordings, to be changed by the test."""
    (tmp_path / "bench" / "audios").mkdir(parents=True)
    shutil.copy(AGL1K / SCHEMA, tmp_path / "bench")
    shutil.copy(AGL1K / "audios" / "AmselanDietersFensterJuni2003Edit.mp3", tmp_path / "bench" / "audios")
    return tmp_path / "bench"


def rows(folder):
    with (folder / SCHEMA).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def rewrite(folder, table):
    with (folder / SCHEMA).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def test_the_published_folder_is_read_as_it_is(pack):
    assert pack.name == "agl1k"
    assert {clip.key for clip in pack.clips} == REAL_KEYS
    assert len(pack.clips) + len(pack.missing) == 1444
    assert pack.unreadable == ()


def test_a_real_clip_is_what_agl1k_says_of_it(pack):
    clip = pack.clip("aporee_26839_30948")
    assert (clip.lat, clip.lon) == (31.51633429397, -9.766309261322)
    assert (clip.city, clip.country, clip.country_code, clip.continent) == (
        "Essaouira",
        "Morocco",
        "MA",
        "Africa",
    )
    assert (clip.speech, clip.animal, clip.music, clip.nature, clip.things) == (1, 1, 0, 0, 1)
    assert clip.seconds == pytest.approx(128.095, abs=0.001)
    assert clip.description == "Remparts et Muezzin.<br />Minidisc Recording."
    assert (clip.credit, clip.licence) == ("radio aporee contributor", "see source")
    assert clip.source == "https://archive.org/details/aporee_26839_30948"
    assert clip.file == AGL1K.resolve() / "audios" / "20020207EssaouiraRempartsMuezzin.mp3"


def test_the_headers_defect_shifts_no_column():
    clips = {clip.key: clip for clip in read_agl1k(AGL1K)}
    preston = clips["aporee_43130_49161"]
    assert (round(preston.lat, 2), round(preston.lon, 2)) == (53.75, -2.71)
    assert (preston.speech, preston.animal, preston.music, preston.nature, preston.things) == (1, 0, 0, 1, 1)


def test_speech_and_category_counts_are_agl1ks():
    clips = read_agl1k(AGL1K)
    assert sum(clip.speech >= 0.1 for clip in clips) == 1025
    assert sum(clip.continent == "" for clip in clips) == 6


def test_the_two_file_names_that_occur_twice_are_four_clips():
    files = [clip.file for clip in read_agl1k(AGL1K)]
    assert len(files) - len(set(files)) == 2


def test_a_repaired_header_gives_the_same_clips(folder):
    before = read_agl1k(folder)
    header, *body = rows(folder)
    at = header.index("channel_environment_and_background")
    rewrite(folder, [[*header[:at], "channel", "environment_and_background", *header[at + 1 :]], *body])
    assert read_agl1k(folder) == before


@pytest.mark.parametrize("blank", [1, 3])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_header_that_a_spreadsheet_filled_up_shifts_no_column(folder, blank, separator):
    """It has as many cells as the rows then, the last of them blank."""
    before = read_agl1k(folder)
    table = rows(folder)
    width = max(map(len, table)) + blank - 1
    with (folder / SCHEMA).open("w", encoding="utf-8", newline="") as file:
        filled_up = [[*row, *[""] * (width - len(row))] for row in table]
        csv.writer(file, delimiter=separator).writerows(filled_up)
    assert read_agl1k(folder) == before


def test_a_header_of_as_many_names_as_cells_is_taken_at_its_word(folder):
    header, *body = rows(folder)
    before = read_agl1k(folder)
    rewrite(folder, [header, *[[*row[:17], *row[18:]] for row in body]])
    things_of_repaired = [clip.things for clip in read_agl1k(folder)]
    assert things_of_repaired == [clip.things for clip in before]


def test_a_schema_without_its_recordings_is_refused_with_what_to_do(folder, tmp_path):
    shutil.rmtree(folder / "audios")
    with pytest.raises(PackError, match=r"audios holds none of the 1444 recordings.*put them there"):
        load_pack(str(folder), Gazetteer.load(), tmp_path / "state")


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [("latitude", "931", "latitude"), ("mp3name", "../x.mp3", "mp3name"), ("key", "", "key is blank")],
)
def test_a_broken_row_is_refused_with_its_number(folder, column, value, part):
    table = rows(folder)
    table[0][table[0].index("channel_environment_and_background")] = "channel"
    table[0].insert(17, "environment_and_background")
    table[3][table[0].index(column)] = value
    rewrite(folder, table)
    with pytest.raises(PackError, match=rf"{SCHEMA}, row \d+: .*{part}"):
        read_agl1k(folder)


def test_a_credits_file_names_recordist_and_licence(folder):
    text = "key,credit,licence\naporee_5201_6631,A recordist,CC BY 4.0\naporee_26839_30948,,CC BY 3.0\n"
    (folder / "credits.csv").write_text(text)
    clips = {clip.key: clip for clip in read_agl1k(folder)}
    full, partial, missing = (clips[f"aporee_{key}"] for key in ("5201_6631", "26839_30948", "43130_49161"))
    assert (full.credit, full.licence) == ("A recordist", "CC BY 4.0")
    assert (partial.credit, partial.licence) == ("radio aporee contributor", "CC BY 3.0")
    assert (missing.credit, missing.licence) == ("radio aporee contributor", "see source")


def test_labels_are_the_files_own_on_every_clip():
    _, *body = rows(AGL1K)
    labels = {row[0]: tuple(row[9:12]) for row in body}
    assert {clip.key: (clip.city, clip.country, clip.continent) for clip in read_agl1k(AGL1K)} == labels


def test_a_folder_that_is_reached_by_a_link_is_read_the_same(tmp_path, shared):
    link = tmp_path / "link"
    link.symlink_to((shared / "agl1k").resolve())
    assert [clip.key for clip in read_agl1k(link)] == [clip.key for clip in read_agl1k(shared / "agl1k")]


TWINS = ("aporee_32619_37498", "aporee_30745_35358")  # both are called STE001.mp3


def test_recordings_of_one_name_belong_into_folders_of_their_own():
    places = recording_paths(AGL1K)
    audios = AGL1K.resolve() / "audios"
    assert [places[key] for key in TWINS] == [audios / key / "STE001.mp3" for key in TWINS]
    assert places["aporee_5201_6631"] == audios / "AmselanDietersFensterJuni2003Edit.mp3"
    assert len(set(places.values())) == 1444


def test_a_recording_in_its_own_folder_is_preferred(folder):
    own, published = (folder / "audios" / TWINS[0] / "STE001.mp3"), folder / "audios" / "STE001.mp3"
    own.parent.mkdir()
    for file in (own, published):
        file.write_bytes(b"")
    clips = {clip.key: clip for clip in read_agl1k(folder)}
    assert [clips[key].file for key in TWINS] == [own, published]


def test_a_recording_that_was_encoded_again_as_opus_is_found(folder):
    opus = folder / "audios" / "PrestonStation.opus"
    opus.write_bytes(b"")
    clips = {clip.key: clip for clip in read_agl1k(folder)}
    assert clips["aporee_43130_49161"].file == opus
