"""Which clues of people stand for which category of sound."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from leaderboard.localizability.contributions_file import LocalizabilityError

Clues = Mapping[str, Sequence[str]]

_VOICES = ("human_sounds", "people", "language", "accent", "announcement")
_ANIMALS = ("animals",)
_MUSIC = ("music",)
_NATURE = ("natural_sounds", "water", "plants_and_weather")
_THINGS = ("sounds_of_things", "traffic", "transport", "machines")

# Of AGL1K's schema, and of a pack's own table. Religion and bells may be voices, music or things, and an echo
# is no category's sound: they stand for none.
BROAD: Clues = {
    "human_sounds": _VOICES,
    "animal": _ANIMALS,
    "music": _MUSIC,
    "natural_sounds": _NATURE,
    "sounds_of_things": _THINGS,
    "speech": _VOICES,
    "nature": _NATURE,
    "things": _THINGS,
}


def read_clues(file: Path | None) -> Clues:
    """Read which clues stand for which category: a JSON object of lists; None for the broad kinds.

    Raises
    ------
    LocalizabilityError
    """
    if file is None:
        return BROAD
    try:
        content = json.loads(file.read_bytes())
        clues = {str(category): [str(clue) for clue in named] for category, named in content.items()}
    except OSError as error:
        raise LocalizabilityError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, AttributeError, TypeError) as error:
        message = f'{file} must be a JSON object such as {{"Speech": ["language", "accent"]}}.'
        raise LocalizabilityError(message) from error
    return clues
