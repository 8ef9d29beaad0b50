"""Texts that participants read, one per language, and their Markdown as HTML."""

from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt
from pydantic import ConfigDict, RootModel, ValidationInfo, model_validator

DEFAULT_LANGUAGES = ("en",)
LONGEST_TEXT = 100_000  # characters

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class Localized(RootModel[Mapping[str, str]]):
    """A text by language. A study file writes a string, or a string per language of the study."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, value: Any, info: ValidationInfo) -> dict[str, str]:
        languages = (info.context or {}).get("languages", DEFAULT_LANGUAGES)
        if isinstance(value, str) and len(languages) == 1:
            value = {languages[0]: value}
        if not isinstance(value, Mapping):
            raise ValueError(f"is not a text in each language; write {_example(languages)}")
        if missing := [language for language in languages if language not in value]:
            raise ValueError(f"has no text in {', '.join(missing)}; write {_example(languages)}")
        if unknown := [key for key in value if key not in languages]:
            raise ValueError(
                f"has {', '.join(map(repr, unknown))}, not among `languages`; write {_example(languages)}"
            )
        if empty := [key for key, text in value.items() if not isinstance(text, str) or not text.strip()]:
            raise ValueError(f"is empty or no text in {', '.join(empty)}; write words, in quotes if need be")
        if any(len(text) > LONGEST_TEXT for text in value.values()):
            raise ValueError(f"is too long; write at most {LONGEST_TEXT:,} characters")
        return {language: value[language] for language in languages}

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.root)

    def text(self, language: str) -> str:
        """The text in a language; KeyError when the study has no such language."""
        return self.root[language]

    def html(self, language: str) -> str:
        """The text's Markdown as HTML, in which no tag of the author's own and no image is left."""
        html: str = _MARKDOWN.render(self.root[language])
        return html


def _example(languages: tuple[str, ...]) -> str:
    if len(languages) == 1:
        return "a text"
    return "{" + ", ".join(f"{language}: ..." for language in languages) + "}"
