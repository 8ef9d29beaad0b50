"""GeoScore of groups of clips, for all entrants: by continent, by speech, by sound."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from game.geo.geodesy import geoscore
from game.json_types import Json
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.subgroups import TRUE_CONTINENTS, clip_groups, group_spread
from leaderboard.figures.figure import FEW_CLIPS, LINE, Cell, Figure, Intervals, axis, layout
from leaderboard.figures.labels import CONTINENT_NAMES, FEW, HOLLOW, SOUND_NAMES, SPEECH_NAMES, scores_of
from leaderboard.figures.palette import Style, is_variant
from leaderboard.scoring.metrics import mean_known
from leaderboard.scoring.rows import Bools, Truth
from leaderboard.sentences import Sentence, following, text

COLUMNS = ("key", "entrant", "group", "clips", "answers", "geoscore", "low", "high", "note")
ROW_PX, GAP_PX = 13, 40  # height of an entrant within its group, and of the gap between groups


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A group's mean GeoScore, with its 95% interval if known; NaN where nothing was answered."""

    geoscore: float
    clips: int
    answers: int
    interval: tuple[float, float] | None = None

    @property
    def few(self) -> bool:
        """Whether it rests on too few clips."""
        return self.clips < FEW_CLIPS


@dataclass(frozen=True)
class _Topic:
    """The groups of one figure: keys from `clip_groups`, and the names shown for them."""

    name: str
    title: str
    words: str
    groups: Mapping[str, Sentence]


TOPICS = (
    _Topic(
        "geoscore-continent",
        text("board.chart.continents"),
        text("board.alt.continents"),
        {f"continent/{name}": CONTINENT_NAMES[name] for name in TRUE_CONTINENTS},
    ),
    _Topic(
        "geoscore-speech",
        text("board.chart.speech"),
        text("board.alt.speech"),
        SPEECH_NAMES,
    ),
    _Topic(
        "geoscore-sound",
        text("board.chart.sounds"),
        text("board.alt.sounds"),
        SOUND_NAMES,
    ),
)

Scores = Mapping[str, Mapping[str, GroupScore]]


def group_scores(
    entrant: Entrant, truth: Truth, intervals: Mapping[str, tuple[float, float]]
) -> dict[str, GroupScore]:
    """The mean GeoScore over each of `clip_groups`, every unit counting once.

    Parameters
    ----------
    intervals : mapping of str to (float, float)
        By group; any may be missing.
    """
    groups, means = clip_groups(truth), group_spread(entrant, truth).mean.tolist()
    answers = np.bincount(entrant.rows.clip, minlength=len(truth.lat))
    return {
        name: GroupScore(
            geoscore=mean,
            clips=int(np.count_nonzero(answers[mask])),
            answers=int(answers[mask].sum()),
            interval=intervals.get(name),
        )
        for (name, mask), mean in zip(groups.items(), means, strict=True)
    }


def row_group_scores(
    entrant: Entrant, groups: Mapping[str, Bools], intervals: Mapping[str, tuple[float, float]]
) -> dict[str, GroupScore]:
    """The same of groups of rows.

    Parameters
    ----------
    groups : mapping of str to ndarray of bool
        Masks over the entrant's rows.
    intervals : mapping of str to (float, float)
        By group; any may be missing.
    """
    scores, units, clip = geoscore(entrant.rows.distance_km), entrant.units, entrant.rows.clip
    return {
        name: GroupScore(
            geoscore=mean_known(scores[rows], units[rows]),
            clips=int(np.count_nonzero(np.bincount(clip[rows]))),
            answers=len(rows),
            interval=intervals.get(name),
        )
        for name, rows in ((name, np.flatnonzero(mask)) for name, mask in groups.items())
    }


def group_figures(
    entrants: Sequence[Entrant], truth: Truth, intervals: Intervals, styles: Mapping[str, Style]
) -> list[Figure]:
    """Draw a figure for each of `TOPICS`."""
    scores = {
        entrant.key: group_scores(entrant, truth, intervals.get(entrant.key, {})) for entrant in entrants
    }
    return [_figure(topic, entrants, scores, styles) for topic in TOPICS]


def _figure(
    topic: _Topic, entrants: Sequence[Entrant], scores: Scores, styles: Mapping[str, Style]
) -> Figure:
    return Figure(
        name=topic.name,
        title=topic.title,
        section="groups",
        entrant=None,
        alt=_in_words(topic, entrants, scores),
        chart={
            "data": [
                _trace(topic, entrant, scores[entrant.key], styles[entrant.key]) for entrant in entrants
            ],
            "layout": _layout(topic, sum(not is_variant(entrant) for entrant in entrants)),
        },
        columns=COLUMNS,
        rows=tuple(_rows(topic, entrants, scores)),
    )


