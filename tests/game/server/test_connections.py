from game.server.connections import Connections
from game.server.process_limits import connections_within


class Line:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log

    def give_up(self) -> None:
        self.log.append(self.name)


def test_who_stalls_longest_makes_room_then_who_is_idle_longest_then_the_new_one():
    closed: list[str] = []
    connections = Connections(most=4, most_per_address=4)
    lines = {name: Line(name, closed) for name in ("idle", "slow", "slower", "busy", "new", "newer", "none")}
    for name, stage in (("idle", "idle"), ("slow", "head"), ("slower", "unread"), ("busy", None)):
        assert connections.add(lines[name], "one address")
        connections.set_stage(lines[name], stage)
    for name in ("new", "newer"):
        assert not connections.add(lines[name], f"address of {name}")
    assert closed == ["slow", "slower"]
    assert not connections.add(Line("third", closed), "another")
    assert closed == ["slow", "slower", "idle"]
    assert not connections.add(lines["none"], "another")
    assert closed[3:] == ["none"]
    assert len(connections) == 4


def test_one_address_crowds_out_only_its_own():
    closed: list[str] = []
    connections = Connections(most=100, most_per_address=3)
    player = Line("player", closed)
    connections.add(player, "player's address")
    connections.set_stage(player, "head")
    for number in range(10):
        line = Line(str(number), closed)
        connections.add(line, "attacker's address")
        connections.set_stage(line, "head")
    assert closed == [str(number) for number in range(7)]
    assert len(connections) == 4


def test_a_connection_that_moves_on_waits_anew():
    closed: list[str] = []
    connections = Connections(most=2, most_per_address=2)
    first, second = Line("first", closed), Line("second", closed)
    for line in (first, second):
        connections.add(line, "a")
        connections.set_stage(line, "head")
    connections.set_stage(first, None)
    connections.set_stage(first, "head")
    connections.add(Line("third", closed), "a")
    assert closed == ["second"]
    connections.remove(first)
    connections.set_stage(first, "head")
    assert len(connections) == 1


def test_connections_leave_files_for_all_else():
    assert connections_within(1024) == 582
    assert connections_within(20) == 10
    assert connections_within(1_000_000) == 10_000
