"""Turns a commit, which the client sends as lines of JSON, into the next tree."""

import base64
import fnmatch
import json
from collections.abc import Iterable
from typing import Any

from tests.stand_ins.hub.refusals import Refusal
from tests.stand_ins.hub.store import Commit, Entry, Repo, Tree, git_oid, pointer

LARGE_BYTES = 5 * 1024 * 1024  # the client expects regular files to be no larger


def upload_mode(repo: Repo, path: str, size: int, sample: bytes) -> str:
    """Decide by `.gitattributes`, size and content whether a file is regular or a large object."""
    large = size > LARGE_BYTES or b"\0" in sample or _marked_large(repo, path)
    return "lfs" if large else "regular"


def _marked_large(repo: Repo, path: str) -> bool:
    rules = repo.found("main").tree.get(".gitattributes")
    if rules is None:
        return False
    lines = [line.split() for line in repo.bytes_of(rules).read_text().splitlines()]
    patterns = [words[0] for words in lines if "filter=lfs" in words]
    return any(
        fnmatch.fnmatch(path if "/" in pattern else path.rpartition("/")[2], pattern) for pattern in patterns
    )


def known_oid(repo: Repo, path: str) -> str | None:
    """The id of the head's file at a path, as the client computes it: SHA-256 if large, else git's id."""
    entry = repo.found("main").tree.get(path)
    return (entry.sha256 or entry.oid) if entry else None


def commit(repo: Repo, body: bytes, author: str) -> Commit:
    """Apply a commit's lines, all or none, to the head that the client saw."""
    header, operations = _read(body)
    parent = header.get("parentCommit")
    if parent is not None and parent != repo.head:
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")
    tree = dict(repo.found("main").tree)
    for key, value in operations:
        _apply(repo, tree, key, value)
    return repo.add_commit(tree, header["summary"], header.get("description", ""), author)


def _read(body: bytes) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    try:
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        pairs = [(line["key"], line["value"]) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(400, f"A line of the commit cannot be read: {error}") from error
    if not pairs or pairs[0][0] != "header" or not pairs[0][1].get("summary"):
        raise Refusal(400, "The commit's first line must be a header with a summary")
    return pairs[0][1], pairs[1:]


def _apply(repo: Repo, tree: dict[str, Entry], key: str, value: dict[str, Any]) -> None:
    path = value["path"]
    match key:
        case "file":
            tree[path] = repo.add_blob(base64.b64decode(value["content"]))
        case "lfsFile":
            tree[path] = _large(repo, value["oid"])
        case "deletedFile":
            _delete(tree, [path] if path in tree else [])
        case "deletedFolder":
            folder = path.rstrip("/") + "/"
            _delete(tree, [file for file in tree if file.startswith(folder)])
        case _:
            raise Refusal(400, f"No such operation: {key}")


def _large(repo: Repo, sha256: str) -> Entry:
    file = repo.object(sha256)
    if not file.exists():
        raise Refusal(400, f"LFS pointer pointed to a file that does not exist: {sha256}")
    size = file.stat().st_size
    return Entry(git_oid(pointer(sha256, size)), size, sha256)


def _delete(tree: dict[str, Entry], files: list[str]) -> None:
    if not files:
        raise Refusal(404, "A file with this name doesn't exist", "EntryNotFound")
    for file in files:
        del tree[file]


def squash(repo: Repo, title: str, author: str) -> Commit:
    """Replace the history by one commit of the head's tree."""
    head = repo.found("main")
    only = repo.keep(Commit("", None, title, "", head.date, author, head.tree))
    repo.move_head(only.sha)
    return only


def without_objects(repo: Repo, hashes: Iterable[str]) -> None:
    """Rewrite the history without pointers to these large objects; older commits keep their ids."""
    hashes = set(hashes)
    parent: str | None = None
    for commit in reversed(list(repo.history())):
        tree = _without(commit.tree, hashes)
        if len(tree) == len(commit.tree) and commit.parent == parent:
            parent = commit.sha
            continue
        parent = repo.keep(Commit(**{**vars(commit), "parent": parent, "tree": tree})).sha
    assert parent is not None
    if parent != repo.head:
        repo.move_head(parent)


def _without(tree: Tree, hashes: set[str]) -> Tree:
    return {path: entry for path, entry in tree.items() if entry.sha256 not in hashes}
