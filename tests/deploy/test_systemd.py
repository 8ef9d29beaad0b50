"""The systemd units held against settings and the game; test_behind_nginx.py runs their environment."""

import dataclasses
import re

from game.settings import Settings
from tests.deploy.deployment import GAMES, environment_of, environment_of_unit, unit
from tests.servers import GAME

SERVICE = unit("earwitness@.service")
PORTS = (7861, 7862)


def values(key: str, section: str = "Service") -> list[str]:
    return [value for where, name, value in SERVICE if (where, name) == (section, key)]


def value(key: str, section: str = "Service") -> str:
    (found,) = values(key, section)
    return found


def folder(kind: str, top: str) -> str:
    return f"{top}/{value(f'{kind}Directory')}"


def test_the_target_starts_as_many_games_as_nginx_asks():
    (wanted,) = [value for _, key, value in unit("earwitness.target") if key == "Wants"]
    assert wanted.split() == [f"earwitness@{port}.service" for port in PORTS]
    assert len(PORTS) == len(GAMES)
    assert value("PartOf", "Unit") == value("WantedBy", "Install") == "earwitness.target"


def test_a_games_variables_are_settings_and_as_in_compose():
    of_unit = environment_of_unit(PORTS[0])
    assert set(of_unit) <= {field.metadata["variable"] for field in dataclasses.fields(Settings)}
    read = Settings.from_env(of_unit)
    assert (read.host, read.port) == ("127.0.0.1", PORTS[0])
    of_compose = environment_of("app1", {"EARWITNESS_SECRET": "x" * 16, "POSTGRES_PASSWORD": "x"})
    for name in ("EARWITNESS_TRUSTED_PROXIES", "EARWITNESS_STOP_SECONDS"):
        assert of_unit[name] == of_compose[name]


def test_it_runs_the_game_in_the_folder_where_it_is_installed():
    program, *arguments = value("ExecStart").split()
    assert tuple(arguments) == GAME[1:]
    assert program == f"{value('WorkingDirectory')}/.venv/bin/python"
    assert value("ProtectSystem") == "strict" and not value("WorkingDirectory").startswith("/home")


def test_it_writes_into_its_own_folders_alone():
    settings = Settings.from_env(environment_of_unit(PORTS[0]))
    assert settings.accel is not None
    assert (str(settings.state), value("StateDirectoryMode")) == (folder("State", "/var/lib"), "0700")
    assert (str(settings.accel.folder), value("CacheDirectoryMode")) == (
        folder("Cache", "/var/cache"),
        "0711",
    )
    assert values("ReadWritePaths") == [] and value("UMask") == "0077"


def test_a_stop_has_the_time_that_it_may_take_and_a_crash_ends_in_a_start():
    stop = Settings.from_env(environment_of_unit(PORTS[0])).stop_seconds
    assert float(value("TimeoutStopSec")) >= stop + 5
    assert (value("KillSignal"), value("KillMode")) == ("SIGTERM", "mixed")  # the game stops its workers
    assert (value("Restart"), value("OOMPolicy")) == ("always", "continue")
    assert value("StartLimitIntervalSec", "Unit") == "0"  # it never gives up
    assert re.fullmatch(r"\d+[MG]", value("MemoryMax"))


def test_what_a_game_needs_not_it_may_not():
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictSUIDSGID"):
        assert value(key) == "yes"
    assert value("CapabilityBoundingSet") == ""
    assert {"AF_UNIX", "AF_INET", "AF_INET6"} <= set(value("RestrictAddressFamilies").split())
