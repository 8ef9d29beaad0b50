"""The page that a shared link opens, at `/c/CHALLENGE`; other sites show its title and picture."""

import html
import json
from functools import partial

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from game.errors import UnknownChallenge
from game.page.assets import LINK_STYLES
from game.page.document import document, notice
from game.play.services import Services
from game.sharing.challenge import Challenge
from game.sharing.picture import HEIGHT, WIDTH
from game.sharing.public_address import public_address
from game.sharing.share_service import ShareService
from game.texts import text_in
from game.translations import language_of

# It names the address that it was asked for under.
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
HOME = "../"  # from the page, wherever a proxy has put it


def add_share_page(app: FastAPI, services: Services, sharing: ShareService) -> None:
    """Add the page's route to an application."""

    @app.get("/c/{challenge}", include_in_schema=False)
    async def share_page(request: Request, challenge: str) -> Response:
        language = language_of(request.headers)
        headers = {**HEADERS, "Content-Language": language}
        try:
            found = await sharing.find(challenge)
        except UnknownChallenge:
            return HTMLResponse(_gone_html(language), 404, headers)
        address = public_address(request, services.settings)
        return HTMLResponse(share_html(found, address, language), headers=headers)


def share_html(challenge: Challenge, address: str, language: str) -> str:
    """The whole page; with scripts it leads to the game at once, without them by a link.

    Parameters
    ----------
    address : str
        Of the game, for readers of links elsewhere.
    """
    say = partial(text_in, language)
    points = {"total": challenge.total, "most": challenge.most}
    title = say("share.page.title", **points)
    description = say("share.page.description", count=len(challenge.scores))
    alt = say("share.page.alt", **points)
    picture = f"{address}/share/{challenge.challenge}.png"
    game = f"{HOME}?challenge={challenge.challenge}"
    facts = {
        "description": description,
        "og:type": "website",
        "og:site_name": "Earwitness",
        "og:title": title,
        "og:description": description,
        "og:url": f"{address}/c/{challenge.challenge}",
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": WIDTH,
        "og:image:height": HEIGHT,
        "og:image:alt": alt,
        "twitter:card": "summary_large_image",
        "twitter:image:alt": alt,
    }
    head = [_meta(name, value) for name, value in facts.items()]
    head.append(f"<script>location.replace({json.dumps(game)})</script>")
    body = (
        f'<main class="ew-link"><img src="{HOME}share/{challenge.challenge}.png" width="{WIDTH}" '
        f'height="{HEIGHT}" alt="{html.escape(alt)}"><h1>{html.escape(title)}</h1>'
        f"<p>{html.escape(description)}</p>"
        f'<p><a class="ew-primary" href="{game}">{html.escape(say("share.page.go"))}</a></p></main>'
    )
    return document(title, "\n".join(head), body, LINK_STYLES, language)


def _meta(name: str, value: object) -> str:
    kind = "property" if name.startswith("og:") else "name"
    return f'<meta {kind}="{name}" content="{html.escape(str(value), quote=True)}">'


def _gone_html(language: str) -> str:
    say = partial(text_in, language)
    link = f'<a href="{HOME}">{html.escape(say("share.page.gone.play"))}</a>'
    return notice(say("share.page.gone.title"), say("share.page.gone", link=link), LINK_STYLES, language)
