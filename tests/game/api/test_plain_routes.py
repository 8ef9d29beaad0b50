"""Routes past FastAPI answer as the application would, and leave it all other requests."""

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.testclient import TestClient

from game.api import problems
from game.api.plain_routes import PlainRoutes
from game.api.problems import HTTPProblem
from game.errors import RoundClosed

PATH = "/api/things/{thing}/use"


async def use(request: Request) -> Response:
    thing = request.path_params["thing"]
    if thing == "gone":
        raise RoundClosed("problem.round_guessed")
    if thing == "wrong":
        raise HTTPProblem(422, "problem.nothing_to_change")
    if thing == "broken":
        raise ZeroDivisionError
    return JSONResponse({"used": thing, "body": (await request.body()).decode(), "plainly": "app" in request})


@pytest.fixture
def client():
    app = FastAPI()
    problems.add_handlers(app)
    plain = PlainRoutes(app)
    plain.add(PATH)(use)
    app.get(PATH)(lambda thing: {"read": thing})
    app.add_middleware(plain.before)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_post_is_answered_with_its_parameters_and_its_body(client):
    assert client.post("/api/things/a%20b/use", content="x").json() == {
        "used": "a b",
        "body": "x",
        "plainly": True,
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/things/a/use", 200),
        ("PUT", "/api/things/a/use", 405),
        ("POST", "/api/things/a/b/use", 404),
        ("POST", "/api/things//use", 404),
    ],
)
def test_all_else_goes_to_the_application(client, method, path, status):
    assert client.request(method, path).status_code == status


@pytest.mark.parametrize(
    ("thing", "status", "key"), [("gone", 409, "round_guessed"), ("wrong", 422, "nothing_to_change")]
)
def test_errors_become_the_same_documents(client, thing, status, key):
    answer = client.post(f"/api/things/{thing}/use", headers={"Accept-Language": "de"})
    assert (answer.status_code, answer.json()["key"]) == (status, key)
    assert answer.headers["content-language"] == "de"


def test_what_nobody_expects_is_left_to_those_outside(client):
    assert client.post("/api/things/broken/use").status_code == 500
