"""Replies of models about clips: right, near, in words, refused, out of range, and none."""

import json
from typing import Any

from tests.stand_ins.model_api import replies


def reply(**given: Any) -> str:
    """A well-formed reply; Essaouira unless the arguments say otherwise."""
    return json.dumps({**replies.ESSAOUIRA, **given})


# Along the equator, where `tests.builders.running_game.write_pack` puts its clips.
REPLIES = (
    reply(city="Sao Tome", country="Gabon", longitude=2.5, latitude=0.4),
    f"<think>It may be Lagos.</think>\n\n```json\n{reply(longitude='9.1° E', latitude=0.6)}\n```",
    replies.REFUSAL,
    reply(latitude=123.0),
    "",
    reply(city=None, longitude=14.9, latitude=0.5),
)
