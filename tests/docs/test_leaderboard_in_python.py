"""The example in docs/leaderboard.md, run on a store with guesses."""

import re
from typing import Any

import numpy as np
import pytest

import leaderboard
from game.project_files import ROOT
from game.settings import Settings
from leaderboard.answers.schema import read_clips
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import seed_guesses


@pytest.mark.slow
def test_the_example_runs_and_says_what_its_comments_say(tmp_path, monkeypatch, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "leaderboard.md").read_text(), re.DOTALL)
    pack = write_pack(tmp_path / "towns", TOWNS)
    for name, value in (("PACK", pack), ("STATE", tmp_path), ("ANSWERS", ""), ("DATABASE", "")):
        monkeypatch.setenv(f"EARWITNESS_{name}", str(value))
    rng = np.random.default_rng(2)
    seed_guesses(Settings.from_env().database_url, read_clips(pack), 12, 5, rng=rng, pack="towns")
    names: dict[str, Any] = {}
    exec(example, names)  # the block in the page
    board = leaderboard.standings_frame(baselines=False)
    human = board[(board["key"] == "human") & (board["part"] == "all")]
    assert names["by_person"].mean() == pytest.approx(human["geoscore"].item())
    assert set(names["shared"]["key"]) == {"crowd"}
    out = capsys.readouterr().out
    assert "People, clips first" in out and "Crowd" in out
