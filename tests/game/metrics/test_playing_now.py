"""Who plays now."""

from game.metrics.playing_now import ACTIVE_SECONDS, MOST_PLAYERS, PlayingNow
from tests.builders.running_game import Clock


def test_players_count_once_in_the_mode_that_they_played_last() -> None:
    playing = PlayingNow(Clock())
    for player, mode in (("a", "random"), ("b", "random"), ("a", "daily"), ("c", "daily"), ("c", "daily")):
        playing.note(player, mode)
    assert playing.by_mode() == {"random": 1, "daily": 2}


def test_who_has_stopped_or_ended_a_game_does_not_play() -> None:
    clock = Clock()
    playing = PlayingNow(clock)
    playing.note("a", "random")
    playing.note("b", "random")
    clock.now += ACTIVE_SECONDS - 1
    playing.note("a", "random")
    playing.note("c", "random")
    playing.forget("c")
    playing.forget("nobody")
    assert playing.by_mode() == {"random": 2}
    clock.now += 1
    assert playing.by_mode() == {"random": 1}


def test_a_crowd_is_counted_up_to_a_limit() -> None:
    playing = PlayingNow(Clock())
    for number in range(MOST_PLAYERS + 10):
        playing.note(str(number), "random")
    assert playing.by_mode() == {"random": MOST_PLAYERS}
