"""Where the browser finds the files of the page, under names that change with the version."""

from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parents[2] / "assets"
BASE = "/earwitness"

# Needed before a first round is on screen; the rest is imported when its moment comes.
FIRST_MODULES = (
    "main.js",
    "game/page.js",
    "game/layout.js",
    "game/game.js",
    "game/scenes.js",
    "game/sound.js",
    "game/player-controls.js",
    "game/waveform.js",
    "game/guess-draft.js",
    "map/map-layout.js",
    "map/guess-map.js",
    "map/pin-shape.js",
    "map/basemap.js",
    "player/player.js",
    "shared/api.js",
    "shared/session.js",
    "shared/dom.js",
    "shared/announcer.js",
    "shared/format.js",
)

# In this order: later ones may override earlier ones.
STYLES = (
    "shared/tokens.css",
    "shared/base.css",
    "map/map.css",
    "map/pins.css",
    "game/card.css",
    "game/welcome.css",
    "player/consent.css",
    "player/withdrawal-code.css",
    "shared/buttons.css",
    "game/player-controls.css",
    "game/reveal.css",
    "game/model-answers.css",
    "game/summary.css",
    "map/map-tools.css",
    "shared/announcer.css",
    "shared/preferences.css",
)

BOARD_STYLE = "board/board.css"  # fetched when the leaderboard is opened
ABOUT_STYLE = "player/my-data.css"  # fetched when the About tab is
GRADIO_STYLES = ("shared/gradio.css", "shared/about.css")  # served by Gradio with its theme


def url(name: str, version: str) -> str:
    """Address of one file of the page, e.g. ``/earwitness/main.js?v=0.1.0``."""
    return f"{BASE}/{name}?v={quote(version, safe='')}"


def style() -> str:
    """All style sheets of the game as one, to stand in the page itself: no request has to come back first."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in STYLES)


def module_names() -> list[str]:
    """Every ES module of the page by its path in the folder, sorted."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))
