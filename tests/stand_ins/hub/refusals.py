"""The Hub's error responses: a status, a sentence, and the Hub's error code."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):
    """An error response, with the headers from which the client library derives its kind."""

    def __init__(self, status: int, message: str, code: str = "", **headers: str) -> None:
        super().__init__(message)
        named = {"X-Error-Code": code} if code else {}
        self.status = status
        self.headers = {"X-Error-Message": _one_line(message), **named, **headers}


def _one_line(message: str) -> str:
    """Reduce a text to what a header may contain."""
    return " ".join(message.encode("ascii", "replace").decode().split())


def no_repository(repo: str, status: int = 404) -> Refusal:
    return Refusal(status, f"Repository not found: {repo}", "RepoNotFound")


def no_revision(revision: str) -> Refusal:
    return Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def no_entry(path: str, sha: str) -> Refusal:
    return Refusal(404, f"Entry not found: {path}", "EntryNotFound", **{"X-Repo-Commit": sha})


async def answer(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return JSONResponse({"error": str(refusal)}, refusal.status, refusal.headers)
