"""A real nginx, run by tests with a configuration of theirs."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.processes import wait_for
from tests.servers import QUICK_CLIENT, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header Host $http_host;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $http_connection;
  {upstreams}
  server {{
    listen 127.0.0.1:{port};
    {locations}
  }}
}}
"""
# A player's requests go to one game while it lives, those without a player by their path. What a game does
# not take goes to the next one; a POST that was sent to a game which then died is the client's to repeat.
BALANCED = """
  map $http_x_earwitness_player $whose {{ "" $uri; default $http_x_earwitness_player; }}
  upstream games {{
    hash $whose consistent;
    {servers}
    keepalive 32;
    keepalive_timeout 60s;
  }}
"""
TO_GAMES = """
    location / {
      proxy_pass http://games;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;
      proxy_connect_timeout 2s;
    }
"""


@contextmanager
def nginx(folder: Path, locations: str, upstreams: str = "") -> Iterator[str]:
    """Run nginx until the block is left; gives its address once a game answers through it."""
    if NGINX is None:
        pytest.skip("nginx is missing: apt-get install nginx-light")
    folder.mkdir(parents=True, exist_ok=True)
    port, config = free_port(), folder / "nginx.conf"
    config.write_text(AROUND.format(folder=folder, port=port, locations=locations, upstreams=upstreams))
    process = subprocess.Popen([NGINX, "-c", str(config), "-e", str(folder / "error.log")])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(address))
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def balancer(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx before several games on one database; gives its address."""
    servers = "\n    ".join(f"server 127.0.0.1:{port} max_fails=3 fail_timeout=5s;" for port in ports)
    with nginx(folder, TO_GAMES, BALANCED.format(servers=servers)) as address:
        yield address


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", **QUICK_CLIENT).status_code == 200
    except httpx.TransportError:
        return False
