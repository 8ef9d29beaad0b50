"""A tile layer over the base map: shown and credited when its host answers, done without when it does not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from game.project_files import ROOT
from tests.servers import serving

PICTURE = (ROOT / "assets" / "icon.png").read_bytes()
LAND = (
    "[...document.querySelectorAll('.ew canvas')].some((one) => one.closest('.leaflet-pane') && painted(one))"
)
PAINTED = """
window.painted = (canvas) => canvas.getContext("2d")
  .getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
"""


class TileHost(ThreadingHTTPServer):
    """A host of identical tiles that can be made to fail."""

    def __init__(self) -> None:
        self.failing = False
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Tile)


class _Tile(BaseHTTPRequestHandler):
    server: TileHost

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(500 if self.server.failing else 200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        if not self.server.failing:
            self.wfile.write(PICTURE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[TileHost]:
    with TileHost() as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield host
        host.shutdown()


@pytest.fixture(scope="module")
def tiled(tmp_path_factory: pytest.TempPathFactory, host: TileHost):
    layer = f"http://127.0.0.1:{host.server_address[1]}/{{z}}/{{x}}/{{y}}.png © Tiles of a test"
    state: Path = tmp_path_factory.mktemp("tiled")
    with serving(state, EARWITNESS_TILES=layer) as server:
        yield server


def test_tiles_are_shown_and_credited(visit, tiled, host):
    host.failing = False
    visitor = visit(tiled).open()
    visitor.wait("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert "© Tiles of a test" in visitor.text(".leaflet-control-attribution")
    visitor.play().guess()
    assert all(path.count("/") == 3 for path in host.asked)


def test_when_tiles_fail_the_base_map_stays(visit, tiled, host):
    host.failing = True
    visitor = visit(tiled)
    visitor.expects("Failed to load resource")
    visitor.page.add_init_script(PAINTED)
    visitor.open()
    visitor.wait(LAND)
    visitor.play().guess()
