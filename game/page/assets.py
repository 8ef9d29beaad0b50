"""Where the browser finds the files of the page, under names that change with the version."""

from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parents[2] / "assets"
BASE = "/earwitness"

# Needed before a first round is on screen; the rest is imported when its moment comes.
FIRST_MODULES = (
    "play.js",
    "page.js",
    "game.js",
    "scenes.js",
    "shell.js",
    "api.js",
    "session.js",
    "person.js",
    "sound.js",
    "waveform.js",
    "atlas.js",
    "map.js",
    "basemap.js",
    "strip.js",
    "draft.js",
    "announce.js",
    "text.js",
)

# In this order: later ones may override earlier ones.
STYLES = (
    "tokens.css",
    "styles/base.css",
    "styles/map.css",
    "styles/pins.css",
    "styles/card.css",
    "styles/welcome.css",
    "styles/consent.css",
    "styles/code.css",
    "styles/buttons.css",
    "styles/sound.css",
    "styles/reveal.css",
    "styles/summary.css",
    "styles/tools.css",
    "styles/note.css",
    "styles/wishes.css",
)

# Fetched when the leaderboard is opened.
LATER_STYLES = ("styles/board.css", "styles/board-table.css")
ABOUT_STYLE = "styles/yours.css"  # fetched when the About tab is


def url(name: str, version: str) -> str:
    """Address of one file of the page, e.g. ``/earwitness/play.js?v=0.1.0``."""
    return f"{BASE}/{name}?v={quote(version, safe='')}"


def style() -> str:
    """All style sheets of the game as one, to stand in the page itself: no request has to come back first."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)


def module_names() -> list[str]:
    """Every ES module in the folder, sorted."""
    return sorted(path.name for path in FOLDER.glob("*.js"))
