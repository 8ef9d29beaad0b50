"""The HTML head of the page: loads our files right away, and names no other host."""

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
from game.texts import page_script, text

_SOCIAL_META = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*?/>\s*')
# With this script Gradio would size its frame to the content, but the game fills whatever frame it gets.
_FRAME_RESIZER = re.compile(
    rb"<script>(?:(?!</script>).)*iframeResizer\.contentWindow(?:(?!</script>).)*</script>", re.DOTALL
)
_TOP = re.compile(rb'<meta charset="utf-8"\s*/?>')
_END = re.compile(rb"</head>")


def import_map(config: PageConfig) -> str:
    """The import map, which must come before any module.

    It adds the version to every module's URL, so that a new release never mixes with cached old files.
    """
    modules = {f"{BASE}/{name}": url(name, config.version) for name in module_names()}
    return f'<script type="importmap">{json.dumps({"imports": modules})}</script>'


def own_head(config: PageConfig) -> str:
    """Metadata, and the tags that load the game.

    This alone opens the game, before Gradio's bundle has run; the game then moves into its tab.
    """
    version = config.version
    basemap = url("map/coarse.json", version)
    title, description = html.escape(text("page.title")), html.escape(text("page.description"))
    lines = (
        f'<meta name="description" content="{description}">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{description}">',
        f'<link rel="icon" type="image/svg+xml" href="{_icon()}">',
        f'<meta name="earwitness" content="{as_attribute(config)}">',
        page_script(),
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css", version)}">',
        f"<style>{style()}</style>",
        f'<script defer src="{url("leaflet/leaflet.js", version)}"></script>',
        f'<script type="module" src="{url("main.js", version)}"></script>',
        *(f'<link rel="modulepreload" href="{url(name, version)}">' for name in FIRST_MODULES),
        f'<link rel="preload" as="fetch" crossorigin href="{basemap}">',
    )
    return "\n".join(lines)


def _icon() -> str:
    """The icon as a data URL, which saves a request."""
    drawing = (FOLDER / "icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"


class EarlyHead:
    """ASGI middleware that rewrites the page Gradio serves at ``/``.

    Gradio inserts ``head=`` by script once its own bundle runs, which is late. This puts our files into the
    HTML itself, and removes Gradio's links to images on other hosts and its frame resizer.

    Parameters
    ----------
    config : callable
        Gives the current PageConfig.
    """

    def __init__(self, app: ASGIApp, config: Callable[[], PageConfig]) -> None:
        self.app = app
        self.config = config
        self.known: PageConfig | None = None
        self.first = self.head = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        self.refresh()
        compress = b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")
        page = _Page(send, compress, lambda body: rewrite(body, self.first, self.head))
        await self.app(_uncompressed(scope), receive, page.take)

    def refresh(self) -> None:
        """Rebuild our part of the head if the config has changed."""
        config = self.config()
        if config != self.known:
            self.first, self.head = import_map(config).encode(), own_head(config).encode()
            self.known = config


class _Page:
    """Buffers a whole reply, then sends it rewritten."""

    def __init__(self, send: Send, compress: bool, change: Callable[[bytes], bytes]) -> None:
        self.send = send
        self.compress = compress
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
            if self.compress:
                body = gzip.compress(body, 5)
                headers["content-encoding"] = "gzip"
            headers["vary"] = "Accept-Encoding"
            headers["content-length"] = str(len(body))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})


def rewrite(page: bytes, first: bytes, head: bytes) -> bytes:
    """Gradio's HTML with our parts in its head, and without links to other hosts."""
    page = _FRAME_RESIZER.sub(b"", _SOCIAL_META.sub(b"", page))
    page = _TOP.sub(lambda match: match.group() + b"\n" + first, page, count=1)
    return _END.sub(lambda match: head + b"\n" + match.group(), page, count=1)


def _uncompressed(scope: Scope) -> Scope:
    """The same request without Accept-Encoding, so that Gradio sends plain HTML."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
