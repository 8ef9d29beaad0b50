"""What a rater reads of an answer: reasons without the names of models, clues in words."""

import re
from collections.abc import Collection, Sequence

from game.texts import catalog, text

HIDDEN = "[…]"
# Names of models, their makers, and what they call themselves.
_FAMILIES = (
    *("gemini", "gemma", "gpt", "chatgpt", "openai", "claude", "anthropic", "deepmind", "qwen", "alibaba"),
    *("mimo", "xiaomi", "kimi", "moonshot", "mistral", "voxtral", "minicpm", "ultravox", "deepseek"),
    *(
        "phi-?4",
        "glm-?4",
        r"llama-?\d",
        "step-?audio",
        "audio-?flamingo",
        "ming-?omni",
        "baichuan",
        "salmonn",
    ),
)
_SELF = (
    r"\b(?:an?\s+)?AI(?:[ -](?:large|audio|language|model|assistant|system)s?)*\b",
    r"\b(?:an?\s+)?(?:(?:large|audio|multimodal)[ -])*language[ -]models?\b",
)


def reasons(explanation: str | None, clues: Sequence[str] = (), names: Collection[str] = ()) -> str:
    """An answer's reasons as one text, alike for people and models.

    Parameters
    ----------
    explanation : str or None
        In the person's words, or the model's reasoning.
    clues : sequence of str
        That a person chose, as stored; they stand before the words.
    names : collection of str
        Of the models whose answers are rated, to be hidden too.
    """
    chosen = ", ".join(_clue(clue) for clue in clues)
    words = _hide(explanation or "", names).strip()
    return f"{chosen}.\n{words}".strip() if chosen else words


def _hide(words: str, names: Collection[str]) -> str:
    versions = r"[\w.-]*(?: (?:\d[\w.]*|pro|flash|audio|omni|mini|nano|thinking|preview|lite)\b)*"
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", HIDDEN, words, flags=re.IGNORECASE)
    words = re.sub(rf"\b(?:{'|'.join(_FAMILIES)}){versions}", HIDDEN, words, flags=re.IGNORECASE)
    for pattern in _SELF:
        words = re.sub(pattern, HIDDEN, words)
    return words


def _clue(clue: str) -> str:
    key = f"round.clue.{clue}"
    return text(key) if key in catalog() else clue.replace("_", " ").capitalize()
