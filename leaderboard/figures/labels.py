"""Names and sentences that figures share."""

from collections.abc import Iterable

from leaderboard.entrants.entrant import CONTINENTS
from leaderboard.entrants.subgroups import SOUND_GROUPS, SPEECH_GROUPS
from leaderboard.figures.figure import FEW_CLIPS, LINE
from leaderboard.sentences import Sentence, listed, text

CONTINENT_NAMES = dict(
    zip(
        CONTINENTS,
        (
            text("me.continent.africa"),
            text("me.continent.asia"),
            text("me.continent.europe"),
            text("me.continent.north_america"),
            text("me.continent.oceania"),
            text("me.continent.south_america"),
            text("me.continent.antarctica"),
        ),
        strict=True,
    )
)
SPEECH_NAMES = dict(
    zip(SPEECH_GROUPS, (text("board.part.speech"), text("board.part.nonspeech")), strict=True)
)
SOUND_NAMES = dict(
    zip(
        SOUND_GROUPS,
        (
            text("me.sound.animal"),
            text("me.sound.music"),
            text("me.sound.nature"),
            text("me.sound.things"),
        ),
        strict=True,
    )
)
NO_ANSWER_NAME = text("board.chart.no_answer")
HOLLOW = text("board.alt.few", least=FEW_CLIPS)
FEW = text("board.chart.hover.few", line=LINE, least=FEW_CLIPS)


def scores_of(name: str, parts: Iterable[Sentence]) -> Sentence:
    """A line with what an entrant scored in each group."""
    return text("board.alt.scores", name=name, scores=listed(list(parts)))
