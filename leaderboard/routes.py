"""The leaderboard's plain routes: they hand out what the counting process has put on the shelf."""

import re
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from leaderboard.clerk import Clerk, CountingUnavailable
from leaderboard.shelf import BOARD, TABLE, Held, Shelf

RETRY_SECONDS = "5"
_FIGURE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
_NOT_COUNTED = {"state": "counting", "progress": 0, "rows": [], "figures": [], "notes": [], "lead": []}


def add_routes(app: FastAPI, shelf: Shelf, clerk: Clerk) -> None:
    """Put the leaderboard's routes on an application."""
    _add_table(app, shelf)
    _add_same_clips(app, clerk)
    _add_figures(app, shelf)


def _add_table(app: FastAPI, shelf: Shelf) -> None:
    @app.get("/api/leaderboard", summary="People and models in one table")
    async def board(request: Request) -> Response:
        held = shelf.get(BOARD)
        if held is None:
            return Response(orjson.dumps(_NOT_COUNTED), headers=_FRESH, media_type="application/json")
        return sent(request, held, "application/json")

    @app.get("/api/leaderboard.csv", summary="The same table as CSV")
    async def table(request: Request) -> Response:
        return sent(request, _there(shelf, TABLE), "text/csv", "earwitness-leaderboard.csv")


def _add_same_clips(app: FastAPI, clerk: Clerk) -> None:
    @app.get("/api/leaderboard/same-clips", summary="Entrants over the clips that all of them answered")
    async def same_clips(
        entrants: Annotated[
            str, Query(max_length=4000, description="Keys of entrants, separated by commas; empty: all")
        ] = "",
    ) -> Response:
        try:
            answer: dict[str, Any] = await clerk.ask(
                {"entrants": [key for key in entrants.split(",") if key]}
            )
        except CountingUnavailable as error:
            detail = "The guesses are being counted. Try again in a few seconds."
            raise HTTPException(503, detail, {"Retry-After": RETRY_SECONDS}) from error
        if "refused" in answer:
            raise HTTPException(422, answer["refused"])
        return Response(orjson.dumps(answer), headers=_FRESH, media_type="application/json")


def _add_figures(app: FastAPI, shelf: Shelf) -> None:
    @app.get(
        "/api/leaderboard/figures/{name}", summary="A figure for plotly, in words, or its figures as CSV"
    )
    async def figure(request: Request, name: str) -> Response:
        if not _FIGURE.fullmatch(name):
            raise HTTPException(404, "There is no such figure.")
        if name.endswith(".csv"):
            return sent(request, _there(shelf, f"figures/{name}"), "text/csv", f"earwitness-{name}")
        return sent(request, _there(shelf, f"figures/{name}.json"), "application/json")


_FRESH = {"Cache-Control": "no-cache"}  # may be kept, and is asked for again each time


def _there(shelf: Shelf, name: str) -> Held:
    held = shelf.get(name)
    if held is None:
        raise HTTPException(404, "There is no such figure, or it has not been worked out yet.")
    return held


def sent(request: Request, held: Held, media_type: str, download: str = "") -> Response:
    """A file from the shelf, or 304 when the browser has it; ``download`` is the name it is saved under."""
    headers = {**_FRESH, "ETag": held.etag, "Vary": "Accept-Encoding"}
    if download:
        headers["Content-Disposition"] = f'attachment; filename="{download}"'
    if request.headers.get("if-none-match") == held.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(held.gzipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(held.body, headers=headers, media_type=media_type)
