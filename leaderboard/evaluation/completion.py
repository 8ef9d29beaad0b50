"""A chat API's reply: the model's text, and its cost."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Completion:
    """The contents of a reply.

    Attributes
    ----------
    text : str
        The model's text, unchanged; the refusal's text if there is no other; may be empty.
    finish : str
        Why it ended: `stop`, `length`, `content_filter` ...; empty if not reported.
    model : str
        The model named by the server; empty if not reported.
    usd : float or None
        The cost reported by the server; None if not reported.
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
    """A reply without an answer: a proxy's page, an error with status 200. The message says which."""


def read_completion(body: str) -> Completion:
    """Parse a reply's body.

    Raises
    ------
    NoCompletion
    """
    reply = _object(body)
    choices = reply.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise NoCompletion(_why(reply, body))
    if choice.get("error") and not choice["message"].get("content"):
        raise NoCompletion(_why(choice, body))
    usage = reply.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Completion(
        text=_text(choice["message"]),
        finish=str(choice.get("finish_reason") or ""),
        model=str(reply.get("model") or ""),
        usd=cost_in(body),
        tokens_in=_count(usage.get("prompt_tokens")),
        tokens_out=_count(usage.get("completion_tokens")),
    )


def cost_in(body: str) -> float | None:
    """Read the cost, in dollars, that some servers report with every reply, failed ones included.

    Returns
    -------
    float or None
        OpenRouter's own fee plus, for users who bring a provider's key, what that provider charges.
    """
    try:
        usage = _object(body).get("usage")
    except NoCompletion:
        return None
    usage = usage if isinstance(usage, dict) else {}
    details = usage.get("cost_details")
    upstream = details.get("upstream_inference_cost") if isinstance(details, dict) else None
    costs = [_price(usage.get("cost")), _price(upstream)]
    return None if costs[0] is None else sum(filter(None, costs))


def _price(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value < 1e9 else None


def _object(body: str) -> dict[str, Any]:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        raise NoCompletion(f"the reply is not JSON: {_start(body)}") from None
    if not isinstance(reply, dict):
        raise NoCompletion(f"the reply is not a JSON object: {_start(body)}")
    return reply


def _text(message: dict[str, Any]) -> str:
    """The text: a string, or parts with strings, as some servers send it; else the audio's transcript."""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    audio = message.get("audio")
    spoken = audio.get("transcript") if isinstance(audio, dict) else None
    return str(content or message.get("refusal") or spoken or "")


def _count(tokens: object) -> int | None:
    return tokens if isinstance(tokens, int) and tokens >= 0 else None


def _why(reply: dict[str, Any], body: str) -> str:
    error = reply.get("error")
    if isinstance(error, dict):
        error = error.get("message")
    if error:
        return f"the server reports an error: {_start(str(error))}"
    return f"no answer in the reply: {_start(body)}"


def _start(text: str) -> str:
    return " ".join(text.split())[:200] or "(empty)"
