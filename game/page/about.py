"""The About tab: the game, its scoring, its use of data, and credits."""

import html
import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from game.page.assets import ABOUT_STYLE, url
from game.page.config import PageConfig, without_template_syntax
from game.texts import text_in
from game.translations import ENGLISH, direction, language_of

_TEMPLATE = Path(__file__).with_name("about.html")
_TEXT = re.compile(r"\{(about\.[a-z_.]+)\}")  # the texts themselves are HTML
_STYLESHEET = '<link rel="stylesheet" href="{url}">\n'
_CHOICE = re.compile(r'<template data-when="(\w+)">\n(.*?)</template>\n', re.DOTALL)


def add_about(app: FastAPI, config: Callable[[str], PageConfig]) -> None:
    """Serve the tab's content in the language that a request accepts; Gradio's page holds it in English.

    Parameters
    ----------
    config : callable
        Gives the current PageConfig in a language.
    """

    @app.get("/api/about", include_in_schema=False)
    async def about(request: Request) -> Response:
        language = language_of(request.headers)
        sent = {"Vary": "Accept-Language", "Content-Language": language}
        return HTMLResponse(article(config(language), language), headers=sent)


def about_html(config: PageConfig) -> str:
    """The tab's HTML in English, safe to pass to ``gr.HTML``."""
    return without_template_syntax(_STYLESHEET.format(url=url(ABOUT_STYLE)) + article(config, ENGLISH))


def article(config: PageConfig, language: str) -> str:
    """The tab's content as HTML."""
    kind = "coming" if config.coming else "synthetic" if config.synthetic else "recorded"
    page = _CHOICE.sub(lambda match: match[2] if match[1] == kind else "", _TEMPLATE.read_text("utf-8"))
    values = {"count": config.clips, "version": html.escape(config.version)}
    page = _TEXT.sub(lambda match: text_in(language, match[1], **values), page)
    page = page.replace("__TERMS__", _terms(config)).replace("__ORIGIN__", _origin(config, language))
    return page.replace("<article", f'<article lang="{language}" dir="{direction(language)}"', 1)


def _terms(config: PageConfig) -> str:
    """The consent text as a definition list, and what applies to players who do not agree."""
    parts = [(part["title"], part["text"]) for part in config.consent.parts]
    without = (config.consent.around["just_play"], config.consent.around["without"])
    return "\n".join(
        f"<div><dt>{html.escape(title)}</dt><dd>{html.escape(text)}</dd></div>"
        for title, text in (*parts, without)
    )


def _origin(config: PageConfig, language: str) -> str:
    origin = html.escape(config.origin)
    return " " + text_in(language, "about.credits.pack", origin=origin) if origin else ""
