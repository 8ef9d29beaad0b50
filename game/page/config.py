"""What the page must know before it calls the API."""

import html
import json
from dataclasses import asdict, dataclass

from game.players.consent import Consent

_TEMPLATE_CHARACTERS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "${}`\\"})


@dataclass(frozen=True)
class Coming:
    """A pack that is being fetched: how many of its clips are there, and with how many it is played."""

    clips: int
    opens_at: int


@dataclass(frozen=True)
class PageConfig:
    """Facts of this installation that players may see.

    Attributes
    ----------
    pack : str
        Name of the pack that is played.
    synthetic : bool
        Whether its sounds are made, not recorded.
    clips : int
        How many of its clips can be dealt.
    origin : str
        Where they come from, and whether they were chosen or encoded again; empty when that is not known.
    practice : bool
        Whether practice on the demo pack is offered.
    coming : Coming or None
        What is played as soon as enough of it is there, in place of the demo.
    consent : Consent
        What a player reads before the first guess is stored, under a name that is stored with each guess.
    tiles_url : str or None
        Leaflet URL template of an optional tile layer.
    tiles_attribution : str
        Credit of the tile layer, HTML written by the host.
    version : str
        Of the application; it also names the cached files of the page.
    """

    pack: str
    synthetic: bool
    clips: int
    origin: str
    practice: bool
    coming: Coming | None
    consent: Consent
    tiles_url: str | None
    tiles_attribution: str
    version: str


def as_attribute(config: PageConfig) -> str:
    """JSON that is safe between the quotes of an HTML attribute inside a ``gr.HTML`` template."""
    return bare(html.escape(json.dumps(asdict(config)), quote=True))


def bare(page: str) -> str:
    """The same HTML without the characters that ``gr.HTML`` evaluates, as JavaScript and as Handlebars."""
    return page.translate(_TEMPLATE_CHARACTERS)
