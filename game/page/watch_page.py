"""The page on which the host of a study watches it, at `/study/NAME/watch`: our own files, without Gradio."""

import html
import json
from collections.abc import Callable

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from game.errors import UnknownStudy
from game.page.assets import WATCH_STYLES, import_map, module_url, preloads
from game.page.document import document, notice
from game.players.identity import Registry
from game.study.study_schema import Study
from game.texts import page_script, text

BASE = "../../earwitness"  # from the page, wherever a proxy has put it
# The address holds the key: it is neither stored nor sent along with the page's own requests.
HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
COMMAND = "<code>python -m game study watch</code>"


def add_watch_page(app: FastAPI, registry: Registry, find: Callable[[str], Study]) -> None:
    """Add the page's route to an application.

    Parameters
    ----------
    find : callable
        Gives a study by its name, or raises UnknownStudy.
    """

    @app.get("/study/{name}/watch", include_in_schema=False)
    async def watch_page(request: Request, name: str, key: str = "") -> Response:
        try:
            study = find(name) if registry.is_study_key(name, key) else None
        except UnknownStudy:
            study = None
        if study is None:
            sentence = text("watch.refused", command=COMMAND)
            return HTMLResponse(notice(text("watch.refused.title"), sentence, WATCH_STYLES), 403, HEADERS)
        return HTMLResponse(watch_html(study), headers=HEADERS)


def watch_html(study: Study) -> str:
    """The whole page: its scripts ask for the figures, with the key from the address."""
    title = study.title.text(study.languages[0])
    config = json.dumps({"study": study.name, "title": title, "language": study.languages[0]})
    lines = (
        '<meta name="referrer" content="no-referrer">',
        import_map(BASE),
        f'<meta name="earwitness-watch" content="{html.escape(config, quote=True)}">',
        page_script("watch"),
        f'<script type="module" src="{module_url("study/watch.js", BASE)}"></script>',
        *preloads("study/watch.js", BASE),
    )
    body = f"<noscript>{html.escape(text('watch.script'))}</noscript>"
    return document(title, "\n".join(lines), body, WATCH_STYLES)
