"""The tab "Around you": an element that loads its JavaScript module when the tab is first opened."""

import html
import json

import gradio as gr

from game.page.assets import module_url, url
from game.page.blocks import ExtraTab
from game.texts import text

STYLE = "spatial/around.css"
_MOUNT = """
import(new URL("{module}", document.baseURI)).then((page) => page.mountAround(element)).catch((problem) => {{
  console.error(problem);
  element.querySelector(".ew-around").textContent = {lost};
}});
"""


def tab() -> ExtraTab:
    """The tab, for `game.page.build_page`."""
    return ExtraTab(text("page.tab.around"), draw)


def draw() -> gr.HTML:
    """The tab's content, to be drawn inside an open ``gr.Tab``; a first visit pays for none of it."""
    wait = f'<p role="status">{html.escape(text("spatial.loading"))}</p>'
    return gr.HTML(
        html_template=(
            f'<link rel="stylesheet" href="{url(STYLE)}"><article class="ew-around">{wait}</article>'
        ),
        js_on_load=_MOUNT.format(module=module_url("main.js"), lost=json.dumps(text("spatial.lost"))),
        apply_default_css=False,
        elem_id="ew-around",
    )
