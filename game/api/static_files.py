"""Our own files for the browser: compressed once, held in memory, with a hash of the content as ETag."""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from game.api.problems import problem
from game.omnitone import OMNITONE, omnitone_file
from game.page_bundle import ASSETS, BUNDLE, BUNDLED, page_bundle

SUFFIXES = {".js", ".css", ".json", ".svg", ".png", ".ico", ".webmanifest", ".mp3"}
COMPRESSIBLE = {".js", ".css", ".json", ".svg", ".webmanifest"}
A_YEAR = "public, max-age=31536000, immutable"
SHORTEST_HASH = 8  # as in the addresses of texts
BIG_BYTES = 1_000_000
BIG_LEVEL, SMALL_LEVEL = 5, 9  # for big files, 5% fewer bytes are not worth five times the time
PLOTLY = "plotly/plotly.min.js"
_IMPORT = re.compile(rb'@import "\./([\w-]+\.css)";')


class StaticError(Exception):
    """A package with files that the page needs is not installed."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: plain, and compressed with brotli and gzip."""

    media_type: str
    etag: str
    bodies: dict[str, bytes]  # by content encoding; "" is plain


class StaticFiles:
    """ASGI application for everything under `/earwitness/`: `assets/`, the bundle, and the packages' files.

    Parameters
    ----------
    edition : str
        What `v=` says in the addresses of all these files; it may also be the start of a file's own SHA-256.
        Only then may a file be kept for a year: while games are upgraded one after the other, pages of a new
        one ask an old one too. Empty: anything.

    Raises
    ------
    StaticError
        When a package with these files is not installed.
    """

    def __init__(self, edition: str = "") -> None:
        self._edition = edition
        self._folders = {"leaflet": leaflet_folder()}
        self._plotly = plotly_file()
        self._reading: dict[Path, asyncio.Task[Asset]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix("/earwitness/")
        file = self._find(path)
        if file is None:
            await problem(404, "problem.no_such_file", path=path)(scope, receive, send)
            return
        asset = await self._asset(file)
        is_versioned = self._is_version(scope["query_string"].decode("latin-1"), asset)
        await _response(asset, scope, is_versioned)(scope, receive, send)

    def prepare(self) -> None:
        """Compress all files in advance, so that no visitor waits for it."""
        files = [file for file in sorted(ASSETS.rglob("*")) if file.suffix in COMPRESSIBLE]
        for file in (*files, *(BUNDLE / name for name in page_bundle().files)):
            _asset(file)

    async def _asset(self, file: Path) -> Asset:
        """The file, compressed once however many ask for it at the same time."""
        if asset := _assets.get(file):
            return asset
        reading = self._reading.get(file)
        if reading is None:
            reading = self._reading[file] = asyncio.create_task(asyncio.to_thread(_asset, file))
            reading.add_done_callback(lambda _: self._reading.pop(file))
        return await asyncio.shield(reading)

    def _is_version(self, query: str, asset: Asset) -> bool:
        version = query.partition("v=")[2]
        if not self._edition or version == self._edition:
            return bool(version)
        return len(version) >= SHORTEST_HASH and asset.etag.startswith(f'"{version}')

    def _find(self, path: str) -> Path | None:
        if path == PLOTLY:
            return self._plotly
        if path == OMNITONE:
            return omnitone_file()
        if path.startswith(BUNDLED):
            name = path.removeprefix(BUNDLED)
            return BUNDLE / name if name in page_bundle().files else None
        first, _, rest = path.partition("/")
        folder = self._folders.get(first, ASSETS)
        try:
            file = (folder / (rest if first in self._folders else path)).resolve()
            wanted = file.is_relative_to(folder) and file.suffix in SUFFIXES and file.is_file()
        except (OSError, ValueError):  # not a possible file name
            return None
        return file if wanted else None


def leaflet_folder() -> Path:
    """Folder with Leaflet's files, from the package XStatic-Leaflet.

    Raises
    ------
    StaticError
        When the package is not installed.
    """
    try:
        found = [file for file in files("XStatic-Leaflet") or [] if file.name == "leaflet.js"]
    except PackageNotFoundError:
        found = []
    if not found:
        raise StaticError("Leaflet is missing: run `pip install -r requirements.txt`.")
    return Path(str(found[0].locate())).resolve().parent


def plotly_file() -> Path:
    """plotly.js from the package plotly, found without the slow import of the package.

    Raises
    ------
    StaticError
        When the package is not installed, or lacks plotly.js.
    """
    package = find_spec("plotly")
    for folder in package.submodule_search_locations or () if package else ():
        file = Path(folder) / "package_data" / "plotly.min.js"
        if file.is_file():
            return file.resolve()
    raise StaticError("plotly.js is missing: run `pip install -r requirements.txt`.")


_assets: dict[Path, Asset] = {}


def _asset(file: Path) -> Asset:
    if file not in _assets:
        _assets[file] = _read(file)
    return _assets[file]


def _read(file: Path) -> Asset:
    plain = page_bundle().files[file.name].encode() if file.parent == BUNDLE else file.read_bytes()
    if file.suffix == ".css":  # sheets that it imports from beside it are sent within it: one request for all
        plain = _IMPORT.sub(lambda found: file.with_name(found[1].decode()).read_bytes(), plain)
    bodies = {"": plain}
    if file.suffix in COMPRESSIBLE:
        level = BIG_LEVEL if len(plain) > BIG_BYTES else SMALL_LEVEL
        bodies |= {"br": brotli.compress(plain, quality=level), "gzip": gzip.compress(plain, level)}
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
    text = kind is not None and (kind.startswith("text/") or file.suffix in COMPRESSIBLE)
    media_type = f"{kind}; charset=utf-8" if text else kind or "application/octet-stream"
    return Asset(media_type, f'"{hashlib.sha256(plain).hexdigest()[:20]}"', bodies)


def _response(asset: Asset, scope: Scope, is_versioned: bool) -> Response:
    headers = Headers(scope=scope)
    sent = {
        "ETag": asset.etag,
        "Vary": "Accept-Encoding",
        "Cache-Control": A_YEAR if is_versioned else "public, max-age=0, must-revalidate",
    }
    if asset.etag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    accepted = headers.get("accept-encoding", "")
    encoding = next((e for e in ("br", "gzip") if e in accepted and e in asset.bodies), "")
    if encoding:
        sent["Content-Encoding"] = encoding
    return Response(asset.bodies[encoding], headers=sent, media_type=asset.media_type)
