"""Calls under `/-/`, by which a test controls the stand-in; faults do not apply to them."""

import base64

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.stand_ins.archive.faults import Fault
from tests.stand_ins.archive.items import File, Item

DONE = Response(status_code=204)


async def ready(_request: Request) -> Response:
    return JSONResponse({"ready": True})


async def fail(request: Request) -> Response:
    request.app.state.faults.add(Fault(**await request.json()))
    return DONE


async def reset(request: Request) -> Response:
    """Clear all faults, all changes to items and files, and the log."""
    state = request.app.state
    for part in (state.faults, state.items, state.raw, state.log):
        part.clear()
    return DONE


async def heal(request: Request) -> Response:
    request.app.state.faults.clear()
    return DONE


async def requests(request: Request) -> Response:
    return JSONResponse(request.app.state.log.rows())


async def most_at_once(request: Request) -> Response:
    return JSONResponse(request.app.state.log.most_at_once)


async def item(request: Request) -> Response:
    """Add or replace an item; without files, remove it."""
    payload = await request.json()
    if payload["files"] is None:
        request.app.state.items.remove(payload["key"])
        return DONE
    listed = payload["listed"]
    files = [
        File(name, base64.b64decode(content), listed=listed) for name, content in payload["files"].items()
    ]
    request.app.state.items.put(Item(payload["key"], payload["metadata"], tuple(files)))
    return DONE


async def recording(request: Request) -> Response:
    """An item's file as it must arrive."""
    query = request.query_params
    found = request.app.state.items.get(query["key"])
    return Response(found.file(query["name"]).content)


async def raw(request: Request) -> Response:
    """Add or replace a file of the repository; without content, remove it."""
    payload = await request.json()
    content = payload["content"]
    request.app.state.raw[payload["path"]] = None if content is None else base64.b64decode(content)
    return DONE


ROUTES = [
    Route("/readyz", ready),
    Route("/-/faults", fail, methods=["POST"]),
    Route("/-/reset", reset, methods=["POST"]),
    Route("/-/heal", heal, methods=["POST"]),
    Route("/-/item", item, methods=["POST"]),
    Route("/-/raw", raw, methods=["POST"]),
    Route("/-/recording", recording),
    Route("/-/requests", requests),
    Route("/-/most-at-once", most_at_once),
]
