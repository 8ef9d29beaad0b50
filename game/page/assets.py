"""URLs of the page's files; they change with each version."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parents[2] / "assets"
BASE = "./earwitness"  # beside the page, wherever a proxy has put it

# Needed before the first round is on screen; all others are imported on demand.
FIRST_MODULES = (
    "main.js",
    "game/page.js",
    "game/stage.js",
    "game/layout.js",
    "game/game.js",
    "game/open-round.js",
    "game/scenes.js",
    "game/screens.js",
    "game/screen-history.js",
    "game/ways.js",
    "game/sound.js",
    "game/silence.js",
    "game/sound-watch.js",
    "game/player-controls.js",
    "game/waveform.js",
    "game/guess-draft.js",
    "map/map-layout.js",
    "map/guess-map.js",
    "map/pin-shape.js",
    "map/basemap.js",
    "map/shapes.js",
    "player/player.js",
    "shared/address.js",
    "shared/address-bar.js",
    "shared/api.js",
    "shared/session.js",
    "shared/tabs.js",
    "shared/dom.js",
    "shared/announcer.js",
    "shared/format.js",
    "shared/texts.js",
)

# Needed before the first step of a study is on screen.
FIRST_STUDY_MODULES = (
    "study/main.js",
    "study/study-page.js",
    "study/study-header.js",
    "study/study-rounds.js",
    "study/study-game.js",
    "study/countdown.js",
    "study/way.js",
    "study/form.js",
    "study/screens.js",
    "study/text-screens.js",
    "study/question-screens.js",
    "study/sound-screens.js",
    "study/round-screens.js",
    "study/round-questions.js",
    "game/guess-questions.js",
    "shared/choices.js",
    "study/results-screen.js",
    "study/end-screens.js",
    "player/background-form.js",
    "player/page-proof.js",
    "shared/scheme.js",
    *(
        name
        for name in FIRST_MODULES
        if name.startswith(("map/", "shared/")) and name not in ("shared/tabs.js", "shared/address-bar.js")
    ),
    *(f"game/{name}.js" for name in ("stage", "layout", "sound", "silence", "sound-watch", "waveform")),
    *(f"game/{name}.js" for name in ("player-controls", "guess-draft")),
)

# In order: later sheets may override earlier ones.
STYLES = (
    "shared/tokens.css",
    "shared/base.css",
    "shared/header.css",
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
    "map/map-tools.css",
    "shared/announcer.css",
    "shared/preferences.css",
)

# Needed before the host of a study sees how it is getting on.
FIRST_WATCH_MODULES = (
    "study/watch.js",
    "study/watch-page.js",
    "study/watch-numbers.js",
    "study/watch-tables.js",
    "study/patch.js",
    *(f"shared/{name}.js" for name in ("address", "clipboard", "dom", "format", "scheme", "texts")),
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

BOARD_STYLE = "board/board.css"  # loaded when the leaderboard is opened
ABOUT_STYLE = "player/my-data.css"  # loaded with the About tab
GRADIO_STYLES = ("shared/gradio.css", "shared/about.css")  # served by Gradio with its theme


def url(name: str, version: str, base: str = BASE) -> str:
    """URL of a file, for example ``./earwitness/main.js?v=0.1.0``."""
    return f"{base}/{name}?v={quote(version, safe='')}"


def style(names: Iterable[str] = STYLES) -> str:
    """Style sheets joined, to be inlined so that the page needs no request before it is drawn."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def module_names() -> list[str]:
    """Paths of all ES modules in the folder, sorted."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))
