"""The page and the game behind a real nginx, at the root of a host and under a path."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.nginx import nginx
from tests.servers import QUICK_CLIENT, serving

pytestmark = pytest.mark.slow

LOCATIONS = """
    location /removed/ {{ proxy_pass http://127.0.0.1:{game}/; }}
    location /kept/ {{ proxy_pass http://127.0.0.1:{game}; }}
    location / {{ proxy_pass http://127.0.0.1:{game}; }}
"""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an nginx before a game."""
    folder = tmp_path_factory.mktemp("nginx")
    with (
        serving(folder / "game", EARWITNESS_ROOT_PATH="/kept", EARWITNESS_TRUSTED_PROXIES="1") as game,
        nginx(folder, LOCATIONS.format(game=game.port)) as address,
    ):
        yield address


PREFIXES = ["/", "/removed/", "/kept/"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_everything_that_the_page_names_is_under_its_own_path(proxy, prefix):
    with httpx.Client(**QUICK_CLIENT) as client:
        page = client.get(proxy + prefix)
        assert page.status_code == 200
        named = re.findall(r'(?:src|href)="([^"]+)"|"(\./earwitness/[^"]+)"', page.text)
        addresses = {urljoin(str(page.url), one or other) for one, other in named}
        ours = {address for address in addresses if urlsplit(address).scheme == "http"}
        assert len(ours) > 40
        for address in ours:
            assert address.startswith(proxy + prefix)
        for address in sorted(ours)[::7]:
            assert client.get(address).status_code == 200, address
        assert 'new URL(".",location.href)' in page.text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_round_is_played_under_any_path(proxy, prefix):
    base = (proxy + prefix).rstrip("/")
    with httpx.Client(**QUICK_CLIENT) as client:
        token = client.post(f"{base}/api/players", json={"client": "api"}).json()["player"]
        client.headers["X-Earwitness-Player"] = token
        game = client.post(f"{base}/api/games", json={"mode": "random"}).json()["game"]
        dealt = client.post(f"{base}/api/games/{game}/rounds").json()
        assert client.get(base + dealt["audio"], headers={"Range": "bytes=0-1"}).status_code == 206
        reply = client.post(f"{base}/api/rounds/{dealt['round']}/guess", json={"lat": 1, "lon": 2})
        assert reply.status_code == 200
        assert client.get(f"{base}/nothing").status_code == 404


@pytest.mark.parametrize("prefix", PREFIXES)
def test_members_of_a_party_connect_under_any_path(proxy, prefix):
    base = (proxy + prefix).rstrip("/")
    with httpx.Client(**QUICK_CLIENT) as client:
        token = client.post(f"{base}/api/players", json={"client": "api"}).json()["player"]
        client.headers["X-Earwitness-Player"] = token
        joined = client.post(f"{base}/api/parties", json={"nickname": "Anna"}).json()
        line = f"{base.replace('http', 'ws')}/api/parties/{joined['party']}/ws?seat={joined['token']}"
        with connect(line, proxy=None, origin=Origin(proxy)) as socket:
            assert json.loads(socket.recv(timeout=60))["you"] == 1
        with pytest.raises(InvalidStatus), connect(line, proxy=None, origin=Origin("https://evil.example")):
            pass


def test_no_module_and_no_style_names_an_address_at_the_root_of_the_host():
    assets = Path(__file__).parents[3] / "assets"
    absolute = re.compile(r"""(?:fetch|import|url)\(\s*["'`]?/|(?:src|href)\s*[:=]\s*\\?["'`]/""")
    found = [
        f"{file.name}: {match[0]}"
        for file in assets.rglob("*")
        if file.suffix in {".js", ".css", ".json"}
        for match in absolute.finditer(file.read_text("utf-8"))
    ]
    assert found == []
