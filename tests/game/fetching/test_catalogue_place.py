import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.fetching.catalogue_place import CONTRADICTORY, NO_PLACE, UNCLEAR, find_place

BERLIN = (52.5, 13.4)


def point_of(metadata):
    return find_place(metadata).point


@pytest.mark.parametrize(
    "metadata",
    [
        {"latitude": "52.5", "longitude": "13.4"},
        {"latitude": 52.5, "longitude": 13.4},
        {"latitude": ["52.5"], "longitude": ["13.4"]},
        {"lat": "52.5", "lon": "13.4"},
        {"lat": "52.5", "lng": "13.4"},
        {"coverage": "52.5,13.4"},
        {"coverage": "52.5, 13.4"},
        {"coverage": " 52.5 13.4"},
        {"latitude": "52,5 N", "longitude": "13°24'E"},
        {"description": "Geogr. Breite: 52,5, geogr. Länge: 13,4"},
        {"description": "Heard at 52°30'N 13°24'E, near the river."},
        {"coverage": "(52.5; 13.4) Berlin, Germany"},
        {"coverage": "52.5,13.4,34.0"},
        {"coverage": "latitude=52.5; longitude=13.4; altitude=34"},
        {"coverage": "name=Berlin; latitude=52.5 altitude=34 longitude=13.4"},
        {"coverage": ["Berlin", "52.5,13.4"]},
        {"coverage": ["latitude=52.5", "longitude=13.4"]},
        {"subject": ["field recording", "geo:lat=52.5", "geo:lon=13.4"]},
        {"subject": "geo:52.5,13.4"},
        {"description": 'Recorded at <a href="?lat=52.5&lng=13.4">this place</a>'},
        {"description": "Lat: 52.5, Long: 13.4"},
        {"latitude": "", "longitude": "", "coverage": "52.5,13.4"},
        {"latitude": "north", "longitude": "east", "coverage": "52.5,13.4"},
        {"latitude": "520.5", "longitude": "13.4", "coverage": "52.5,13.4"},
    ],
    ids=str,
)
def test_coordinates_are_read_wherever_they_stand(metadata):
    assert point_of(metadata) == BERLIN


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"coverage": "Berlin, Germany"},
        {"coverage": "2002"},
        {"coverage": ""},
        {"coverage": None},
        {"coverage": "0,0"},
        {"coverage": "91,10"},
        {"coverage": "10,181"},
        {"coverage": "1000.5,13.4"},
        {"latitude": "52.5"},
        {"latitude": [], "longitude": []},
        {"latitude": "nan", "longitude": "13.4"},
        {"latitude": {"deg": 5}, "longitude": 3},
        {"description": "We walked 52.5, 13.4 of it uphill"},
        {"title": "52.5,13.4"},
        {"subject": [52.5, 13.4]},
        {"description": "latitude is all; longitude: 13.4"},
        {"description": "A long 5 minutes of a flat, lat 3"},
        {"description": "Länge: 5 min, Breite: 3 m"},
        {"description": "An amplifier of 5 W at 3.5 N"},
        {"latitude": "52.5", "longitude": "13.4 E"},
        {"latitude": "13.4 E", "longitude": "52.5 N"},
        {"latitude": True, "longitude": True},
    ],
    ids=str,
)
def test_what_is_no_place_is_none(metadata):
    assert point_of(metadata) is None


