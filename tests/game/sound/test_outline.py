import numpy as np
import pytest

from benchmarks.identifying import identified, look_up_score, simulated_waveforms
from game.geo.geodesy import distance_km, geoscore
from game.sound.outline import LOUD, QUIET, SECTIONS, outline
from leaderboard.answers.schema import read_clips


@pytest.mark.parametrize(
    ("peaks", "shown"),
    [
        ([100] * 240, [LOUD] * 4),
        ([0] * 240, [LOUD] * 4),
        ([10] * 60 + [100] * 60 + [60] * 60 + [40] * 60, [QUIET, LOUD, LOUD, QUIET]),
        ([100] * 3 + [20] * 237, [LOUD] * 4),  # one bang says nothing
        ([], []),
    ],
)
def test_an_outline_says_which_quarters_are_loud(peaks, shown):
    assert outline(peaks) == [height for height in shown for _ in range(60)]


def test_outlines_are_so_few_that_they_identify_next_to_nothing():
    outlines = [tuple(outline(waveform)) for waveform in simulated_waveforms(1444)]
    assert len(set(outlines)) <= 2**SECTIONS - 1
    assert identified(outlines) < 15


@pytest.mark.slow
def test_a_deal_of_agl1k_tells_little_more_than_nothing(shared):
    """The figures in docs/leaderboard.md."""
    clips = read_clips(shared / "agl1k")
    lat, lon = np.array([(clip.lat, clip.lon) for clip in clips]).T
    scores = geoscore(distance_km(lat[:, None], lon[:, None], lat, lon))
    outlines = [tuple(outline(waveform)) for waveform in simulated_waveforms(len(clips))]
    deals = [(round(clip.seconds), shape) for clip, shape in zip(clips, outlines, strict=True)]
    tenths = [round(clip.seconds, 1) for clip in clips]
    assert (identified(tenths), identified(deals)) == (373, 26)
    assert round(look_up_score(tenths, scores)) == 3591
    assert round(look_up_score(deals, scores)) == 2434
