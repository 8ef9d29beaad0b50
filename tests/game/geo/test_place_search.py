from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.folding import fold
from game.geo.misspellings import MOST_COMPARED, Misspellings
from game.geo.place_search import Found, PlaceSearch
from game.geo.places import PlaceNames, read_table
from game.project_files import DATA

NAMES = PlaceSearch(PlaceNames.load())


def labels(text, limit=8):
    return [found.label for found in NAMES.search(text, limit).places]


def found(text, limit=8):
    return [(label.name, label.country_code) for label in labels(text, limit)]


@pytest.mark.parametrize("limit", [0, -3, 1, 7])
def test_no_more_places_are_found_than_are_wanted(limit):
    assert len(labels("san", limit)) == max(limit, 0)


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
        *(("Bayern", "Bavaria"), ("Baviera", "Bavaria"), ("Бавария", "Bavaria"), ("バイエルン", "Bavaria")),
        *(("केरल", "Kerala"), ("Техас", "Texas"), ("Cataluña", "Catalonia"), ("Katalonien", "Catalonia")),
        *(("Ujerumani", "Germany"), ("Çin", "China"), ("독일", "Germany"), ("Україна", "Ukraine")),
    ],
)
def test_a_country_is_found_in_any_language_and_a_region_by_its_name(text, name):
    assert found(text)[0][0] == name


@pytest.mark.parametrize(
    ("text", "name", "country_code", "region"),
    [
        ("Paris, France", "Paris", "FR", "Île-de-France"),
        ("paris france", "Paris", "FR", "Île-de-France"),
        ("France, Paris", "Paris", "FR", "Île-de-France"),
        ("Paris, Fr", "Paris", "FR", "Île-de-France"),
        ("Wien, Österreich", "Vienna", "AT", "Vienna"),
        ("Cordoba, Argentina", "Córdoba", "AR", "Córdoba"),
        ("London, Canada", "London", "CA", "Ontario"),
        ("London, Ontario", "London", "CA", "Ontario"),
        ("Paris, Texas", "Paris", "US", "Texas"),
        ("Portland, OR", "Portland", "US", "Oregon"),
        ("New York, NY", "New York City", "US", "New York"),
        ("Perth, WA", "Perth", "AU", "Western Australia"),
        ("Birmingham, UK", "Birmingham", "GB", "England"),
        ("San Jose, Costa Rica", "San José", "CR", "San José"),
        ("Мюнхен, Германия", "Munich", "DE", "Bavaria"),
        ("慕尼黑，德国", "Munich", "DE", "Bavaria"),
        ("Portland, Oregon, United States", "Portland", "US", "Oregon"),
        ("Pariss, France", "Paris", "FR", "Île-de-France"),
        ("Paris Frnace", "Paris", "FR", "Île-de-France"),
        ("Pariss, Frnace", "Paris", "FR", "Île-de-France"),
    ],
)
def test_a_name_may_come_with_its_country_or_state(text, name, country_code, region):
    first = labels(text)[0]
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
        *(
            (text, "Munich")
            for text in ("Monaco di Baviera", "Monachium", "Мюнхен", "ميونخ", "慕尼黑", "뮌헨")
        ),
        *((text, "Vienna") for text in ("Bécs", "Відень", "Viena", "维也纳", "ウィーン")),
        *((text, "Cairo") for text in ("Al-Qahira", "Kairo", "Le Caire", "القاهرة", "काहिरा")),
        *((text, "Florence") for text in ("Firenze", "Florenz", "Florencja", "フィレンツェ", "ふぃれんつぇ")),
        *(("Lissabon", "Lisbon"), ("Venedig", "Venice"), ("北京", "Beijing"), ("Pekin", "Beijing")),
    ],
)
def test_a_place_is_found_by_any_of_its_names(text, name):
    assert found(text)[0][0] == name


