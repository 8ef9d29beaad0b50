"""The About tab: what the game is, how it scores, what it keeps, whose work it stands on."""

import html
import re
from pathlib import Path

from game.page.assets import ABOUT_STYLE, url
from game.page.config import PageConfig, bare

_TEXT = Path(__file__).with_name("about.html")
_SHEET = '<link rel="stylesheet" href="{url}">\n'
_CHOICE = re.compile(r'<template data-when="(\w+)">\n(.*?)</template>\n', re.DOTALL)


def about_html(config: PageConfig) -> str:
    """The tab's HTML, with nothing in it that ``gr.HTML`` would take for a template."""
    kind = "coming" if config.coming else "synthetic" if config.synthetic else "recorded"
    page = _CHOICE.sub(lambda found: found[2] if found[1] == kind else "", _TEXT.read_text(encoding="utf-8"))
    facts = {
        "__CLIPS__": str(config.clips),
        "__VERSION__": html.escape(config.version),
        "__TERMS__": _terms(config),
        "__ORIGIN__": html.escape(f" This pack: {config.origin}." if config.origin else ""),
    }
    for mark, fact in facts.items():
        page = page.replace(mark, fact)
    return bare(_SHEET.format(url=url(ABOUT_STYLE, config.version)) + page)


def _terms(config: PageConfig) -> str:
    """What players are told before they agree, and what holds for those who do not."""
    parts = [(part["title"], part["text"]) for part in config.consent.parts]
    without = (config.consent.around["just_play"], config.consent.around["without"])
    return "\n".join(
        f"<div><dt>{html.escape(title)}</dt><dd>{html.escape(text)}</dd></div>"
        for title, text in (*parts, without)
    )
