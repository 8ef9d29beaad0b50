"""A state folder of the oldest version opens, and its players play on with their tokens."""

import base64
import hashlib
import hmac

import pytest
from sqlalchemy import create_engine, text

from game.players.identity import Registry
from game.store.schema import upgrade
from tests.builders.running_game import Player, running

KEY = "0123456789abcdef" * 4


def earliest(token: str, purpose: str) -> bytes:
    """What the oldest version made of a token: each name straight from the secret in it."""
    secret = base64.urlsafe_b64decode(token + "=")[:16]
    return hmac.digest(KEY.encode(), f"{purpose}:".encode() + secret, hashlib.sha256)


@pytest.mark.on_sqlite
def test_a_player_of_the_oldest_version_comes_back_with_all_rounds(tmp_path):
    token = Registry(KEY.encode()).issue()
    (tmp_path / "secret").write_text(KEY)
    engine = create_engine(f"sqlite:///{tmp_path / 'earwitness.db'}")
    upgrade(engine, "0001")
    pseudonym = "ew-" + base64.b32encode(earliest(token, "pseudonym")).decode().lower()[:16]
    player = {"id": earliest(token, "player").hex(), "pseudonym": pseudonym}
    round_ = {
        **dict.fromkeys(("round", "audio", "guess_id", "pack", "pack_hash", "clip_key", "allocation"), "x"),
        **{
            "app_version": "0",
            "feedback": "round",
            "mode": "practice",
            "client": "page",
            "status": "guessed",
        },
        **{"true_lat": 1.0, "true_lon": 2.0, "draw_probability": 1.0, "bytes_served": 0, "number": 1},
        **{"touched_at": 1.7e9, "day": "2023-11-14", "player_id": player["id"], "game": "g"},
    }
    with engine.begin() as connection:
        add = text("INSERT INTO players VALUES (:id, :pseudonym, 1, 'play-1', 'page')")
        connection.execute(add, player)
        connection.execute(text("INSERT INTO games VALUES ('g', :id, 'practice', 1)"), player)
        places = ", ".join(f":{name}" for name in round_)
        connection.execute(text(f"INSERT INTO rounds ({', '.join(round_)}) VALUES ({places})"), round_)
    engine.dispose()
    for _ in range(2):  # renamed at the first start, known by the new names at the second
        with running(tmp_path) as client:
            headers = {"X-Earwitness-Player": token}
            own = client.get("/api/players/me", headers=headers).json()
            assert own["rounds"] >= 1
            assert own["pseudonym"] == Registry(KEY.encode()).identity(token).pseudonym
            back = Player(client)
            back.headers = headers
            assert len(back.play("practice")) == 5
            assert client.get("/api/games/g", headers=headers).status_code == 200
