"""Repositories on disk, which survive a restart: files, large objects, commits and the head."""

import functools
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.stand_ins.hub.refusals import Refusal, no_repository, no_revision

ATTRIBUTES = "".join(
    f"*.{kind} filter=lfs diff=lfs merge=lfs -text\n"
    for kind in ("parquet", "arrow", "bin", "zip", "gz", "npz", "mp3", "wav", "png", "jpg")
).encode()


@dataclass(frozen=True)
class Entry:
    """A file of a tree; `sha256` is its large object, empty for a regular file."""

    oid: str
    size: int
    sha256: str | None = None


Tree = Mapping[str, Entry]


@dataclass(frozen=True)
class Commit:
    sha: str
    parent: str | None
    title: str
    message: str
    date: str
    author: str
    tree: Tree


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def git_oid(content: bytes) -> str:
    """Git's id of the bytes, by which the client skips unchanged files."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def pointer(sha256: str, size: int) -> bytes:
    """The pointer that git stores in place of a large object."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def write(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    draft.write_bytes(content)
    draft.replace(path)


class Repo:
    """A dataset repository in its own folder, with one branch, `main`."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self._commits: dict[str, Commit] = {}

    @functools.cached_property
    def about(self) -> dict[str, Any]:
        about: dict[str, Any] = json.loads((self.folder / "about.json").read_text())
        return about

    @property
    def head(self) -> str:
        return (self.folder / "main").read_text()

    def found(self, revision: str) -> Commit:
        """A revision: `main`, or the full id of a commit that was not squashed."""
        return self._commit(self.head if revision in ("main", "refs/heads/main") else revision)

    def _commit(self, sha: str) -> Commit:
        if sha not in self._commits:
            file = self.folder / "commits" / f"{sha}.json"
            if not sha.isalnum() or not file.exists():
                raise no_revision(sha)
            fields = json.loads(file.read_text())
            tree = {path: Entry(*entry) for path, entry in fields.pop("tree").items()}
            self._commits[sha] = Commit(tree=tree, **fields)
        return self._commits[sha]

    def history(self, revision: str = "main") -> Iterator[Commit]:
        """Yield the commits from a revision back to the first."""
        commit = self.found(revision)
        yield commit
        while commit.parent:
            commit = self._commit(commit.parent)
            yield commit

    def add_commit(self, tree: Tree, title: str, message: str = "", author: str = "system") -> Commit:
        """Add a commit to the head and move the head to it."""
        parent = self.head if (self.folder / "main").exists() else None
        commit = self.keep(Commit("", parent, title, message, now(), author, tree))
        write(self.folder / "main", commit.sha.encode())
        return commit

    def keep(self, commit: Commit) -> Commit:
        """Write a commit under a new id without moving the head."""
        fields = {name: value for name, value in vars(commit).items() if name not in ("sha", "tree")}
        fields["tree"] = {path: list(asdict(entry).values()) for path, entry in sorted(commit.tree.items())}
        sha = hashlib.sha1(json.dumps(fields).encode() + secrets.token_bytes(8)).hexdigest()
        stored = Commit(**{**vars(commit), "sha": sha})
        write(self.folder / "commits" / f"{sha}.json", json.dumps({"sha": sha, **fields}).encode())
        self._commits[sha] = stored
        return stored

    def move_head(self, sha: str) -> None:
        """Start a new history of `main`; delete commits and regular files outside it."""
        write(self.folder / "main", sha.encode())
        commits = list(self.history())
        self._sweep("commits", {f"{commit.sha}.json" for commit in commits})
        self._sweep("blobs", {entry.oid for commit in commits for entry in commit.tree.values()})
        self._commits = {commit.sha: commit for commit in commits}

    def _sweep(self, kind: str, keep: set[str]) -> None:
        for file in (self.folder / kind).iterdir():
            if file.name not in keep:
                file.unlink()

    def add_blob(self, content: bytes) -> Entry:
        entry = Entry(git_oid(content), len(content))
        write(self.folder / "blobs" / entry.oid, content)
        return entry

    def bytes_of(self, entry: Entry) -> Path:
        """The file with an entry's bytes; it is missing if the large object was deleted."""
        return self.object(entry.sha256) if entry.sha256 else self.folder / "blobs" / entry.oid

    def object(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise Refusal(422, f"Not a SHA-256: {sha256}")
        return self.folder / "objects" / sha256

    def objects(self) -> list[str]:
        """Every large object that was uploaded and not deleted, whether or not a commit needs it."""
        folder = self.folder / "objects"
        return (
            sorted(file.name for file in folder.iterdir() if "." not in file.name) if folder.exists() else []
        )


class Store:
    """All repositories under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._repos: dict[str, Repo] = {}

    def secret(self) -> bytes:
        """Key of signed URLs; stored, so that URLs stay valid after a restart."""
        file = self.folder / "secret"
        if not file.exists():
            write(file, secrets.token_bytes(32))
        return file.read_bytes()

    def repo(self, name: str) -> Repo:
        if name not in self._repos:
            repo = Repo(name, self._folder(name))
            if not (repo.folder / "main").exists():
                raise no_repository(name)
            self._repos[name] = repo
        return self._repos[name]

    def _folder(self, name: str) -> Path:
        owner, _, short = name.partition("/")
        if not owner or not short or ".." in name or "/" in short:
            raise Refusal(400, f"Not a repository's name: {name}")
        return self.folder / "datasets" / owner / short

    def create(self, name: str, private: bool) -> Repo:
        """Create a repository with the Hub's initial commit of `.gitattributes`."""
        folder = self._folder(name)
        if (folder / "main").exists():
            raise Refusal(409, "You already created this dataset repo")
        about = {"private": private, "created": now(), "id": secrets.token_hex(12)}
        write(folder / "about.json", json.dumps(about).encode())
        repo = Repo(name, folder)
        repo.add_commit({".gitattributes": repo.add_blob(ATTRIBUTES)}, "initial commit")
        return self.repo(name)
