"""The second board's routes: they serve the files that the counting process writes."""

from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.translations import ENGLISH
from leaderboard.web.routes import FRESH, Language, add_figures, existing, file_response
from leaderboard.worker.output_files import BOARD, TABLE, OutputFiles
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
            return Response(orjson.dumps(_NOT_COUNTED), headers=FRESH, media_type="application/json")
        return file_response(request, held, "application/json")

    @app.get("/api/leaderboard/around.csv", summary="The same, by family, level and task, as CSV")
    async def table(request: Request) -> Response:
        held = existing(outputs, TABLE, "problem.not_counted_yet")
        return file_response(request, held, "text/csv", "earwitness-around.csv")

    add_figures(app, "/api/leaderboard/around/figures", "earwitness-around", outputs, translated)