def _trace(topic: _Topic, entrant: Entrant, scores: Mapping[str, GroupScore], style: Style) -> Json:
    group_means = [scores[key] for key in topic.groups]
    return {
        "type": "scatter",
        "mode": "markers",
        "orientation": "h",
        "name": escape(entrant.name, quote=False),
        "offsetgroup": entrant.key,
        "x": [None if np.isnan(score.geoscore) else round(score.geoscore, 2) for score in group_means],
        "y": list(topic.groups.values()),
        "marker": markers(group_means, style),
        "error_x": error_bars(group_means, style.colour),
        "text": [in_hover(score) for score in group_means],
        "hovertemplate": "%{y}: %{text}",
        "visible": "legendonly" if is_variant(entrant) else True,
        "meta": {"key": entrant.key},
    }


def markers(scores: Sequence[GroupScore], style: Style) -> Json:
    """Point markers, hollow and pale for groups with few clips."""
    hollow = style.symbol.removesuffix("-open") + "-open"
    return {
        "color": style.colour,
        "size": 12 if style.width > 2 else 9,
        "symbol": [hollow if score.few else style.symbol for score in scores],
        "opacity": [0.5 if score.few else 1 for score in scores],
        "line": {"width": 2, "color": style.colour},
    }


def error_bars(scores: Sequence[GroupScore], colour: str) -> Json:
    """Intervals as error bars; none where there is no interval."""

    def reach(length: Callable[[GroupScore, tuple[float, float]], float]) -> list[float | None]:
        return [
            None
            if score.interval is None or np.isnan(score.geoscore)
            else round(length(score, score.interval), 2)
            for score in scores
        ]

    return {
        "type": "data",
        "symmetric": False,
        "array": reach(lambda score, interval: max(0.0, interval[1] - score.geoscore)),
        "arrayminus": reach(lambda score, interval: max(0.0, score.geoscore - interval[0])),
        "color": colour,
        "thickness": 1.5,
        "width": 3,
    }


def in_hover(score: GroupScore) -> Sentence:
    """The hover text of a score."""
    if np.isnan(score.geoscore):
        return text("board.chart.hover.none")
    shown: int | Sentence = round(score.geoscore)
    if score.interval is not None:
        low, high = map(round, score.interval)
        shown = text("board.chart.hover.interval", score=shown, low=low, high=high)
    few = FEW if score.few else ""
    return text(
        "board.chart.hover.score",
        score=shown,
        answers=score.answers,
        clips=score.clips,
        few=few,
        line=LINE,
    )


def _layout(topic: _Topic, entrants: int) -> Json:
    base, each = 120 + len(topic.groups) * GAP_PX, len(topic.groups) * ROW_PX
    return layout(
        base + each * entrants,
        meta={"height": {"base": base, "each": each}},
        scattermode="group",
        scattergap=0.25,
        xaxis=axis(title={"text": "GeoScore"}, rangemode="tozero", tickformat=",d", nticks=6),
        yaxis=axis(autorange="reversed", type="category", showgrid=False, showdividers=True),
    )


def _in_words(topic: _Topic, entrants: Sequence[Entrant], scores: Scores) -> str:
    lines: list[str] = []
    for entrant in entrants:
        by_name = {topic.groups[key]: scores[entrant.key][key] for key in topic.groups}
        parts = [_part(name, score) for name, score in by_name.items() if not np.isnan(score.geoscore)]
        if parts and not is_variant(entrant):
            lines.append(scores_of(entrant.name, parts))
    has_few = any(scores[entrant.key][key].few for entrant in entrants for key in topic.groups)
    return following(topic.words, *lines, HOLLOW if has_few else "")


def _part(name: Sentence, score: GroupScore) -> Sentence:
    shown = round(score.geoscore)
    if score.few:
        return text("board.alt.score_few", name=name, score=shown, clips=score.clips)
    return text("board.alt.score", name=name, score=shown)


def _rows(topic: _Topic, entrants: Sequence[Entrant], scores: Scores) -> list[tuple[Cell, ...]]:
    return [
        (entrant.key, entrant.name, _in_table(topic, key), *score_cells(scores[entrant.key][key]))
        for entrant in entrants
        for key in topic.groups
    ]


def _in_table(topic: _Topic, key: str) -> str:
    return key.capitalize() if key in SOUND_NAMES else str(topic.groups[key])


def score_cells(score: GroupScore) -> tuple[Cell, ...]:
    """A score's cells in the last columns of `COLUMNS`."""
    low, high = score.interval or (None, None)
    mean = None if np.isnan(score.geoscore) else round(score.geoscore, 4)
    return score.clips, score.answers, mean, low, high, f"fewer than {FEW_CLIPS} clips" if score.few else ""