@pytest.mark.parametrize(
    ("text", "matched"),
    [("munchen", "München"), ("慕尼黑", "慕尼黑"), ("Munich", ""), ("Monaco di", "Monaco di Baviera")],
)
def test_the_name_that_was_meant_is_told_where_another_one_is_shown(text, matched):
    first = NAMES.search(text).places[0]
    assert (first.label.name, first.matched) == ("Munich", matched)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Germany", "country"),
        ("Bavaria", "region"),
        ("Munich", "city"),
        ("Essaouira", "city"),
        ("Pompei", "town"),
    ],
)
def test_the_kind_of_a_place_is_told(text, kind):
    assert labels(text)[0].kind == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("Reykjavk", "Reykjavík"), ("Los Angelos", "Los Angeles"), ("Kathmandoo", "Kathmandu")),
        *(
            ("Edinborough", "Edinburgh"),
            ("Marakesh", "Marrakesh"),
            ("Firanze", "Florence"),
            ("Nwe York", "New York"),
        ),
        *(
            ("Philladelphia", "Philadelphia"),
            ("Chigaco", "Chicago"),
            ("Bruxels", "Brussels"),
            ("Parus", "Paris"),
        ),
        *(("Johanesbrg", "Johannesburg"), ("Масквва", "Moscow"), ("Edinbrugh", "Edinburgh")),
    ],
)
def test_a_misspelled_name_is_guessed(text, name):
    results = NAMES.search(text)
    assert (results.places[0].label.name, results.is_guess) == (name, True)


@pytest.mark.parametrize("text", ["Sao Paolo", "Istambul", "Dusseldorf", "Duesseldorf"])
def test_a_common_misspelling_is_a_name_like_another(text):
    results = NAMES.search(text)
    assert results.places[0].label.name in ("São Paulo", "Istanbul", "Düsseldorf")
    assert not results.is_guess


@pytest.mark.parametrize(
    "text", ["abcdefgh" * 12, "a b c d e f g h " * 6, "x, y, z, " * 11, "san" * 33, "ש" * 100]
)
def test_names_are_compared_with_a_text_a_few_times_at_most(text, monkeypatch):
    compared = []
    sieve = Misspellings._sieve

    def counted(self: Misspellings, text: str, slips: int) -> object:
        rows = sieve(self, text, slips)
        compared.append(len(rows))
        return rows

    monkeypatch.setattr(Misspellings, "_sieve", counted)
    NAMES.search(text)
    assert len(compared) <= 2
    assert max(compared, default=0) <= MOST_COMPARED


def test_names_that_begin_so_come_before_names_with_such_a_word():
    names = [name for name, _ in found("york", 20)]
    assert names.index("York") < names.index("East New York")


def test_greater_places_come_first():
    assert found("mexico")[0] == ("Mexico", "MX")
    assert found("london")[0] == ("London", "GB")
    assert found("paris")[0] == ("Paris", "FR")


@pytest.mark.parametrize("text", ["31.5, -9.77", "31°30'N 9°46'12\"W", "9,77 West 31,5 North"])
def test_coordinates_find_their_point(text):
    (label,) = labels(text)
    assert (label.name, label.country, label.kind) == ("31.5° N, 9.77° W", "", "point")
    assert label.lat == 31.5
    assert label.lon == pytest.approx(-9.77)


def test_short_searches_are_for_the_names_on_the_map():
    assert all(fold(name).startswith("ko") for name, _ in found("ko"))


@pytest.mark.parametrize("text", ["", " ", "!!!", "'", "​", "\x00", "́", "zzzzqqqq", "%_", "🦜", ",", ", ,"])
def test_nothing_is_found_by_nothing(text):
    assert labels(text) == []


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_may_be_searched(text):
    for place in NAMES.search(text).places:
        assert isinstance(place, Found)


def test_of_a_huge_text_only_the_beginning_is_read():
    assert labels("a" * 10_000_000) == []
    assert NAMES.search(" " * 99 + "paris") == NAMES.search("p")


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_places_can_be_searched_by_several_threads_at_once():
    names = PlaceSearch(PlaceNames(read_table(DATA / "places.parquet")))
    texts = ["paris", "san", "東京", "köln", "l", "paris, france"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(names.search, texts)) == [NAMES.search(text) for text in texts]
