"""The languages that pages speak, and which of them a request asks for."""

from collections.abc import Iterator, Mapping

ENGLISH = "en"  # what the texts are first written in; any other language falls back to it
# By code, in the order of the page's list: each under its own name.
LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "sw": "Kiswahili",
    "pl": "Polski",
    "pt": "Português",
    "tr": "Türkçe",
    "ru": "Русский",
    "uk": "Українська",
    "ar": "العربية",
    "hi": "हिन्दी",
    "zh": "简体中文",
    "ja": "日本語",
    "ko": "한국어",
}
RIGHT_TO_LEFT = frozenset({"ar"})
_MOST_TAGS = 20  # of a header that is read


def direction(language: str) -> str:
    """The value of HTML's ``dir``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def ours(tag: str) -> str | None:
    """Our language for a tag such as ``pt-BR``, whose region or script is ignored; None if we have none."""
    code = tag.partition("-")[0].lower()
    return code if code in LANGUAGES else None


def wanted(accept_language: str) -> str:
    """The language to answer in.

    Parameters
    ----------
    accept_language : str
        Value of the HTTP header ``Accept-Language``; may be empty or damaged.

    Returns
    -------
    str
        The first of our languages that the header names; English if it names none. A region or script is
        ignored: ``pt-BR`` is ``pt``.
    """
    return next(filter(None, map(ours, _tags(accept_language))), ENGLISH)


def language_of(headers: Mapping[str, str]) -> str:
    """The language to answer a request in, by its headers, whose names may be in any case."""
    return wanted(headers.get("accept-language", ""))


def _tags(header: str) -> Iterator[str]:
    """Language tags, the most wanted first."""
    weighed = [_weighed(part) for part in header.split(",")[:_MOST_TAGS]]
    for weight, tag in sorted(weighed, key=lambda one: -one[0]):
        if weight > 0:
            yield tag


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip().lower()
    except ValueError:
        return 0.0, ""
