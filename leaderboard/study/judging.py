"""Which rounds of a study count."""

from collections.abc import Sequence

from game.play.counting import PUBLIC, Row
from game.study.eligibility import HeardClip, Judged, judge
from game.study.study_file import public_study
from game.study.study_schema import Study
from leaderboard.guesses.benchmark import Benchmark


def judge_study(rows: Sequence[Row], study: Study, benchmark: Benchmark) -> Judged:
    """Apply all rules of a study to its closed rounds.

    Parameters
    ----------
    rows : sequence of mapping
        As `game.study.eligibility.judge` takes them.
    benchmark : Benchmark
        Of the study's clips alone; see `leaderboard.study.study_clips.benchmark_of`.
    """
    clips = {clip.key: HeardClip(clip.seconds, clip.speech) for clip in benchmark.clips}
    return judge(rows, clips, PUBLIC if study.hash == public_study().hash else study.counting_rules)
