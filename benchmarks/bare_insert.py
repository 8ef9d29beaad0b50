"""Baseline of the guess path: one route with one committed insert, as a first version would have it."""

import os
import sqlite3
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
database = sqlite3.connect(Path(os.environ["EARWITNESS_STATE"]) / "bare.db")
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE guesses (id INTEGER PRIMARY KEY, player TEXT, round TEXT, lat REAL, lon REAL)")


class Guess(BaseModel):
    """A point on Earth."""

    player: str
    round: str
    lat: float
    lon: float


@app.get("/readyz")
async def ready() -> dict[str, str]:
    """Answer once the server is ready."""
    return {"status": "ready"}


@app.post("/guess")
async def guess(body: Guess) -> dict[str, str]:
    """Store a guess and commit it."""
    values = (body.player, body.round, body.lat, body.lon)
    database.execute("INSERT INTO guesses (player, round, lat, lon) VALUES (?, ?, ?, ?)", values)
    database.commit()
    return {"status": "stored"}


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), log_level="warning")
