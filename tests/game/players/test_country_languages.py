"""Whether somebody knows a language that is spoken in a country."""

import pycountry
import pytest

from game.players.country_languages import knows_language, spoken_in
from game.players.languages import LANGUAGES


@pytest.mark.parametrize(
    ("languages", "country", "knows"),
    [
        (["de"], "DE", True),
        (["en"], "DE", False),  # widely learnt there, and no clue to it
        (["en", "jv"], "ID", True),  # official nowhere, and spoken by a third
        (["yue"], "HK", True),
        (["it"], "CH", True),
        (["en"], "IS", None),  # no language of the country can be named
        (["other"], "FI", False),
        (["other"], "DE", None),  # may be one of the country's that cannot be named
        ([], "DE", None),
        (["de"], "", None),
    ],
)
def test_a_language_is_known_not_known_or_cannot_be_told(languages, country, knows):
    assert knows_language(languages, country) is knows


def test_every_country_has_a_line_and_every_language_can_be_named():
    countries = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert spoken_in().keys() == countries
    named = {language for spoken in spoken_in().values() for language in spoken.languages}
    assert named <= LANGUAGES.keys() - {"other", "sign"}
    assert LANGUAGES.keys() - named - {"other", "sign"} == set()
