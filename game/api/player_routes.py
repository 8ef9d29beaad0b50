"""The part of the HTTP API that is about the person: becoming a player, agreeing, telling, withdrawing."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from game import columns
from game.api.schemas import Change, NewPlayer, Withdrawal
from game.errors import UnknownPlayer
from game.json_types import Json
from game.play import queries
from game.play.rounds import Values
from game.play.services import Services
from game.players import background_fields, withdrawals
from game.players.consent import FROM_NOW_ON, Version, consent
from game.players.identity import Identity

UNKNOWN_PLAYER = "This player is not known here any more."
NOTHING_TO_CHANGE = "Say what to change: consent, background, or both."
DELETED = "Everything is deleted here."
STATES = {
    withdrawals.WAITING: f"{DELETED} The dataset has still to be rid of it: ask again later.",
    withdrawals.DONE: f"{DELETED} The current version of the dataset is rid of it, too. Copies that the Hub "
    "converts follow later; copies that somebody has downloaded cannot be recalled.",
}


def add_person_routes(app: FastAPI, services: Services) -> None:
    """Put these routes on an application."""
    _add_terms(app, services)
    _add_own(app, services)
    _add_withdrawals(app, services)


def _add_terms(app: FastAPI, services: Services) -> None:
    terms = consent(services.settings)
    shown = {"version": terms.version, "parts": terms.parts, **terms.around}

    @app.get("/api/consent", summary="Read what players agree to here")
    async def agreed() -> Json:
        return shown

    @app.get("/api/background", summary="Read what players may tell of themselves")
    async def background() -> Json:
        return {"fields": background_fields.form()}


def _add_own(app: FastAPI, services: Services) -> None:
    offered = consent(services.settings).version

    @app.post("/api/players", status_code=201, summary="Become a player")
    async def new_player(body: NewPlayer) -> Json:
        issued = services.registry.issue()
        who = services.registry.identity(issued)
        await services.game_service.admit(who, body.client, body.consent, _agreed_to(body, offered))
        return {"player": issued, "pseudonym": who.pseudonym, "withdrawal_code": who.withdrawal_code}

    @app.get("/api/players/me", summary="Read your own data")
    async def me(request: Request) -> Json:
        who = services.registry.identity(token(request))
        return await services.store.read(lambda c: _told(c, who))

    @app.patch("/api/players/me", summary="Agree, stop agreeing, or tell something of yourself")
    async def change(request: Request, body: Change) -> Json:
        who = services.registry.identity(token(request))
        values = _agreement(body, offered)
        if not values and "background" not in body.model_fields_set:
            raise HTTPException(422, NOTHING_TO_CHANGE)
        told = await services.store.write(lambda c: _changed(c, who, values, body))
        return {**told, "note": FROM_NOW_ON} if values else told


def _add_withdrawals(app: FastAPI, services: Services) -> None:
    publishes = bool(services.settings.dataset)

    async def withdraw(who: Identity) -> str:
        return await services.store.write(
            lambda c: withdrawals.withdraw(c, services.registry, who, publishes)
        )

    @app.delete("/api/players/me", status_code=204, summary="Withdraw: delete all your guesses")
    async def withdraw_me(request: Request) -> Response:
        await withdraw(services.registry.identity(token(request)))
        return Response(status_code=204)

    @app.post("/api/withdrawals", summary="Withdraw by code, or see how a withdrawal stands")
    async def withdraw_by_code(body: Withdrawal) -> Json:
        state = await withdraw(services.registry.of_code(body.code))
        return {"state": state, "detail": STATES[state] if publishes else DELETED}


def token(request: Request) -> str:
    """The player's token, from either of its two headers.

    Raises
    ------
    UnknownPlayer
        When there is none.
    """
    own = request.headers.get("x-earwitness-player")
    if own:
        return own
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    raise UnknownPlayer("This call needs a player's token: POST /api/players gives one.")


def _agreed_to(body: NewPlayer | Change, offered: Version) -> Version | None:
    """The version of the text that is agreed to: the one offered, when a client does not tell."""
    return (body.consent_version or offered) if body.consent else None


def _agreement(body: Change, offered: Version) -> Values:
    if body.consent is None:
        return {}
    return {"consent": body.consent, "consent_version": _agreed_to(body, offered)}


def _changed(connection: Connection, who: Identity, values: Values, body: Change) -> Json:
    before = _told(connection, who)["background"]
    if "background" in body.model_fields_set:
        now = {**before, **body.background.model_dump(exclude_unset=True)} if body.background else {}
        values = {**values, "background": {name: value for name, value in now.items() if value}}
    queries.change_player(connection, who.id, values)
    return _told(connection, who)


def _told(connection: Connection, who: Identity) -> Json:
    """All that is known of a player, for their own eyes."""
    row: dict[str, Any] | None = queries.player(connection, who.id)
    if row is None:
        raise UnknownPlayer(UNKNOWN_PLAYER)
    background = row["background"] or {}
    return {
        "pseudonym": who.pseudonym,
        "withdrawal_code": who.withdrawal_code,
        "client": row["client"],
        "consent": row["consent"],
        "consent_version": row["consent_version"],
        "background": {column.name: background.get(column.name) for column in columns.BACKGROUND},
        "rounds": len(queries.dealt(connection, who.id)),
    }
