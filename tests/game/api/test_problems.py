"""Errors as problem documents: a sentence, and the key and values to say it in another language."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from game.api.problems import HTTPProblem, add_handlers
from game.errors import BadPoint, GameOver
from game.sound.sealed import AudioError
from game.store.errors import StoreUnavailable

JSON = {"Content-Type": "application/json"}
ERRORS: dict[str, Exception] = {
    "refusal": GameOver("problem.game_over"),
    "point": BadPoint("problem.bad_latitude", latitude="91"),
    "route": HTTPProblem(413, "problem.body_too_large", {"X-Other": "kept"}, bytes=16384),
    "sound": AudioError("/a/path/of/ours"),
    "store": StoreUnavailable("disk full"),
    "foreign": HTTPException(418, "Short and stout"),
}


class Body(BaseModel):
    lat: float


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    add_handlers(app)

    @app.get("/{name}")
    async def fail(name: str) -> None:
        raise ERRORS[name]

    @app.post("/body")
    async def read(body: Body) -> None: ...

    with TestClient(app) as client:
        yield client


def test_a_refusal_tells_its_sentence_and_key(client):
    reply = client.get("/refusal")
    assert reply.status_code == 409
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "You’ve played every round of this game.",
        "key": "game_over",
    }


def test_what_a_sentence_is_filled_in_with_travels_along(client):
    problem = client.get("/point").json()
    assert (problem["status"], problem["key"], problem["values"]) == (422, "bad_latitude", {"latitude": "91"})
    assert problem["detail"] == "Latitude 91 is not between -90 and 90 degrees."


def test_a_route_s_problem_keeps_status_headers_and_numbers(client):
    reply = client.get("/route")
    assert (reply.status_code, reply.headers["x-other"]) == (413, "kept")
    assert reply.json()["values"] == {"bytes": 16384}
    assert reply.json()["detail"] == "The body is larger than 16,384 bytes."


@pytest.mark.parametrize(
    ("name", "status", "key"), [("sound", 404, "recording_gone"), ("store", 503, "store_unavailable")]
)
def test_what_went_wrong_inside_is_told_without_its_details(client, name, status, key):
    reply = client.get(f"/{name}")
    assert (reply.status_code, reply.json()["key"]) == (status, key)
    assert str(ERRORS[name]) not in reply.text


def test_an_error_of_another_library_has_no_key(client):
    problem = client.get("/foreign").json()
    assert problem["detail"] == "Short and stout."
    assert not {"key", "values"} & set(problem)


def test_a_body_that_cannot_be_read_is_told_field_by_field(client):
    problem = client.post("/body", json={"lat": "north"}).json()
    assert problem["key"] == "invalid_request"
    assert problem["detail"].startswith("Some of this request is not valid. lat: ")
    assert client.post("/body", content="{", headers=JSON).json()["key"] == "invalid_json"
