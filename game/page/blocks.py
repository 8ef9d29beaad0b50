"""The Gradio Blocks that hold the game."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gradio as gr

from game.page.about import about_html
from game.page.assets import module_url
from game.page.config import PageConfig, as_attribute
from game.texts import text

QUEUE_SECONDS = 60.0


@dataclass(frozen=True)
class ExtraTab:
    """A tab between Play and About; `draw` builds its content inside the open ``gr.Tab``."""

    label: str
    draw: Callable[[], object]


def build_page(config: PageConfig, tabs: Sequence[ExtraTab] = ()) -> gr.Blocks:
    """Blocks with the tabs Play, then ``tabs``, then About.

    Nothing here calls Python: the game uses the HTTP API, and ``config`` travels in an HTML attribute.
    """
    page = gr.Blocks(analytics_enabled=False, title=text("page.title"), fill_width=True)
    with page, gr.Tabs(elem_id="ew-tabs"):
        with gr.Tab(text("page.tab.play"), id="play", elem_id="ew-tab-play"):
            _draw_game(config)
        for number, tab in enumerate(tabs):
            with gr.Tab(tab.label, id=f"extra-{number}", elem_id=f"ew-tab-extra-{number}"):
                tab.draw()
        with gr.Tab(text("page.tab.about"), id="about", elem_id="ew-tab-about"):
            _draw_about(config)
    _let_queue_rest(page)
    return page


def _let_queue_rest(page: gr.Blocks) -> None:
    """Gradio looks for queued calls a thousand times a second, and nothing here is ever queued."""
    queue = page._queue
    queue.sleep_when_free = queue.progress_update_sleep_when_free = QUEUE_SECONDS


def _draw_game(config: PageConfig) -> gr.HTML:
    return gr.HTML(
        html_template=f'<div class="ew" data-config="{as_attribute(config)}"></div>',
        js_on_load=f"{_main()}.then((page) => page.mount(element));",
        apply_default_css=False,
        elem_id="ew-play",
    )


def _draw_about(config: PageConfig) -> gr.HTML:
    return gr.HTML(
        html_template=about_html(config),
        js_on_load=f"{_main()}.then((page) => page.mountMyData(element));",
        apply_default_css=False,
    )


def _main() -> str:
    """JavaScript that loads our main module, beside the page and not beside Gradio's module that runs it."""
    return f"import(new URL({module_url('main.js')!r}, document.baseURI))"
