import json
import math
from functools import cache

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.answers.answers import AnswersError, Kind, read_answers
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import AGL1K_FIELDS
from tests.builders.recordings import AGL1K

RESULTS = AGL1K / "results" / "audio_localization"
KEYS = {"one", "two", "three", "four"}
BERLIN = {"lat": 52.52, "lon": 13.405, "city": "Berlin", "country": "Germany", "continent": "Europe"}
rules = cache(NameRules.load)


def answer(key, **fields):
    """A row in AGL1K's fields."""
    return {AGL1K_FIELDS[name]: value for name, value in {"key": key, **BERLIN, **fields}.items()}


def lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)


@pytest.fixture
def read(tmp_path):
    def read(content, ending="_ABCD.jsonl"):
        file = tmp_path / f"seed_42{ending}"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_answers(file, KEYS, rules())

    return read


def problems(answers):
    return [(problem.line, problem.kind) for problem in answers.problems]


def keys(answers):
    return [row.key for row in answers.rows]


# The three formats


@pytest.mark.parametrize(
    ("file", "rows", "silent", "refused"),
    [
        ("google/gemini-3-pro-preview/seed_42_ABCD.jsonl", 263, 8, 8),
        ("gpt-4o-audio-preview/seed_42_ABCD.jsonl", 304, 6, 7),
        ("qwen25-omni-sample/seed_42_progress_fixed.json", 60, 10, 13),
    ],
)
def test_published_files_are_read_whole(shared, file, rows, silent, refused):
    schema = (AGL1K / "geoLocalization_schema.csv").read_text(encoding="utf-8")
    clips = {line.split(",")[0] for line in schema.splitlines()}
    answers = read_answers(RESULTS / file, clips, rules())
    answers.check_once()
    assert (len(answers.rows), answers.problems) == (rows, ())
    assert sum(row.silent for row in answers.rows) == silent
    assert sum(row.refused for row in answers.rows) == refused


def test_a_list_whose_values_are_all_texts_gives_numbers(read):
    fields = answer("one", lat="52.5200", lon=" 13.405 ", reasoning="Trams.")
    row = read(json.dumps([fields], indent=4), "_progress_fixed.json").rows[0]
    assert (row.line, row.lat, row.lon, row.reasoning) == (2, 52.52, 13.405, "Trams.")
    assert (row.city, row.country, row.continent) == ("Berlin", "Germany", "Europe")


def test_a_plain_table_is_read_by_its_header_in_any_order(read):
    table = 'continent,key,city,lon,note,lat,country\nEurope,two,"Berlin, Mitte",13.4,x,52.5,Germany\n'
    row = read(table, ".csv").rows[0]
    assert (row.line, row.key, row.lat, row.lon, row.city) == (2, "two", 52.5, 13.4, "Berlin, Mitte")
    assert not row.refused


def test_a_blank_cell_of_a_table_is_a_missing_answer(read):
    row = read("key,lat,lon,city,country,continent\none,52,13,,Germany,Europe", ".csv").rows[0]
    assert row.city is None
    assert row.refused and not row.silent


@pytest.mark.parametrize("ending", ["_ABCD.jsonl", "_progress_fixed.json", ".csv"])
def test_a_byte_order_mark_changes_nothing(read, ending):
    content = (
        "key,lat,lon,city,country,continent\none,1,2,a,b,c" if ending == ".csv" else lines(answer("one"))
    )
    assert keys(read(b"\xef\xbb\xbf" + content.encode(), ending)) == ["one"]


def test_a_line_separator_of_unicode_does_not_end_a_line(read):
    odd = json.dumps(answer("one", city="Ber\u2028lin"), ensure_ascii=False)
    answers = read(lines(odd, answer("two")))
    assert [row.line for row in answers.rows] == [1, 2]


@pytest.mark.parametrize("ending", [".txt", "", ".jsonl.gz"])
def test_a_file_of_no_known_ending_is_refused(read, ending):
    with pytest.raises(AnswersError, match=r"The name must end in \.jsonl, \.json, \.csv"):
        read(lines(answer("one")), ending)


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path):
    with pytest.raises(AnswersError, match=r"gone.csv cannot be read: No such file"):
        read_answers(tmp_path / "gone.csv", KEYS, rules())


# Refusals


