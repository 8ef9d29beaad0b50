import gzip
import importlib.util
import re
import sys

import brotli
import pytest

from game.api import static_files
from game.page.assets import edition
from game.texts import languages
from tests.builders.running_game import running_with_page


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with running_with_page(tmp_path_factory.mktemp("state")) as client:
        yield client


def ask(client, path, encoding="", **headers):
    """The reply as it travels, not as the client unpacks it."""
    with client.stream("GET", path, headers={"Accept-Encoding": encoding, **headers}) as reply:
        return reply, b"".join(reply.iter_raw())


def test_a_file_is_sent_in_the_smallest_form_the_browser_takes(client):
    _, plain = ask(client, "/earwitness/main.js")
    reply, packed = ask(client, "/earwitness/main.js", "gzip, deflate, br")
    assert reply.headers["content-encoding"] == "br"
    assert brotli.decompress(packed) == plain
    reply, packed = ask(client, "/earwitness/main.js", "gzip")
    assert gzip.decompress(packed) == plain
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_file_of_this_edition_is_kept_for_a_year_and_any_other_is_asked_for_again(client):
    reply, _ = ask(client, f"/earwitness/main.js?v={edition()}")
    assert "immutable" in reply.headers["cache-control"]
    for query in ("", "?v=", "?v=0.0.1-0f0f0f0f"):  # of a page that another version sent
        reply, _ = ask(client, f"/earwitness/main.js{query}")
        assert "must-revalidate" in reply.headers["cache-control"]
    again, body = ask(client, "/earwitness/main.js", **{"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, body) == (304, b"")


def test_texts_are_kept_by_a_hash_of_their_own(client):
    for version, expected in ((languages()["de"]["version"], True), ("0" * 8, False), ("", False)):
        reply, _ = ask(client, f"/earwitness/texts/de.json?v={version}")
        assert ("immutable" in reply.headers["cache-control"]) == expected


def test_a_style_sheet_comes_with_those_it_imports_in_their_order(client):
    _, sheet = ask(client, "/earwitness/board/board.css")
    parts = [ask(client, f"/earwitness/board/{name}.css")[1] for name in ("layout", "table", "row", "phone")]
    assert [sheet.count(part) for part in parts] == [1, 1, 1, 1]
    assert sorted(map(sheet.index, parts)) == list(map(sheet.index, parts))
    assert b"@import" not in sheet


def test_leaflet_is_served_by_us(client):
    reply, body = ask(client, "/earwitness/leaflet/leaflet.js")
    assert reply.status_code == 200
    assert b"Leaflet" in body
    assert ask(client, "/earwitness/leaflet/images/marker-icon.png")[0].headers["content-type"] == "image/png"


def test_plotly_is_served_by_us_and_small(client):
    reply, packed = ask(client, f"/earwitness/plotly/plotly.min.js?v={edition()}", "gzip, br")
    assert reply.headers["content-encoding"] == "br"
    assert "immutable" in reply.headers["cache-control"]
    assert len(packed) < 1_500_000
    assert b"window.Plotly = Plotly" in brotli.decompress(packed)


def test_omnitone_is_served_by_us(client):
    reply = client.get("/earwitness/libraries/omnitone.js")
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "createFOARenderer" in reply.text


def test_plotly_is_found_without_importing_it():
    loaded = set(sys.modules)
    assert static_files.plotly_file().name == "plotly.min.js"
    assert not {name for name in set(sys.modules) - loaded if name.startswith("plotly")}


def test_a_missing_plotly_says_what_to_do(monkeypatch):
    monkeypatch.setattr(static_files, "find_spec", lambda name: importlib.util.find_spec(f"no_{name}_here"))
    with pytest.raises(static_files.StaticError, match=r"plotly\.js is missing: run `pip install"):
        static_files.plotly_file()


@pytest.mark.parametrize(
    "path",
    [
        "/earwitness/plotly",
        "/earwitness/plotly/",
        "/earwitness/plotly/widgetbundle.js",
        "/earwitness/",
        "/earwitness/nothing.js",
        "/earwitness/map",
        "/earwitness/../app.py",
        "/earwitness/%2e%2e/game/players.py",
        "/earwitness/..%2fvar%2fsecret",
        "/earwitness/leaflet/../../../../etc/passwd",
        "/earwitness/leaflet",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_gradios_own_files_are_kept_but_not_their_absence(client):
    (name,) = re.findall(r'src="\./(assets/index-[^"]+)"', client.get("/").text)
    assert "immutable" in client.get(f"/{name}").headers["cache-control"]
    missing = client.get("/assets/nothing-here.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")
