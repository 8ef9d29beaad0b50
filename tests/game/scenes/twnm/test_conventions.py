"""The order of channels and the sense of azimuth, found from the sound, in both of TWNM's layouts."""

import re

import pytest

from game.scenes.scene_pack import ScenePackError
from game.scenes.twnm.conventions import READINGS, Reading, find_convention, stated_directions
from game.scenes.twnm.rows import read_rows
from tests.builders.foa_benchmark import questions, write_folders, write_parquet


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: f"{reading.order}-{reading.sense}")
@pytest.mark.parametrize("layout", ["folders", "parquet"])
def test_each_reading_is_found_in_each_layout(tmp_path, reading, layout):
    rows = questions(10, reading.order, reading.sense)
    write = write_folders if layout == "folders" else write_parquet
    found = find_convention(read_rows(write(tmp_path / "set", rows)))
    assert found.reading == reading
    assert (found.stated, found.agreeing[reading]) == (20, 20)
    assert f"positive azimuths to the {reading.sense}" in str(found) and "20 of 20" in str(found)


def test_a_few_wrong_answers_do_not_mislead(tmp_path):
    rows = read_rows(write_parquet(tmp_path / "set", questions(12, "WXYZ", "right", lies=3)))
    found = find_convention(rows)
    assert found.reading == Reading("WXYZ", "right")
    assert 18 <= found.agreeing[found.reading] < 24


def test_a_set_that_contradicts_itself_is_refused(tmp_path):
    rows = read_rows(write_parquet(tmp_path / "set", questions(12, "WYZX", "left", lies=10)))
    with pytest.raises(ScenePackError, match="contradicts the directions that answers state"):
        find_convention(rows)


def test_two_halves_in_two_senses_are_refused(tmp_path):
    mixed = [*questions(6, "WYZX", "left"), *questions(6, "WYZX", "right", seed=1)]
    for number, row in enumerate(mixed):
        row.values["sample_id"] = str(number)
    with pytest.raises(ScenePackError, match=r"contradicts|more than one"):
        find_convention(read_rows(write_parquet(tmp_path / "set", mixed)))


def test_too_few_stated_directions_are_refused(tmp_path):
    rows = read_rows(write_parquet(tmp_path / "set", questions(2, "WYZX", "left")))
    with pytest.raises(ScenePackError, match="state only 4 directions, and 6 are needed"):
        find_convention(rows)


@pytest.mark.parametrize(
    ("answer", "stated"),
    [
        ("Running water: azimuth 242.52°, elevation 36.27°, 2.23m", [(242.52, 36.27)]),
        ("A: azimuth 26.73°, elevation -21.29°; B: azimuth -10°, elevation 0°", [(26.73, -21.29), (-10, 0)]),
        ("azimuth: 30, elevation: 5", [(30, 5)]),
        ("Azimuth = 30 degrees, elevation = -5 degrees", [(30, -5)]),
        ("Front", []),
        ("elevation 10° only", []),
    ],
)
def test_directions_are_read_from_answers(answer, stated):
    assert stated_directions(answer) == stated


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": "L9"}, "line 1: level is 'L9'"),
        ({"answer_letter": "E"}, "line 1: answer_letter is 'E'"),
        ({"answer_text": "Nonsense"}, "line 1: answer_text is not what option A says"),
        ({"question": None}, "line 1: question is missing"),
        ({"file_name": "../../outside.wav"}, "line 1: there is no file '../../outside.wav'"),
        ({"sample_id": "001"}, "the split dev has the sample_id 001 twice"),
    ],
)
def test_a_row_with_a_mistake_is_refused_by_its_line(tmp_path, change, message):
    rows = questions(2, "WYZX", "left")
    rows[0].values.update(change)
    (tmp_path / "outside.wav").write_bytes(b"")
    with pytest.raises(ScenePackError, match=re.escape(message)):
        read_rows(write_folders(tmp_path / "set", rows))
