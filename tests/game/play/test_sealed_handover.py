"""Handing recordings over to a proxy: files are written beside the requests, and trouble only costs speed."""

import logging

import pytest

from game.play.sealed_handover import PAUSE_SECONDS, SealedHandover
from game.sound.sealed_files import SealedFiles
from game.sound.sealing import seal
from tests.builders.recordings import encoded
from tests.processes import wait_for

KEY = b"a key"


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / "clip.mp3"
    path.write_bytes(encoded("mp3"))
    return seal(path)


def test_a_recording_is_handed_over_once_its_file_is_written(sealed, tmp_path):
    handover = SealedHandover("/sealed/", SealedFiles(tmp_path / "sealed", KEY))
    assert handover.find(sealed) is None
    location = wait_for(lambda: handover.find(sealed))
    (file,) = (tmp_path / "sealed").iterdir()
    assert location == f"/sealed/{file.name}"
    handover.close()


def test_where_nothing_can_be_written_the_game_goes_on_and_tries_again_later(sealed, tmp_path, caplog):
    now = 0.0
    blocked = tmp_path / "sealed"
    blocked.write_text("a file where a folder should be")
    handover = SealedHandover("/sealed/", SealedFiles(blocked, KEY), lambda: now)
    with caplog.at_level(logging.WARNING):
        assert handover.find(sealed) is None
        wait_for(lambda: caplog.records)
        assert [handover.find(sealed) for _ in range(3)] == [None] * 3
    blocked.unlink()
    now = PAUSE_SECONDS / 2
    assert handover.find(sealed) is None and not blocked.exists()
    now = PAUSE_SECONDS
    assert wait_for(lambda: handover.find(sealed))
    assert len(caplog.records) == 1 and str(sealed.path) not in caplog.text
    handover.close()
