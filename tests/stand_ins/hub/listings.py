"""Listings of a repository: facts, trees, paths and commits, page by page."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.stand_ins.hub.access import home, readable
from tests.stand_ins.hub.refusals import no_entry
from tests.stand_ins.hub.store import Commit, Entry, Repo, Tree, git_oid, pointer


async def info(request: Request) -> Response:
    repo = readable(request)
    return JSONResponse(about(repo, repo.found(revision(request)), blobs="blobs" in request.query_params))


def revision(request: Request) -> str:
    named: str = request.path_params.get("revision", "main")
    return named


def about(repo: Repo, commit: Commit, blobs: bool) -> dict[str, Any]:
    siblings = [
        {"rfilename": path} | (_blob(entry) if blobs else {}) for path, entry in sorted(commit.tree.items())
    ]
    facts = {"gated": False, "disabled": False, "downloads": 0, "likes": 0, "tags": [], "cardData": {}}
    return facts | {
        "_id": repo.about["id"],
        "id": repo.name,
        "author": repo.name.partition("/")[0],
        "sha": commit.sha,
        "lastModified": commit.date,
        "createdAt": repo.about["created"],
        "private": repo.about["private"],
        "siblings": siblings,
    }


def _blob(entry: Entry) -> dict[str, Any]:
    large = {"sha256": entry.sha256, "size": entry.size, "pointerSize": _pointer_size(entry)}
    return {"size": entry.size, "blobId": entry.oid} | ({"lfs": large} if entry.sha256 else {})


def _pointer_size(entry: Entry) -> int:
    return len(pointer(entry.sha256 or "", entry.size))


async def tree(request: Request) -> Response:
    repo = readable(request)
    commit = repo.found(revision(request))
    folder = request.path_params.get("path", "").strip("/")
    every = request.query_params.get("recursive") == "true"
    rows = _rows(commit.tree, folder, every)
    if folder and not rows:
        raise no_entry(folder, commit.sha)
    return _page(request, [row | _last_commit(request, repo, commit, row) for row in rows])


def _rows(files: Tree, folder: str, every: bool) -> list[dict[str, Any]]:
    """A folder's files and folders by path; all levels if recursive."""
    start = f"{folder}/" if folder else ""
    inside = {path: entry for path, entry in files.items() if path.startswith(start)}
    folders = {path[:at] for path in inside for at in _slashes(path, len(start))}
    rows = [_file(path, entry) for path, entry in inside.items()] + [_folder(name, files) for name in folders]
    return sorted(
        (row for row in rows if every or "/" not in row["path"][len(start) :]), key=lambda row: row["path"]
    )


def _slashes(path: str, start: int) -> list[int]:
    return [at for at in range(start, len(path)) if path[at] == "/"]


def _file(path: str, entry: Entry) -> dict[str, Any]:
    large = {"oid": entry.sha256, "size": entry.size, "pointerSize": _pointer_size(entry)}
    row = {"type": "file", "path": path, "oid": entry.oid, "size": entry.size}
    return row | ({"lfs": large} if entry.sha256 else {})


def _folder(name: str, files: Tree) -> dict[str, Any]:
    held = sorted((path, entry.oid) for path, entry in files.items() if path.startswith(f"{name}/"))
    return {"type": "directory", "path": name, "oid": git_oid(repr(held).encode()), "size": 0}


def _last_commit(request: Request, repo: Repo, commit: Commit, row: dict[str, Any]) -> dict[str, Any]:
    """The commit that last changed a path, if the client asks for it."""
    if request.query_params.get("expand") != "true":
        return {}
    path = row["path"]
    last = commit
    for older in list(repo.history(commit.sha))[1:]:
        if _under(older.tree, path) != _under(commit.tree, path):
            break
        last = older
    return {"lastCommit": {"id": last.sha, "title": last.title, "date": last.date}}


def _under(files: Tree, path: str) -> dict[str, Entry]:
    return {name: entry for name, entry in files.items() if name == path or name.startswith(f"{path}/")}


async def paths(request: Request) -> Response:
    repo = readable(request)
    files = repo.found(revision(request)).tree
    requested = await _requested_paths(request)
    rows = [_file(path, files[path]) for path in requested if path in files]
    return JSONResponse(
        rows + [_folder(path, files) for path in requested if path not in files and _under(files, path)]
    )


async def _requested_paths(request: Request) -> list[str]:
    if request.headers.get("content-type", "").startswith("application/json"):
        names: list[str] = (await request.json())["paths"]
        return names
    async with request.form() as form:
        return [str(path).strip("/") for path in form.getlist("paths")]


async def commits(request: Request) -> Response:
    repo = readable(request)
    return _page(request, [_commit_row(commit) for commit in repo.history(revision(request))])


def _commit_row(commit: Commit) -> dict[str, Any]:
    row = {"id": commit.sha, "title": commit.title, "message": commit.message, "date": commit.date}
    return row | {"authors": [{"user": commit.author}]}


async def refs(request: Request) -> Response:
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": readable(request).head}
    return JSONResponse({"branches": [main], "converts": [], "tags": [], "pullRequests": []})


async def large_files(request: Request) -> Response:
    """Every large object that was uploaded and not deleted, with a name from some commit."""
    repo = readable(request)
    names = {entry.sha256: path for commit in repo.history() for path, entry in commit.tree.items()}
    return _page(request, [_object(repo, sha256, names.get(sha256, "")) for sha256 in repo.objects()])


def _object(repo: Repo, sha256: str, filename: str) -> dict[str, Any]:
    size = repo.object(sha256).stat().st_size
    pushed = (repo.folder / "objects" / f"{sha256}.pushed").read_text()
    names = {"fileOid": sha256, "oid": git_oid(pointer(sha256, size)), "filename": filename}
    return names | {"size": size, "pushedAt": pushed, "ref": "main"}


def _page(request: Request, rows: list[dict[str, Any]]) -> Response:
    """One page, with the next one in the `Link` header."""
    size: int = request.app.state.page
    start = int(request.query_params.get("cursor", "0"))
    answer = JSONResponse(rows[start : start + size])
    if start + size < len(rows):
        following = urlencode({**request.query_params, "cursor": start + size})
        answer.headers["Link"] = f'<{home(request)}{request.url.path}?{following}>; rel="next"'
    return answer
