"""The leaderboard's tab: an element that loads our JavaScript module when the tab is first opened."""

import html
import json

import gradio as gr

from game.page.assets import BOARD_STYLE, edition, module_url, url
from game.page.blocks import ExtraTab
from game.texts import text

_MOUNT = """
import(new URL("{module}", document.baseURI)).then((board) => board.mount(element)).catch((problem) => {{
  console.error(problem);
  element.querySelector(".ew-board-wait").textContent = {lost};
}});
"""


def tab() -> ExtraTab:
    """The tab, for `game.page.build_page`."""
    return ExtraTab(text("page.tab.leaderboard"), draw)


def draw() -> gr.HTML:
    """The tab's content, to be drawn inside an open ``gr.Tab``.

    The browser requests its styles and modules when Gradio draws it, which is when somebody opens the tab: a
    first visit to the game pays for none of them.
    """
    return gr.HTML(
        html_template=(
            f'<link rel="stylesheet" href="{url(BOARD_STYLE)}">'
            f'<article class="ew-board" data-version="{edition()}">'
            f'<p class="ew-board-wait" role="status">{html.escape(text("board.loading"))}</p></article>'
        ),
        js_on_load=_MOUNT.format(module=module_url("board/board.js"), lost=json.dumps(text("board.lost"))),
        apply_default_css=False,
        elem_id="ew-leaderboard",
    )
