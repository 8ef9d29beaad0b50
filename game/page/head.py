"""The HTML head of the page: loads our files right away, and names no other host."""

import base64
import gzip
import html
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from game.page.assets import import_map, module_url, preloads, style, url
from game.page.config import PageConfig, as_attribute
from game.page_bundle import ASSETS
from game.texts import page_script, text_in
from game.translations import ENGLISH, direction, language_of

_SOCIAL_META = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>\s*')
# With this script Gradio would size its frame to the content, but the game fills whatever frame it gets.
_FRAME_RESIZER = re.compile(
    rb"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>", re.DOTALL
)
# Gradio takes the page's address from the request; a proxy may have put it elsewhere, and the browser knows.
_ROOT = re.compile(rb'"root":"http://localhost[^"]*"')
_HERE = b'"root":new URL(".",location.href).href.slice(0,-1)'
_MANIFEST = re.compile(rb'<link rel="manifest"[^>]*>\s*')  # of an app to install, which Gradio does not serve
# Gradio's loading sign counts the seconds in every animation frame for good, even once it is gone (6.31).
_NO_ENDLESS_COUNT = r"""<script>{
const request = requestAnimationFrame;
const counts = /\(performance\.now\(\)-\w+\(\w+\)\)\/1e3/;
window.requestAnimationFrame = (run) => (counts.test(String(run)) ? 0 : request(run));
}</script>"""
_LANG = re.compile(rb'<html\s+lang="en"')
# What the browser's tab says before the screen that an address names is drawn, by the name in the address.
TITLES = {
    "daily": "daily.title",
    "challenge": "challenge.title",
    "duel": "duel.title",
    "party": "party.title",
    "me": "me.title",
}
EARLY_LANGUAGE = ASSETS / "shared" / "early-language.js"  # runs before the first thing is drawn
_TOP = re.compile(rb'<meta charset="utf-8"\s*/?>')
_END = re.compile(rb"</head>")


def own_head(config: PageConfig, language: str = ENGLISH) -> str:
    """Metadata, the texts in a language, and the tags that load the game.

    This alone opens the game, before Gradio's bundle has run; the game then moves into its tab.
    """
    basemap = url("map/coarse.json")
    title = html.escape(text_in(language, "page.title"))
    description = html.escape(text_in(language, "page.description"))
    lines = (
        f'<meta name="description" content="{description}">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{description}">',
        f'<link rel="icon" type="image/svg+xml" href="{icon()}">',
        f'<meta name="earwitness" content="{as_attribute(config)}">',
        _NO_ENDLESS_COUNT,
        page_script("game", language),
        f"<script>{EARLY_LANGUAGE.read_text(encoding='utf-8')}</script>",
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css")}">',
        f"<style>{style()}</style>",
        f'<script defer src="{url("leaflet/leaflet.js")}"></script>',
        f'<script type="module" src="{module_url("main.js")}"></script>',
        *preloads("main.js"),
        f'<link rel="preload" as="fetch" crossorigin href="{basemap}">',
    )
    return "\n".join(lines)


def icon() -> str:
    """The icon as a data URL, which saves a request."""
    drawing = (ASSETS / "icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"


class EarlyHead:
    """ASGI middleware that rewrites the page Gradio serves at ``/``.

    Gradio inserts ``head=`` by script once its own bundle runs, which is late. This puts our files into the
    HTML itself, and removes Gradio's links to images on other hosts and its frame resizer.

    Parameters
    ----------
    config : callable
        Gives the current PageConfig in a language.
    """

    def __init__(self, app: ASGIApp, config: Callable[[str], PageConfig]) -> None:
        self.app = app
        self.config = config
        self.known: PageConfig | None = None
        self.gradio_page = b""
        self.pages: dict[tuple[str, str], bytes] = {}  # compressed, by language and name in `TITLES`

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        config = self.config(ENGLISH)
        if config != self.known:
            status, self.gradio_page = await _ask(self.app, scope)
            if status != 200:
                raise RuntimeError(f"Gradio answered {status} for its page")
            self.pages = {}
            self.known = config
        headers = Headers(scope=scope)
        language, name = language_of(headers), linked(scope["query_string"])
        if (language, name) not in self.pages:
            self.pages[language, name] = self._build(self.config(language), language, name)
        body = self.pages[language, name]
        sent = {"Vary": "Accept-Encoding, Accept-Language", "Content-Language": language}
        if "gzip" in headers.get("accept-encoding", ""):
            sent["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        await HTMLResponse(body, headers=sent)(scope, receive, send)

    def _build(self, config: PageConfig, language: str, name: str) -> bytes:
        """The page in a language, compressed: the same for everybody who reads it under a name."""
        first, head = f"{title(language, name)}\n{import_map()}", own_head(config, language)
        return gzip.compress(rewrite(self.gradio_page, first.encode(), head.encode(), language), 9)


def linked(query: bytes) -> str:
    """The name in `TITLES` that an address's query has; empty if it has none, or one of an earlier day."""
    values = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    names = (name for name, value in values if name in TITLES and not (name == "daily" and value))
    return next(names, "")


def title(language: str, name: str) -> str:
    """The element for the browser's tab, where the address names a screen, or nothing."""
    whole = text_in(language, "page.title")
    if name:
        whole = text_in(language, "page.title_of", tab=text_in(language, TITLES[name]), name=whole)
    return f"<title>{html.escape(whole)}</title>"


async def _ask(app: ASGIApp, scope: Scope) -> tuple[int, bytes]:
    """Status and body of Gradio's own page, as it is served at the root of a host."""
    status, body = 0, bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    plain = {"method": "GET", "headers": [(b"host", b"localhost")], "query_string": b"", "scheme": "http"}
    await app({**scope, **plain}, receive, send)
    return status, bytes(body)


def rewrite(page: bytes, first: bytes, head: bytes, language: str = ENGLISH) -> bytes:
    """Gradio's HTML in a language, with our parts in its head and no links to other hosts, at any address."""
    declared = f'<html lang="{language}" dir="{direction(language)}"'.encode()
    page = _LANG.sub(lambda match: declared, page, count=1)
    page = _FRAME_RESIZER.sub(b"", _SOCIAL_META.sub(b"", _MANIFEST.sub(b"", page)))
    page = _ROOT.sub(_HERE, page)
    page = _TOP.sub(lambda match: match.group() + b"\n" + first, page, count=1)
    return _END.sub(lambda match: head + b"\n" + match.group(), page, count=1)
