"""A study is found in the database, and its pack where the file is, or a sentence says what is missing."""

import asyncio

import pytest

from game.settings import Settings
from game.store.database import Store
from game.study.study_file import read_study
from game.study.study_rows import keep
from leaderboard.study.named_study import study_named
from leaderboard.study.record_error import RecordError
from tests.builders.studies import write_study


def test_a_pack_beside_the_file_needs_the_file(tmp_path, monkeypatch):
    lab = tmp_path / "lab"
    lab.mkdir()
    file = write_study(lab, name="bells", pack="./bells")
    alone = Settings.from_env({"EARWITNESS_STATE": str(tmp_path / "state")})
    keep_in_database(file, alone)
    with pytest.raises(RecordError, match=r"path beside its file, \./bells, .* set EARWITNESS_STUDY"):
        study_named("bells", alone)
    served = Settings.from_env({"EARWITNESS_STATE": str(alone.state), "EARWITNESS_STUDY": str(file)})
    assert study_named("bells", served).file == str(file)
    monkeypatch.chdir(lab)
    (lab / "bells").mkdir()
    assert study_named("bells", alone).name == "bells"


def keep_in_database(file, settings):
    settings.state.mkdir()
    store = Store(settings.database_url)
    with store.engine.begin() as connection:
        assert keep(connection, read_study(file))
    asyncio.run(store.close())
