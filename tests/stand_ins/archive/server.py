"""The application: the Archive's front end, its nodes, and GitHub's raw files."""

import asyncio
import email.utils
import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.builders.recordings import AGL1K
from tests.stand_ins.archive import control
from tests.stand_ins.archive.faults import Faults
from tests.stand_ins.archive.items import COLLECTION, Items
from tests.stand_ins.archive.log import Log, Watched

CHUNK = 64 * 1024
SCRAPED = 500  # items per page; the real one has about 5,000
MODIFIED = email.utils.formatdate(1_300_000_000, usegmt=True)
REPOSITORY = "/Rising0321/AGL1K/{revision}/{path:path}"
# Files of the real repository, and where the shared folder has a similar file.
RAW = {
    "data/geoLocalization_schema.csv": "geoLocalization_schema.csv",
    **{
        f"results/audio_localization/{folder}/{name}": f"results/audio_localization/{local_folder}/{name}"
        for folder, local_folder, name in (
            ("google/gemini-3-pro-preview", "google/gemini-3-pro-preview", "seed_42_ABCD.jsonl"),
            ("gpt-4o-audio-preview", "gpt-4o-audio-preview", "seed_42_ABCD.jsonl"),
            ("qwen25-omni", "qwen25-omni-sample", "seed_42_progress_fixed.json"),
        )
    },
}
_TERM = re.compile(r'(\w+):\(?"?([^"()]*?)"?\)*(?=\s+AND\s|\s*$)')


async def download(request: Request) -> Response:
    """Redirect to the node, without checking that it has the file."""
    key, name = request.path_params["key"], request.path_params["name"]
    if request.app.state.items.get(key) is None:
        return Response("Item not found", 404)
    return RedirectResponse(f"http://{request.app.state.node}/7/items/{key}/{quote(name)}", 302)


async def node(request: Request) -> Response:
    item = request.app.state.items.get(request.path_params["key"])
    file = item.file(request.path_params["name"]) if item else None
    if file is None:
        return Response("404 Not Found", 404)
    return _ranged(request, file.content, f'"{file.sha1[:8]}-{len(file.content):x}"', "audio/mpeg")


async def metadata(request: Request) -> Response:
    """An item's metadata; an empty object with status 200 if there is no such item."""
    item = request.app.state.items.get(request.path_params["key"])
    return JSONResponse(item.metadata_reply(request.app.state.node) if item else {})


async def scrape(request: Request) -> Response:
    """Search results from cursor to cursor; given a count, it ignores the cursor."""
    if "q" not in request.query_params:
        return JSONResponse({"error": "you must specify a query", "errorType": "RangeException"})
    found, count = _found(request), int(request.query_params.get("count", SCRAPED))
    start = 0 if "count" in request.query_params else int(request.query_params.get("cursor", 0))
    items = _shown(found[start : start + count], request.query_params.get("fields", "identifier").split(","))
    page = {"items": items, "count": len(items), "total": len(found)}
    return JSONResponse(page | ({"cursor": str(start + count)} if start + count < len(found) else {}))


def _found(request: Request) -> list[dict[str, Any]]:
    """Find items by `field:value` terms joined by AND; each matches a part of the field, ignoring case."""
    terms = _TERM.findall(request.query_params.get("q", ""))
    docs = ({"identifier": key, **metadata} for key, metadata in request.app.state.items.metadata().items())
    return [doc for doc in docs if all(_matches(doc, *term) for term in terms)]


def _shown(docs: list[dict[str, Any]], fields: list[str]) -> list[dict[str, Any]]:
    return [{name: doc[name] for name in fields or doc if name in doc} for doc in docs]


def _matches(doc: dict[str, Any], name: str, pattern: str) -> bool:
    fields = [name] if name in doc or name == "collection" else ["title", "description"]
    if name == "collection":
        return pattern in doc.get("collection", COLLECTION)
    text = " ".join(json.dumps(doc.get(field, ""), ensure_ascii=False) for field in fields)
    return pattern == "*" or pattern.strip("*").casefold() in text.casefold()


async def raw(request: Request) -> Response:
    """Serve a file of the repository as GitHub does: with a strong ETag and without listings."""
    path = request.path_params["path"]
    content = request.app.state.raw.get(path)
    if content is None and path in RAW and path not in request.app.state.raw:
        content = (AGL1K / RAW[path]).read_bytes()
    if content is None:
        return Response("404: Not Found", 404)
    return _ranged(request, content, f'"{hashlib.sha256(content).hexdigest()}"', "text/plain; charset=utf-8")


def _ranged(request: Request, content: bytes, tag: str, kind: str) -> Response:
    headers = {"ETag": tag, "Last-Modified": MODIFIED, "Accept-Ranges": "bytes"}
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", tag) not in (tag, MODIFIED):
        return _Body(content, 200, headers, kind)
    start, stop = int(asked[1]), int(asked[2] or len(content) - 1) + 1
    if start >= len(content):
        return Response(None, 416, {**headers, "Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {start}-{min(stop, len(content)) - 1}/{len(content)}"
    return _Body(content[start:stop], 206, headers, kind)


class _Body(Response):
    """Bytes sent in chunks, so that the server notices when a client leaves in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for at in range(0, len(self.body), CHUNK):
            chunk = bytes(self.body[at : at + CHUNK])
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await asyncio.sleep(0)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def __init__(self, content: bytes, status: int, headers: dict[str, str], kind: str) -> None:
        super().__init__(content, status, headers, kind)


def create_app(state: Path, node_address: str) -> Starlette:
    """Every port serves everything; downloads redirect to `node_address`."""
    faults, log = Faults(), Log(state / "requests.jsonl")
    app = Starlette(
        routes=[
            *control.ROUTES,
            Route("/download/{key}/{name:path}", download),
            Route("/7/items/{key}/{name:path}", node),
            Route("/metadata/{key}", metadata),
            Route("/services/search/v1/scrape", scrape),
            Route(REPOSITORY, raw),
        ],
        middleware=[Middleware(Watched, faults=faults, log=log)],
    )
    app.state.items, app.state.raw, app.state.node = Items(), {}, node_address
    app.state.faults, app.state.log = faults, log
    return app
