from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.place_search import PlaceSearch, fold
from game.geo.places import Label, PlaceNames, read_table
from game.project_files import DATA

NAMES = PlaceSearch(PlaceNames.load())


def found(text, limit=8):
    return [(label.name, label.country_code) for label in NAMES.search(text, limit)]


@pytest.mark.parametrize("limit", [0, -3, 1, 7])
def test_no_more_places_are_found_than_are_wanted(limit):
    assert len(NAMES.search("san", limit)) == max(limit, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deutschland", "Germany"),
        ("Allemagne", "Germany"),
        ("Россия", "Russia"),
        ("日本", "Japan"),
        ("中国", "China"),
        ("مصر", "Egypt"),
        ("भारत", "India"),
        ("NYC", "New York City"),
        ("usa", "United States"),
        ("Scotland", "Scotland"),
        ("Texas", "Texas"),
        ("Quebec", "Quebec"),
    ],
)
def test_a_country_is_found_in_any_language_and_a_region_by_its_name(text, name):
    assert found(text)[0][0] == name


@pytest.mark.parametrize(
    ("text", "name", "country_code", "region"),
    [
        ("Paris, France", "Paris", "FR", ""),
        ("paris france", "Paris", "FR", ""),
        ("France, Paris", "Paris", "FR", ""),
        ("Paris, Fr", "Paris", "FR", ""),
        ("Wien, Österreich", "Vienna", "AT", ""),
        ("Cordoba, Argentina", "Córdoba", "AR", ""),
        ("London, Canada", "London", "CA", "Ontario"),
        ("London, Ontario", "London", "CA", "Ontario"),
        ("Paris, Texas", "Paris", "US", "Texas"),
        ("Portland, OR", "Portland", "US", "Oregon"),
        ("New York, NY", "New York City", "US", "New York"),
        ("Perth, WA", "Perth", "AU", "Western Australia"),
        ("Birmingham, UK", "Birmingham", "GB", "England"),
        ("San Jose, Costa Rica", "San José", "CR", ""),
    ],
)
def test_a_name_may_come_with_its_country_or_state(text, name, country_code, region):
    first = NAMES.search(text)[0]
    assert (first.name, first.country_code, first.region) == (name, country_code, region)


def test_a_name_that_is_not_in_the_country_is_not_found():
    assert found("Osaka, France") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Munich", "Munich"),
        ("münchen", "Munich"),
        ("MUENCHEN", "Munich"),
        ("cologne", "Köln"),
        ("koln", "Köln"),
        ("Wien", "Vienna"),
        ("praha", "Prague"),
        ("peking", "Beijing"),
        ("bombay", "Mumbai"),
        ("москва", "Moscow"),
        ("東京", "Tokyo"),
        ("xian", "Xi’an"),
        ("xi'an", "Xi’an"),
        ("sao paulo", "São Paulo"),
        ("lodz", "Łódź"),
        ("  new   york ", "New York City"),
        ("usa", "United States"),
        ("turkey", "Türkiye"),
        ("ivory coast", "Côte d'Ivoire"),
        ("kosovo", "Kosovo"),
        ("réunion", "Réunion"),
        ("democratic rep", "DR Congo"),
        ("taiwan", "Taiwan"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(text, name):
    assert found(text)[0][0] == name


def test_names_that_begin_so_come_before_names_with_such_a_word():
    names = [name for name, _ in found("york", 20)]
    assert names.index("York") < names.index("East New York")


def test_greater_places_come_first():
    assert found("mexico")[0] == ("Mexico", "MX")
    assert found("london")[0] == ("London", "GB")
    assert found("paris")[0] == ("Paris", "FR")


@pytest.mark.parametrize("text", ["31.5, -9.77", "31°30'N 9°46'12\"W", "9,77 West 31,5 North"])
def test_coordinates_find_their_point(text):
    (label,) = NAMES.search(text)
    assert (label.name, label.country) == ("31.5° N, 9.77° W", "")
    assert label.lat == 31.5
    assert label.lon == pytest.approx(-9.77)


def test_short_searches_are_for_the_names_on_the_map():
    assert all(fold(name).startswith("ko") for name, _ in found("ko"))


@pytest.mark.parametrize("text", ["", " ", "!!!", "'", "​", "\x00", "́", "zzzzqqqq", "%_", "🦜"])
def test_nothing_is_found_by_nothing(text):
    assert NAMES.search(text) == []


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_may_be_searched(text):
    for label in NAMES.search(text):
        assert isinstance(label, Label)


def test_of_a_huge_text_only_the_beginning_is_read():
    assert NAMES.search("a" * 10_000_000) == []
    assert NAMES.search(" " * 99 + "paris") == NAMES.search("p")


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_places_can_be_searched_by_several_threads_at_once():
    names = PlaceSearch(PlaceNames(read_table(DATA / "places.parquet")))
    texts = ["paris", "san", "東京", "köln", "l", "paris, france"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(names.search, texts)) == [NAMES.search(text) for text in texts]
