"""Facts that travel to the page inside its HTML, before it calls the API."""

import html
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from game import __version__
from game.packs.pack import PRACTICE_PACK
from game.play.pack_reloader import PackReloader
from game.play.services import Services
from game.players.consent import Consent
from game.translations import ENGLISH

_TEMPLATE_CHARACTERS = str.maketrans({sign: f"&#{ord(sign)};" for sign in "${}`\\"})


@dataclass(frozen=True)
class Coming:
    """A pack that is being fetched: the clips that have arrived, and the number at which it is played."""

    clips: int
    opens_at: int


@dataclass(frozen=True)
class PageConfig:
    """What the page needs to know about this installation; all of it is public.

    Attributes
    ----------
    pack : str
        Name of the host's pack.
    synthetic : bool
        Whether its sounds are synthesized rather than recorded.
    clips : int
        Number of playable clips.
    origin : str
        Where the clips come from, and whether they were curated or re-encoded; empty when unknown.
    practice : bool
        Whether to offer practice on the demo pack.
    abandon_minutes : float
        How long a round stays open after its audio was last sent.
    coming : Coming or None
        The pack that replaces the demo as soon as enough of it has arrived.
    consent : Consent
        The text that a player reads before the first guess is stored, in the page's language.
    consent_versions : tuple of str
        Its versions in all languages: who agreed to one has agreed.
    tiles_url : str or None
        Leaflet URL template of the optional tile layer.
    tiles_attribution : str
        Credit of the tile layer: HTML from the host.
    version : str
        Version of Earwitness; part of the URLs of the page's files, so that caches expire with it.
    """

    pack: str
    synthetic: bool
    clips: int
    origin: str
    practice: bool
    abandon_minutes: float
    coming: Coming | None
    consent: Consent
    consent_versions: tuple[str, ...]
    tiles_url: str | None
    tiles_attribution: str
    version: str


def page_config(services: Services, terms: Mapping[str, Consent], language: str = ENGLISH) -> PageConfig:
    """The facts as they are at this moment.

    Parameters
    ----------
    terms : mapping
        The consent text by language.
    """
    tiles, pack = services.settings.tiles, services.pack
    return PageConfig(
        pack=pack.name,
        synthetic=pack.name == PRACTICE_PACK,
        clips=len(pack.clips),
        origin=str(pack.origin) if pack.origin else "",
        practice=services.active_packs.practice is not pack,
        abandon_minutes=services.settings.abandon_minutes,
        coming=_coming(services.pack_reloader),
        consent=terms[language],
        consent_versions=tuple(one.version for one in terms.values()),
        tiles_url=tiles.url if tiles else None,
        tiles_attribution=tiles.attribution if tiles else "",
        version=__version__,
    )


def _coming(pack_reloader: PackReloader | None) -> Coming | None:
    if pack_reloader is None or pack_reloader.is_played:
        return None
    status = pack_reloader.status()
    return Coming(status["clips"], status["opens_at"])


def as_attribute(config: PageConfig) -> str:
    """The facts as JSON, safe in a quoted HTML attribute inside a ``gr.HTML`` template."""
    return without_template_syntax(html.escape(json.dumps(asdict(config)), quote=True))


def without_template_syntax(page: str) -> str:
    """The same HTML, with the characters escaped that ``gr.HTML`` evaluates as JavaScript or Handlebars."""
    return page.translate(_TEMPLATE_CHARACTERS)
