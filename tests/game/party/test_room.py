"""The rules of a room, by themselves."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.errors import NotAllowed
from game.party import views
from game.party.events import Guessed, HostChanged, RoundBegan, SeatChanged, SeatGone
from game.party.room import GRACE_SECONDS, LONGEST_ROUND_SECONDS, ClipOfRound, Options, Room
from game.party.seat import AWAY_SECONDS
from game.party.stored_room import room_of, state_of

NOW = 1_800_000_000.0


def opened(people: int = 2, **options: int) -> Room:
    """A room with so many people, all connected."""
    room = Room("ABCDEF", "key", Options(**options))
    for number in range(1, people + 1):
        room.join(f"Player {number}", NOW)
        room.members.connect(number)
    return room


def begun(people: int = 2, **options: int) -> Room:
    """The same, in the first round."""
    room = opened(people, **options)
    room.begin_round(ClipOfRound("demo", "a"), NOW)
    return room


def test_the_first_guess_begins_the_countdown_and_its_end_ends_the_round():
    room = begun(3, countdown_seconds=30)
    assert room.due_at == NOW + LONGEST_ROUND_SECONDS
    assert room.guess(1, 1, 2, NOW + 5) == [Guessed()]
    assert views.seconds_left(room, NOW + 10) == 25
    room.guess(1, 1, 3, NOW + 20)
    assert views.seconds_left(room, NOW + 20) == 15
    assert not room.is_round_over(NOW + 35)
    assert room.due_at == NOW + 35 + GRACE_SECONDS
    assert room.is_round_over(NOW + 35 + GRACE_SECONDS)
    room.end_round({2: 4000.0, 3: 10.0})
    assert {number: seat.points for number, seat in room.seats.items()} == {1: 0.0, 2: 4000.0, 3: 10.0}


def test_without_a_countdown_a_round_waits_for_all():
    room = begun(2, countdown_seconds=0)
    room.guess(1, 1, 1, NOW)
    assert views.seconds_left(room, NOW) is None
    assert not room.is_round_over(NOW + LONGEST_ROUND_SECONDS - 1)
    assert room.is_round_over(NOW + LONGEST_ROUND_SECONDS)
    room.guess(1, 1, 2, NOW)
    assert room.is_round_over(NOW)


def test_a_round_ends_when_all_who_are_present_have_answered():
    room = begun(3)
    room.guess(1, 1, 1, NOW)
    room.guess(1, 1, 2, NOW)
    assert not room.is_round_over(NOW)
    room.members.disconnect(3, NOW)
    room.members.tick(NOW + AWAY_SECONDS - 1)
    assert not room.is_round_over(NOW + AWAY_SECONDS - 1)  # a reload
    assert room.members.tick(NOW + AWAY_SECONDS) == [SeatChanged(3)]
    assert room.is_round_over(NOW + AWAY_SECONDS)


def test_an_empty_room_waits_for_the_countdown():
    room = begun(2)
    room.guess(1, 1, 1, NOW)
    for number in room.seats:
        room.members.disconnect(number, NOW)
    room.members.tick(NOW + AWAY_SECONDS)
    assert not room.is_round_over(NOW + AWAY_SECONDS)
    assert room.is_round_over(NOW + 20 + GRACE_SECONDS)


def test_who_comes_late_plays_from_the_next_round_on():
    room = begun(1)
    late = room.join("Late", NOW).number
    room.members.connect(late)
    assert not room.plays(late)
    assert room.guess(1, 1, late, NOW) == []
    room.guess(1, 1, 1, NOW)
    assert room.is_round_over(NOW)
    room.end_round({1: 5.0, late: 5000.0})
    assert room.seats[late].scores == {}
    room.begin_round(ClipOfRound("demo", "b"), NOW)
    assert room.plays(late)


def test_the_longest_sitting_who_is_present_becomes_host():
    room = opened(3)
    room.members.disconnect(1, NOW)
    room.members.disconnect(2, NOW)
    assert room.members.tick(NOW + AWAY_SECONDS)[-1] == HostChanged(3)
    assert room.members.connect(1) == [SeatChanged(1)]  # who comes back is a member like others
    assert room.members.leave(3) == [SeatGone(3), HostChanged(1)]
    assert room.members.leave(1) == [SeatGone(1), HostChanged(2)]  # away, but the only one left
    assert room.members.leave(2) == [SeatGone(2)]
    assert room.members.host == 0
    assert room.join("New", NOW).number == room.members.host == 4


def test_when_everybody_is_gone_the_first_to_come_back_is_host():
    room = opened(3)
    for number in (1, 2, 3):
        room.members.disconnect(number, NOW)
    room.members.tick(NOW + AWAY_SECONDS)
    assert room.members.host == 1
    assert room.members.connect(2) == [SeatChanged(2), HostChanged(2)]


@pytest.mark.parametrize(
    "forged",
    [
        lambda room: room.check_start(2),
        lambda room: room.check_next(2, 1),
        lambda room: room.check_finish(2, 1),
        lambda room: room.again(2),
        lambda room: room.set_options(2, Options()),
        lambda room: room.remove(2, 1),
        lambda room: room.check_start(1),  # the host, but in another phase
        lambda room: room.check_next(1, 1),
        lambda room: room.check_finish(1, 2),
        lambda room: room.again(1),
        lambda room: room.set_options(1, Options()),
        lambda room: room.remove(1, 1),
        lambda room: room.remove(1, 9),
        lambda room: room.choose_team(1, 1),
        lambda room: room.members.connect(9),
    ],
)
def test_what_is_not_allowed_changes_nothing(forged: Callable[[Room], object]):
    room = begun(2)
    before = state_of(room)
    with pytest.raises(NotAllowed):
        forged(room)
    assert state_of(room) == before


def test_a_guess_counts_once_and_in_its_round_only():
    room = begun(2)
    for match, number, seat in ((1, 2, 1), (2, 1, 1), (1, 1, 7), (1, 0, 1)):
        assert room.guess(match, number, seat, NOW) == []
    assert room.guess(1, 1, 1, NOW) == [Guessed()]
    assert room.guess(1, 1, 1, NOW) == []
    assert room.guessed == [1]


def test_the_best_of_each_team_counts():
    room = begun(4, teams=2)
    assert [room.seats[number].team for number in (1, 2, 3, 4)] == [1, 2, 1, 2]
    room.end_round({1: 100.0, 2: 300.0, 3: 200.0})
    assert [(best["team"], best["seat"]) for best in room.best] == [(1, 3), (2, 2)]
    room.begin_round(ClipOfRound("demo", "b"), NOW)
    room.end_round({1: 500.0, 4: 50.0})
    assert views.ranking(room)["teams"] == [
        {"rank": 1, "team": 1, "points": 700.0},
        {"rank": 2, "team": 2, "points": 350.0},
    ]
    assert [row["seat"] for row in views.ranking(room)["ranking"]] == [1, 2, 3, 4]


def test_members_choose_teams_in_the_lobby_and_others_share_them_out_anew():
    room = opened(3, teams=3)
    room.choose_team(1, 3)
    with pytest.raises(NotAllowed):
        room.choose_team(2, 4)
    assert [seat.team for seat in room.seats.values()] == [3, 2, 3]
    room.set_options(1, Options(teams=2))
    assert [seat.team for seat in room.seats.values()] == [1, 2, 1]
    assert room.join("New", NOW).team == 2
    room.set_options(1, Options())
    assert {seat.team for seat in room.seats.values()} == {None}


def test_equal_points_share_a_rank():
    room = begun(3)
    room.end_round({1: 10.0, 2: 20.0, 3: 10.0})
    assert [(row["rank"], row["seat"]) for row in views.ranking(room)["ranking"]] == [(1, 2), (2, 1), (2, 3)]


def test_another_match_begins_with_nothing():
    room = begun(2, rounds=1, teams=2)
    room.end_round({1: 10.0})
    assert not room.check_next(1, 1)
    room.end_match()
    room.again(1)
    assert (room.phase, room.match, room.number, room.team_points) == ("lobby", 2, 0, {})
    assert [seat.points for seat in room.seats.values()] == [0.0, 0.0]
    assert room.begin_round(ClipOfRound("demo", "b"), NOW) == [RoundBegan()]
    assert room.guess(1, 1, 1, NOW) == []  # of the match before


def test_only_the_host_has_the_key_of_screens():
    room = opened(2)
    keys = [views.state(room, you, None, NOW)["screen"] for you in (1, 2, None)]
    assert keys == ["key", None, None]


DEEDS = (
    *(
        "join",
        "connect",
        "disconnect",
        "leave",
        "remove",
        "options",
        "team",
        "start",
        "next",
        "finish",
        "again",
    ),
    *("guess", "guess", "guess", "tick", "tick"),
)
Action = tuple[str, int, int, float]
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        st.integers(1, 6),
        st.integers(0, 3),
        st.sampled_from([0.0, 1.0, 5.0, AWAY_SECONDS, 25.0, LONGEST_ROUND_SECONDS]),
    ),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(ACTIONS)
def test_whatever_happens_a_room_keeps_its_rules(actions: list[Action]):
    """Any members do anything at any time; what is refused changes nothing."""
    room, now = opened(2, rounds=2), NOW
    best: Counter[int] = Counter()
    for name, seat, other, seconds in actions:
        now += seconds
        before = state_of(room)
        try:
            is_over = _act(room, name, seat, other, now)
        except NotAllowed:
            assert state_of(room) == before
            is_over = False
        if is_over or room.is_round_over(now):
            room.end_round({number: 100.0 * number + room.number for number in (*room.guessed, 99)})
            best.update({one["team"]: int(one["geoscore"]) for one in room.best})
        if room.phase == "lobby":
            best.clear()
        assert room.team_points == best
        _check(room, now)


def _act(room: Room, name: str, seat: int, other: int, now: float) -> bool:
    """Do it; whether the host has ended the round."""
    deeds: dict[str, Callable[[], object]] = {
        "join": lambda: room.join(f"Player {room.members.last + 1}", now),
        "connect": lambda: room.members.connect(seat),
        "disconnect": lambda: room.members.disconnect(seat, now),
        "leave": lambda: room.members.leave(seat),
        "remove": lambda: room.remove(seat, other),
        "options": lambda: room.set_options(seat, replace(room.options, teams=other)),
        "team": lambda: room.choose_team(seat, other),
        "guess": lambda: room.guess(room.match, room.number, seat, now),
        "again": lambda: room.again(seat),
        "tick": lambda: room.members.tick(now),
        "finish": lambda: room.check_finish(seat, room.number),
        "start": lambda: _start(room, seat, now),
        "next": lambda: _go_on(room, seat, now),
    }
    deeds[name]()
    return name == "finish"


def _start(room: Room, seat: int, now: float) -> None:
    room.check_start(seat)
    room.begin_round(ClipOfRound("demo", "a"), now)


def _go_on(room: Room, seat: int, now: float) -> None:
    if room.check_next(seat, room.number):
        room.begin_round(ClipOfRound("demo", "a"), now)
    else:
        room.end_match()


def _check(room: Room, now: float) -> None:
    seats, host = room.seats, room.members.host
    assert (host in seats) if seats else (host == 0)
    is_somebody_there = any(seat.lost_at is None for seat in seats.values())
    assert not (is_somebody_there and seats[host].is_away)
    assert all(0 < number <= room.number for seat in seats.values() for number in seat.scores)
    ranking = views.ranking(room)["ranking"]
    assert {row["seat"]: row["points"] for row in ranking} == {
        number: sum(seat.scores.values()) for number, seat in seats.items()
    }
    assert [row["points"] for row in ranking] == sorted((row["points"] for row in ranking), reverse=True)
    assert len(set(room.guessed)) == len(room.guessed)
    assert (room.closes_at is not None) == (room.phase == "round")
    assert room.number <= room.options.rounds
    assert not room.is_round_over(now)
    state = orjson.loads(orjson.dumps(state_of(room)))
    again = room_of(room.party, state, [(n, seat.nickname) for n, seat in seats.items()], now)
    assert orjson.loads(orjson.dumps(state_of(again))) == state
    assert orjson.dumps(views.state(room, None, None, now))
