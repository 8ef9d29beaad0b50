"""The Hub as the game uses it: one dataset repository, read at one revision and written on top of it.

The client library tries again by itself, for up to half a minute and for as long as a Hub that is busy
says. Here no call is repeated: who asked decides when to ask again, since a repository is to be looked at
again before it is written again.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Read as the library is imported: large files take the road that stand-ins and mirrors know as well.
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import httpx2
from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationDelete,
    HfApi,
    get_session,
    hf_hub_url,
    set_client_factory,
)
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.hf_api import RepoFile

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0  # a commit of many files takes its time
PASSING = {408, 425, 429}  # these, and all from 500, are gone after a while
LONGEST_PAUSE_SECONDS = 3600.0  # what a Hub may ask for
PLAINLY = {
    400: "calls the request a bad one",
    401: "does not accept the token: set HF_TOKEN to one with write access to the dataset",
    403: "does not let this token write: give it write access to the dataset, or set another HF_TOKEN",
    404: "knows no such dataset: check EARWITNESS_DATASET and HF_TOKEN",
}


class Unavailable(Exception):
    """The Hub is down, slow or busy, or gave half an answer; it may be well again later.

    Attributes
    ----------
    pause_seconds : float
        How long the Hub asks not to be asked; 0 when it did not say.
    """

    def __init__(self, why: str, pause_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.pause_seconds = pause_seconds


class Refused(Exception):
    """The Hub will not do it until something is mended; the sentence says what."""


class Moved(Exception):
    """Somebody else has committed since the revision that was looked at."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a revision: its size in bytes, git's name of it, and its SHA-256 if it is a large one."""

    size: int
    oid: str
    sha256: str | None


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
        set_client_factory(_client)
        self.repo = repo
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._api = HfApi(endpoint=self._endpoint, token=token or False)
        self._dataset: dict[str, Any] = {"repo_id": repo, "repo_type": "dataset"}

    def head(self) -> Revision | None:
        """Look at the newest revision; None when there is no such repository.

        Raises
        ------
        Unavailable, Refused
        """
        try:
            with _answered():
                commit = self._api.repo_info(**self._dataset, revision="main").sha
                found = self._api.list_repo_tree(**self._dataset, revision=commit, recursive=True)
                return Revision(str(commit), {file.path: _file(file) for file in found if _is_file(file)})
        except _NotFound:
            return None

    def create(self) -> None:
        """Create the repository, unless it is there.

        Raises
        ------
        Unavailable, Refused
        """
        with _answered():
            self._api.create_repo(**self._dataset, exist_ok=True)

    def read(self, revision: Revision, path: str) -> bytes:
        """Read a file of a revision, whole and as it was committed.

        Raises
        ------
        Unavailable, Refused
        """
        url = hf_hub_url(**self._dataset, filename=path, revision=revision.commit, endpoint=self._endpoint)
        with _answered():
            reply = get_session().get(url, headers=self._headers)
        content: bytes = reply.content
        if reply.is_error or not _is(content, revision.files[path]):
            raise Unavailable(f"the Hub did not give the whole of {path} (it answered {reply.status_code})")
        return content

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
        with _answered():
            self._api.create_commit(
                **self._dataset, operations=operations, commit_message=title, parent_commit=revision.commit
            )

    def squash(self, title: str) -> None:
        """Make the newest revision the only one.

        Raises
        ------
        Unavailable, Refused
        """
        with _answered():
            self._api.super_squash_history(**self._dataset, commit_message=title)

    def delete_unreferenced(self, revision: Revision) -> int:
        """Delete for good the large files that a revision does not hold, and say how many.

        Raises
        ------
        Unavailable, Refused
        """
        held = {file.sha256 for file in revision.files.values()}
        with _answered():
            gone = [file for file in self._api.list_lfs_files(**self._dataset) if file.file_oid not in held]
            self._api.permanently_delete_lfs_files(**self._dataset, lfs_files=gone)
        return len(gone)


class _NotFound(Refused):
    """There is no such repository, or the token may not know of it."""


class _Client(httpx2.Client):
    """A client whose failures the library does not take for ones to try again."""

    def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:
        """Send a request; an answer that tells to come back later is an error."""
        try:
            reply = super().send(request, **how)
        except httpx2.HTTPError as error:
            said = f": {error}" if str(error) else ""
            raise Unavailable(f"the Hub does not answer ({type(error).__name__}{said})") from error
        if reply.status_code in PASSING or reply.status_code >= 500:
            reply.close()
            raise Unavailable(f"the Hub answered {reply.status_code}", _pause_seconds(reply))
        return reply


def _client() -> httpx2.Client:
    return _Client(follow_redirects=True, timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS))


def _pause_seconds(reply: httpx2.Response) -> float:
    asked = reply.headers.get("retry-after", "").strip()
    if reply.status_code == 429 and not asked:
        asked = "".join(re.findall(r";\s*t=(\d+)", reply.headers.get("ratelimit", ""))[:1])
    return min(float(asked), LONGEST_PAUSE_SECONDS) if asked.isdigit() else 0.0


@contextmanager
def _answered() -> Iterator[None]:
    """Turn whatever the library raises into what a caller can act on."""
    try:
        yield
    except (Unavailable, Refused):
        raise
    except HfHubHTTPError as error:
        raise _refusal(error) from error
    except RuntimeError as error:  # in it the library wraps what stopped an upload
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _refusal(cause) from error
        raise Unavailable(str(cause or error), getattr(cause, "pause_seconds", 0.0)) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unavailable(f"the Hub gave half an answer ({type(error).__name__}: {error})") from error


def _refusal(error: HfHubHTTPError) -> Exception:
    status = error.response.status_code
    if status == 412:
        return Moved("somebody else has committed to the dataset")
    if status == 409:
        return Unavailable("the Hub is at work on the dataset (409)")
    told = error.server_message or str(error).splitlines()[0]
    why = f"The Hub {PLAINLY.get(status, f'refuses ({status})')}. It said: {told}"
    return _NotFound(why) if status == 404 else Refused(why)


def _is_file(entry: object) -> bool:
    return isinstance(entry, RepoFile)


def _file(entry: Any) -> File:
    return File(entry.size, entry.blob_id, entry.lfs.sha256 if entry.lfs else None)


def _is(content: bytes, file: File) -> bool:
    if file.sha256 is not None:
        return hashlib.sha256(content).hexdigest() == file.sha256
    named_by_git = b"blob %d\0" % len(content) + content
    return hashlib.sha1(named_by_git, usedforsecurity=False).hexdigest() == file.oid
