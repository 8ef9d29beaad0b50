"""What a transaction knows of a player stays what the database says, and is read once."""

from game.play.allocation import Deck
from game.play.dealing import read_game
from game.play.history import History
from game.play.known_clips import to_bits
from tests.builders.dealing_table import table


def said(history: History, deck: Deck) -> str:
    """All that a history says, as text: a date is one before it is stored and a text afterwards."""
    known = history.known(deck)
    player = {name: str(value) for name, value in history.player.items()}
    counts = (history.closed_rounds, history.last_sitting, history.count())
    return repr((player, history.open_rounds, counts, to_bits(known.dealt), to_bits(known.revealed)))


def test_a_history_says_after_each_step_what_a_new_one_reads():
    one = table(1)
    deck, history = one.dealing.deck, History(one.connection, one.player)
    assert said(history, deck) == said(History(one.connection, one.player), deck)
    for step in range(9):
        game, _ = one.dealing.start(one.connection, one.player, "random")
        _, begun, in_game = read_game(one.connection, one.player, game["game"])
        row, _ = one.dealing.deal(history, begun, in_game, False)
        assert said(history, deck) == said(History(one.connection, one.player), deck)
        if step % 3 == 0:
            one.closing.abandon_all(history, [row["round"]])
        elif step % 3 == 1:
            one.closing.abandon_on(history, row["pack"], row["clip_key"])
        assert said(history, deck) == said(History(one.connection, one.player), deck)
    assert history.closed_rounds >= 6
    assert history.count() == 9
    assert history.player["last_day"] is not None


def test_each_part_is_read_once():
    one = table(2)
    one.play("random", rounds=2)
    deck, history = one.dealing.deck, History(one.connection, one.player)
    statements: list[str] = []
    driver = one.connection.connection.driver_connection
    assert driver is not None
    driver.set_trace_callback(statements.append)
    for _ in range(2):
        said(history, deck)
        assert history.open_keys("p") == history.open_on("p", "k0") == []
    driver.set_trace_callback(None)
    assert len(statements) == 3
