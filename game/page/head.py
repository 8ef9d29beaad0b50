"""The document's head: our files fetched from the first byte on, and no address of another host."""

import base64
import gzip
import html
import json
import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from game.page.assets import BASE, FIRST_MODULES, FOLDER, module_names, style, url
from game.page.config import PageConfig, as_attribute

TITLE = "Earwitness"
DESCRIPTION = "Hear a field recording, point at the place on Earth where it was made."

_SOCIAL_META = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>\s*')
# Without it Gradio would set the height of its frame from its content; the game fills whatever frame it gets.
_FRAME_RESIZER = re.compile(
    rb"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>", re.DOTALL
)
_TOP = re.compile(rb'<meta charset="utf-8"\s*/?>')
_END = re.compile(rb"</head>")


def import_map(config: PageConfig) -> str:
    """HTML that must stand before any module.

    It puts the version behind every module's address, so that a new release never mixes with cached files of
    an old one.
    """
    modules = {f"{BASE}/{name}": url(name, config.version) for name in module_names()}
    return f'<script type="importmap">{json.dumps({"imports": modules})}</script>'


def own_head(config: PageConfig) -> str:
    """HTML for the document's head: what the page is, and its files, asked for at once.

    The game opens from this alone, before Gradio's bundle has run, and moves into its tab later.
    """
    version = config.version
    basemap = url("map/countries.json", version)
    lines = (
        f'<meta name="description" content="{html.escape(DESCRIPTION)}">',
        f'<meta property="og:title" content="{TITLE}">',
        f'<meta property="og:description" content="{html.escape(DESCRIPTION)}">',
        f'<link rel="icon" type="image/svg+xml" href="{_icon()}">',
        f'<meta name="earwitness" content="{as_attribute(config)}">',
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css", version)}">',
        f"<style>{style()}</style>",
        f'<script defer src="{url("leaflet/leaflet.js", version)}"></script>',
        f'<script type="module" src="{url("main.js", version)}"></script>',
        *(f'<link rel="modulepreload" href="{url(name, version)}">' for name in FIRST_MODULES),
        f'<link rel="preload" as="fetch" crossorigin href="{basemap}">',
    )
    return "\n".join(lines)


def _icon() -> str:
    """The icon inside the page: one request less."""
    drawing = (FOLDER / "icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"


class EarlyHead:
    """ASGI middleware that rewrites the page Gradio serves at ``/``.

    Gradio adds ``head=`` by script once its own bundle runs, too late to be quick. This puts our files into
    the HTML itself, and takes out the picture addresses of other hosts and the frame resizer.

    Parameters
    ----------
    config : callable
        Gives what the page must know, as it is at that moment.
    """

    def __init__(self, app: ASGIApp, config: Callable[[], PageConfig]) -> None:
        self.app = app
        self.config = config
        self.known: PageConfig | None = None
        self.first = self.head = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, rewriting the HTML of ``/`` only."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        self.refresh()
        small = b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        page = _Page(send, small, lambda body: rewrite(body, self.first, self.head))
        await self.app(_plain(scope), receive, page.take)

    def refresh(self) -> None:
        """Write our files' addresses and the config anew, if the config has changed."""
        config = self.config()
        if config != self.known:
            self.first, self.head = import_map(config).encode(), own_head(config).encode()
            self.known = config


class _Page:
    """Holds one reply back until it is whole, then sends it rewritten."""

    def __init__(self, send: Send, small: bool, change: Callable[[bytes], bytes]) -> None:
        self.send = send
        self.small = small
        self.change = change
        self.start: Message = {}
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        await self._send_whole()

    async def _send_whole(self) -> None:
        headers = MutableHeaders(raw=self.start["headers"])
        body = bytes(self.body)
        if headers.get("content-type", "").startswith("text/html") and body:
            body = self.change(body)
            if self.small:
                body = gzip.compress(body, 5)
                headers["content-encoding"] = "gzip"
            headers["vary"] = "Accept-Encoding"
            headers["content-length"] = str(len(body))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})


def rewrite(page: bytes, first: bytes, head: bytes) -> bytes:
    """Gradio's HTML with our parts in its head and without other hosts' addresses."""
    page = _FRAME_RESIZER.sub(b"", _SOCIAL_META.sub(b"", page))
    page = _TOP.sub(lambda found: found.group() + b"\n" + first, page, count=1)
    return _END.sub(lambda found: head + b"\n" + found.group(), page, count=1)


def _plain(scope: Scope) -> Scope:
    """The same request, asking for a body that is not compressed."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
