"""Equation 1, the strengths it takes, and tables of category times."""

import json

import pytest

from game.curation.category_times import read_times, write_times
from game.curation.errors import CurationError
from game.curation.localizability import Strengths, read_strengths
from tests.builders.recordings import AGL1K


def test_localizability_is_what_helps_less_what_misleads():
    """By hand: 0.9 of speech, half the time, and 0.6 of waves, less 0.7 of rain, a fifth of the time."""
    strengths = Strengths(1.0, {"Speech": 0.9, "Waves": 0.6, "Rain": -0.7})
    assert strengths.localizability({"Speech": 0.5, "Waves": 1.0, "Rain": 0.2, "Dog": 1.0}) == pytest.approx(
        0.9 * 0.5 + 0.6 * 1.0 - 0.7 * 0.2
    )
    assert strengths.localizability({}) == 0


def test_strengths_are_read_with_their_theta(tmp_path):
    file = tmp_path / "strengths.json"
    content = {"alpha": 1 / 3, "gamma_km": 1000, "theta": 0.8, "strengths": {"Speech": 0.9, "Rain": -1}}
    file.write_text(json.dumps(content))
    assert read_strengths(file) == Strengths(0.8, {"Speech": 0.9, "Rain": -1.0})
    del content["theta"]
    file.write_text(json.dumps(content))
    assert read_strengths(file).theta == 1


@pytest.mark.parametrize(
    "damage",
    ["", "[]", "null", "{}", '{"strengths": []}', '{"strengths": {"a": "1"}}', '{"strengths": {"a": NaN}}',
     '{"strengths": {"a": true}}', '{"strengths": {"a": 1}, "theta": null}', '{"strengths": {}}', "\xff"],
)  # fmt: skip
def test_a_file_without_strengths_is_refused_by_its_name(tmp_path, damage):
    file = tmp_path / "strengths.json"
    file.write_text(damage, encoding="latin-1")
    with pytest.raises(CurationError, match=r"strengths\.json"):
        read_strengths(file)
    with pytest.raises(CurationError, match=r"gone\.json cannot be read"):
        read_strengths(tmp_path / "gone.json")


def test_times_are_written_and_read_again(tmp_path):
    times = {"k1": {"Speech": 0.25, "Wind, rain": 1.0}, "k2": {"Bell": 0.5}}
    write_times(tmp_path / "times.csv", times)
    read = read_times(tmp_path / "times.csv", ["Speech", "Wind, rain"])
    assert read == {"k1": times["k1"], "k2": {"Speech": 0.0, "Wind, rain": 0.0}}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("key,Speech\na,1.5\n", "row 2: Speech is '1.5'"),
        ("key,Speech\na,x\n", "row 2: Speech is 'x'"),
        ("key,Music\na,1\n", "no column Speech"),
        ("Speech\n1\n", "no column key"),
        ("key,Speech\na,1\na,1\n", "in row 2 too"),
    ],
)
def test_times_that_are_no_times_are_refused_with_the_row(tmp_path, table, message):
    (tmp_path / "times.csv").write_text(table)
    with pytest.raises(CurationError, match=message):
        read_times(tmp_path / "times.csv", ["Speech"])


@pytest.mark.usefixtures("shared")
def test_agl1ks_schema_is_a_table_of_times_in_spite_of_its_header():
    times = read_times(AGL1K / "geoLocalization_schema.csv", ["human_sounds", "music"])
    assert len(times) == 1444
    assert times["aporee_43130_49161"] == {"human_sounds": 1.0, "music": 0.0}
