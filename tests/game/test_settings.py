from pathlib import Path

import pytest

from game.setting_types import LICENCES, Accel, Tiles
from game.settings import SettingError, Settings


def test_without_any_variable_the_game_is_local_and_plays_the_demo_pack():
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.pack) == ("127.0.0.1", 7860, "demo")
    assert settings.rate_limit
    assert settings.trusted_proxies == 0
    assert settings.database_url == "sqlite:///var/earwitness.db"


def test_a_space_serves_everyone_behind_one_proxy():
    settings = Settings.from_env({"SPACE_ID": "someone/earwitness"})
    assert (settings.host, settings.trusted_proxies) == ("0.0.0.0", 1)


def test_gradios_own_variables_are_honoured():
    settings = Settings.from_env({"GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_SERVER_PORT": "7000"})
    assert (settings.host, settings.port) == ("0.0.0.0", 7000)


def test_our_variables_stand_above_gradios():
    settings = Settings.from_env({"GRADIO_SERVER_PORT": "7000", "PORT": "8000", "HOST": ""})
    assert (settings.port, settings.host) == (8000, "127.0.0.1")


def test_tiles_are_a_template_and_an_attribution():
    raw = "https://tile.openstreetmap.org/{z}/{x}/{y}.png © OpenStreetMap contributors"
    assert Settings.from_env({"EARWITNESS_TILES": raw}).tiles == Tiles(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors"
    )


def test_where_nginx_finds_sealed_sounds_is_a_location_and_a_folder():
    raw = "/ear/sealed/  /var/cache/ear witness "
    assert Settings.from_env({"EARWITNESS_ACCEL": raw}).accel == Accel(
        "/ear/sealed/", Path("/var/cache/ear witness")
    )
    assert Settings.from_env({}).accel is None


@pytest.mark.parametrize(
    ("variable", "raw"),
    [
        ("PORT", "seven"),
        *(
            ("EARWITNESS_ACCEL", text)
            for text in ("/sealed/", "/sealed /var", "/sealed/ var", "/ /var", "/a?b/ /var")
        ),
        ("PORT", "70000"),
        ("EARWITNESS_TILES", "javascript:alert(1)"),
        ("EARWITNESS_RATE_LIMIT", "maybe"),
        ("EARWITNESS_TRUSTED_PROXIES", "-1"),
        ("EARWITNESS_ABANDON_MINUTES", "0"),
        ("EARWITNESS_LICENCE", "mit"),
        ("EARWITNESS_LEAST_AGE", "old enough"),
        ("EARWITNESS_LEAST_AGE", "-1"),
        ("EARWITNESS_CONTACT", "x" * 201),
        ("EARWITNESS_CONTACT", "a\x00b"),
        *(("EARWITNESS_RETENTION", text) for text in ("until 2040", "0 days", "forever", "90", "-1 years")),
        ("EARWITNESS_K", "1"),
        *(("EARWITNESS_METRICS_PORT", text) for text in ("0", "65536", "here", "127.0.0.1", "127.0.0.1:x")),
        ("EARWITNESS_METRICS_TOKEN", "too short"),
        ("EARWITNESS_LOG", "xml"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(variable, raw):
    with pytest.raises(SettingError, match=variable):
        Settings.from_env({variable: raw})


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("", None),
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_metrics_are_served_to_this_machine_alone_unless_an_address_says_otherwise(raw, address):
    settings = Settings.from_env({"EARWITNESS_METRICS_PORT": raw})
    assert (settings.metrics_port, settings.is_measured) == (address, bool(raw))


def test_a_token_for_metrics_is_shown_nowhere():
    settings = Settings.from_env({"EARWITNESS_METRICS_TOKEN": "sixteen letters or more"})
    assert settings.is_measured and "sixteen" not in repr(settings)
    with pytest.raises(SettingError) as refused:
        Settings.from_env({"EARWITNESS_METRICS_TOKEN": "sixteen"})
    assert "sixteen" not in str(refused.value)


def test_what_players_are_told_of_their_data_has_defaults():
    settings = Settings.from_env({})
    assert (settings.least_age, settings.contact, settings.k) == (18, "", 5)
    assert settings.licence.name == "CC BY 4.0"
    assert Settings.from_env({"EARWITNESS_LICENCE": "CC0-1.0"}).licence is LICENCES["cc0-1.0"]


def test_the_words_of_a_host_are_one_line():
    assert Settings.from_env({"EARWITNESS_CONTACT": " ask\n us "}).contact == "ask us"


def test_on_a_space_its_discussions_are_where_to_ask_unless_the_host_says_otherwise():
    space = {"SPACE_ID": "someone/earwitness"}
    assert Settings.from_env(space).contact == "https://huggingface.co/spaces/someone/earwitness/discussions"
    assert Settings.from_env(space | {"EARWITNESS_CONTACT": "me@example.org"}).contact == "me@example.org"
