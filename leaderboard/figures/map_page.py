"""The HTML page of the clip map: folium's, with every file served by us."""

import html
import re

from game.texts import LANGUAGE, page_script, text, text_in
from game.translations import direction

FILES = "../../earwitness"  # from /api/leaderboard/map
_NAME = "clips"
_NO_ZOOM = re.compile(r",\s*initial-scale=1\.0, maximum-scale=1\.0, user-scalable=no")
# Before the first paint: light or dark as the address asks, otherwise as the system is set.
_THEME = """<script>
  const theme = new URLSearchParams(location.search).get("theme");
  const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
</script>"""
_DRAW = f"""<script type="module">
  import {{ showClips }} from "{FILES}/map/clip-map.js";
  showClips(L, map_{_NAME});
</script>"""


def map_page() -> str:
    """The page for an iframe, the same for everybody; it gets its data from ``/api/leaderboard/clips``.

    Notes
    -----
    ``?theme=dark`` and ``?theme=light`` override the system's choice, and so does the class ``dark`` on the
    document's root whenever it changes.
    """
    import folium  # here, since it takes a quarter of every command's start, and only one process draws a map

    chart = folium.Map(location=(25, 10), zoom_start=2, tiles=None, zoom_snap=0.25, world_copy_jump=True)
    chart._id = _NAME
    # Otherwise folium would load these, and four more unused files, from other hosts.
    chart.default_js = [("leaflet", f"{FILES}/leaflet/leaflet.js")]
    chart.default_css = [
        ("leaflet_css", f"{FILES}/leaflet/leaflet.css"),
        ("tokens_css", f"{FILES}/shared/tokens.css"),
        ("clips_css", f"{FILES}/map/clip-map.css"),
    ]
    page = chart.get_root()
    assert isinstance(page, folium.Figure)
    page.title = text("clips.title")
    page.header.add_child(folium.Element(_THEME))
    page.html.add_child(folium.Element(_DRAW))
    return _completed(page.render())


def in_language(page: str, language: str) -> str:
    """The page of `map_page` in another language."""
    page = page.replace(page_script(), page_script(language=language))
    page = page.replace(f'<html lang="{LANGUAGE}">', f'<html lang="{language}" dir="{direction(language)}">')
    return page.replace(f">{_title(LANGUAGE)}<", f">{_title(language)}<")


def _title(language: str) -> str:
    return html.escape(text_in(language, "clips.title"))


def _completed(page: str) -> str:
    """Add language, heading, main element and texts, and allow zooming, which folium's page forbids."""
    heading = f"<h1>{_title(LANGUAGE)}</h1>"
    page = _NO_ZOOM.sub("", page).replace("<html>", f'<html lang="{LANGUAGE}">')
    page = page.replace("</head>", f"{page_script()}</head>")
    return page.replace("<body>", f"<body><main>{heading}").replace("</body>", "</main></body>")
