"""The consent text, filled in from the host's settings."""

from dataclasses import dataclass
from typing import Literal

from game.json_types import Json
from game.players.consent_versions import OTHERS, version_of
from game.setting_types import Retention
from game.settings import Settings
from game.texts import text_in
from game.translations import ENGLISH, LANGUAGES

Where = Literal["soon", "day", "here"]

PUBLIC: dict[Where, str] = {
    "soon": "consent.public.soon",
    "day": "consent.public.day",
    "here": "consent.public.here",
}
WITHDRAW: dict[Where, str] = {
    "soon": "consent.withdraw.dataset",
    "day": "consent.withdraw.dataset",
    "here": "consent.withdraw.here",
}
IN_SHORT: dict[Where, str] = {
    "soon": "consent.short.dataset",
    "day": "consent.short.dataset",
    "here": "consent.short.here",
}
SHARE: dict[Where, str] = {
    "soon": "consent.share.dataset",
    "day": "consent.share.dataset",
    "here": "consent.share.here",
}
RETENTIONS = {
    "day": "consent.retention.days",
    "week": "consent.retention.weeks",
    "month": "consent.retention.months",
    "year": "consent.retention.years",
}

TRIALS = {"trials": ("consent.trials.title", "consent.trials")}  # where scenes are played


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent text of this host.

    Attributes
    ----------
    version : str
        Stored with each guess: a hash of all the rest, see `game.players.consent_versions`.
    parts : tuple of dict
        `name`, `title` and `text` of each part, in order.
    around : dict
        What else the page shows: title, the text in short (three lines that stand first), labels of the
        buttons, links.
    """

    version: str
    parts: tuple[dict[str, str], ...]
    around: Json

    @property
    def shown(self) -> Json:
        """All that the player is shown; the version is a hash of it."""
        return {"parts": self.parts, **self.around}


def consents(settings: Settings) -> dict[str, Consent]:
    """The text in every language of the page, each with a version of its own: it names what was read."""
    return {language: consent(settings, language) for language in LANGUAGES}


def consent(settings: Settings, language: str = ENGLISH) -> Consent:
    """Fill in the text from the host's settings."""
    where = _where(settings)
    facts = _facts(settings, language)
    titles_and_texts = {
        "kept": ("consent.kept.title", "consent.kept"),
        **(TRIALS if settings.plays_scenes else {}),
        "public": ("consent.public.title", PUBLIC[where]),
        OTHERS: ("consent.others.title", "consent.others"),
        "how_long": ("consent.how_long.title", "consent.how_long"),
        "age": ("consent.age.title", "consent.age"),
        "withdraw": ("consent.withdraw.title", WITHDRAW[where]),
        "ask": ("consent.ask.title", "consent.ask"),
    }
    if language != ENGLISH:
        titles_and_texts["translation"] = ("consent.translation.title", "consent.translation")
    parts = tuple(
        {
            "name": name,
            "title": text_in(language, title),
            "text": _one_line(text_in(language, body, **facts)),
        }
        for name, (title, body) in titles_and_texts.items()
    )
    around = {
        **_around(settings, language),
        "short": _short(where, settings, language),
        "share": text_in(language, SHARE[where]),
    }
    return Consent(version_of(where, {"parts": parts, **around}), parts, around)


def _short(where: Where, settings: Settings, language: str) -> list[str]:
    withdraw = text_in(language, "consent.short.withdraw", age=settings.least_age)
    return [text_in(language, "consent.short.kept"), text_in(language, IN_SHORT[where]), withdraw]


def _where(settings: Settings) -> Where:
    if not settings.dataset:
        return "here"
    return "day" if settings.publish_delay else "soon"


def _facts(settings: Settings, language: str) -> Json:
    minutes = settings.publish_minutes
    return {
        "dataset": settings.dataset,
        "licence": settings.licence.name,
        "minutes": text_in(language, "consent.minutes", count=minutes, minutes=f"{minutes:g}"),
        "k": settings.k,
        "retention": _retention(settings.retention, language),
        "contact": settings.contact or text_in(language, "consent.nobody_named"),
        "age": settings.least_age,
    }


def _around(settings: Settings, language: str) -> Json:
    dataset = {"name": settings.dataset, "url": f"https://huggingface.co/datasets/{settings.dataset}"}
    return {
        "title": text_in(language, "consent.title"),
        "agree": text_in(language, "consent.agree", age=settings.least_age),
        "just_play": text_in(language, "consent.just_play"),
        "without": text_in(language, "consent.without"),
        "from_now_on": text_in(language, "consent.from_now_on"),
        "contact": settings.contact or None,
        "dataset": dataset if settings.dataset else None,
        "licence": {"name": settings.licence.name, "url": settings.licence.url},
    }


def _retention(kept: Retention, language: str) -> str:
    if not kept.unit:
        return text_in(language, "consent.retention.none")
    return text_in(language, RETENTIONS[kept.unit], count=kept.count)


def _one_line(words: str) -> str:
    return " ".join(words.split())