@pytest.mark.parametrize("word", ["", " ", "-1", "0", "0.0", "Cannot", "N/A", "na", "NONE", "null", "unable"])
@pytest.mark.parametrize("name", BERLIN)
def test_a_refusal_word_in_any_of_the_five_refuses_and_silences_in_a_coordinate(read, word, name):
    row = read(lines(answer("one", **{name: f" {word} "}), answer("two"))).rows[0]
    assert row.refused
    assert row.silent == (name in {"lat", "lon"})
    assert (row.lat is None) == row.silent


@pytest.mark.parametrize("number", [0, 0.0, -1, None, math.nan])
def test_a_number_or_nothing_refuses_like_its_text(read, number):
    assert read(lines(answer("one", lon=number))).rows[0].silent


@pytest.mark.parametrize("name", BERLIN)
def test_a_field_that_is_not_there_is_a_refusal(read, name):
    fields = answer("one")
    del fields[AGL1K_FIELDS[name]]
    assert read(lines(fields, answer("two"))).rows[0].refused


@pytest.mark.parametrize("lat", ["-1.0", "0.001", "1e-06", "-0.5"])
def test_a_coordinate_beside_zero_is_a_point(read, lat):
    row = read(lines(answer("one", lat=lat))).rows[0]
    assert (row.lat, row.silent, row.refused) == (float(lat), False, False)


def test_a_named_unknown_does_not_silence_a_point(read):
    row = read(lines(answer("one", city="Unknown", country="unknown"))).rows[0]
    assert row.refused and not row.silent
    assert row.lat == 52.52


# Problems, by line


def test_unknown_keys_and_malformed_lines_are_told_and_the_rest_is_read(read):
    cut = json.dumps(answer("three"))[:80]
    answers = read(
        lines(answer("one"), cut, "", answer("nobody"), "[1]", '"x"', "\0", {"a": 1}, answer("two"))
    )
    assert keys(answers) == ["one", "two"]
    assert [row.line for row in answers.rows] == [1, 9]
    bad = [(line, Kind.MALFORMED) for line in (5, 6, 7, 8)]
    assert problems(answers) == [(2, Kind.MALFORMED), (4, Kind.UNKNOWN_KEY), *bad]


@pytest.mark.parametrize("key", [None, "", "  ", math.nan])
def test_an_answer_about_no_clip_is_malformed(read, key):
    assert problems(read(lines(answer(key), answer("two")))) == [(1, Kind.MALFORMED)]


@pytest.mark.parametrize("city", [True, ["Berlin"], {"name": "Berlin"}, "Ber\0lin", "Ber\ud800lin"])
def test_a_value_that_is_no_text_and_no_number_makes_its_line_malformed(read, city):
    assert problems(read(lines(answer("one", city=city), answer("two")))) == [(1, Kind.MALFORMED)]


def test_bytes_that_are_no_utf8_cost_their_line_alone(read):
    content = (
        lines(answer("one"), answer("two", city="@"), answer("three")).encode().replace(b'"@"', b'"\xff"')
    )
    answers = read(content)
    assert keys(answers) == ["one", "three"]
    assert problems(answers) == [(2, Kind.MALFORMED)]


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("lat", 90.001, Kind.OUT_OF_RANGE),
        ("lat", "-91", Kind.OUT_OF_RANGE),
        ("lat", 1e300, Kind.OUT_OF_RANGE),
        ("lon", "1e999", Kind.OUT_OF_RANGE),
        ("lon", math.inf, Kind.OUT_OF_RANGE),
        ("lat", "Not specified", Kind.NO_NUMBER),
        ("lon", "13.4° E", Kind.NO_NUMBER),
        ("lon", "nan", Kind.NO_NUMBER),
    ],
)
def test_a_coordinate_that_is_no_place_is_told_and_leaves_an_answer_without_a_point(read, name, value, kind):
    answers = read(lines(answer("one", **{name: value}), answer("two")))
    assert problems(answers) == [(1, kind)]
    row = answers.rows[0]
    assert (row.lat, row.lon, row.silent, row.refused) == (None, None, False, False)
    assert row.city == "Berlin"


@pytest.mark.parametrize(("lon", "expected"), [(190, -170), ("-181", 179), (540.5, -179.5)])
def test_a_longitude_beyond_180_is_told_and_taken_round_the_earth_as_agl1k_takes_it(read, lon, expected):
    answers = read(lines(answer("one", lon=lon)))
    assert problems(answers) == [(1, Kind.OUT_OF_RANGE)]
    assert answers.rows[0].lon == expected
    assert geodesic((10, float(lon)), (20, 30)).km == pytest.approx(geodesic((10, expected), (20, 30)).km)


