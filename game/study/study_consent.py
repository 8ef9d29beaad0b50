"""The consent text of a study, and the version that names it."""

from game.json_types import Json
from game.players.consent_versions import version_of
from game.study.study_schema import Study


def shown(study: Study, language: str) -> Json:
    """All that a participant is asked to agree to."""
    assert study.consent is not None  # a host's study has one
    text = {"title": study.consent.title.text(language), "text": study.consent.text.text(language)}
    return {"study": study.name, "language": language, **text}


def version(study: Study, language: str) -> str:
    """`study-` and a hash of the text: rounds under it are never published on the Hub by the game."""
    return version_of("study", shown(study, language))
