"""Large objects: the batch call, upload in one piece or many, verification, and deletion."""

import hashlib
from math import ceil
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from tests.stand_ins.hub.access import check_signature, home, named, storage, writable
from tests.stand_ins.hub.commits import without_objects
from tests.stand_ins.hub.refusals import Refusal
from tests.stand_ins.hub.store import Repo, now, write

PART_BYTES = 5 * 1024 * 1024  # a larger object is sent in parts of this size


async def batch(request: Request) -> Response:
    """The upload URL of each object; existing ones need no upload."""
    repo = writable(request)
    payload = await request.json()
    objects = [_instruction(request, repo, listed["oid"], listed["size"]) for listed in payload["objects"]]
    return JSONResponse({"transfer": "basic", "objects": objects})


def _instruction(request: Request, repo: Repo, sha256: str, size: int) -> dict[str, Any]:
    instruction = {"oid": sha256, "size": size}
    if repo.object(sha256).exists():
        return instruction
    verify = {"href": f"{home(request)}/api/datasets/{repo.name}/lfs/verify"}
    return instruction | {"actions": {"upload": _upload(request, repo, sha256, size), "verify": verify}}


def _upload(request: Request, repo: Repo, sha256: str, size: int) -> dict[str, Any]:
    path = f"{repo.name}/{sha256}"
    part_bytes: int = request.app.state.part_bytes
    if size <= part_bytes:
        return {"href": storage(request, "upload", path)}
    parts = {
        f"{part:05d}": storage(request, "part", f"{path}/{part}")
        for part in range(1, ceil(size / part_bytes) + 1)
    }
    return {"href": storage(request, "complete", path), "header": {"chunk_size": str(part_bytes), **parts}}


async def upload(request: Request) -> Response:
    sha256 = request.path_params["sha256"]
    repo = check_signature(request, "upload", f"{named(request)}/{sha256}")
    _keep(repo, sha256, await request.body())
    return Response()


def _keep(repo: Repo, sha256: str, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal(400, f"The bytes are not those of {sha256}")
    write(repo.folder / "objects" / f"{sha256}.pushed", now().encode())
    write(repo.object(sha256), content)


async def part(request: Request) -> Response:
    sha256, number = request.path_params["sha256"], request.path_params["part"]
    repo = check_signature(request, "part", f"{named(request)}/{sha256}/{number}")
    content = await request.body()
    write(_part(repo, sha256, number), content)
    return Response(headers={"ETag": f'"{hashlib.md5(content).hexdigest()}"'})


def _part(repo: Repo, sha256: str, number: int) -> Path:
    return repo.folder / "parts" / sha256 / str(number)


async def complete(request: Request) -> Response:
    """Join the parts in the client's order, checking each part's ETag."""
    sha256 = request.path_params["sha256"]
    repo = check_signature(request, "complete", f"{named(request)}/{sha256}")
    payload = await request.json()
    _keep(repo, sha256, b"".join(_read(repo, sha256, uploaded) for uploaded in payload["parts"]))
    return JSONResponse({"success": True})


def _read(repo: Repo, sha256: str, uploaded: dict[str, Any]) -> bytes:
    file = _part(repo, sha256, uploaded["partNumber"])
    content = file.read_bytes() if file.exists() else b""
    if uploaded["etag"].strip('"') != hashlib.md5(content).hexdigest():
        raise Refusal(400, f"Part {uploaded['partNumber']} is not what was uploaded")
    return content


async def verify(request: Request) -> Response:
    repo = writable(request)
    payload = await request.json()
    file = repo.object(payload["oid"])
    if not file.exists() or file.stat().st_size != payload["size"]:
        raise Refusal(404, f"No object {payload['oid']} of {payload['size']} bytes")
    return JSONResponse({"success": True})


async def fetch(request: Request) -> Response:
    sha256 = request.path_params["sha256"]
    repo = check_signature(request, "fetch", f"{named(request)}/{sha256}")
    file = repo.object(sha256)
    if not file.exists():
        raise Refusal(404, "NoSuchKey")
    return FileResponse(file, headers={"ETag": f'"{sha256}"'})


async def delete(request: Request) -> Response:
    """Delete large objects permanently, and on request their pointers from every commit."""
    repo = writable(request)
    deletions = (await request.json())["deletions"]
    if deletions.get("rewriteHistory", True):
        without_objects(repo, deletions["sha"])
    for sha256 in deletions["sha"]:
        repo.object(sha256).unlink(missing_ok=True)
        (repo.folder / "objects" / f"{sha256}.pushed").unlink(missing_ok=True)
    return Response(status_code=200)
