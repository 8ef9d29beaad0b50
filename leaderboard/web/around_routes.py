"""The second board's routes: they serve the files that the counting process writes."""

from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.api.problems import HTTPProblem
from game.translations import ENGLISH
from leaderboard.web.routes import Language, file_response
from leaderboard.worker.output_files import BOARD, FIGURES, TABLE, OutputFiles
from leaderboard.worker.sentences_file import TranslatedFiles
from leaderboard.worker.supervisor import CountSupervisor

_NOTHING: list[Any] = []
_NOT_COUNTED = {"state": "counting", "pack": None} | dict.fromkeys(
    ("columns", "rows", "differences", "published", "figures", "notes"), _NOTHING
)


def add_around_routes(app: FastAPI, outputs: OutputFiles, supervisor: CountSupervisor) -> None:
    """Add the second board's routes to an application."""
    translated = TranslatedFiles(outputs)

    @app.get("/api/leaderboard/around", summary="People and models around the head, in one table")
    async def board(request: Request, language: Language = ENGLISH) -> Response:
        supervisor.wake()
        held = translated.get(BOARD, language)
        if held is None:
            headers = {"Cache-Control": "no-cache"}
            return Response(orjson.dumps(_NOT_COUNTED), headers=headers, media_type="application/json")
        return file_response(request, held, "application/json")

    @app.get("/api/leaderboard/around.csv", summary="The same, by family, level and task, as CSV")
    async def table(request: Request) -> Response:
        held = outputs.get(TABLE)
        if held is None:
            raise HTTPProblem(404, "problem.not_counted_yet")
        return file_response(request, held, "text/csv", "earwitness-around.csv")

    @app.get(
        "/api/leaderboard/around/figures/{name}",
        summary="A figure for plotly, in words, or its numbers as CSV",
    )
    async def figure(request: Request, name: str, language: Language = ENGLISH) -> Response:
        is_csv = name.endswith(".csv")
        file = f"{FIGURES}/{name}" if is_csv else f"{FIGURES}/{name}.json"
        held = outputs.get(file) if is_csv else translated.get(file, language)
        if held is None:
            raise HTTPProblem(404, "problem.no_such_figure")
        if is_csv:
            return file_response(request, held, "text/csv", f"earwitness-around-{name}")
        return file_response(request, held, "application/json")
