"""What players say about themselves, as clients send it: checked before anything is stored."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from game.players.background_fields import MOST_LANGUAGES, AgeBand, Continent, Experience, Headphones, Hearing
from game.players.languages import LANGUAGES


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("use a code that GET /api/background names")
    return code


class Background(BaseModel, extra="forbid"):
    """What a player says about themselves, in coarse choices; ``null`` deletes a field."""

    age_band: AgeBand | None = None
    languages: (
        Annotated[list[Annotated[str, AfterValidator(_language)]], Field(max_length=MOST_LANGUAGES)] | None
    ) = None
    continents_lived: Annotated[list[Continent], Field(max_length=7)] | None = None
    hearing: Hearing | None = None
    headphones: Headphones | None = None
    field_recording: Experience | None = None
    language_work: Experience | None = None
