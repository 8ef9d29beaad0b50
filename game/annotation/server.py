"""The annotation page's server: for one rater, on this machine, to whoever has the token."""

import secrets
from typing import Annotated

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response

from game.annotation.items import AnnotationError
from game.annotation.page import page_html
from game.annotation.rating import Rating
from game.api.audio_response import audio_response
from game.api.static_files import StaticFiles
from game.sound.sealing import AudioError, seal

HOST = "127.0.0.1"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
}


def annotation_app(rating: Rating, token: str) -> FastAPI:
    """The application for one rater.

    Parameters
    ----------
    token : str
        Without it in the address, nothing but the page's own files is served.
    """

    def check(request: Request) -> None:
        given = request.query_params.get("token", "")
        if not secrets.compare_digest(given.encode(), token.encode()):
            raise HTTPException(403, "Use the address that the command printed.")

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    app.mount("/earwitness", StaticFiles())
    allowed = [Depends(check)]

    @app.get("/", dependencies=allowed)
    async def page() -> Response:
        return HTMLResponse(page_html(token), headers=_HEADERS)

    @app.get("/api/state", dependencies=allowed)
    async def state() -> Response:
        return JSONResponse(rating.state(), headers=_HEADERS)

    @app.post("/api/items/{item}", dependencies=allowed)
    async def label(item: str, cause: Annotated[str, Body(embed=True)]) -> Response:
        try:
            known = rating.label(item, cause)
        except AnnotationError as error:
            raise HTTPException(507, str(error)) from error
        if not known:
            raise HTTPException(404, "There is no such answer or cause.")
        return JSONResponse(rating.state(), headers=_HEADERS)

    @app.post("/api/undo", dependencies=allowed)
    async def undo() -> Response:
        try:
            rating.file.undo()
        except AnnotationError as error:
            raise HTTPException(507, str(error)) from error
        return JSONResponse(rating.state(), headers=_HEADERS)

    @app.get("/api/items/{item}/audio", dependencies=allowed)
    async def audio(request: Request, item: str) -> Response:
        found = rating.find(item)
        if found is None:
            raise HTTPException(404, "There is no such answer.")
        try:
            sealed = await run_in_threadpool(seal, rating.clips[found.clip].file)
        except AudioError as error:
            raise HTTPException(410, "The recording can no longer be read.") from error
        return audio_response(sealed, request.headers, lambda size: None)

    return app