@pytest.mark.parametrize(
    ("coverage", "point"),
    [
        ("Latitude: 33.92 S, Longitude: 18.42 E", (-33.92, 18.42)),
        ("48,14 11,58", (48.14, 11.58)),
        ("48,14; 11,58", (48.14, 11.58)),
        ("48,14, 11,58", (48.14, 11.58)),
        ("N 31 30 W 9 46", (31.5, -9.7667)),
        ("31°30'N 9°46'W", (31.5, -9.7667)),
        ("31°30′00″N, 9°46′00″W", (31.5, -9.7667)),
        ("33º55'12\"S 18º25'12\"E", (-33.92, 18.42)),
        ("33° 55’ 12” S / 18° 25’ 12” E", (-33.92, 18.42)),
        ("S33.92 E18.42", (-33.92, 18.42)),
        ("33,92 Sur 18,42 Este", (-33.92, 18.42)),
        ("Breite: 48,14 N, Länge: 11,58 O", (48.14, 11.58)),
        ("Latitud: 33,45 S, Longitud: 70,66 O", (-33.45, -70.66)),
        ("48.14 Nord 11.58 Ost", (48.14, 11.58)),
        ("43.6 Nord, 1.44 Ouest", (43.6, -1.44)),
        ("lon 18.42 lat -33.92", (-33.92, 18.42)),
        ("Longitude: 18.42, Latitude: -33.92", (-33.92, 18.42)),
        ("18.42 E, 33.92 S", (-33.92, 18.42)),
        ("48.1° nördliche Breite, 11.5° östliche Länge", (48.1, 11.5)),
        ("33.92 S latitude, 18.42 E longitude", (-33.92, 18.42)),
        ("48.1 lat 11.5 lon", (48.1, 11.5)),
        ("52.5,13.4,34.0", (52.5, 13.4)),
        ("(52.5; 13.4) Berlin, Germany", (52.5, 13.4)),
        ("52.5, 13.4, 10115 Berlin", (52.5, 13.4)),
        ("+52.5000+013.4000/", (52.5, 13.4)),
        ("geo:52.5,13.4", (52.5, 13.4)),
        ("Lat/Lon: 52.5, 13.4", (52.5, 13.4)),
        ("lon/lat: 13.4, 52.5", (52.5, 13.4)),
        ("Coordinates: 52.5, 13.4", (52.5, 13.4)),
        ("GPS 52.5 13.4", (52.5, 13.4)),
        ("31:30:00 N 9:46:00 W", (31.5, -9.7667)),
        ("33 degrees 55 minutes South, 18 degrees 25 minutes East", (-33.9167, 18.4167)),
        ("33°55.2'S 18°25.2'E", (-33.92, 18.42)),
        ("33°55,2'S 18°25,2'E", (-33.92, 18.42)),
        ("Latitude (S): 33.92 Longitude (E): 18.42", (-33.92, 18.42)),
        ("latitude 33.92° S longitude 18.42° E", (-33.92, 18.42)),
        ("Lat. 48.14, Long. 11.58", (48.14, 11.58)),
        ("52,5200 13,4050", (52.52, 13.405)),
        ("52.5200° N, 13.4050° E", (52.52, 13.405)),
        ("33 55 12 S, 18 25 12 E", (-33.92, 18.42)),
        ("Lat 33 55 12 S Lon 18 25 12 E", (-33.92, 18.42)),
        ("-33,92;18,42", (-33.92, 18.42)),
        ("-33.92 -18.42 -12", (-33.92, -18.42)),
        ("43° 36' N 1° 26' E", (43.6, 1.4333)),
        ("Norte 19,43 Oeste 99,13", (19.43, -99.13)),
        ("N48.14, E11.58", (48.14, 11.58)),
        ("48.14N, 11.58E", (48.14, 11.58)),
        ("48.14n 11.58e", (48.14, 11.58)),
        ("E 18.42, S 33.92", (-33.92, 18.42)),
        ("lat=-33.92&lon=18.42", (-33.92, 18.42)),
        ("12.06.2011 52.5, 13.4", (52.5, 13.4)),
        ("52.5, 13.4 (recorded 12 06 2011)", (52.5, 13.4)),
        ("33.92S18.42E", (-33.92, 18.42)),
        ("[52.5, 13.4]", (52.5, 13.4)),
        ("52.5 / 13.4", (52.5, 13.4)),
        ("Position: 52.5 / 13.4", (52.5, 13.4)),
        ("52.520008 13.404954", (52.520008, 13.404954)),
        ("S 33° 55.2 E 18° 25.2", (-33.92, 18.42)),
    ],
)
def test_a_place_is_read_in_the_forms_people_write(coverage, point):
    assert point_of({"coverage": coverage}) == pytest.approx(point, abs=1e-3)


@pytest.mark.parametrize(
    "coverage",
    [
        "12 06 2011",
        "12.06.2011",
        "12/06/2011",
        "2011-06-12",
        "48,14",
        "48,14,11,58",
        "48° 8' N, 11° 35' O",
        "33.92 S, 18.42",
        "-33.92, 18.42 E",
        "33U 389880 5819000",
        "UTM 33 389880.5 5819000.2",
        "///filled.count.soap",
        "9F4MGCH7+X8",
        "TQ 123 456",
        "10 Downing Street 12",
        "Nr. 48.14 / 11.58",
        "Cat. No. 52.5, 13.4",
        "Berlin 52.5, 13.4",
        "52 13",
        "52,13",
        "12:06 20:11",
        "12.06 18.30",
        "lat: 52.5 13.4",
        "lat=95 lon=13",
        "lat 52.5 lon 13.4 lat 10 lon 10",
        "52.5 N 13.4 E; 10.0 N 10.0 E",
        "52.5.1, 13.4.1",
        "1.2.3.4",
        "52°31'N 13°24'",
        "40° 26′ 46″ N 79° 58′ 56″ O",
        "2002",
        "Berlin, Germany",
        "5219.5,N,01323.9,E",
        "3392 S 1842 E",
        "33 55 S 18 25 O",
        "1.234,56 7.890,12",
    ],
)
def test_what_is_in_doubt_is_left_out(coverage):
    assert point_of({"coverage": coverage}) is None


@pytest.mark.parametrize(
    ("metadata", "why", "written"),
    [
        ({"coverage": "Berlin"}, NO_PLACE, ""),
        ({"coverage": "12 06 2011"}, UNCLEAR, "“12 06 2011” looks like a date"),
        ({"coverage": "48° 8′ N, 11° 35′ O"}, UNCLEAR, "an O, which is east in German and west in French"),
        ({"coverage": "33U 389880 5819000"}, UNCLEAR, "is not in degrees"),
        (
            {"coverage": "1.5,2.5", "latitude": "52.5", "longitude": "13.4"},
            CONTRADICTORY,
            "52.5, 13.4; 1.5, 2.5",
        ),
    ],
)
def test_why_there_is_no_place_is_said(metadata, why, written):
    place = find_place(metadata)
    assert (place.point, place.why_not) == (None, why) and written in place.written


@given(st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False))
def test_every_point_on_earth_comes_back(lat, lon):
    lat, lon = round(lat, 9), round(lon, 9)
    point = point_of({"coverage": f"{lat:.9f},{lon:.9f}"})
    assert point == ((lat, lon) if (lat, lon) != (0, 0) else None)


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from(["latitude", "longitude", "coverage", "subject", "description"]),
        st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5),
    )
)
def test_whatever_is_told_nothing_breaks(metadata):
    point = point_of(metadata)
    assert point is None or (-90 <= point[0] <= 90 and -180 <= point[1] <= 180)
