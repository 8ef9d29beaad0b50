"""URLs of the page's files; they change with each version."""

from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parents[2] / "assets"
BASE = "/earwitness"

# Needed before the first round is on screen; all others are imported on demand.
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

# In order: later sheets may override earlier ones.
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

# Loaded when the leaderboard is opened.
LATER_STYLES = ("styles/board.css", "styles/board-table.css")
ABOUT_STYLE = "styles/yours.css"  # loaded with the About tab


def url(name: str, version: str) -> str:
    """URL of a file, for example ``/earwitness/play.js?v=0.1.0``."""
    return f"{BASE}/{name}?v={quote(version, safe='')}"


def style() -> str:
    """The game's style sheets joined, to be inlined so that the page needs no request before it is drawn."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)


def module_names() -> list[str]:
    """File names of all ES modules, sorted."""
    return sorted(path.name for path in FOLDER.glob("*.js"))
