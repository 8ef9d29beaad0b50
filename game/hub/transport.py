"""Calls to the Hub: what the client library speaks through, and what its failures mean to whoever asked.

The library tries again by itself, for up to half a minute and for as long as a Hub that is busy says. Here
no call is repeated: who asked decides when to ask again, since a repository is to be looked at again before
it is written again.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Read as the library is imported: large files take the road that stand-ins and mirrors know as well.
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import httpx2
from huggingface_hub.errors import HfHubHTTPError

from game.backoff import retry_after_seconds

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

_REQUEST = re.compile(
    r"\s*\(Request ID: [^)]*\)"
)  # another each time: the same cause would read like a new one


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
    """The Hub will not do it until something is mended; the sentence says what.

    Attributes
    ----------
    status : int
        What it answered; 0 when it did not.
    said : str
        Its own words.
    """

    def __init__(self, why: str, status: int = 0, said: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.said = said


class Moved(Exception):
    """Somebody else has committed since the revision that was looked at."""


class NotFound(Refused):
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


def client() -> httpx2.Client:
    """Make a client as the library is to use it."""
    return _Client(follow_redirects=True, timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS))


def _pause_seconds(reply: httpx2.Response) -> float:
    asked = reply.headers.get("retry-after", "").strip()
    if reply.status_code == 429 and not asked:
        asked = "".join(re.findall(r";\s*t=(\d+)", reply.headers.get("ratelimit", ""))[:1])
    return min(retry_after_seconds(asked) or 0.0, LONGEST_PAUSE_SECONDS)


@contextmanager
def answered() -> Iterator[None]:
    """Turn whatever the library raises into what a caller can act on."""
    try:
        yield
    except (Unavailable, Refused):
        raise
    except HfHubHTTPError as error:
        raise _refusal(error) from error
    except httpx2.HTTPError as error:
        raise Unavailable(f"the Hub broke off ({type(error).__name__})") from error
    except RuntimeError as error:  # in it the library wraps what stopped an upload
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise _refusal(cause) from error
        raise Unavailable(str(cause or error), getattr(cause, "pause_seconds", 0.0)) from error
    except OSError as error:
        if error.errno is not None:  # the machine's own trouble
            raise
        raise Unavailable(
            f"the Hub did not give the whole of a file ({str(error).splitlines()[0]})"
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unavailable(f"the Hub gave half an answer ({type(error).__name__}: {error})") from error


def _refusal(error: HfHubHTTPError) -> Exception:
    status = error.response.status_code
    if status == 412:
        return Moved("somebody else has committed to the dataset")
    if status == 409:
        return Unavailable("the Hub is at work on the dataset (409)")
    told = _REQUEST.sub("", error.server_message or str(error).splitlines()[0])
    why = f"The Hub {PLAINLY.get(status, f'refuses ({status})')}. It said: {told}"
    return (NotFound if status == 404 else Refused)(why, status, told)
