import pytest
from sqlalchemy import create_engine

from game.store.tables import metadata
from game.study import participant_ids, participants
from game.study.participant_ids import PanelIds, Sealed
from game.study.steps import State

KEPT = Sealed({"PROLIFIC_PID": "5f3c1b2a9d8e7f0011223344"}, "a-token")


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection


def add(connection, ids, panel_id="5f3c", study="s", until=100.0):
    who = participants.begin(study, None, "en", State("level"), 0.0)
    participants.add(connection, who)
    ids.add(connection, ids.lookup(study, panel_id), who.id, KEPT, until)
    return who.id


def test_a_panel_id_is_found_with_the_hosts_key_and_not_readable_without(connection):
    ids = PanelIds(b"the host's key")
    who = add(connection, ids)
    assert ids.find(connection, ids.lookup("s", "5f3c")) == (who, KEPT)
    assert ids.of_study(connection, "s") == {who: KEPT}
    assert ids.find(connection, ids.lookup("other", "5f3c")) is None
    stored = str(connection.exec_driver_sql("SELECT * FROM participant_ids").all())
    assert "5f3c" not in stored
    assert "a-token" not in stored
    other = PanelIds(b"another key")
    assert other.find(connection, other.lookup("s", "5f3c")) is None


def test_panel_ids_go_after_their_time(connection):
    ids = PanelIds(b"the host's key")
    add(connection, ids, "a", until=100.0)
    add(connection, ids, "b", until=200.0)
    assert participant_ids.forget_expired(connection, 99.9) == 0
    assert participant_ids.forget_expired(connection, 100.0) == 1
    assert ids.find(connection, ids.lookup("s", "a")) is None
    assert ids.find(connection, ids.lookup("s", "b")) is not None
