"""The About tab: what the game is, how it scores, what it keeps, whose work it stands on."""

import html
import re
from pathlib import Path

from game.page.config import PageConfig, bare

_TEXT = Path(__file__).with_name("about.html")
_CHOICE = re.compile(r'<template data-when="(\w+)">\n(.*?)</template>\n', re.DOTALL)


def about_html(config: PageConfig) -> str:
    """The tab's HTML, with nothing in it that ``gr.HTML`` would take for a template."""
    kind = "synthetic" if config.synthetic else "recorded"
    page = _CHOICE.sub(lambda found: found[2] if found[1] == kind else "", _TEXT.read_text(encoding="utf-8"))
    facts = {"__NOTICE__": config.notice, "__CLIPS__": str(config.clips), "__VERSION__": config.version}
    for mark, fact in facts.items():
        page = page.replace(mark, html.escape(fact))
    return bare(page)
