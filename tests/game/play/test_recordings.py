import asyncio
import threading

import pytest

from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.play import recordings as module
from game.play.recordings import Recordings


@pytest.fixture
def clip(tmp_path):
    return load_pack("demo", Gazetteer.load(), tmp_path).clips[0]


def test_a_deal_does_not_wait_for_a_waveform_and_has_it_later(clip, tmp_path, monkeypatch):
    may_end, calls = threading.Event(), []

    def slow(_file):
        calls.append(1)
        may_end.wait(30)
        return [100] * 120 + [10] * 120

    monkeypatch.setattr(module, "measure_peaks", slow)
    monkeypatch.setattr(module, "OUTLINE_SECONDS", 0.01)

    async def play():
        recordings = Recordings(tmp_path)
        first = [await recordings.outline(clip), await recordings.outline(clip)]
        may_end.set()
        await recordings.prepare([clip])
        later = await recordings.outline(clip)
        recordings.close()
        return first, later

    assert asyncio.run(play()) == ([[], []], [100] * 120 + [50] * 120)
    assert calls == [1]


def test_a_recording_that_cannot_be_measured_has_no_outline(clip, tmp_path, monkeypatch):
    def gone(_file):
        raise OSError("gone")

    monkeypatch.setattr(module, "measure_peaks", gone)
    assert asyncio.run(Recordings(tmp_path).outline(clip)) == []
