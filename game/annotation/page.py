"""The annotation page: its HTML, with our own files and nothing of another host."""

import html

from game.annotation.causes import CAUSES, NONE, meaning_of, name_of
from game.page.assets import ANNOTATE_STYLES, import_map, module_url, preloads, url
from game.page.document import document
from game.texts import page_script, text


def page_html(token: str) -> str:
    """The whole page; its script draws what is on it."""
    lines = (
        '<meta name="referrer" content="no-referrer">',
        f'<meta name="earwitness-annotate" content="{html.escape(token, quote=True)}">',
        import_map(),
        page_script("annotate"),
        f'<link rel="stylesheet" href="{url("leaflet/leaflet.css")}">',
        f'<script defer src="{url("leaflet/leaflet.js")}"></script>',
        f'<script type="module" src="{module_url("annotate/main.js")}"></script>',
        *preloads("annotate/main.js"),
    )
    return document(text("annotate.title"), "\n".join(lines), _body(), ANNOTATE_STYLES)


def _body() -> str:
    return f"""<main class="ew ew-annotate"><h1>{html.escape(text("annotate.title"))}</h1>
<section class="ew-annotate-answer" aria-label="{html.escape(text("annotate.answer"))}">
<div class="ew-annotate-map"><div class="ew-map"></div></div>
<audio controls preload="auto" aria-label="{html.escape(text("annotate.sound"))}"></audio>
<p class="ew-annotate-places"></p>
<div class="ew-annotate-text" tabindex="0" role="region"
 aria-label="{html.escape(text("annotate.reasons"))}"></div>
</section>
<section class="ew-annotate-causes" aria-label="{html.escape(text("annotate.causes"))}">
<p class="ew-annotate-progress" role="status"></p>
<ol>{"".join(map(_choice, CAUSES))}</ol>
<button type="button" class="ew-annotate-undo">{html.escape(text("annotate.undo"))}</button>
<p class="ew-annotate-trouble" role="alert"></p>
</section></main>"""


def _choice(cause: str) -> str:
    key = "0" if cause == NONE else str(CAUSES.index(cause) + 1)
    return (
        f'<li><button type="button" data-cause="{cause}" data-key="{key}" aria-keyshortcuts="{key}">'
        f"<kbd>{key}</kbd><strong>{html.escape(name_of(cause))}</strong>"
        f"<span>{html.escape(meaning_of(cause))}</span></button></li>"
    )