@pytest.mark.parametrize("edge", [(90, 180), (-90, -180)])
def test_the_edges_of_the_map_are_in_range(read, edge):
    answers = read(lines(answer("one", lat=edge[0], lon=edge[1])))
    assert answers.problems == ()
    assert (answers.rows[0].lat, answers.rows[0].lon) == edge


def test_a_number_of_ten_thousand_digits_and_brackets_without_end_cost_their_lines_alone(read):
    huge = lines(answer("one")).replace("52.52", "1" * 10_000)
    assert problems(read(lines(huge, "[" * 100_000, answer("two")))) == [
        (1, Kind.MALFORMED),
        (2, Kind.MALFORMED),
    ]


def test_a_list_cut_short_gives_what_comes_before(read):
    whole = json.dumps([answer("one"), answer("two"), answer("three")], indent=4)
    answers = read(whole[: whole.index("three")], ".json")
    assert keys(answers) == ["one", "two"]
    assert problems(answers) == [(18, Kind.MALFORMED)]


def test_a_list_without_its_last_bracket_is_told_and_read(read):
    answers = read(json.dumps([answer("one")], indent=4)[:-1], ".json")
    assert keys(answers) == ["one"]
    assert problems(answers) == [(10, Kind.MALFORMED)]


def test_a_damaged_piece_of_a_list_costs_itself_alone(read):
    whole = json.dumps([answer("one"), answer("two"), answer("three")], indent=4)
    answers = read(whole.replace('"two"', '"two', 1), ".json")
    assert keys(answers) == ["one", "three"]
    assert problems(answers) == [(10, Kind.MALFORMED)]


def test_lines_in_a_file_named_json_are_read_as_lines(read):
    assert keys(read(lines(answer("one"), answer("two")), ".json")) == ["one", "two"]


def test_rows_of_a_table_that_are_damaged_are_told_by_the_line_they_begin_in(read):
    rows = [
        "key,lat,lon,city,country,continent",
        'one,1,2,"a\nb",c,d',
        "two,1,2",
        '"three"x,1,2,a,b,c',
        "",
        "four,1",
    ]
    rows.insert(4, "two,1,2,a,b,c")
    answers = read("\n".join(rows), ".csv")
    assert [(row.key, row.line) for row in answers.rows] == [("one", 2), ("two", 6)]
    assert problems(answers) == [(4, Kind.MALFORMED), (5, Kind.MALFORMED), (8, Kind.MALFORMED)]


def test_a_quote_that_is_never_closed_is_told(read):
    answers = read(
        'key,lat,lon,city,country,continent\none,1,2,a,b,c\ntwo,1,2,"a,b,c\nthree,1,2,a,b,c', ".csv"
    )
    assert keys(answers) == ["one"]
    assert problems(answers) == [(3, Kind.MALFORMED)]


def test_a_header_that_names_a_column_twice_is_refused(read):
    with pytest.raises(AnswersError, match="the column 'lat' occurs twice"):
        read("key,lat,lat,lon,city,country,continent\none,1,1,2,a,b,c", ".csv")


def test_a_header_that_lacks_a_column_is_refused_with_the_columns_to_write(read):
    with pytest.raises(
        AnswersError, match="missing column lon, continent: the header must have key, lat, lon, city"
    ):
        read("key;lat,key,lat,city,country\none,1,1,2,a,b", ".csv")


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"", ".jsonl"),
        (b"", ".csv"),
        (b"[]", ".json"),
        (b"\n\n", ".json"),
        (bytes(range(256)), ".jsonl"),
        (lines(answer("nobody")).encode(), ".jsonl"),
        (lines(answer("one", lat="north")).encode(), ".jsonl"),
        (lines(answer("one")).encode("utf-16")[:-1], ".jsonl"),
        (b"key,lat,lon,city,country,continent\n", ".csv"),
    ],
)
def test_a_file_with_nothing_to_score_is_refused(read, content, ending):
    with pytest.raises(AnswersError, match=r"no answer can be scored|save it as UTF-8"):
        read(content, ending)


