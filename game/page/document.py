"""Pages of our own, without Gradio: whole HTML documents."""

import html
from collections.abc import Iterable

from game.page.assets import style
from game.page.head import icon
from game.translations import ENGLISH, direction


def document(title: str, head: str, body: str, styles: Iterable[str], language: str = ENGLISH) -> str:
    """A page.

    Parameters
    ----------
    head, body : str
        HTML.
    styles : iterable of str
        Style sheets in order, to stand in the page itself.
    """
    return f"""<!doctype html>
<html lang="{language}" dir="{direction(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{html.escape(title)}</title>
<link rel="icon" type="image/svg+xml" href="{icon()}">
{head}
<style>{style(styles)}</style>
</head>
<body>{body}</body>
</html>
"""


def notice(title: str, sentence: str, styles: Iterable[str], language: str = ENGLISH) -> str:
    """A page that says why there is nothing to see.

    Parameters
    ----------
    sentence : str
        HTML.
    """
    body = f'<main class="ew-unknown"><h1>{html.escape(title)}</h1><p>{sentence}</p></main>'
    return document(title, "", body, styles, language)
