"""The benchmark of a study: its clips alone, out of its pack."""

from dataclasses import replace
from typing import Any

from game.packs.loading import load_pack
from game.settings import Settings
from game.study.clip_subset import choose_clips, pack_address
from game.study.study_schema import Study
from leaderboard.guesses.benchmark import Benchmark


def settings_of(study: Study, settings: Settings) -> Settings:
    """The settings with the study's pack in place of the host's."""
    given: dict[str, Any] = {"pack": pack_address(study, study.pack), "fetch": ""} if study.pack else {}
    return replace(settings, **given)


def benchmark_of(study: Study, settings: Settings) -> Benchmark:
    """Read the truth about a study's clips.

    Parameters
    ----------
    settings : Settings
        As `settings_of` returns them.

    Raises
    ------
    PackError, GazetteerError
    StudyError
        When the pack has not the clips that the study needs.
    """
    benchmark = Benchmark.load(settings)
    if study.clips.keys:
        return benchmark.only(study.clips.keys)
    pack = load_pack(settings.pack, benchmark.gazetteer, settings.state, settings.longest_seconds)
    return benchmark.only({clip.key for clip in choose_clips(study, pack).clips})
