"""Middleware for stores that know players by their earliest names: renames each at the first request."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from game.api.tokens import sent_token
from game.players.earlier_names import EarlierNames
from game.players.identity import Registry
from game.store.database import Store
from game.store.errors import StoreUnavailable


class EarlierPlayers:
    """Renames the player of a request before it is answered."""

    def __init__(self, app: ASGIApp, names: EarlierNames, registry: Registry, store: Store) -> None:
        self._app = app
        self._names = names
        self._registry = registry
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._names.are_left:
            await self._rename(sent_token(Headers(scope=scope)))
        await self._app(scope, receive, send)

    async def _rename(self, token: str) -> None:
        earlier = self._names.earlier_id(token) if token else None
        if earlier is None:
            return
        who = self._registry.identity(token)
        try:
            await self._store.write(lambda connection: self._names.rename(connection, earlier, who))
        except StoreUnavailable:  # the request itself then answers that nothing can be stored
            return
        self._names.forget(earlier)
