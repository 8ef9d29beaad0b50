"""The player's token, from either of the two headers that may carry it."""

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Scope

from game.errors import UnknownPlayer
from game.players.identity import Registry


def token(request: Request) -> str:
    """The player's token.

    Raises
    ------
    UnknownPlayer
        When neither header carries one.
    """
    sent = sent_token(request.headers)
    if not sent:
        raise UnknownPlayer("problem.token_needed")
    return sent


def player_of(registry: Registry, scope: Scope) -> str:
    """Id of the player whose token a request carries; empty without a valid one.

    Whatever limits or counts players goes by this: a header can be written in many ways.
    """
    try:
        return registry.player_id(sent_token(Headers(scope=scope)))
    except UnknownPlayer:
        return ""


def sent_token(headers: Headers) -> str:
    """The token that a request carries, whoever issued it; empty when it carries none."""
    own = headers.get("x-earwitness-player", "").strip()
    if own:
        return own
    scheme, _, bearer = headers.get("authorization", "").strip().partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""
