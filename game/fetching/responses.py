"""What a response's status and headers mean for the caller."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from game.backoff import retry_after_seconds
from game.fetching.errors import Damaged, Missing, Unavailable
from game.network.errors import DamagedBody, Unacceptable

TEMPORARY = {408, 423, 425, 429}  # worth another try, as is everything from 500
REASONS = {
    401: "is not open to the public",
    403: "is not open to the public",
    404: "does not exist",
    410: "no longer exists",
    451: "is withheld for legal reasons",
}
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def check(response: httpx2.Response) -> None:
    """Accept 200 and 206, and 416, which is about a range.

    Raises
    ------
    Missing
        When another try would be useless.
    Unavailable
        When it may succeed.
    """
    status = response.status_code
    if status in (200, 206, 416):
        return
    host = response.url.host
    if status in TEMPORARY or status >= 500:
        raise Unavailable(f"{host} answered {status}", pause_seconds(response.headers.get("retry-after", "")))
    raise Missing(f"it {REASONS.get(status, 'is refused')} ({status} from {host})")


def pause_seconds(header: str) -> float:
    """Read `Retry-After` (seconds or a date); 0 for anything else."""
    return retry_after_seconds(header) or 0.0


@contextmanager
def errors_of(url: str) -> Iterator[None]:
    """Turn the HTTP library's errors into `Unavailable`, or into `Missing` where no try would help."""
    try:
        yield
    except Unacceptable as error:
        raise Missing(str(error)) from error
    except DamagedBody as error:
        raise Damaged(str(error)) from error
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise Missing(f"{url} is not a valid address ({error})") from error
    except httpx2.TimeoutException as error:
        raise Unavailable(f"{_host(url)} timed out") from error
    except httpx2.HTTPError as error:
        detail = f": {error}" if str(error) else ""
        raise Unavailable(f"{_host(url)} does not answer ({type(error).__name__}{detail})") from error


def _host(url: str) -> str:
    return httpx2.URL(url).host


@dataclass(frozen=True, slots=True)
class Body:
    """Where a response's bytes belong in the file, and the size of the whole file; None when unknown."""

    start: int
    size: int | None


def body(response: httpx2.Response) -> Body | None:
    """Read which bytes of the file a response holds; None when its headers do not say."""
    if response.status_code == 200:
        length = response.headers.get("content-length", "")
        return Body(0, int(length) if length.isdigit() else None)
    found = _RANGE.fullmatch(response.headers.get("content-range", "").strip())
    if response.status_code != 206 or found is None:
        return None
    return Body(int(found[1]), None if found[3] == "*" else int(found[3]))


def validator(response: httpx2.Response) -> str:
    """Return the value for `If-Range` that names this version of a file; empty when there is none."""
    tag: str = response.headers.get("etag", "")
    if tag.startswith('"'):  # a weak tag (W/) does not promise identical bytes
        return tag
    modified: str = response.headers.get("last-modified", "")
    return modified
