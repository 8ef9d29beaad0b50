"""Calls under `/-/`, by which a test controls the stand-in; tokens and faults do not apply to them."""

import base64

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from tests.stand_ins.hub.faults import Fault
from tests.stand_ins.hub.refusals import Refusal
from tests.stand_ins.hub.repos import Limit
from tests.stand_ins.hub.store import Repo


def _repo(request: Request) -> Repo:
    repo: Repo = request.app.state.store.repo(request.query_params["repo"])
    return repo


def _revision(request: Request) -> str:
    return request.query_params.get("revision", "main")


async def ready(_request: Request) -> Response:
    return JSONResponse({"ready": True})


async def fail(request: Request) -> Response:
    fault = Fault(**await request.json())
    if fault.kind not in request.app.state.kinds:
        raise Refusal(400, f"No such kind of call: {fault.kind}")
    request.app.state.faults.add(fault)
    return Response(status_code=204)


async def by_chance(request: Request) -> Response:
    request.app.state.faults.by_chance(**await request.json())
    return Response(status_code=204)


async def reset(request: Request) -> Response:
    """Clear all faults, limits and page sizes."""
    request.app.state.faults.clear()
    request.app.state.limit = Limit()
    request.app.state.page = request.app.state.usual_page
    return Response(status_code=204)


async def limit(request: Request) -> Response:
    request.app.state.limit = Limit(**await request.json())
    return Response(status_code=204)


async def page(request: Request) -> Response:
    request.app.state.page = (await request.json())["rows"]
    return Response(status_code=204)


async def requests(request: Request) -> Response:
    return JSONResponse(request.app.state.faults.noted())


async def files(request: Request) -> Response:
    return JSONResponse(sorted(_repo(request).found(_revision(request)).tree))


async def content(request: Request) -> Response:
    repo = _repo(request)
    entry = repo.found(_revision(request)).tree.get(request.query_params["path"])
    if entry is None or not repo.bytes_of(entry).exists():
        return Response(status_code=404)
    return FileResponse(repo.bytes_of(entry))


async def revisions(request: Request) -> Response:
    return JSONResponse([commit.sha for commit in _repo(request).history()])


async def objects(request: Request) -> Response:
    return JSONResponse(_repo(request).objects())


async def commit(request: Request) -> Response:
    """Commit as somebody else: small files by path, null deletes one."""
    repo = _repo(request)
    tree = dict(repo.found("main").tree)
    for path, text in (await request.json()).items():
        tree.pop(path, None)
        if text is not None:
            tree[path] = repo.add_blob(base64.b64decode(text))
    return JSONResponse(repo.add_commit(tree, "Somebody else's commit", author="somebody").sha)


ROUTES = [
    Route("/readyz", ready),
    Route("/-/faults", fail, methods=["POST"]),
    Route("/-/chance", by_chance, methods=["POST"]),
    Route("/-/reset", reset, methods=["POST"]),
    Route("/-/limit", limit, methods=["POST"]),
    Route("/-/page", page, methods=["POST"]),
    Route("/-/requests", requests),
    Route("/-/files", files),
    Route("/-/content", content),
    Route("/-/revisions", revisions),
    Route("/-/objects", objects),
    Route("/-/commit", commit, methods=["POST"]),
]
