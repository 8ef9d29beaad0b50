"""The About tab: the game, its scoring, its use of data, and credits."""

import html
import re
from pathlib import Path

from game.page.assets import ABOUT_STYLE, url
from game.page.config import PageConfig, without_template_syntax
from game.texts import text

_TEMPLATE = Path(__file__).with_name("about.html")
_TEXT = re.compile(r"\{(about\.[a-z_.]+)\}")  # the texts themselves are HTML
_STYLESHEET = '<link rel="stylesheet" href="{url}">\n'
_CHOICE = re.compile(r'<template data-when="(\w+)">\n(.*?)</template>\n', re.DOTALL)


def about_html(config: PageConfig) -> str:
    """The tab's HTML, safe to pass to ``gr.HTML``."""
    kind = "coming" if config.coming else "synthetic" if config.synthetic else "recorded"
    page = _CHOICE.sub(lambda match: match[2] if match[1] == kind else "", _TEMPLATE.read_text("utf-8"))
    values = {"count": config.clips, "version": html.escape(config.version)}
    page = _TEXT.sub(lambda match: text(match[1], **values), page)
    page = page.replace("__TERMS__", _terms(config)).replace("__ORIGIN__", _origin(config))
    return without_template_syntax(_STYLESHEET.format(url=url(ABOUT_STYLE)) + page)


def _terms(config: PageConfig) -> str:
    """The consent text as a definition list, and what applies to players who do not agree."""
    parts = [(part["title"], part["text"]) for part in config.consent.parts]
    without = (config.consent.around["just_play"], config.consent.around["without"])
    return "\n".join(
        f"<div><dt>{html.escape(title)}</dt><dd>{html.escape(text)}</dd></div>"
        for title, text in (*parts, without)
    )


def _origin(config: PageConfig) -> str:
    return " " + text("about.credits.pack", origin=html.escape(config.origin)) if config.origin else ""
