"""The annotation page: its HTML, with our own files and nothing of another host."""

import html

from game import __version__
from game.annotation.causes import CAUSES, NONE, meaning_of, name_of
from game.page.assets import ANNOTATE_STYLES, style, url
from game.page.head import icon, import_map
from game.texts import LANGUAGE, page_script, text


def page_html(token: str) -> str:
    """The whole page; its script draws what is on it."""
    title = html.escape(text("annotate.title"))
    return f"""<!doctype html>
<html lang="{LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="earwitness-annotate" content="{html.escape(token, quote=True)}">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon()}">
{import_map(__version__)}
{page_script("annotate")}
<link rel="stylesheet" href="{url("leaflet/leaflet.css", __version__)}">
<script defer src="{url("leaflet/leaflet.js", __version__)}"></script>
<script type="module" src="{url("annotate/main.js", __version__)}"></script>
<style>{style(ANNOTATE_STYLES)}</style>
</head>
<body><main class="ew ew-annotate"><h1>{title}</h1>
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
</section></main></body>
</html>
"""


def _choice(cause: str) -> str:
    key = "0" if cause == NONE else str(CAUSES.index(cause) + 1)
    return (
        f'<li><button type="button" data-cause="{cause}" data-key="{key}" aria-keyshortcuts="{key}">'
        f"<kbd>{key}</kbd><strong>{html.escape(name_of(cause))}</strong>"
        f"<span>{html.escape(meaning_of(cause))}</span></button></li>"
    )
