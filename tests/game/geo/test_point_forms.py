import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.point_forms import read_points

PARIS = (48.8566, 2.3522)


@pytest.mark.parametrize(
    "text",
    [
        "48.8566N 2.3522E",
        "48,8566; 2,3522",
        "[48.8566, 2.3522]",
        '{"lat": 48.8566, "lng": 2.3522}',
        "lat=48.8566&lon=2.3522",
        "48.8566,2.3522,17z",
        "４８．８５６６，２．３５２２",
        "٤٨٫٨٥٦٦، ٢٫٣٥٢٢",
        "४८.८५६६, २.३५२२",
        "48,8566° с. ш. 2,3522° в. д.",
        "48.8566 С, 2.3522 В",
        "48.8566 пн. ш., 2.3522 сх. д.",
        "48.8566 K 2.3522 D",
        "48.8566 شمالا، 2.3522 شرقا",
        "北纬48.8566 东经2.3522",
        "北緯48.8566度 東経2.3522度",
        "북위 48.8566°, 동경 2.3522°",
        "48.8566 LU 2.3522 BT",
        "POINT(2.3522 48.8566)",
        "+48.8566+002.3522/",
        "geo:48.8566,2.3522;crs=wgs84;u=40",
        "geo:0,0?q=48.8566,2.3522(Paris)",
        "https://www.google.com/maps/@48.8566,2.3522,12z",
        "https://www.google.com/maps/place/Paris/@48.1,2.1,12z/data=!3m1!4b1!8m2!3d48.8566!4d2.3522!16zL20",
        "https://maps.google.com/?q=48.8566%2C2.3522",
        "https://www.openstreetmap.org/?mlat=48.8566&mlon=2.3522#map=12/1.0/2.0",
        "https://www.openstreetmap.org/node/123#map=12/48.8566/2.3522",
        "https://maps.apple.com/?q=Paris&ll=48.8566,2.3522",
        "https://www.bing.com/maps?cp=48.8566~2.3522&lvl=11",
    ],
)
def test_a_point_is_read_in_the_forms_that_people_paste(text):
    assert read_points(text) == [PARIS]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("48°51′24″ с. ш. 2°21′08″ в. д.", (48.856667, 2.352222)),
        ("北緯35度41分22秒 東経139度41分30秒", (35.689444, 139.691667)),
        ("북위 37도 34분 동경 126도 58분", (37.566667, 126.966667)),
        ("33.9 G 18.4 D", (-33.9, 18.4)),
        ("6°10′LS 106°49′BT", (-6.166667, 106.816667)),
        ("8FW4V943+45", (48.855313, 2.352938)),
        ("4RRH46J5+FPW", (-33.868763, 151.209259)),
        ("https://plus.codes/8FW4V943+45", (48.855313, 2.352938)),
    ],
)
def test_a_point_is_read_in_the_languages_of_players_and_as_a_plus_code(text, point):
    (found,) = read_points(text)
    assert found == pytest.approx(point, abs=1e-4)


def test_a_lone_o_may_be_the_german_east_or_the_french_west():
    assert read_points("48.8566 N 2.3522 O") == [PARIS, (48.8566, -2.3522)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "48.85",
        "Paris 15",
        "Route 66",
        "100 Mile House",
        "4 de agosto",
        "91, 2",
        "https://maps.app.goo.gl/a1b2",
    ],
)
def test_other_texts_state_no_point(text):
    assert read_points(text) == []


@given(st.text(max_size=120) | st.from_regex(r"(geo:|https://a/@)?[-+]?[0-9.,]{1,12}[ ,~/]+[-+]?[0-9.]{1,9}"))
@settings(max_examples=200)
def test_every_point_is_on_earth(text):
    assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in read_points(text))
