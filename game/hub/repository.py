"""The Hub as the game uses it: one dataset repository, read at one revision and written on top of it."""

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.hub.transport import Moved, NotFound, Refused, Unavailable, answered, client

# isort: split
# After the line above, which says how the library is to be imported.
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    get_session,
    hf_hub_url,
    set_client_factory,
    snapshot_download,
)
from huggingface_hub.hf_api import RepoFile

DOWNLOADS = 4  # at a time

__all__ = ["File", "Hub", "Moved", "Refused", "Revision", "Unavailable"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a revision: its size in bytes, git's name of it, and its SHA-256 if it is a large one."""

    size: int
    oid: str
    sha256: str | None

    def holds(self, content: bytes) -> bool:
        """Whether this is what was committed."""
        if self.sha256 is not None:
            return hashlib.sha256(content).hexdigest() == self.sha256
        named_by_git = b"blob %d\0" % len(content) + content
        return hashlib.sha1(named_by_git, usedforsecurity=False).hexdigest() == self.oid


@dataclass(frozen=True, slots=True)
class Revision:
    """All that a commit holds."""

    commit: str
    files: Mapping[str, File]


class Hub:
    """One dataset repository.

    Parameters
    ----------
    repo : str
        Its name: `owner/name`.
    token : str
        May be empty, to read what is public.
    endpoint : str
        Address of the Hub; empty: what HF_ENDPOINT says, or the real one.
    """

    def __init__(self, repo: str, token: str, endpoint: str = "") -> None:
        set_client_factory(client)
        self.repo = repo
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._api = HfApi(endpoint=self._endpoint, token=token or False)
        self._dataset: dict[str, Any] = {"repo_id": repo, "repo_type": "dataset"}

    def head(self, name: str = "main") -> Revision | None:
        """Look at the newest revision of a branch, or at that of a tag or commit; None without one.

        Raises
        ------
        Unavailable, Refused
        """
        try:
            with answered():
                commit = self._api.repo_info(**self._dataset, revision=name).sha
                found = self._api.list_repo_tree(**self._dataset, revision=commit, recursive=True)
                return Revision(str(commit), {file.path: _file(file) for file in found if _is_file(file)})
        except NotFound:
            return None

    def create(self) -> None:
        """Create the repository, unless it is there.

        Raises
        ------
        Unavailable, Refused
        """
        with answered():
            self._api.create_repo(**self._dataset, exist_ok=True)

    def read(self, revision: Revision, path: str) -> bytes:
        """Read a file of a revision, whole and as it was committed.

        Raises
        ------
        Unavailable, Refused
        """
        url = hf_hub_url(**self._dataset, filename=path, revision=revision.commit, endpoint=self._endpoint)
        with answered():
            reply = get_session().get(url, headers=self._headers)
        content: bytes = reply.content
        if reply.is_error or not revision.files[path].holds(content):
            raise Unavailable(f"the Hub did not give the whole of {path} (it answered {reply.status_code})")
        return content

    def download(self, revision: Revision, paths: Sequence[str], folder: Path) -> None:
        """Bring files of a revision into a folder; what an earlier call has brought is kept.

        Raises
        ------
        Unavailable, Refused
        OSError
            When they cannot be written.
        """
        with answered():
            snapshot_download(
                **self._dataset,
                revision=revision.commit,
                local_dir=folder,
                allow_patterns=list(paths),
                token=self._api.token,
                endpoint=self._endpoint,
                max_workers=DOWNLOADS,
            )

    def commit(
        self, revision: Revision, title: str, add: Mapping[str, bytes | Path], delete: Collection[str] = ()
    ) -> None:
        """Commit on top of a revision: all of it, or nothing.

        Raises
        ------
        Moved
            When the revision is not the newest any more.
        Unavailable
            Then it may nevertheless have been done.
        Refused
        """
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            *(CommitOperationDelete(path, is_folder=False) for path in delete),
            *(CommitOperationAdd(path, content) for path, content in add.items()),
        ]
        with answered():
            self._api.create_commit(
                **self._dataset, operations=operations, commit_message=title, parent_commit=revision.commit
            )

    def squash(self, title: str) -> None:
        """Make the newest revision the only one.

        Raises
        ------
        Unavailable, Refused
        """
        with answered():
            self._api.super_squash_history(**self._dataset, commit_message=title)

    def delete_unreferenced(self, revision: Revision) -> int:
        """Delete for good the large files that a revision does not hold, and say how many.

        Raises
        ------
        Unavailable, Refused
        """
        held = {file.sha256 for file in revision.files.values()}
        with answered():
            gone = [file for file in self._api.list_lfs_files(**self._dataset) if file.file_oid not in held]
            self._api.permanently_delete_lfs_files(**self._dataset, lfs_files=gone)
        return len(gone)


def _is_file(entry: object) -> bool:
    return isinstance(entry, RepoFile)


def _file(entry: Any) -> File:
    return File(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None)
