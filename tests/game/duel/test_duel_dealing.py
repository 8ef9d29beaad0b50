"""Which clips a duel deals: an ordinary draw where the opponent has answered every playable clip."""

import pytest

from game.duel.duel_dealing import DuelDealing
from game.duel.opponent import Answer, Opponent
from game.duel.opponents import SAME_CLICK, Opponents
from game.errors import GameOver, UnknownOpponent
from game.play import queries
from game.play.dealing import read_game
from game.play.kinds import Options
from tests.builders.dealing_table import HASH, POINTS, table


def opponent(*numbers: int, name: str = "alm/one") -> Opponent:
    answers = {f"k{number}": Answer(1.0, 2.0, "", "") for number in numbers}
    return Opponent(name, "One", "model", 1000.0, answers)


EVERY = opponent(*range(len(POINTS)))


@pytest.mark.parametrize("against", ["alm/one", SAME_CLICK])
def test_against_who_has_answered_every_clip_the_draw_is_the_ordinary_one(against):
    """Over seeds and a whole history of a player: same clips in the same order, with the same probability."""
    drawn = ("clip_key", "draw_probability", "study_hash", "pack", "number")
    for seed in range(25):
        ordinary, duel = table(seed), table(seed, EVERY)
        for rounds in (5, 3, 5):
            plain = ordinary.play("random", rounds=rounds)
            duelled = duel.play("duel", against, rounds=rounds)
            assert [[row[name] for name in drawn] for row in duelled] == [
                [row[name] for name in drawn] for row in plain
            ]
            assert {row["allocation"] for row in duelled} == {"duel-uniform"}
            assert {row["study_hash"] for row in duelled} == {HASH}


def test_against_who_has_answered_some_clips_only_these_are_dealt_and_never_count():
    some = table(1, opponent(*range(8, 16)))
    rows = [*some.play("duel", "alm/one"), *some.play("duel", "alm/one")]
    assert {int(row["clip_key"][1:]) for row in rows} <= set(range(8, 16))
    new, known = rows[:8], rows[8:]
    assert len({row["clip_key"] for row in new}) == 8
    assert {row["allocation"] for row in new} == {"duel-answered"}
    assert {row["allocation"] for row in known} == {"duel-known"}
    assert {row["study_hash"] for row in rows} == {None}
    assert all("other_mode" in row["why_not"] for row in rows)


def test_known_clips_come_once_no_new_one_is_left_even_against_who_answered_all():
    every = table(2, EVERY)
    rows = [row for _ in range(6) for row in every.play("duel", "alm/one")]
    allocations = [row["allocation"] for row in rows]
    assert set(allocations) == {"duel-uniform", "duel-known"}
    seen = [row["clip_key"] for row in rows if row["allocation"] == "duel-uniform"]
    assert len(seen) == len(set(seen))


def test_nobody_of_that_name_and_an_opponent_that_vanished():
    with pytest.raises(UnknownOpponent):
        table(3).play("duel", "alm/one")
    with pytest.raises(UnknownOpponent):
        table(3).play("duel")
    here = [EVERY]
    vanishing = table(4)
    kind = vanishing.dealing._kinds["duel"]
    assert isinstance(kind, DuelDealing)
    kind._opponents = Opponents(lambda _: here)
    game, _ = vanishing.dealing.start(vanishing.connection, "somebody", "duel", Options("alm/one"))
    first = vanishing.round(game["game"])
    assert '"lat": 1.0' in first["opponent"]
    here.clear()
    with pytest.raises(GameOver):
        vanishing.round(game["game"])
    found = queries.game(vanishing.connection, "somebody", game["game"])
    assert found is not None
    assert found["length"] == 1


def test_what_a_duel_ends_with_is_kept_once_all_its_rounds_are_closed():
    won = table(5, EVERY)
    won.play("duel", "alm/one", rounds=4)
    ends = "SELECT duel_won, duel_on_new FROM games"
    assert won.connection.exec_driver_sql(ends).all() == [(None, None)]
    won.play("duel", "alm/one")
    assert won.connection.exec_driver_sql(ends).all() == [(None, None), (1, 1)]


@pytest.mark.parametrize("heard", [0, 8])
def test_what_was_prepared_against_who_has_answered_some_begins_no_game_that_counts(heard):
    """Neither a clip drawn from the few that are answered, nor one that the player knows."""
    for seed in range(8):
        some = table(seed, opponent(*range(8, 16)), opponent(*range(len(POINTS)), name="alm/all"))
        for _ in range(heard // 4):
            some.play("duel", "alm/one", rounds=4)
        game, _ = some.dealing.start(some.connection, "somebody", "duel", Options("alm/one"))
        some.round(game["game"])
        prepared = some.dealing.prepare(*read_game(some.connection, "somebody", game["game"]))
        assert prepared is not None
        for mode, against in (("random", None), ("duel", "alm/all")):
            [row] = some.play(mode, against, rounds=1)
            assert row["round"] != prepared["round"]
