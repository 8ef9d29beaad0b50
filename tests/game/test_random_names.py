import secrets

from game.random_names import random_name


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_drawn_again(monkeypatch):
    drawn = iter(["-formula", "_name"])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: next(drawn))
    assert random_name() == "_name"


def test_names_are_long_and_differ():
    assert {len(random_name()) for _ in range(100)} == {22}
    assert len({random_name() for _ in range(100)}) == 100
