"""A chat API's reply: what the model said, and what that cost."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Completion:
    """What a reply's body holds.

    Attributes
    ----------
    text : str
        The model's words as they came; a refusal's if it gave nothing else; perhaps empty.
    finish : str
        Why it ended: `stop`, `length`, `content_filter` ...; empty when it does not say.
    model : str
        The model that the server names; empty when it does not.
    usd : float or None
        What the server says that it cost; None when it says nothing.
    tokens_in, tokens_out : int or None
        As counted by the server.
    """

    text: str
    finish: str
    model: str
    usd: float | None
    tokens_in: int | None
    tokens_out: int | None


class NoCompletion(Exception):
    """A reply without an answer: a proxy's page, an error with status 200; the message says what."""


def read_completion(body: str) -> Completion:
    """Read a reply's body.

    Raises
    ------
    NoCompletion
    """
    told = _object(body)
    choices = told.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise NoCompletion(_why(told, body))
    if choice.get("error") and not choice["message"].get("content"):
        raise NoCompletion(_why(choice, body))
    usage = told.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Completion(
        text=_text(choice["message"]),
        finish=str(choice.get("finish_reason") or ""),
        model=str(told.get("model") or ""),
        usd=cost_in(body),
        tokens_in=_count(usage.get("prompt_tokens")),
        tokens_out=_count(usage.get("completion_tokens")),
    )


def cost_in(body: str) -> float | None:
    """Read the cost, in dollars, that some servers tell with every reply, failed ones among them.

    Returns
    -------
    float or None
        OpenRouter's own share and, where its users bring a provider's key, what that provider takes.
    """
    try:
        usage = _object(body).get("usage")
    except NoCompletion:
        return None
    usage = usage if isinstance(usage, dict) else {}
    details = usage.get("cost_details")
    upstream = details.get("upstream_inference_cost") if isinstance(details, dict) else None
    told = [_price(usage.get("cost")), _price(upstream)]
    return None if told[0] is None else sum(filter(None, told))


def _price(told: object) -> float | None:
    if not isinstance(told, int | float) or isinstance(told, bool):
        return None
    return float(told) if 0 <= told < 1e9 else None


def _object(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NoCompletion(f"the reply is no JSON: {_start(body)}") from None
    if not isinstance(told, dict):
        raise NoCompletion(f"the reply is no object: {_start(body)}")
    return told


def _text(message: dict[str, Any]) -> str:
    """The words: a text, or the texts of parts, as some servers give them; else what was said aloud."""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    audio = message.get("audio")
    spoken = audio.get("transcript") if isinstance(audio, dict) else None
    return str(content or message.get("refusal") or spoken or "")


def _count(tokens: object) -> int | None:
    return tokens if isinstance(tokens, int) and tokens >= 0 else None


def _why(told: dict[str, Any], body: str) -> str:
    error = told.get("error")
    if isinstance(error, dict):
        error = error.get("message")
    return (
        f"the server tells of an error: {_start(str(error))}" if error else f"no answer in it: {_start(body)}"
    )


def _start(text: str) -> str:
    return " ".join(text.split())[:200] or "(empty)"
