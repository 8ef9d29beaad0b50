"""A server for the fetching benchmark: one recording under many names, addressed as on the Archive."""

import hashlib
import os
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

RECORDING, SCHEMA = "recording.mp3", "schema.csv"


def serve(folder: Path) -> Starlette:
    """Serve the folder's recording as the only file of each item, behind a redirect."""
    recording = folder / RECORDING
    size, digest = recording.stat().st_size, hashlib.md5(recording.read_bytes()).hexdigest()

    async def metadata(request: Request) -> Response:
        key = request.path_params["key"]
        file = {"name": f"{key}.mp3", "size": str(size), "md5": digest}
        return JSONResponse({"metadata": {"identifier": key, "creator": "someone"}, "files": [file]})

    async def download(request: Request) -> Response:
        return RedirectResponse(f"/items/{request.path_params['key']}", 302)

    async def item(_request: Request) -> Response:
        return FileResponse(recording)

    async def schema(_request: Request) -> Response:
        return FileResponse(folder / SCHEMA)

    return Starlette(
        routes=[
            Route("/metadata/{key}", metadata),
            Route("/download/{key}/{name}", download),
            Route("/items/{key}", item),
            Route("/agl1k/data/geoLocalization_schema.csv", schema),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(
        serve(Path(os.environ["BENCH_FOLDER"])),
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        log_level="warning",
    )
