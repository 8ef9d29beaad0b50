"""One dataset repository on the Hub: read at a revision, and committed to on top of it."""

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from game.hub.transport import MOST, Moved, NotFound, Refused, Unavailable, client, translated_errors

# isort: split
# After the line above, which sets the variables that the library reads on import.
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
LEAST_BYTES = 1024**2  # that any answer may have: an error is longer than a small file

__all__ = ["File", "Hub", "Moved", "Refused", "Revision", "Unavailable"]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a revision: its size in bytes, its git object id, and the SHA-256 of an LFS file."""

    size: int
    oid: str
    sha256: str | None

    def holds(self, content: bytes) -> bool:
        """Whether the content is the committed one."""
        if self.sha256 is not None:
            return hashlib.sha256(content).hexdigest() == self.sha256
        blob = b"blob %d\0" % len(content) + content
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == self.oid


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and its files by path."""

    commit: str
    files: Mapping[str, File]


class Hub:
    """One dataset repository.

    Parameters
    ----------
    repo : str
        Its name: `owner/name`.
    token : str
        Empty to read public repositories.
    endpoint : str
        Address of the Hub; empty for HF_ENDPOINT, or else the real one.
    """

    def __init__(self, repo: str, token: str, endpoint: str = "") -> None:
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
        set_client_factory(partial(client, self._endpoint))
        self.repo = repo
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._api = HfApi(endpoint=self._endpoint, token=token or False)
        self._dataset: dict[str, Any] = {"repo_id": repo, "repo_type": "dataset"}

    def head(self, name: str = "main") -> Revision | None:
        """Return the newest revision of a branch, or that of a tag or commit; None when there is none.

        Raises
        ------
        Unavailable, Refused
        """
        try:
            with translated_errors():
                commit = self._api.repo_info(**self._dataset, revision=name).sha
                tree = self._api.list_repo_tree(**self._dataset, revision=commit, recursive=True)
                return Revision(str(commit), {file.path: _file(file) for file in tree if _is_file(file)})
        except NotFound:
            return None

    def create(self) -> None:
        """Create the repository, unless it exists.

        Raises
        ------
        Unavailable, Refused
        """
        with translated_errors():
            self._api.create_repo(**self._dataset, exist_ok=True)

    def read(self, revision: Revision, path: str) -> bytes:
        """Read a file of a revision, and check it against its hash.

        Raises
        ------
        Unavailable, Refused
        """
        url = hf_hub_url(**self._dataset, filename=path, revision=revision.commit, endpoint=self._endpoint)
        with translated_errors():
            most = {MOST: max(revision.files[path].size, LEAST_BYTES)}
            response = get_session().get(url, headers=self._headers, extensions=most)
        content: bytes = response.content
        if response.is_error or not revision.files[path].holds(content):
            raise Unavailable(f"the Hub sent {path} incomplete (status {response.status_code})")
        return content

    def download(self, revision: Revision, paths: Sequence[str], folder: Path) -> None:
        """Download files of a revision into a folder, except those an earlier call has downloaded.

        Raises
        ------
        Unavailable, Refused
        OSError
            When they cannot be written.
        """
        with translated_errors():
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
        """Commit on top of a revision, everything or nothing.

        Raises
        ------
        Moved
            When the revision is no longer the newest.
        Unavailable
            The commit may have succeeded nevertheless.
        Refused
        """
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            *(CommitOperationDelete(path, is_folder=False) for path in delete),
            *(CommitOperationAdd(path, content) for path, content in add.items()),
        ]
        with translated_errors():
            self._api.create_commit(
                **self._dataset, operations=operations, commit_message=title, parent_commit=revision.commit
            )

    def squash(self, title: str) -> None:
        """Make the newest revision the only one.

        Raises
        ------
        Unavailable, Refused
        """
        with translated_errors():
            self._api.super_squash_history(**self._dataset, commit_message=title)

    def delete_unreferenced(self, revision: Revision) -> int:
        """Delete the LFS files that a revision does not hold, for good, and return their number.

        Raises
        ------
        Unavailable, Refused
        """
        held = {file.sha256 for file in revision.files.values()}
        with translated_errors():
            unused = [file for file in self._api.list_lfs_files(**self._dataset) if file.file_oid not in held]
            self._api.permanently_delete_lfs_files(**self._dataset, lfs_files=unused)
        return len(unused)


def _is_file(entry: object) -> bool:
    return isinstance(entry, RepoFile)


def _file(entry: Any) -> File:
    return File(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None)
