"""Many people in a study at the same moment: no clip gets an answer too many, and in the end each has all."""

from collections import Counter

import pytest
import yaml

from benchmarks.at_once import NAME, Crowd, study_values
from tests.builders.running_game import TOWNS, Clock, running, simulated_host, write_pack
from tests.databases import databases, rows

PEOPLE, ROUNDS = 30, 4
ANSWERS = PEOPLE * ROUNDS // len(TOWNS)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(either_engine, tmp_path, clock):
    pack = str(write_pack(tmp_path / "towns", TOWNS))
    file = tmp_path / "study.yaml"
    file.write_text(yaml.safe_dump(study_values(pack, len(TOWNS), PEOPLE, ROUNDS)), "utf-8")
    with running(tmp_path / "state", clock, EARWITNESS_PACK=pack, EARWITNESS_STUDY=str(file)) as client:
        yield client


def answers(tmp_path):
    found = rows(databases.url(tmp_path / "state"), "SELECT clip_key FROM rounds WHERE status <> 'abandoned'")
    return Counter(row["clip_key"] for row in found)


@pytest.mark.slow
def test_thirty_at_once_of_whom_a_third_leave_fill_no_clip_beyond_its_quota(tmp_path, client, clock):
    host, crowd = simulated_host(client, clock), Crowd(client)
    crowd.play(PEOPLE)
    assert crowd.let_in == PEOPLE
    assert max(answers(tmp_path).values()) <= ANSWERS
    for _ in range(10):
        if not client.get(f"/api/studies/{NAME}").json()["is_open"]:
            clock.now += host.services.settings.abandon_seconds + 1  # then whoever left is gone
            host.sweep()
        if answers(tmp_path).total() == ANSWERS * len(TOWNS):
            break
        crowd.play(PEOPLE // 3)
    assert answers(tmp_path) == {f"k{number}": ANSWERS for number in range(len(TOWNS))}
    assert not client.get(f"/api/studies/{NAME}").json()["is_open"]
