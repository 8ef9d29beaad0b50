"""Contents of models' replies, well-formed and malformed, and the replies around them."""

import json
from typing import Any

ESSAOUIRA = {
    "reason": 'A muezzin calls, gulls cry and a shout of "Yallah" is heard; the surf is that of an ocean.',
    "city": "Essaouira",
    "country": "Morocco",
    "continent": "Africa",
    "longitude": -9.7595,
    "latitude": 31.5085,
}
PLAIN = json.dumps(ESSAOUIRA, indent=2)
FENCED = f"Here is my answer:\n\n```json\n{PLAIN}\n```\nI hope this helps."
NO_COMMA = PLAIN.replace('ocean.",', 'ocean."')
NUMBERS_AS_TEXTS = PLAIN.replace("-9.7595", '"-9.7595"').replace("31.5085", '"31.5085"')
REFUSAL = "I am unable to fulfill this request."
CONTENTS = (PLAIN, FENCED, NO_COMMA, NUMBERS_AS_TEXTS)


def completion(content: str | None, number: int, model: str, **usage: Any) -> dict[str, Any]:
    """A reply in OpenAI's format; `number` determines its id."""
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_800_000_000,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content, "refusal": None},
                "finish_reason": "stop",
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200, **usage},
    }


def error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "error", "param": None, "code": str(status)}}
