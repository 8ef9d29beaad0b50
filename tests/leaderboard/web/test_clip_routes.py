"""The map of clips, made once for all strangers."""

from types import SimpleNamespace
from typing import Any

import orjson

from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from leaderboard.figures.clip_map import NUMBERS
from leaderboard.web.clip_routes import ClipMap
from leaderboard.worker.output_files import CLIPS, OutputFiles
from tests.builders.running_game import TOWNS, write_pack


def test_strangers_get_one_map_until_somebody_guesses_or_the_pack_grows(tmp_path):
    pack = load_pack(str(write_pack(tmp_path / "towns", TOWNS)), Gazetteer.load(), tmp_path)
    services: Any = SimpleNamespace(pack=pack)
    outputs = OutputFiles(tmp_path / "board")
    clip_map = ClipMap(services, outputs)
    before = clip_map.held(set())
    assert clip_map.held(set()) is before
    key = pack.clips[0].key
    outputs.put(CLIPS, orjson.dumps({key: dict.fromkeys(NUMBERS, 3)}))
    after = clip_map.held(set())
    assert orjson.loads(after.body)["left_out"] == 1
    assert after is clip_map.held(set()) is not before
    assert key in clip_map.held({key}).body.decode() and key not in after.body.decode()
    services.pack = load_pack(str(tmp_path / "towns"), Gazetteer.load(), tmp_path)
    assert clip_map.held(set()) is not after
