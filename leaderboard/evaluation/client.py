"""One request to a model behind an OpenAI-compatible chat API, and what each kind of failure means."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

import httpx2
from openai import APIConnectionError, APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient, Omit
from openai.types.chat import ChatCompletionMessageParam

from game.backoff import retry_after_seconds
from game.network.bounded_body import ACCEPT, MOST_BYTES
from game.network.errors import DamagedBody, PrivateAddress, Unacceptable
from game.network.guarded_network import guarded_client_options

Message = Mapping[str, Any]

NO_KEY = "none"  # local servers need no key, but the client insists on one
# With these errors nothing was sent that a model could have worked on.
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_GIVEN_UP = (408, 504, 524)  # a proxy timed out; the model may have gone on
_NOT_HERE = {
    401: "the key is rejected",
    402: "the account has no credit left",
    404: "no such address or model",
}


class Unanswered(Exception):
    """A call without an answer; the message says why."""


class Busy(Unanswered):
    """The server cannot answer now, and nothing was paid.

    Attributes
    ----------
    after : float or None
        Seconds that the server asks to wait.
    """

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Lost(Unanswered):
    """The call may have been processed and paid for, but no complete reply arrived."""


class Refused(Unanswered):
    """The server rejects this question; another may work."""


class Closed(Unanswered):
    """The server will answer no question: wrong key, credit, address or model."""


class Client:
    """Asks one model.

    Parameters
    ----------
    base_url : str
        The API's address, usually ending in ``/v1``. It may be in this network; redirects lead to public
        addresses only.
    options : mapping
        Further fields of each request: ``seed``, ``temperature``, a server's own fields.
    timeout : float
        Seconds to wait for a reply.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        model: str,
        options: Mapping[str, Any] | None = None,
        timeout: float = 600,
    ) -> None:
        self.model = model
        self._options = dict(options or {})
        # The client's own retries would pay again without reporting it.
        self._openai = AsyncOpenAI(
            base_url=base_url,
            api_key=key or NO_KEY,
            timeout=timeout,
            max_retries=0,
            http_client=_guarded_client(base_url),
        )

    async def ask(self, messages: Sequence[Message]) -> str:
        """Send a question, and return the reply's raw body.

        Raises
        ------
        Busy, Lost, Refused, Closed
        """
        try:
            reply = await self._openai.chat.completions.with_raw_response.create(
                model=self.model,
                messages=cast(list[ChatCompletionMessageParam], [*messages]),
                # OpenAI account headers are none of another server's business.
                extra_headers={"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()},
                extra_body=self._options or None,
            )
        except APIStatusError as error:
            raise _refusal(error) from error
        except APIConnectionError as error:
            raise _failure(error) from error
        except PrivateAddress as error:
            raise Closed(f"the server leads elsewhere: {error}") from error
        except (Unacceptable, DamagedBody) as error:
            raise Lost(f"the reply is not taken: {error}") from error
        return reply.http_response.text

    async def close(self) -> None:
        await self._openai.close()


def _guarded_client(base_url: str) -> httpx2.AsyncClient:
    named = [httpx2.URL(base_url).host]
    options = guarded_client_options(named, httpx2.Limits(max_keepalive_connections=100), MOST_BYTES)
    return DefaultAsyncHttpxClient(headers=ACCEPT, **options)


def _refusal(error: APIStatusError) -> Unanswered:
    status = error.status_code
    why = f"{status}: {_error_message(error)}"
    if status in _GIVEN_UP:
        return Lost(why)
    if status in (409, 425, 429) or status >= 500:
        return Busy(why, asked_to_wait(error.response.headers))
    if status in _NOT_HERE:
        return Closed(f"{_NOT_HERE[status]} ({why})")
    return Refused(why)


def _error_message(error: APIStatusError) -> str:
    message = error.body.get("message") if isinstance(error.body, dict) else error.response.text
    return " ".join(str(message or error.response.reason_phrase).split())[:300]


def _failure(error: APIConnectionError) -> Unanswered:
    cause = error.__cause__
    why = f"{type(cause or error).__name__}: {cause or error}".rstrip(": ")
    return Busy(why) if isinstance(cause, _UNSENT) else Lost(why)


def asked_to_wait(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Read how long a server asks to wait.

    Parameters
    ----------
    headers : mapping
        With `Retry-After` in seconds or as a date, or OpenAI's own header in milliseconds.
    now : float, optional
        Seconds since 1970; by default the current time.

    Returns
    -------
    float or None
        Seconds, at least 0; None without a readable header.
    """
    with suppress(KeyError, ValueError):
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    return retry_after_seconds(headers.get("retry-after", ""), now)
