"""The application: one call, its answer, and a memory of all calls."""

import asyncio
import base64
import binascii
import hashlib
import io
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import soundfile
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.stand_ins.hub.connections import close, cut
from tests.stand_ins.model_api import replies

KEY = "sk-standIn"  # invented for the stand-in
MODEL = "listener/large"

How = int | Literal["lost", "half", "gone"]


@dataclass(frozen=True)
class Fault:
    """How a call fails.

    Attributes
    ----------
    how : int or str
        A status; "gone": the connection drops before anything is done; "lost": the call is answered and paid,
        then the connection drops; "half": the same, in the middle of the reply.
    headers : dict
        Sent with a status, such as `Retry-After`.
    body : str or None
        Sent with a status; None: OpenAI's error. With status 200 it replaces the reply.
    """

    how: How
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True)
class Call:
    """A call as it arrived.

    Attributes
    ----------
    digest : str
        SHA-256 of the sound's bytes, or of the text if there is no sound.
    text : str
        Text of the question.
    sound : bytes
        The sound that was sent; empty if none.
    fault : int, str or None
        How it failed.
    """

    digest: str
    text: str
    sound: bytes
    format: str
    asked: dict[str, Any]
    headers: dict[str, str]
    raw: bytes
    fault: How | None


class Mind:
    """The stand-in's answers and memory; tests may read it from another thread."""

    def __init__(self) -> None:
        self.models = {MODEL}
        self.calls: list[Call] = []
        self.paid: Counter[str] = Counter()  # by digest
        self.reply_ids: dict[str, list[str]] = {}  # by digest
        self.most_at_once = 0
        self.finish = "stop"
        self.usage: Callable[[int], dict[str, Any]] = lambda number: {}  # by reply number
        self.faults: deque[Fault] = deque()
        self.content: Callable[[str], str | None] = self.by_hash
        self.reply_to: Callable[[Call], str | None] = lambda call: self.content(call.digest)
        self.called = threading.Event()
        self.pause_seconds: Callable[[], float] = lambda: 0.0
        self.fault_by_chance: Callable[[], Fault | None] = lambda: None
        self.under_way = 0
        self._gate = threading.Event()  # answers wait for it
        self._gate.set()

    def hold(self) -> None:
        """Hold all answers until `let_go`."""
        self._gate.clear()

    def let_go(self) -> None:
        self._gate.set()

    @staticmethod
    def by_hash(digest: str) -> str:
        """One of several wordings of the same answer; the same for the same sound."""
        return replies.CONTENTS[int(digest[:8], 16) % len(replies.CONTENTS)]

    async def answer(self, call: Call) -> Response:
        """Wait, count the payment, and answer."""
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await asyncio.sleep(self.pause_seconds())
            while not self._gate.is_set():
                await asyncio.sleep(0.01)
        finally:
            self.under_way -= 1
        number = sum(self.paid.values()) + 1
        self.paid[call.digest] += 1
        self.reply_ids.setdefault(call.digest, []).append(f"chatcmpl-{number}")
        reply = replies.completion(self.reply_to(call), number, MODEL, **self.usage(number))
        reply["choices"][0]["finish_reason"] = self.finish
        return JSONResponse(reply)


class _Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.response = JSONResponse(replies.error(status, message), status)


class _Broken(Response):
    """A reply that drops the connection before sending anything, or half-way."""

    def __init__(self, body: bytes, half: bool) -> None:
        super().__init__(body)
        self._half = half

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._half:
            await cut(scope, receive)
            return
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        body = bytes(self.body)
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await close(scope, receive)


def create_app(mind: Mind) -> Starlette:
    routes = [
        Route("/v1/chat/completions", _completions, methods=["POST"]),
        Route("/readyz", lambda _: PlainTextResponse("ready")),
    ]
    app = Starlette(routes=routes)
    app.state.mind = mind
    return app


async def _completions(request: Request) -> Response:
    mind: Mind = request.app.state.mind
    try:
        raw = await request.body()
    except ClientDisconnect:  # the client was killed while sending
        return Response()
    fault = mind.faults.popleft() if mind.faults else mind.fault_by_chance()
    try:
        call = await _call(request, raw, fault)
    except _Refusal as refusal:
        return refusal.response
    mind.calls.append(call)
    mind.called.set()
    if fault is None:
        return await mind.answer(call)
    return await _failed(mind, call, fault)


async def _call(request: Request, raw: bytes, fault: Fault | None) -> Call:
    if request.headers.get("authorization") != f"Bearer {KEY}":
        raise _Refusal(401, "Incorrect API key provided.")
    asked = await request.json()
    if asked.get("model") not in request.app.state.mind.models:
        raise _Refusal(404, f"The model `{asked.get('model')}` does not exist.")
    text, sound, kind = _content(asked["messages"][-1]["content"])
    digest = hashlib.sha256(sound or text.encode()).hexdigest()
    headers = dict(request.headers)
    return Call(digest, text, sound, kind, asked, headers, raw, fault.how if fault else None)


def _content(content: str | list[dict[str, Any]]) -> tuple[str, bytes, str]:
    """The text, the sound's bytes and their format; raises what a server refuses."""
    if isinstance(content, str):
        return content, b"", ""
    text = "".join(part["text"] for part in content if part["type"] == "text")
    sounds = [part["input_audio"] for part in content if part["type"] == "input_audio"]
    if not sounds:
        return text, b"", ""
    kind = sounds[0]["format"]
    if kind not in ("mp3", "wav"):
        raise _Refusal(400, f"Invalid value: '{kind}'. Supported values are: 'wav' and 'mp3'.")
    try:
        sound = base64.b64decode(sounds[0]["data"], validate=True)
        found = soundfile.info(io.BytesIO(sound)).format
    except (binascii.Error, soundfile.LibsndfileError):
        raise _Refusal(400, "The audio data could not be read.") from None
    if (found == "MP3") != (kind == "mp3"):
        raise _Refusal(400, f"The audio is {found}, not {kind}.")
    return text, sound, kind


async def _failed(mind: Mind, call: Call, fault: Fault) -> Response:
    if fault.how == "gone":
        return _Broken(b"", half=False)
    if isinstance(fault.how, str):
        answer = await mind.answer(call)
        return _Broken(bytes(answer.body), half=fault.how == "half")
    if fault.body is not None:
        return PlainTextResponse(fault.body, fault.how, fault.headers)
    return JSONResponse(replies.error(fault.how, "Something went wrong"), fault.how, fault.headers)
