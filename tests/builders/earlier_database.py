"""State folders of earlier versions."""

from collections.abc import Mapping

from sqlalchemy import create_engine, text

from game.store.schema import upgrade

SOMEONE = {"someone": "someone"}
PLAYER = text("INSERT INTO players (id, pseudonym, consent, client) VALUES (:id, :pseudonym, '1', 'page')")
GAME = text("INSERT INTO games (game, player_id, mode, length) VALUES (:game, :player_id, 'random', 5)")
OLD_ROUND = {
    **dict.fromkeys(("pack", "pack_hash", "clip_key", "allocation", "app_version"), "x"),
    **{"mode": "practice", "client": "page", "feedback": "round"},
    **{"true_lat": 1.0, "true_lon": 2.0, "draw_probability": 1.0, "bytes_served": 0},
    "touched_at": 1_800_012_345.678,
}


def earlier_database(url: str, version: str, players: Mapping[str, str] = SOMEONE) -> None:
    """A database of an earlier version: each player has a game, a round closed on 2027-01-15, an open one.

    Parameters
    ----------
    players : mapping of str to str
        Pseudonyms by id.
    """
    engine = create_engine(url)
    upgrade(engine, version)
    number = 0
    with engine.begin() as connection:
        for at, (id_, pseudonym) in enumerate(players.items()):
            connection.execute(PLAYER, {"id": id_, "pseudonym": pseudonym})
            game = {"game": f"g{at}", "player_id": id_}
            connection.execute(GAME, game)
            for status, day in (("guessed", "2027-01-15"), ("open", None)):
                number += 1
                own = {"round": f"r{number}", "audio": f"a{number}", "number": number}
                row = OLD_ROUND | game | own | {"status": status, "day": day}
                places = ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO rounds ({', '.join(row)}) VALUES ({places})"), row)
    engine.dispose()