@pytest.mark.parametrize(
    "save",
    [
        lambda table: table.replace(",", ";").encode("utf-8-sig"),
        lambda table: table.replace(",", "\t").encode("utf-16"),
        lambda table: b"sep=,\r\n" + table.encode(),
        lambda table: b"\xef\xbb\xbf" * 2 + table.replace("\n", ",,\n").encode(),
    ],
)
def test_a_table_of_answers_is_read_however_a_spreadsheet_saved_it(read, save):
    table = "key,lat,lon,city,country,continent\none,1.5,2,a,b,c\n"
    (row,) = read(save(table), ".csv").rows
    assert (row.key, row.lat, row.lon, row.continent) == ("one", 1.5, 2.0, "c")


def test_a_refused_file_says_what_is_wrong_with_its_first_line(read):
    with pytest.raises(AnswersError, match="line 1: no clip 'nobody'"):
        read(lines(answer("nobody"), "x"))


def test_a_repeated_key_is_refused_with_its_lines(read):
    answers = read(lines(answer("two"), answer("one"), answer("two")))
    with pytest.raises(AnswersError, match=r"two on lines 1, 3\. .*--repeated mean-per-clip"):
        answers.check_once()


@given(st.data())
def test_whatever_the_damage_a_file_is_read_or_refused(tmp_path_factory, data):
    ending = data.draw(st.sampled_from([".jsonl", ".json", ".csv"]))
    whole = {
        ".jsonl": lines(answer("one"), answer("two", lat="0"), answer("three")),
        ".json": json.dumps([answer("one"), answer("two")], indent=4),
        ".csv": 'key,lat,lon,city,country,continent\none,1,2,a,b,c\ntwo,-1,2,"a",b,c\n',
    }[ending].encode()
    at = data.draw(st.integers(0, len(whole)))
    damaged = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 9)) :]
    file = tmp_path_factory.getbasetemp() / f"damaged{ending}"
    file.write_bytes(damaged)
    try:
        answers = read_answers(file, KEYS, rules())
    except AnswersError:
        return
    assert set(keys(answers)) <= KEYS
    for row in answers.rows:
        assert (row.lat is None) == (row.lon is None)
        if row.lat is not None and row.lon is not None:
            assert abs(row.lat) <= 90 and abs(row.lon) <= 180 and not row.silent
        assert row.refused or not row.silent
    assert all(
        0 < problem.line <= damaged.count(b"\n") + damaged.count(b"\r") + 1 for problem in answers.problems
    )


# Names


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("USA", "United States"),
        ("U.S.A.", "united states of america"),
        ("The UK", "United Kingdom"),
        ("the netherlands", "Holland"),
        ("Türkiye", "turkey"),
        ("Taiwan, Province of China", "PRC"),
        ("Republic of China (Taiwan)", "China"),
        (" Czech Republic ", "Czechia"),
        ("Belgium;", "belgium"),
        ("FIJI", "fiji"),
        ("The Gambia", "the  gambia"),
    ],
)
def test_two_names_of_a_country_are_one(first, second):
    assert rules().country(first) == rules().country(second) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Gambia", "Gambia"),  # keeps "The": no other name is listed
        ("S. Korea", "South Korea"),  # AGL1K lists it with the dot that it strips before the lookup
        ("Korea, Republic of", "South Korea"),  # exactly the label of AGL1K's clips in Seoul
        ("Republic of Ireland", "Ireland"),
        ("Germany or France", "Germany"),
    ],
)
def test_names_that_agl1k_holds_apart_are_held_apart(first, second):
    assert rules().country(first) != rules().country(second)


@pytest.mark.parametrize(
    ("name", "continent"),
    [
        ("Australia", "Oceania"),
        ("ARCTIC", "Antarctica"),
        ("the Antarctic Ocean", "Antarctica"),
        (" europe ", "Europe"),
    ],
)
def test_a_continent_by_another_name_is_that_continent(name, continent):
    assert rules().continent(name) == rules().continent(continent)


def test_the_americas_and_a_choice_of_two_continents_are_none_of_the_six():
    six = {rules().continent(name) for name in ("Africa", "Asia", "Europe", "Oceania", "North America")}
    assert rules().continent("the Americas") not in six
    assert rules().continent("Europe or North America") not in six
    assert rules().continent("The Europe") not in six


def test_a_city_is_compared_as_given_but_for_case():
    assert rules().city("BERLIN") == rules().city("berlin") != rules().city(" Berlin")


def test_a_blank_name_is_no_country_and_no_continent():
    assert rules().country("  ") is rules().continent("") is None


@given(st.text("aeiUSKt .,;'", max_size=20))
def test_a_name_read_twice_is_the_name_read_once(name):
    for key in (rules().country, rules().continent):
        once = key(name)
        assert once is None or key(once) == once
