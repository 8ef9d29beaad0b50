"""Paths become few labels, whatever is asked for."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount, Route, WebSocketRoute

from game.api.problems import NotFound
from game.metrics.route_names import OTHER_METHOD, UNKNOWN, RouteNames
from tests.builders.running_game import running


async def nothing(*_: object) -> None: ...


NAMES = RouteNames(
    [
        Route("/api/games", nothing, methods=["POST"]),
        Route("/api/games/{game}", nothing, methods=["GET"]),
        Route("/api/games/{game}/rounds", nothing, methods=["POST"]),
        Route("/api/games/mine/all", nothing, methods=["GET"]),
        WebSocketRoute("/api/parties/{party}/ws", nothing),
        Mount("/earwitness", nothing),
        Mount("/api", NotFound(FastAPI())),
        Mount("", nothing),
    ],
    NotFound,
)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/games", "/api/games"),
        ("/api/games/abc", "/api/games/{game}"),
        ("/api/games/abc/rounds", "/api/games/{game}/rounds"),
        ("/api/games/mine/rounds", "/api/games/{game}/rounds"),
        ("/api/games/mine/all", "/api/games/mine/all"),
        ("/api/parties/ABCDEF/ws", "/api/parties/{party}/ws"),
        ("/earwitness/a/b.js", "/earwitness/{file}"),
        ("/static/img/logo.svg", "/static/{file}"),
        ("/", "/"),
        ("/config", "/config"),
        ("/api/games/abc/rounds/more", UNKNOWN),
        ("/api/other", UNKNOWN),
        ("/nothing", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_path_has_the_name_of_the_route_that_answers_it(path: str, template: str) -> None:
    assert NAMES.of(path).template == template


def test_a_method_that_a_route_is_not_asked_by_is_another() -> None:
    games = NAMES.of("/api/games/abc")
    assert [games.method(sent) for sent in ("GET", "HEAD", "POST", "BREW")] == [
        "GET",
        "HEAD",
        OTHER_METHOD,
        OTHER_METHOD,
    ]
    assert NAMES.unknown.method("GET") == OTHER_METHOD


WORDS = ["api", "games", "mine", "all", "earwitness", "", "{game}", ".."]
PIECES = st.lists(st.sampled_from(WORDS) | st.text())


@given(PIECES)
def test_no_path_makes_a_new_name(pieces: list[str]) -> None:
    templates = {"/earwitness/{file}", "/assets/{file}", "/static/{file}", UNKNOWN, "/", "/config"}
    templates |= {"/theme.css", "/favicon.ico", "/robots.txt"}
    templates |= {"/api/games", "/api/games/{game}", "/api/games/{game}/rounds", "/api/games/mine/all"}
    templates |= {"/api/parties/{party}/ws"}
    assert NAMES.of("/" + "/".join(pieces)).template in templates


def test_every_route_of_the_game_has_its_own_name(tmp_path: Path) -> None:
    with running(tmp_path, EARWITNESS_LEADERBOARD="on") as client:
        app = client.app
        assert isinstance(app, FastAPI)
        names = RouteNames(app.routes, NotFound)
        templates = {route.path for route in app.routes if isinstance(route, Route | WebSocketRoute)}
        assert len(templates) > 50
        for template in templates:
            asked = "/".join("x1" if part.startswith("{") else part for part in template.split("/"))
            assert names.of(asked).template == template
