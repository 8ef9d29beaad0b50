"""What a reply's status and headers mean for whoever asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from game.backoff import retry_after_seconds
from game.fetching.errors import Missing, Unavailable

PASSING = {408, 423, 425, 429}  # these, and all from 500, are gone after a while
PLAINLY = {
    401: "is not open to the public",
    403: "is not open to the public",
    404: "is not there",
    410: "is not there any more",
    451: "may not be given out",
}
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def check(reply: httpx2.Response) -> None:
    """Accept 200 and 206, and 416, which is about a range.

    Raises
    ------
    Missing
        When asking again would be of no use.
    Unavailable
        When it may be.
    """
    status = reply.status_code
    if status in (200, 206, 416):
        return
    host = reply.url.host
    if status in PASSING or status >= 500:
        raise Unavailable(f"{host} answered {status}", pause_seconds(reply.headers.get("retry-after", "")))
    raise Missing(f"it {PLAINLY.get(status, 'is refused')} ({status} from {host})")


def pause_seconds(asked: str) -> float:
    """Read `Retry-After`: seconds, or a date; 0 for what is neither."""
    return retry_after_seconds(asked) or 0.0


@contextmanager
def heard(url: str) -> Iterator[None]:
    """Turn what the client library raises into `Unavailable`, or `Missing` for what is no address."""
    try:
        yield
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise Missing(f"{url} is no address ({error})") from error
    except httpx2.TimeoutException as error:
        raise Unavailable(f"{_host(url)} is silent") from error
    except httpx2.HTTPError as error:
        said = f": {error}" if str(error) else ""
        raise Unavailable(f"{_host(url)} does not answer ({type(error).__name__}{said})") from error


def _host(url: str) -> str:
    return httpx2.URL(url).host


@dataclass(frozen=True, slots=True)
class Body:
    """Where a reply's bytes belong in the file, and the size of the whole; None where it does not say."""

    start: int
    size: int | None


def body(reply: httpx2.Response) -> Body | None:
    """Read where the bytes of a reply to a request for a range begin; None when it cannot be told."""
    if reply.status_code == 200:
        length = reply.headers.get("content-length", "")
        return Body(0, int(length) if length.isdigit() else None)
    told = _RANGE.fullmatch(reply.headers.get("content-range", "").strip())
    if reply.status_code != 206 or told is None:
        return None
    return Body(int(told[1]), None if told[3] == "*" else int(told[3]))


def validator(reply: httpx2.Response) -> str:
    """What tells this state of a file from another one, for `If-Range`; empty when nothing does."""
    tag: str = reply.headers.get("etag", "")
    if tag.startswith('"'):  # one that begins with W/ does not vouch for every byte
        return tag
    modified: str = reply.headers.get("last-modified", "")
    return modified
