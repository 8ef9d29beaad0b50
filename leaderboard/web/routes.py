"""The leaderboard's routes: they serve the files that the counting process writes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from game.api.problems import HTTPProblem
from game.translations import ENGLISH
from leaderboard.worker.output_files import BOARD, FIGURES, SAME_CLIPS, TABLE, Held, OutputFiles
from leaderboard.worker.sentences_file import TranslatedFiles
from leaderboard.worker.supervisor import CountingUnavailable, CountSupervisor

RETRY_SECONDS = "5"
Language = Annotated[str, Query(max_length=20, description="Of the sentences: a code such as `de`")]
BoardState = Literal["counting", "ready", "unreadable"]
ProcessState = Literal["running", "resting", "stopped", "elsewhere"]
_NOTHING: list[Any] = []
_NOT_COUNTED = {"state": "counting", "progress": 0} | dict.fromkeys(
    ("lead", "notes", "columns", "rows", "figures"), _NOTHING
)


def add_routes(app: FastAPI, outputs: OutputFiles, supervisor: CountSupervisor) -> None:
    """Add the leaderboard's routes to an application."""
    translated = TranslatedFiles(outputs)
    _add_table(app, outputs, translated, supervisor)
    _add_same_clips(app, translated, supervisor)
    add_figures(app, "/api/leaderboard/figures", "earwitness", outputs, translated)


def _add_table(
    app: FastAPI, outputs: OutputFiles, translated: TranslatedFiles, supervisor: CountSupervisor
) -> None:
    @app.get("/api/leaderboard", summary="People and models in one table")
    async def board(request: Request, language: Language = ENGLISH) -> Response:
        supervisor.wake()
        held = translated.get(BOARD, language)
        if held is None:
            return Response(orjson.dumps(_NOT_COUNTED), headers=FRESH, media_type="application/json")
        return file_response(request, held, "application/json")

    @app.get("/api/leaderboard.csv", summary="The same table as CSV")
    async def table(request: Request) -> Response:
        held = existing(outputs, TABLE, "problem.not_counted_yet")
        return file_response(request, held, "text/csv", "earwitness-leaderboard.csv")


def _add_same_clips(app: FastAPI, translated: TranslatedFiles, supervisor: CountSupervisor) -> None:
    @app.get(
        "/api/leaderboard/same-clips",
        summary="Entrants, each beside people on the clips of both",
    )
    async def same_clips(
        request: Request,
        entrants: Annotated[
            str,
            Query(
                max_length=4000,
                description="Keys, separated by commas; empty selects all models",
            ),
        ] = "",
        language: Language = ENGLISH,
    ) -> Response:
        keys = [key for key in entrants.split(",") if key]
        held = None if keys else translated.get(SAME_CLIPS, language)
        if held is not None:
            return file_response(request, held, "application/json")
        answer = await ask(supervisor, {"entrants": keys, "language": language})
        if "refused" in answer:
            refused = answer["refused"]
            raise HTTPProblem(422, refused["key"], **refused["values"])
        return Response(orjson.dumps(answer), headers=FRESH, media_type="application/json")


async def ask(supervisor: CountSupervisor, question: Mapping[str, Any]) -> dict[str, Any]:
    """The counting process's answer, or the problem that it is still counting."""
    try:
        answer: dict[str, Any] = await supervisor.ask(question)
    except CountingUnavailable as error:
        raise HTTPProblem(503, "problem.still_counting", {"Retry-After": RETRY_SECONDS}) from error
    return answer


def add_figures(
    app: FastAPI, path: str, prefix: str, outputs: OutputFiles, translated: TranslatedFiles
) -> None:
    """Add the route of a board's figures under a path; a prefix names the files that are saved."""

    @app.get(f"{path}/{{name}}", summary="A figure for plotly, in words, or its numbers as CSV")
    async def figure(request: Request, name: str, language: Language = ENGLISH) -> Response:
        if name.endswith(".csv"):
            held = existing(outputs, f"{FIGURES}/{name}", "problem.no_such_figure")
            return file_response(request, held, "text/csv", f"{prefix}-{name}")
        drawn = translated.get(f"{FIGURES}/{name}.json", language)
        if drawn is None:
            raise HTTPProblem(404, "problem.no_such_figure")
        return file_response(request, drawn, "application/json")


FRESH = {"Cache-Control": "no-cache"}  # may be cached, but must be revalidated each time


def existing(outputs: OutputFiles, name: str, missing: str) -> Held:
    """A file, or the problem that it is missing, by the key of its sentence."""
    held = outputs.get(name)
    if held is None:
        raise HTTPProblem(404, missing)
    return held


def status(outputs: OutputFiles, supervisor: CountSupervisor) -> dict[str, Any]:
    """The leaderboard's part of `/readyz`; the game is ready without it."""
    held = outputs.get(BOARD)
    try:
        board = orjson.loads(held.body) if held else _NOT_COUNTED
        known = {"state": board["state"], "as_of": board.get("as_of")}
    except (ValueError, LookupError):
        known = {"state": "unreadable", "as_of": None}
    return {**known, "process": _state_of(supervisor)}


def _state_of(supervisor: CountSupervisor) -> ProcessState:
    if supervisor.is_elsewhere:
        return "elsewhere"
    return "running" if supervisor.is_running else "resting" if supervisor.is_resting else "stopped"


def file_response(request: Request, held: Held, media_type: str, download: str = "") -> Response:
    """A file, or 304 if the browser already has it; ``download`` is the name it is saved under."""
    headers = {**FRESH, "ETag": held.etag, "Vary": "Accept-Encoding"}
    if download:
        headers["Content-Disposition"] = f'attachment; filename="{download}"'
    if held.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if takes_gzip(request):
        return Response(held.gzipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)
    return Response(held.body, headers=headers, media_type=media_type)


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")
