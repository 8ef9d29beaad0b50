"""The participant's page of a study, at `/study/NAME`: our own files, without Gradio."""

import gzip
import html
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from game import __version__
from game.errors import UnknownStudy
from game.page.assets import STUDY_STYLES, import_map, module_url, preloads, url
from game.page.document import document, notice
from game.settings import Settings
from game.study.study_schema import Study
from game.texts import page_script, text

BASE = "../earwitness"  # from the page, wherever a proxy has put it
VARY = {"Vary": "Accept-Encoding", "Cache-Control": "no-cache"}


@dataclass(frozen=True)
class StudyConfig:
    """What the page needs to know before it calls the API; all of it is public.

    Attributes
    ----------
    study, title : str
        Its name in addresses, and its title in the first of its languages.
    abandon_minutes : float
        How long a round stays open after its audio was last sent.
    tiles_url, tiles_attribution : str or None, str
        Leaflet URL template of the optional tile layer, and its credit: HTML from the host.
    """

    study: str
    title: str
    languages: tuple[str, ...]
    abandon_minutes: float
    tiles_url: str | None
    tiles_attribution: str
    version: str


def add_study_page(app: FastAPI, settings: Settings, find: Callable[[str], Study]) -> None:
    """Add the page's route to an application.

    Parameters
    ----------
    find : callable
        Gives a study by its name, or raises UnknownStudy.
    """

    @app.get("/study/{name}", include_in_schema=False)
    async def study_page(request: Request, name: str) -> Response:
        accepts_gzip = "gzip" in request.headers.get("accept-encoding", "")
        try:
            config = study_config(settings, find(name))
        except UnknownStudy:
            return HTMLResponse(unknown_study_html(), 404)
        plain, compressed = _bodies(config)
        if accepts_gzip:
            return HTMLResponse(compressed, headers=VARY | {"Content-Encoding": "gzip"})
        return HTMLResponse(plain, headers=VARY)

    @app.get("/study/{name}/", include_in_schema=False)
    async def with_slash(request: Request, name: str) -> Response:
        query = request.url.query
        return RedirectResponse(f"../{name}{'?' if query else ''}{query}")


def study_config(settings: Settings, study: Study) -> StudyConfig:
    """The facts of a study on this host."""
    tiles = settings.tiles
    return StudyConfig(
        study=study.name,
        title=study.title.text(study.languages[0]),
        languages=study.languages,
        abandon_minutes=settings.abandon_minutes,
        tiles_url=tiles.url if tiles else None,
        tiles_attribution=tiles.attribution if tiles else "",
        version=__version__,
    )


def study_html(config: StudyConfig) -> str:
    """The whole page: its scripts draw what is on it."""
    lines = (
        import_map(BASE),
        f'<meta name="earwitness-study" content="{html.escape(json.dumps(asdict(config)), quote=True)}">',
        page_script("study"),
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css", BASE)}">',
        f'<script defer src="{url("leaflet/leaflet.js", BASE)}"></script>',
        f'<script type="module" src="{module_url("study/main.js", BASE)}"></script>',
        *preloads("study/main.js", BASE),
    )
    body = f"<noscript>{html.escape(text('study.script'))}</noscript>"
    return document(config.title, "\n".join(lines), body, STUDY_STYLES)


def unknown_study_html() -> str:
    """What somebody sees whose link names no study of this host."""
    return notice(text("study.unknown.title"), html.escape(text("study.unknown")), STUDY_STYLES)


@lru_cache
def _bodies(config: StudyConfig) -> tuple[bytes, bytes]:
    """The page, plain and compressed; the same for everybody."""
    page = study_html(config).encode()
    return page, gzip.compress(page, 9)
