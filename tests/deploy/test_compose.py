"""compose.yaml held against what it puts together: settings, Dockerfile, nginx, and its own example."""

import dataclasses
import ipaddress
import json
import re
from typing import Any

import pytest

from game.settings import Settings
from tests.deploy.deployment import GAMES, compose, environment_of, example_environment
from tests.deploy.test_nginx import TEXT as NGINX
from tests.project.test_container import image_env, said_by

SERVICES: dict[str, Any] = compose()["services"]
SECRETS = {"EARWITNESS_SECRET": "a secret of sixteen or more", "POSTGRES_PASSWORD": "p@ss/w:rd"}
VARIABLES = {field.metadata["variable"] for field in dataclasses.fields(Settings)}


def settings(game: str) -> Settings:
    """What a game reads from its image and from Compose."""
    return Settings.from_env(image_env() | environment_of(game, SECRETS))


def mounts(service: str) -> dict[str, str]:
    """Volumes and folders by the path at which a service has them."""
    parts = [volume.split(":") for volume in SERVICES[service]["volumes"]]
    return {part[1]: part[0] for part in parts}


def seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def test_every_variable_is_a_setting_or_of_postgresql():
    ours = {*environment_of("app1", SECRETS), *example_environment()}
    assert {name for name in ours if name.startswith(("EARWITNESS_", "HF_"))} <= VARIABLES
    assert {name for name in ours if not name.startswith(("EARWITNESS_", "HF_"))} == {
        *("PGPASSWORD", "POSTGRES_PASSWORD", "HTTP_PORT")
    }


def test_the_example_names_what_is_needed_and_holds_no_secret():
    example = example_environment()
    needed = set(re.findall(r"\$\{(\w+):\?", json.dumps(compose())))
    assert needed == {name for name, value in example.items() if name in SECRETS and not value}
    for missing in SECRETS:
        with pytest.raises(AssertionError, match=missing):
            environment_of("app1", {**SECRETS, missing: ""})
    Settings.from_env({name: value for name, value in example.items() if value})


def test_games_differ_in_nothing_but_their_address():
    app1, app2 = (dict(SERVICES[name]) for name in GAMES)
    addresses = [game.pop("networks")["games"]["ipv4_address"] for game in (app1, app2)]
    assert app1 == app2 and len(set(addresses)) == 2
    (config,) = compose()["networks"]["games"]["ipam"]["config"]
    assert all(ipaddress.ip_address(one) in ipaddress.ip_network(config["subnet"]) for one in addresses)
    hosts = [f"{name}:{address}" for name, address in zip(GAMES, addresses, strict=True)]
    assert SERVICES["nginx"]["extra_hosts"] == hosts


def test_nginx_asks_the_games_at_the_port_of_the_image():
    servers = re.findall(r"^\s*server ([\w.]+):(\d+) ", NGINX, re.MULTILINE)
    assert servers == [(name, str(settings(name).port)) for name in GAMES]
    assert said_by("EXPOSE") == [str(settings("app1").port)]
    assert settings("app1").host == "0.0.0.0"
    assert "ports" not in SERVICES["app1"] and "ports" not in SERVICES["postgres"]
    assert SERVICES["nginx"]["ports"] == ["${HTTP_PORT:-80}:80"]


def test_games_and_nginx_share_the_sealed_sounds_and_nothing_else():
    accel = settings("app1").accel
    assert accel is not None
    volume = mounts("app1")[str(accel.folder)]
    (location,) = re.findall(r"^location (\S+) {\s+internal;", NGINX, re.MULTILINE)
    (alias,) = re.findall(r"^\s+alias (\S+)/;", NGINX, re.MULTILINE)
    assert location == accel.location
    assert mounts("nginx")[alias] == volume
    assert f"{volume}:{alias}:ro" in SERVICES["nginx"]["volumes"]
    assert set(mounts("nginx").values()) & set(mounts("app1").values()) == {volume}


def test_what_must_last_is_in_volumes_that_the_images_user_may_write():
    paths = {str(settings("app1").state), *(str(a.folder) for a in [settings("app1").accel] if a)}
    assert set(mounts("app1")) == paths
    made = " ".join(said_by("RUN"))
    for path in paths:
        assert re.search(rf"install --directory --owner=user --group=user (--mode=\d+ )?{path}\b", made), path
    named = {source for service in SERVICES for source in mounts(service).values() if source[0] != "."}
    assert named == set(compose()["volumes"])


def test_a_stop_has_the_time_that_it_may_take():
    for name in GAMES:
        assert seconds(SERVICES[name]["stop_grace_period"]) >= settings(name).stop_seconds + 5


def test_every_service_restarts_and_has_limits_and_a_health_check():
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped", name
        assert re.fullmatch(r"\d+[mg]", service["mem_limit"]), name
        assert service["healthcheck"]["test"][0] == "CMD", name
    for name, needs in (("app1", {"postgres"}), ("nginx", set(GAMES))):
        waits = SERVICES[name]["depends_on"]
        assert {need for need in waits if waits[need]["condition"] == "service_healthy"} == needs


def test_the_games_are_healthy_when_they_are_ready():
    check = SERVICES["app1"]["healthcheck"]
    assert "/readyz" in check["test"][-1]
    (within,) = re.findall(r"timeout=(\d+)", check["test"][-1])
    assert float(within) < seconds(check["timeout"])


def test_games_trust_the_one_proxy_and_share_database_and_key():
    one, other = (settings(name) for name in GAMES)
    assert one == other
    assert one.trusted_proxies == 1
    assert one.database == "postgresql://earwitness@postgres/earwitness"
    postgres = environment_of("postgres", SECRETS)
    assert (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]) == ("earwitness", "earwitness")
    assert postgres["POSTGRES_PASSWORD"] == environment_of("app1", SECRETS)["PGPASSWORD"]
    assert "postgres" in SERVICES
