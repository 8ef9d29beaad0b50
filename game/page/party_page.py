"""A party's page for a projector, at `/party/CODE/screen`: our own files, without Gradio."""

import html
import json

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from game.page.assets import STYLES, import_map, module_url, preloads, url
from game.page.document import document
from game.settings import Settings
from game.texts import page_script, text_in
from game.translations import language_of

BASE = "../../earwitness"  # from the page, wherever a proxy has put it
# The address holds the key: it is neither stored nor sent along with the page's own requests.
HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "Vary": "Accept-Language"}


def add_party_page(app: FastAPI, settings: Settings) -> None:
    """Add the page's route to an application."""

    @app.get("/party/{party}/screen", include_in_schema=False)
    async def party_screen(request: Request, party: str, key: str = "") -> Response:
        language = language_of(request.headers)
        return HTMLResponse(_page(settings, party, key, language), headers=HEADERS)


def _page(settings: Settings, party: str, key: str, language: str) -> str:
    """The whole page: its scripts connect to the room, which checks the key."""
    tiles = settings.tiles
    config = {
        "party": party.upper(),
        "key": key,
        "abandon_minutes": settings.abandon_minutes,
        "tiles_url": tiles.url if tiles else None,
        "tiles_attribution": tiles.attribution if tiles else "",
    }
    lines = (
        '<meta name="referrer" content="no-referrer">',
        import_map(BASE),
        f'<meta name="earwitness-party" content="{html.escape(json.dumps(config), quote=True)}">',
        page_script("game", language),
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css", BASE)}">',
        f'<script defer src="{url("leaflet/leaflet.js", BASE)}"></script>',
        f'<script type="module" src="{module_url("party/screen.js", BASE)}"></script>',
        *preloads("party/screen.js", BASE),
    )
    body = f"<noscript>{html.escape(text_in(language, 'party.script'))}</noscript>"
    title = text_in(language, "party.tab", code=party.upper())
    return document(title, "\n".join(lines), body, STYLES, language)
