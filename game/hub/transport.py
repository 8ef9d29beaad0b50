"""The HTTP client of the Hub's library, and its errors translated into ones a caller can act on.

The library would repeat failed calls itself, for up to half a minute or as long as a busy Hub asks. This
client stops it: the caller decides when to try again, since it must read the repository again before another
commit.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The library reads these on import. Without Xet, large files take the protocol that mirrors support, too.
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import httpx2
from huggingface_hub.errors import HfHubHTTPError

from game.backoff import retry_after_seconds
from game.network.bounded_body import ACCEPT, bound, bound_redirect
from game.network.errors import DamagedBody, Unacceptable
from game.network.guarded_network import GuardedSyncTransport

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0  # a commit of many files takes long
MOST_BYTES = 64 * 1024**2  # of an answer in memory
MOST = "most_bytes"
LARGEST_FILE = 1024**3  # bytes
SLOWEST_BYTES_PER_SECOND = 2000  # of an answer, once it has taken ANSWER_SECONDS
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
TEMPORARY = {408, 425, 429}  # worth another try, as is everything from 500
LONGEST_PAUSE_SECONDS = 3600.0  # that the Hub may ask for
REFUSALS = {
    400: "calls the request invalid",
    401: "does not accept the token: set HF_TOKEN to one with write access to the dataset",
    403: "does not let this token write: give it write access to the dataset, or set another HF_TOKEN",
    404: "knows no such dataset: check EARWITNESS_DATASET and HF_TOKEN",
}

# Removed from messages: it differs each time, so the same cause would be logged as a new one.
_REQUEST_ID = re.compile(r"\s*\(Request ID: [^)]*\)")


class Unavailable(Exception):
    """The Hub is down, slow or busy, or sent an incomplete response; a later try may succeed.

    Attributes
    ----------
    pause_seconds : float
        The pause that the Hub asks for; 0 when it names none.
    """

    def __init__(self, why: str, pause_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.pause_seconds = pause_seconds


class Refused(Exception):
    """The Hub refuses until someone fixes a problem; the message names it.

    Attributes
    ----------
    status : int
        HTTP status; 0 without a response.
    detail : str
        The Hub's own message.
    """

    def __init__(self, why: str, status: int = 0, detail: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.detail = detail


class Moved(Exception):
    """Somebody else has committed since the revision was read."""


class NotFound(Refused):
    """There is no such repository, or it is hidden from the token."""


class _Client(httpx2.Client):
    """Raises errors that the library does not repeat."""

    def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        """Send a request; raise `Unavailable` for a temporary failure.

        The library asks for some calls without any timeout; they get this client's. A body that is read into
        memory has at most `MOST_BYTES`, or what the request's extension of that name says.
        """
        asked = {name: value for name, value in request.extensions.get("timeout", {}).items() if value}
        request.extensions["timeout"] = self.timeout.as_dict() | asked
        try:
            response = super().send(request, stream=True, **options)
            bound(response, LARGEST_FILE if stream else request.extensions.get(MOST, MOST_BYTES))
            if not stream:
                response.read()
        except httpx2.HTTPError as error:
            detail = f": {error}" if str(error) else ""
            raise Unavailable(f"the Hub does not answer ({type(error).__name__}{detail})") from error
        if response.status_code in TEMPORARY or response.status_code >= 500:
            response.close()
            raise Unavailable(f"the Hub answered {response.status_code}", _pause_seconds(response))
        return response


class _Transport(GuardedSyncTransport):
    """Gives up an answer that trickles: no timeout between two bytes ever ends one."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Watched(response.stream)
        return response


class _Watched(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream
        self._started = time.monotonic()

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._stream:
            received += len(chunk)
            allowed = ANSWER_SECONDS + received / SLOWEST_BYTES_PER_SECOND
            if time.monotonic() - self._started > allowed:
                raise httpx2.ReadTimeout("the answer is too slow")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def client(endpoint: str) -> httpx2.Client:
    """Make a client for the library; only the endpoint may be in this network."""
    return _Client(
        follow_redirects=True,
        headers=ACCEPT,
        timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        transport=_Transport(_names(httpx2.URL(endpoint).host)),
        event_hooks={"response": [bound_redirect]},
    )


def _names(host: str) -> frozenset[str]:
    return _THIS_MACHINE if host in _THIS_MACHINE else frozenset([host])


def _pause_seconds(response: httpx2.Response) -> float:
    header = response.headers.get("retry-after", "").strip()
    if response.status_code == 429 and not header:
        header = "".join(re.findall(r";\s*t=(\d+)", response.headers.get("ratelimit", ""))[:1])
    return min(retry_after_seconds(header) or 0.0, LONGEST_PAUSE_SECONDS)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the library's errors into `Unavailable`, `Refused` and `Moved`."""
    try:
        yield
    except (Unavailable, Refused):
        raise
    except Unacceptable as error:
        raise Refused(f"The Hub's answer is not taken: {error}") from error
    except DamagedBody as error:
        raise Unavailable(f"the Hub sent a damaged answer ({error})") from error
    except HfHubHTTPError as error:
        raise _refusal(error) from error
    except httpx2.HTTPError as error:
        raise Unavailable(f"the Hub broke off ({type(error).__name__})") from error
    except RuntimeError as error:  # the library wraps the error that stopped an upload in one
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _refusal(cause) from error
        raise Unavailable(str(cause or error), getattr(cause, "pause_seconds", 0.0)) from error
    except OSError as error:
        if error.errno is not None:  # an error of this machine, not of the Hub
            raise
        raise Unavailable(f"the Hub sent a file incomplete ({str(error).splitlines()[0]})") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unavailable(f"the Hub sent an invalid response ({type(error).__name__}: {error})") from error


def _refusal(error: HfHubHTTPError) -> Exception:
    status = error.response.status_code
    if status == 412:
        return Moved("somebody else has committed to the dataset")
    if status == 409:
        return Unavailable("the Hub is busy with the dataset (409)")
    detail = _REQUEST_ID.sub("", error.server_message or str(error).splitlines()[0])
    why = f"The Hub {REFUSALS.get(status, f'refuses ({status})')}. The Hub's message: {detail}"
    return (NotFound if status == 404 else Refused)(why, status, detail)
