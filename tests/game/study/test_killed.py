"""The real server, killed again and again while somebody takes part in a study."""

import signal

import httpx
import pytest
import yaml

from tests.builders.participant import Participant
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.studies import SMALLEST
from tests.servers import serving

pytestmark = pytest.mark.slow

WAY = ["screening", "level", "instructions", "comprehension", "rounds", "rounds", "exposure", "reveal"]


def test_a_participant_goes_on_where_they_were_after_every_kill(tmp_path):
    write_pack(tmp_path / "towns", TOWNS)
    practice = {"practice": {"rounds": 0}, "panel": {"participant": "PID"}}
    study = SMALLEST | practice | {"rounds": 2, "pack": str(tmp_path / "towns")}
    study["endings"] = {"completed": {"code": "DONE"}}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), "utf-8")
    settings = {"EARWITNESS_PACK": study["pack"], "EARWITNESS_STUDY": str(tmp_path / "study.yaml")}
    with serving(tmp_path / "state", **settings) as server:
        guessed: list[tuple[str, float]] = []
        for number, kind in enumerate(WAY):
            with httpx.Client(base_url=server.address, timeout=30) as client:
                who = Participant(client, study["name"], PID="p")
                assert who.step["kind"] == kind
                if kind == "rounds":
                    dealt = who.deal(who.start()["game"])
                    guessed.append((dealt["round"], float(number)))
                    assert who.guess(dealt, 0.0, float(number), seconds_heard=20).status_code == 200
                    if len(guessed) < 2:
                        open_round = who.deal(who.start()["game"])["round"]
                    else:
                        assert dealt["round"] == open_round
                        assert who.send({}).status_code == 200
                else:
                    assert who.send(who.answer()).status_code == 200
            if number % 2:  # after an answer that was committed, and in the middle of the rounds
                server.stop(signal.SIGKILL)
                server.start()
        with httpx.Client(base_url=server.address, timeout=30) as client:
            assert Participant(client, study["name"], PID="p").step["code"] == "DONE"
        stored = server.rows("SELECT round, lon, status FROM rounds ORDER BY touched_at")
    assert [(row["round"], row["lon"]) for row in stored] == guessed
    assert [row["status"] for row in stored] == ["guessed"] * 2
