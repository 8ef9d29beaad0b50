"""HTTP routes for place names: around a point, by a text, and the town nearest to a point."""

import math
from dataclasses import asdict

from fastapi import FastAPI, Query
from fastapi.responses import Response

from game.api.json_response import json_response
from game.api.problems import HTTPProblem
from game.geo.place_search import Found, Results
from game.geo.point_forms import LONGEST_LINK
from game.json_types import Json
from game.play.rounds import point
from game.play.services import Services


def add_place_routes(app: FastAPI, services: Services) -> None:
    """Add the routes for place names."""

    @app.get("/api/places", summary="Place names for the map, near a point or by name")
    def places(
        q: str = Query("", max_length=LONGEST_LINK),
        lat: float = 0.0,
        lon: float = 0.0,
        zoom: float = Query(2.0, ge=0, le=22),
    ) -> Response:
        _check_finite(lat, lon, zoom)
        if q:
            results = services.place_search.search(q)
        else:
            results = Results([Found(label) for label in services.places.near(*point(lat, lon), zoom)])
        return _reply({"places": list(map(_shown, results.places)), "did_you_mean": results.is_guess})

    @app.get("/api/places/nearest", summary="The town near a point")
    def nearest(lat: float, lon: float) -> Response:
        _check_finite(lat, lon)
        town = services.towns.nearest(*point(lat, lon))
        shown = town and {
            "city": town.name,
            "city_km": round(town.distance_km, 1),
            "country": town.country,
            "country_code": town.country_code,
        }
        return _reply({"place": shown})


def _shown(found: Found) -> Json:
    return asdict(found.label) | {"matched": found.matched or None}


def _check_finite(*numbers: float) -> None:
    if not all(map(math.isfinite, numbers)):
        raise HTTPProblem(422, "problem.view_not_finite")


def _reply(content: Json) -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    return json_response(content, headers=headers)
