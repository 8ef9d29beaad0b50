import asyncio
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
import httpx
import pytest
from starlette.responses import HTMLResponse

from game.page.around_tab import STYLE as AROUND_STYLE
from game.page.assets import (
    ABOUT_STYLE,
    ANNOTATE_STYLES,
    BOARD_STYLE,
    GRADIO_STYLES,
    LINK_STYLES,
    STUDY_STYLES,
    STYLES,
    WATCH_STYLES,
)
from game.page.blocks import ExtraTab, build_page
from game.page.config import Coming, PageConfig
from game.page.head import TITLES, EarlyHead
from game.page.theme import mount_options
from game.page_bundle import ASSETS, module_names
from game.players.consent import consent
from game.settings import Settings

NASTY = """\"'><script>alert(1)</script> ${value} {{value}} `${1+1}` \\ &amp;"""
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
ENTRIES = (
    "main.js",
    "study/main.js",
    "study/watch.js",
    "annotate/main.js",
    "party/screen.js",
    "board/board.js",
    "map/clip-map.js",
    "shared/early-language.js",
)  # which Python names
OTHER_HOST = re.compile(r"""(?:https?:)?//(?!testserver|www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}[^\s"'<>]*""")


def config(**changed: object) -> PageConfig:
    facts: dict[str, object] = {
        "pack": "demo",
        "synthetic": True,
        "clips": 24,
        "origin": "",
        "practice": False,
        "abandon_minutes": 30.0,
        "consent": consent(Settings.from_env({})),
        "consent_versions": (),
        "coming": None,
        "tiles_url": None,
        "tiles_attribution": "",
        "version": "0.1.0",
    }
    return PageConfig(**{**facts, **changed})  # type: ignore[arg-type]


def config_with_contact(contact: str) -> PageConfig:
    """The config of a host with this contact, which the consent text contains."""
    terms = consent(Settings.from_env({}, contact=contact))
    return config(consent=terms)


def components(page: gr.Blocks, kind: str) -> list[dict[str, object]]:
    return [part["props"] for part in page.get_config_file()["components"] if part["type"] == kind]


def html_of(page: gr.Blocks, number: int) -> str:
    return str(components(page, "html")[number]["html_template"])


def built(page_config: PageConfig, tabs: Sequence[ExtraTab] = ()) -> gr.Blocks:
    """Blocks built inside a running loop: outside one Gradio opens loops of its own and never closes them."""

    async def build() -> gr.Blocks:
        return build_page(page_config, tabs)

    return asyncio.run(build())


def fetched(path: str = "/", **headers: str) -> httpx.Response:
    """The page that a client gets: Gradio's own template, passed through the middleware."""
    template = Path(gr.__file__).parent / "templates" / "frontend" / "index.html"
    gradio = HTMLResponse(template.read_text(encoding="utf-8"))

    async def fetch() -> httpx.Response:
        transport = httpx.ASGITransport(
            app=EarlyHead(gradio, config=lambda _language: config_with_contact(NASTY))
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get(path, headers={"Accept-Encoding": "identity", **headers})

    return asyncio.run(fetch())


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Earwitness"),
        ("/?daily", "Today’s five · Earwitness"),
        ("/?daily=2026-11-02", "Earwitness"),
        ("/?__theme=dark&party=ABC234", "Party · Earwitness"),
        ("/?nothing=%ff", "Earwitness"),
    ],
)
def test_the_page_comes_with_the_title_of_the_screen_that_its_address_names(path: str, title: str):
    assert f"<title>{title}</title>" in fetched(path).text


