"""`/healthz` and `/readyz`: whether the server is alive, and whether the game can be played."""

import asyncio
from collections.abc import Callable, Mapping

from fastapi import FastAPI
from fastapi.responses import Response

from game.api.json_response import json_response
from game.api.problems import not_ready
from game.json_types import Json
from game.play.services import Services
from game.store.errors import StoreUnavailable

VANISHED = "all recordings of the pack {} have vanished from the disk"


def add_health(app: FastAPI, services: Services, workers: Mapping[str, Callable[[], Json]]) -> None:
    """Add both routes.

    Parameters
    ----------
    workers : mapping of str to callable
        The status of what the game is ready without, by name.
    """

    @app.get("/healthz", include_in_schema=False)
    async def alive() -> Json:
        return {"status": "alive"}

    @app.get("/readyz", include_in_schema=False)
    async def ready() -> Response:
        try:
            version = await services.store.probe()
        except StoreUnavailable as error:
            return not_ready(error.why)
        await asyncio.to_thread(services.active_packs.look_for_files)
        if not has_recordings(services):
            return not_ready(VANISHED.format(services.pack.name))
        status = {
            "status": "ready",
            "store": {"schema": version},
            "pack": _pack(services),
            "gazetteer": services.gazetteer.place(0.0, 0.0).city,
            **{name: worker_status() for name, worker_status in workers.items()},
        }
        return json_response(status)


def has_recordings(services: Services) -> bool:
    """Whether there was a recording of the pack when its files were last looked for."""
    clips = services.pack.clips
    return len(services.active_packs.vanished.among(clips)) < len(clips)


def _pack(services: Services) -> Json:
    pack = services.pack
    return {
        "name": pack.name,
        "playable": len(pack.clips),
        "missing": len(pack.missing),
        "unreadable": len(pack.unreadable),
        "vanished": len(services.active_packs.vanished.among(pack.clips)),
        "hash": pack.hash,
        "origin": str(pack.origin) if pack.origin else None,
    }
