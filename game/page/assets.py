"""URLs of the page's files; they change with what is in the files."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata
from urllib.parse import quote

from game import __version__
from game.omnitone import OMNITONE, omnitone_file
from game.page_bundle import ASSETS, BUNDLE, BUNDLED, module_names, page_bundle

BASE = "./earwitness"  # beside the page, wherever a proxy has put it

# In order: later sheets may override earlier ones.
STYLES = (
    "shared/tokens.css",
    "shared/base.css",
    "shared/header.css",
    "shared/language-switch.css",
    "map/map.css",
    "map/pins.css",
    "game/card.css",
    "game/guess-questions.css",
    "game/welcome.css",
    "player/consent.css",
    "player/withdrawal-code.css",
    "shared/buttons.css",
    "game/player-controls.css",
    "game/reveal.css",
    "game/model-answers.css",
    "game/summary.css",
    "share/share.css",
    "me/me.css",
    "daily/daily.css",
    "duel/duel.css",
    "party/party.css",
    "map/map-tools.css",
    "game/large-text.css",
    "shared/announcer.css",
    "shared/preferences.css",
)

STUDY_STYLES = (
    *STYLES[:-1],
    "player/background-form.css",
    "study/study.css",
    "study/questions.css",
    STYLES[-1],  # last, as it overrides the others
)

ANNOTATE_STYLES = (*STYLES[:2], "map/map.css", "map/pins.css", "annotate/annotate.css")

WATCH_STYLES = (
    "shared/tokens.css",
    "shared/base.css",
    "shared/header.css",
    "shared/buttons.css",
    "study/study.css",
    "study/watch.css",
    "shared/preferences.css",
)

LINK_STYLES = ("shared/tokens.css", "shared/base.css", "share/link.css", "shared/preferences.css")

BOARD_STYLE = "board/board.css"  # loaded when the leaderboard is opened
ABOUT_STYLE = "player/my-data.css"  # loaded with the About tab
GRADIO_STYLES = ("shared/gradio.css", "shared/about.css")  # served by Gradio with its theme


def url(name: str, base: str = BASE) -> str:
    """URL of a file, for example ``./earwitness/icon.svg?v=0.1.0-5f0c1a2b``."""
    return f"{base}/{name}?v={edition()}"


def module_url(entry: str, base: str = BASE) -> str:
    """URL of a module that a page names: in the bundle, or its own where there is none."""
    return url(_files(entry)[0], base)


def preloads(entry: str, base: str = BASE) -> list[str]:
    """Tags that fetch the other files that a module needs at once."""
    return [f'<link rel="modulepreload" href="{url(name, base)}">' for name in _files(entry)[1:]]


def import_map(base: str = BASE) -> str:
    """The import map, which must come before any module.

    It adds the edition to every module's URL, so that a new one never mixes with cached old files.
    """
    bundle = page_bundle()
    names = [*([BUNDLED + name for name in bundle.files] or module_names()), OMNITONE]
    modules = {f"{base}/{name}": url(name, base) for name in names}
    return f'<script type="importmap">{json.dumps({"imports": modules})}</script>'


@lru_cache
def edition() -> str:
    """Version of Earwitness, and the start of a hash over everything that the page may fetch."""
    found = hashlib.sha256()
    for path in sorted(path for path in ASSETS.rglob("*") if path.is_file()):
        found.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    if page_bundle().files:
        found.update(BUNDLE.read_bytes())
    if omnitone := omnitone_file():
        found.update(omnitone.read_bytes())
    for package in ("XStatic-Leaflet", "plotly"):
        found.update(metadata.version(package).encode())
    return f"{quote(__version__, safe='')}-{found.hexdigest()[:8]}"


def _files(entry: str) -> list[str]:
    """Names of a module's files, its own first."""
    return [BUNDLED + name for name in page_bundle().entries.get(entry, ())] or [entry]


def style(names: Iterable[str] = STYLES) -> str:
    """Style sheets joined, to be inlined so that the page needs no request before it is drawn."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)
