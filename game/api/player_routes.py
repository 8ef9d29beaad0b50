"""HTTP routes about a player: joining, consent, background and withdrawal."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from game import columns
from game.api.page_proof import ZERO_BITS, PageProofs, is_from_own_page
from game.api.players_by_address import PlayersByAddress
from game.api.problems import HTTPProblem
from game.api.schemas import Change, NewPlayer, PageProof, Withdrawal
from game.api.tokens import token
from game.errors import UnknownPlayer
from game.json_types import Json
from game.play import queries
from game.play.history import History
from game.play.rounds import Values
from game.play.services import Services
from game.players import background_fields, withdrawals
from game.players.consent import Consent, consents
from game.players.consent_versions import keep_text
from game.players.copies import withdraw_in_copies
from game.players.identity import Identity
from game.spatial import trial_queries
from game.texts import text_in
from game.translations import language_of

WITHDRAWAL_STATES = {withdrawals.WAITING: "api.withdrawal_waiting", withdrawals.DONE: "api.withdrawal_done"}


def add_player_routes(
    app: FastAPI, services: Services, by_address: PlayersByAddress, proofs: PageProofs
) -> None:
    _add_forms(app, services)
    _add_new_players(app, services, by_address, proofs)
    _add_own_data(app, services)
    _add_withdrawals(app, services)


def _add_forms(app: FastAPI, services: Services) -> None:
    terms = consents(services.settings)

    @app.get("/api/consent", summary="Read what players agree to here, in the language that you accept")
    async def agreed(request: Request) -> Json:
        found = terms[language_of(request.headers)]
        return {"version": found.version, **found.shown}

    @app.get("/api/background", summary="Read what players may say about themselves")
    async def background(request: Request) -> Json:
        return {"fields": background_fields.form(language_of(request.headers))}


def _add_new_players(
    app: FastAPI, services: Services, by_address: PlayersByAddress, proofs: PageProofs
) -> None:
    terms = consents(services.settings)

    @app.get("/api/players/challenge", summary="Get a challenge for the page's proof")
    async def challenge() -> Json:
        return {"challenge": proofs.challenge(), "zero_bits": ZERO_BITS}

    @app.post("/api/players", status_code=201, summary="Become a player")
    async def new_player(request: Request, body: NewPlayer) -> Json:
        client, challenge = client_of(request, body.client, body.proof, proofs)
        read = _read(request, body, terms)
        agreed_to = read if body.consent else None
        issued = services.registry.issue(challenge)
        who = services.registry.identity(issued)
        tombstone = services.registry.tombstone(who.pseudonym)
        await by_address.are_many(request, who.id)
        if not await services.store.write(lambda c: _add_player(c, who, tombstone, client, agreed_to)):
            raise HTTPProblem(403, "problem.page_proof")
        names = {"pseudonym": who.pseudonym, "withdrawal_code": who.withdrawal_code}
        return {"player": issued, **names, "client": client}


def _add_own_data(app: FastAPI, services: Services) -> None:
    terms = consents(services.settings)

    @app.get("/api/players/me", summary="Read your own data")
    async def me(request: Request) -> Json:
        who = services.registry.identity(token(request))
        return await services.store.read(lambda c: _own_data(c, who))

    @app.patch("/api/players/me", summary="Agree, stop agreeing, or say something about yourself")
    async def change(request: Request, body: Change) -> Json:
        who = services.registry.identity(token(request))
        read = _read(request, body, terms)
        version = read.version if body.consent else None
        values = {} if body.consent is None else {"consent": body.consent, "consent_version": version}
        if not values and "background" not in body.model_fields_set:
            raise HTTPProblem(422, "problem.nothing_to_change")
        changed = await services.store.write(lambda c: _change(c, who, values, body, read))
        return {**changed, "note": read.around["from_now_on"]} if values else changed


def _add_withdrawals(app: FastAPI, services: Services) -> None:
    publishes = bool(services.settings.dataset)

    async def withdraw(who: Identity) -> str:
        state = await services.store.write(
            lambda c: withdrawals.withdraw(c, services.registry, who, publishes)
        )
        await services.store.forget_deleted()
        await asyncio.to_thread(withdraw_in_copies, services.store.engine, services.registry)
        return state

    @app.delete("/api/players/me", status_code=204, summary="Withdraw: delete all your guesses")
    async def withdraw_me(request: Request) -> Response:
        await withdraw(services.registry.identity(token(request)))
        return Response(status_code=204)

    @app.post("/api/withdrawals", summary="Withdraw by code, or see the progress of a withdrawal")
    async def withdraw_by_code(request: Request, body: Withdrawal) -> Json:
        state = await withdraw(services.registry.of_code(body.code))
        detail = WITHDRAWAL_STATES[state] if publishes else "api.withdrawn_here"
        return {"state": state, "detail": text_in(language_of(request.headers), detail)}


def client_of(request: Request, said: str, proof: PageProof | None, proofs: PageProofs) -> tuple[str, str]:
    """What the player uses: the page only with a proof of it, whatever the client says; and its challenge."""
    if said == "api" or proof is None:
        return "api", ""
    if not (is_from_own_page(request.headers) and proofs.is_right(proof.challenge, proof.answer)):
        raise HTTPProblem(403, "problem.page_proof")
    return "page", proof.challenge


def _read(request: Request, body: NewPlayer | Change, terms: Mapping[str, Consent]) -> Consent:
    """The text that a client has read: that of its version, or else that in the language it accepts."""
    if body.consent_version is None:
        return terms[language_of(request.headers)]
    found = next((one for one in terms.values() if one.version == body.consent_version), None)
    if found is None:
        raise HTTPProblem(422, "problem.other_consent")
    return found


def _add_player(
    connection: Connection, who: Identity, tombstone: str, client: str, agreed_to: Consent | None
) -> bool:
    """Add a player, unless the request is sent again; False after a withdrawal, which is for good."""
    if withdrawals.state(connection, tombstone):
        return False
    if queries.player(connection, who.id):
        return True
    if agreed_to:
        keep_text(connection, agreed_to.version, agreed_to.shown)
    queries.add_player(connection, who, client, agreed_to.version if agreed_to else None)
    return True


def _change(connection: Connection, who: Identity, values: Values, body: Change, read: Consent) -> Json:
    before = _own_data(connection, who)["background"]
    if values.get("consent_version"):
        keep_text(connection, read.version, read.shown)
    if "background" in body.model_fields_set:
        now = {**before, **body.background.model_dump(exclude_unset=True)} if body.background else {}
        values = {**values, "background": {name: value for name, value in now.items() if value}}
    queries.update_player(connection, who.id, values)
    return _own_data(connection, who)


def _own_data(connection: Connection, who: Identity) -> Json:
    """All that is stored about a player, for that player."""
    row: dict[str, Any] | None = queries.player(connection, who.id)
    if row is None:
        raise UnknownPlayer("problem.unknown_player")
    background = row["background"] or {}
    return {
        "pseudonym": who.pseudonym,
        "withdrawal_code": who.withdrawal_code,
        "client": row["client"],
        "consent": row["consent"],
        "consent_version": row["consent_version"],
        "background": {column.name: background.get(column.name) for column in columns.BACKGROUND},
        "rounds": History(connection, who.id).count(),
        "trials": trial_queries.closed_before(connection, who.id),
    }
