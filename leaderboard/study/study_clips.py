"""The benchmark of a study: its clips alone, out of its pack."""

from dataclasses import replace
from typing import Any

from game.packs.loading import load_pack
from game.packs.pack import Pack
from game.packs.table import PackError
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
    if not study.clips.keys:
        pack = _pack(settings, benchmark)
        return with_lengths(benchmark.only({clip.key for clip in choose_clips(study, pack).clips}), pack)
    benchmark = benchmark.only(study.clips.keys)
    try:
        return with_lengths(benchmark, _pack(settings, benchmark))
    except PackError:  # no recording is here
        return benchmark


def with_lengths(benchmark: Benchmark, pack: Pack) -> Benchmark:
    """The benchmark with the lengths by which the game judges: of its recordings, where a table has none."""
    seconds = {clip.key: clip.seconds for clip in pack.clips}
    clips = (replace(clip, seconds=seconds.get(clip.key, clip.seconds)) for clip in benchmark.clips)
    return replace(benchmark, clips=tuple(clips))


def _pack(settings: Settings, benchmark: Benchmark) -> Pack:
    return load_pack(settings.pack, benchmark.gazetteer, settings.state, settings.longest_seconds)
