"""The files of `deploy/` as they are run here: the same nginx configuration and environments on loopback."""

import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from game.project_files import ROOT
from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, free_port

DEPLOY = ROOT / "deploy"
NGINX_FILES = DEPLOY / "nginx"
GAMES = ("app1", "app2")
PATIENCE_SECONDS = 4  # of nginx with a game that stands still: shorter than on a host, for the tests' sake
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@cache
def compose() -> dict[str, Any]:
    """`compose.yaml` as it is written, with its anchors followed."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def example_environment() -> dict[str, str]:
    """The variables of `.env.example`, commented ones with them; those of secrets are empty."""
    lines = (DEPLOY / ".env.example").read_text().splitlines()
    found = [re.fullmatch(r"(?:# )?(\w+)=(.*)", line) for line in lines]
    return {match[1]: match[2] for match in found if match}


def environment_of(service: str, env: Mapping[str, str]) -> dict[str, str]:
    """What Compose gives a service, with `${...}` replaced by what `.env` says."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match[1], match[2], match[3]
        assert env.get(name) or kind == "-", f"{name} {rest}"
        return env.get(name) or rest

    written = compose()["services"][service]["environment"]
    return {name: _VARIABLE.sub(value, text) for name, text in written.items()}


def found_nginx() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is missing: apt-get install nginx-light")
    return program


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that nginx, as another user, may look into; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="deploy-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Nginx:
    """nginx with the files of `deploy/nginx`; their hosts, ports, folders and user are replaced.

    Parameters
    ----------
    folder : Path
        Files are written into it.
    games : sequence of int
        Ports of the games.
    sealed : Path
        Where sealed sounds lie.
    """

    def __init__(self, folder: Path, games: Sequence[int], sealed: Path) -> None:
        self._folder = folder
        root, path = free_port(), free_port()
        self.root = f"http://127.0.0.1:{root}"
        self.path = f"http://127.0.0.1:{path}/ear"
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        root_include, path_include = (f"include earwitness-{name}.conf;" for name in ("root", "path"))
        both = f"listen 127.0.0.1:{root};\n{root_include}\n}}\n"
        both += f"server {{\nlisten 127.0.0.1:{path};\n{path_include}"
        replaced = {
            "user nginx;": "user www-data;",  # read where the tests run as root
            "/run/nginx.pid": f"{folder}/pid",
            "\nhttp {": f"\nhttp {{\n{temporary}",
            f"listen 80 default_server;\n        {root_include}": both,
            "/var/cache/earwitness-nginx": f"{folder}/cache",
            "alias /sealed/;": f"alias {sealed}/;",
            "proxy_read_timeout 15s;": f"proxy_read_timeout {PATIENCE_SECONDS}s;",
        }
        replaced |= {f"{name}:7860": f"127.0.0.1:{port}" for name, port in zip(GAMES, games, strict=True)}
        write_configuration(folder, replaced)

    def command(self, *more: str) -> list[str]:
        """What Compose runs, on the replaced files."""
        _, *options = compose()["services"]["nginx"]["command"]
        here = [option.replace("/etc/nginx/earwitness", str(self._folder)) for option in options]
        return [found_nginx(), *here, "-e", str(self._folder / "error.log"), *more]

    @contextmanager
    def running(self) -> Iterator["Nginx"]:
        process = subprocess.Popen(self.command())
        try:
            wait_for(self._answers)
            yield self
        finally:
            process.terminate()
            process.wait()

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.root}/metrics", **QUICK_CLIENT).status_code == 404
        return False


def write_configuration(folder: Path, replaced: Mapping[str, str]) -> None:
    """Copy `deploy/nginx` with texts replaced, each of which occurs in one place."""
    left = dict(replaced)
    for file in NGINX_FILES.glob("*.conf"):
        text = file.read_text()
        for old in [old for old in left if uncommented(text).count(old) == 1]:
            text = text.replace(old, left.pop(old), 1)
        (folder / file.name).write_text(text)
    assert left == {}


def uncommented(text: str) -> str:
    """A configuration without its comments."""
    return re.sub(r"[ \t]*#.*", "", text)


def unit(name: str) -> list[tuple[str, str, str]]:
    """A systemd unit's lines in order, each as section, key and value."""
    found, section = [], ""
    for line in (DEPLOY / "systemd" / name).read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.append((section, key, value))
    return found


def environment_of_unit(port: int) -> dict[str, str]:
    """What systemd gives the game on a port, but for the file with the host's own variables."""
    lines = [value for _, key, value in unit("earwitness@.service") if key == "Environment"]
    pairs = [pair.replace("%i", str(port)) for line in lines for pair in shlex.split(line)]
    return dict(pair.split("=", 1) for pair in pairs)
