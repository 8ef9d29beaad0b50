"""Replies in JSON, written by orjson."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from game.json_types import Json

PRIVATE = {"Cache-Control": "private, no-store"}  # headers of what is for one person alone


def json_response(content: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A reply; orjson also writes what is ready-made, numbers of numpy and dates."""
    return Response(orjson.dumps(content), status, headers, "application/json")
