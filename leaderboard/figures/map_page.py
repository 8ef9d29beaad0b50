"""The page that holds the map of clips: folium's, with every file from our own server."""

import html
import re

import folium

from game.texts import LANGUAGE, page_script, text

FILES = "/earwitness"
_NAME = "clips"
_NO_ZOOM = re.compile(r",\s*initial-scale=1\.0, maximum-scale=1\.0, user-scalable=no")
# Before anything is painted: light or dark as the address says, else as the system is.
_THEME = """<script>
  const told = new URLSearchParams(location.search).get("theme");
  const dark = told ? told === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
</script>"""
_DRAW = f"""<script type="module">
  import {{ showClips }} from "{FILES}/map/clip-map.js";
  showClips(L, map_{_NAME});
</script>"""


def map_page() -> str:
    """HTML for a frame; it is the same for everybody, and asks ``/api/leaderboard/clips`` for what it shows.

    Notes
    -----
    ``?theme=dark`` and ``?theme=light`` stand above the system's choice; so does the class ``dark`` of the
    document's root, whenever it changes.
    """
    chart = folium.Map(location=(25, 10), zoom_start=2, tiles=None, zoom_snap=0.25, world_copy_jump=True)
    chart._id = _NAME
    # Else folium would load these, and four more files that are not needed, from other hosts.
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


def _completed(page: str) -> str:
    """Add language, heading and texts, and let people zoom, which folium's page forbids."""
    heading = f"<h1>{html.escape(text('clips.title'))}</h1>"
    page = _NO_ZOOM.sub("", page).replace("<html>", f'<html lang="{LANGUAGE}">')
    page = page.replace("</head>", f"{page_script()}</head>")
    return page.replace("<body>", f"<body><main>{heading}").replace("</body>", "</main></body>")
