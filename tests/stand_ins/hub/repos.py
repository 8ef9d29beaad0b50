"""Calls that change a repository or read its files: create, commit, squash, resolve."""

import base64
import re
import time
from collections import deque
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from tests.stand_ins.hub.access import USER, home, may_write, readable, signed_in, storage, writable
from tests.stand_ins.hub.commits import commit as make_commit
from tests.stand_ins.hub.commits import known_oid, squash, upload_mode
from tests.stand_ins.hub.listings import revision
from tests.stand_ins.hub.refusals import Refusal, no_entry
from tests.stand_ins.hub.store import Entry, Repo


class Limit:
    """At most this many commits in this many seconds, like the Hub's 128 an hour; None is unlimited."""

    def __init__(self, commits: int | None = None, seconds: float = 3600.0) -> None:
        self.commits = commits
        self.seconds = seconds
        self._times: deque[float] = deque()

    def take(self) -> None:
        """Count a commit, or refuse it with the time until the next is allowed."""
        if self.commits is None:
            return
        now = time.monotonic()
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        if len(self._times) >= self.commits:
            wait = int(self._times[0] + self.seconds - now) + 1
            raise Refusal(429, "You have exceeded the rate limit for commits", **{"Retry-After": str(wait)})
        self._times.append(now)


async def whoami(request: Request) -> Response:
    role = "write" if signed_in(request).endswith("Writer") else "read"
    token = {"accessToken": {"displayName": "stand-in", "role": role}}
    return JSONResponse({"type": "user", "name": USER, "fullname": USER, "orgs": [], "auth": token})


async def create(request: Request) -> Response:
    may_write(request)
    payload = await request.json()
    if payload.get("type") != "dataset":
        raise Refusal(400, "The stand-in keeps datasets only")
    name = f"{payload.get('organization') or USER}/{payload['name']}"
    url = f"{home(request)}/datasets/{name}"
    private = payload.get("visibility") == "private" or bool(payload.get("private"))
    try:
        request.app.state.store.create(name, private)
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        return JSONResponse({"error": str(refusal), "url": url}, 409, refusal.headers)
    return JSONResponse({"url": url, "name": name, "id": name})


async def card(request: Request) -> Response:
    """Check a README's YAML front matter, as the Hub does before a commit."""
    payload = await request.json()
    head = re.match(r"---\n(.*?)\n---", payload["content"], re.DOTALL)
    try:
        yaml.safe_load(head[1] if head else "")
    except yaml.YAMLError as error:
        return JSONResponse({"errors": [{"message": str(error)}], "warnings": []}, 400)
    return JSONResponse({"errors": [], "warnings": []})


async def preupload(request: Request) -> Response:
    repo = writable(request)
    repo.found(revision(request))
    payload = await request.json()
    return JSONResponse({"files": [_mode(repo, file) for file in payload["files"]]})


def _mode(repo: Repo, file: dict[str, Any]) -> dict[str, Any]:
    path = file["path"]
    mode = upload_mode(repo, path, file["size"], base64.b64decode(file.get("sample", "")))
    oid = known_oid(repo, path)
    return {"path": path, "uploadMode": mode, "shouldIgnore": False} | ({"oid": oid} if oid else {})


async def commit(request: Request) -> Response:
    repo = writable(request)
    _only_main(request)
    body = await request.body()
    request.app.state.limit.take()
    made = make_commit(repo, body, USER)
    url = f"{home(request)}/datasets/{repo.name}/commit/{made.sha}"
    return JSONResponse({"success": True, "commitOid": made.sha, "commitUrl": url, "hookOutput": ""})


def _only_main(request: Request) -> None:
    if revision(request) != "main":
        raise Refusal(400, "The stand-in has one branch: main")


async def super_squash(request: Request) -> Response:
    repo = writable(request)
    _only_main(request)
    payload = await request.json()
    made = squash(repo, payload.get("message") or "Super-squash branch 'main'", USER)
    return JSONResponse({"success": True, "commitOid": made.sha})


async def resolve(request: Request) -> Response:
    """Serve a regular file; redirect to the signed URL of a large one."""
    repo = readable(request)
    found = repo.found(revision(request))
    path = request.path_params["path"]
    entry = found.tree.get(path)
    if entry is None:
        raise no_entry(path, found.sha)
    headers = {"X-Repo-Commit": found.sha, "ETag": f'"{entry.oid}"'}
    if entry.sha256:
        return _redirect(request, repo, entry, headers)
    return FileResponse(repo.bytes_of(entry), headers=headers, media_type="text/plain")


def _redirect(request: Request, repo: Repo, entry: Entry, headers: dict[str, str]) -> Response:
    linked = {"X-Linked-Size": str(entry.size), "X-Linked-ETag": f'"{entry.sha256}"'}
    address = storage(request, "fetch", f"{repo.name}/{entry.sha256}")
    return RedirectResponse(address, 302, headers | linked)
