"""HTTP routes for the host of a study: how it is getting on, and participants to be let go."""

import io
from typing import Annotated

from fastapi import FastAPI, Header, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from game.api.json_response import PRIVATE, json_response
from game.api.problems import HTTPProblem
from game.api.study_routes import Name
from game.csv_cells import SafeCsvWriter
from game.play.services import Services
from game.study.admission import LONGEST_PARAMETER
from game.study.study_service import StudyService

CSV_COLUMNS = ("clip", "stratum", "answers", "needs", "open", "unanswered")
# Who follows a link from here sends no address, as it may hold the key.
HEADERS = {**PRIVATE, "Referrer-Policy": "no-referrer"}

Key = Annotated[str, Query(max_length=200, description="the study's key; or send it as `X-Earwitness-Watch`")]
SentKey = Annotated[str, Header(alias="X-Earwitness-Watch", max_length=200)]


class ReturnedSubmission(BaseModel):
    """A submission that its participant returned to the panel."""

    participant: Annotated[str, Field(min_length=1, max_length=LONGEST_PARAMETER, description="panel id")]


def add_watch_routes(app: FastAPI, services: Services, studies: StudyService) -> None:
    """Add the routes to an application."""

    def check(name: str, key: str) -> None:
        if not services.registry.is_study_key(name, key):
            raise HTTPProblem(403, "problem.watch_key", HEADERS)

    @app.get(
        "/api/studies/{name}/watch",
        summary="For the host: how a study is getting on",
        description="`python -m game study watch NAME` prints the key.",
    )
    async def watch(name: Name, key: Key = "", sent: SentKey = "", clips: bool = True) -> Response:
        check(name, sent or key)
        figures = await studies.watch.progress(studies.study(name), clips)
        return json_response(figures, headers=HEADERS)

    @app.get("/api/studies/{name}/watch.csv", summary="For the host: the answers of each clip, as CSV")
    async def table(name: Name, key: Key = "", sent: SentKey = "") -> Response:
        check(name, sent or key)
        figures = await studies.watch.progress(studies.study(name), True)
        written = io.StringIO(newline="")
        SafeCsvWriter(written).write_named(CSV_COLUMNS, figures["clips"])
        file = {"Content-Disposition": f'attachment; filename="{name}-progress.csv"'}
        return Response(written.getvalue(), headers=HEADERS | file, media_type="text/csv")

    @app.post(
        "/api/studies/{name}/returns",
        status_code=204,
        summary="For the host: withdraw a participant who returned their submission",
        description="The study's key travels as `X-Earwitness-Watch`.",
    )
    async def returned(request: Request, name: Name, body: ReturnedSubmission) -> Response:
        check(name, request.headers.get("x-earwitness-watch", ""))
        if not await studies.let_go(name, body.participant):
            raise HTTPProblem(404, "problem.no_such_participant")
        return Response(status_code=204)
