"""Gradio's theme: system fonts, and the colours of ``assets/shared/tokens.css``."""

from typing import Any

from gradio.themes import Base, colors, sizes

from game.page.assets import GRADIO_STYLES
from game.page_bundle import ASSETS

SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Helvetica Neue",
    "Noto Sans",
    "Arial",
    "sans-serif",
)
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace")

# The colour of the sea, so that the page does not flash white before the map is drawn.
SEA = "#d3e2e6"
SEA_DARK = "#0c1a21"


def build_theme() -> Base:
    """A Gradio theme that loads no fonts: plain strings name system fonts, unlike ``GoogleFont``."""
    theme = Base(
        primary_hue=colors.teal,
        neutral_hue=colors.slate,
        text_size=sizes.text_lg,
        radius_size=sizes.radius_lg,
        font=SANS,
        font_mono=MONO,
    )
    return theme.set(
        body_background_fill=SEA,
        body_background_fill_dark=SEA_DARK,
        body_text_color="#12303c",
        body_text_color_dark="#e9eeea",
        block_border_width="0px",
        layout_gap="0px",
    )


def mount_options() -> dict[str, Any]:
    """Keyword arguments for ``gr.mount_gradio_app``: the theme and the features to turn off."""
    return {
        "theme": build_theme(),
        "css_paths": [ASSETS / name for name in GRADIO_STYLES],
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "pwa": False,
        "favicon_path": str(ASSETS / "icon.png"),
    }