def test_a_title_is_in_the_page_s_language_compressed_or_not():
    response = fetched("/?me", **{"Accept-Language": "de", "Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert "<title>Meine Seite · Earwitness</title>" in response.text


def test_every_screen_with_an_address_has_its_title_from_the_first_moment():
    screens = (ASSETS / "game" / "screens.js").read_text(encoding="utf-8")
    assert set(TITLES) == set(re.findall(r"^  (\w+): \(\) => import", screens, re.MULTILINE))


@pytest.fixture(scope="module")
def served() -> str:
    return fetched().text


@pytest.fixture(scope="module")
def ordinary() -> gr.Blocks:
    return built(config())


@pytest.fixture(scope="module")
def nasty() -> gr.Blocks:
    """The page of a host whose contact is markup."""
    return built(config_with_contact(NASTY))


def test_the_first_tab_is_the_game_and_the_last_tells_about_it(ordinary: gr.Blocks):
    assert [tab["label"] for tab in components(ordinary, "tabitem")] == ["Play", "About"]


def test_further_tabs_stand_between_play_and_about():
    drawn = []
    page = built(config(), tabs=[ExtraTab("Standings", lambda: drawn.append(gr.HTML("rows")))])

    assert [tab["label"] for tab in components(page, "tabitem")] == ["Play", "Standings", "About"]
    assert len(drawn) == 1


def test_the_config_comes_out_of_its_attribute_as_it_went_in(nasty: gr.Blocks):
    attribute = re.search(r'data-config="([^"]*)"', html_of(nasty, 0))

    assert attribute
    assert json.loads(html.unescape(attribute[1]))["consent"]["around"]["contact"] == NASTY


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("sign", ["${", "{{", "`", "\\", "<script"])
def test_nothing_in_a_template_is_evaluated(number: int, sign: str, nasty: gr.Blocks):
    assert sign not in html_of(nasty, number)


def test_no_python_function_is_offered_to_browsers(ordinary: gr.Blocks):
    assert ordinary.get_config_file()["dependencies"] == []


def test_about_says_that_demo_sounds_are_synthetic_only_when_they_are_played(ordinary: gr.Blocks):
    assert "You are playing the demo pack" in html_of(ordinary, 1)
    assert "You are playing the demo pack" not in html_of(built(config(synthetic=False)), 1)


def test_about_tells_what_players_agree_to_whatever_the_host_has_written(nasty: gr.Blocks):
    page = html.unescape(html_of(nasty, 1))

    assert all(
        part["title"] in page and part["text"] in page for part in config_with_contact(NASTY).consent.parts
    )


def without_licence_url(page: str) -> str:
    """The page without the licence's URL, the only one on another host that it may name."""
    return page.replace(config().consent.around["licence"]["url"], "")


def test_the_served_page_names_no_other_host(served: str):
    assert OTHER_HOST.findall(without_licence_url(served)) == []


def test_the_tabs_name_other_hosts_only_in_links(ordinary: gr.Blocks):
    links = re.compile(r'<a href="[^"]*"')

    assert [
        OTHER_HOST.findall(without_licence_url(links.sub("", html_of(ordinary, number)))) for number in (0, 1)
    ] == [
        [],
        [],
    ]


def test_the_theme_overrides_none_of_the_page_s_sizes_and_colours():
    names = re.compile(r"(--[\w-]+):")
    tokens = names.findall((ASSETS / "shared/tokens.css").read_text(encoding="utf-8"))
    assert "--text-title" in tokens
    assert {*tokens} & {*names.findall(mount_options()["theme"]._get_theme_css())} == set()


def test_the_theme_fetches_no_fonts():
    assert mount_options()["theme"]._stylesheets == []


def test_the_import_map_stands_before_every_module(served: str):
    assert served.index('type="importmap"') < served.index('type="module"')
    assert served.index('type="importmap"') < served.index("modulepreload")


def test_the_head_holds_the_config_so_that_the_game_opens_before_gradio(served: str):
    meta = re.search(r'<meta name="earwitness" content="([^"]*)">', served)

    assert meta
    assert json.loads(html.unescape(meta[1]))["consent"]["around"]["contact"] == NASTY


def test_gradio_s_frame_resizer_is_gone(served: str):
    assert "iframeResizer.contentWindow" not in served
    assert served.count("<script") == served.count("</script>") > 3


def test_gradio_s_footer_is_empty():
    assert mount_options()["footer_links"] == []


def test_the_page_is_compressed_for_those_who_ask():
    reply = fetched(**{"Accept-Encoding": "gzip"})

    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < len(reply.content) / 2
    assert "earwitness" in reply.text


def test_every_style_sheet_of_the_game_stands_in_the_page_itself(served: str):
    sheets = {path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*.css")}
    tabs = [
        f"{Path(tab).parent}/{name}"
        for tab in (BOARD_STYLE, AROUND_STYLE)
        for name in re.findall(r'@import "\./(.+)";', (ASSETS / tab).read_text(encoding="utf-8"))
    ]
    of_other_pages = {*STUDY_STYLES, *WATCH_STYLES, *ANNOTATE_STYLES, *LINK_STYLES} - {*STYLES}
    elsewhere = {
        ABOUT_STYLE,
        AROUND_STYLE,
        BOARD_STYLE,
        *GRADIO_STYLES,
        *of_other_pages,
        *tabs,
    }

    assert elsewhere <= sheets
    assert set(STYLES) == sheets - elsewhere - {"map/clip-map.css"}  # the map of clips has a frame of its own
    assert all((ASSETS / name).read_text(encoding="utf-8") in served for name in STYLES)


def test_every_import_between_modules_has_its_file():
    named = {
        (module.parent / name).resolve()
        for module in ASSETS.rglob("*.js")
        for name in re.findall(r'(?:from |import\()"(\.[^"]+)"', COMMENT.sub("", module.read_text()))
    }

    assert named == {ASSETS / name for name in module_names()} - {ASSETS / entry for entry in ENTRIES}


def test_no_file_of_the_page_fetches_from_another_host():
    files = [path for kind in ("*.js", "*.css") for path in ASSETS.rglob(kind)]
    found = {path.name: OTHER_HOST.findall(path.read_text(encoding="utf-8")) for path in files}
    assert found and not any(found.values()), found


def test_about_tells_of_the_demo_for_as_long_as_the_pack_is_on_its_way(ordinary: gr.Blocks):
    about = html_of(built(config(coming=Coming(7, 20))), 1)
    assert "downloading while it runs" in about
    assert "You are playing the demo pack" not in about
    assert "downloading while it runs" not in html_of(ordinary, 1)
