"""GeoScore in parts of the clips, all entrants together: by continent, by speech, by what is heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from game.geo.geodesy import geoscore
from game.json_types import Json
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.groups import SOUND_GROUPS, SPEECH_GROUPS, TRUE_CONTINENTS, groups_of
from leaderboard.figures.figure import FEW_CLIPS, Cell, Figure, Intervals, axis, counted, layout, listed
from leaderboard.figures.palette import Style, is_variant
from leaderboard.scoring.metrics import mean_known
from leaderboard.scoring.rows import Bools, Truth

COLUMNS = ("key", "entrant", "group", "clips", "answers", "geoscore", "low", "high", "note")
ROW_PX, GAP_PX = 13, 40  # of an entrant within its group, and between groups


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Mean GeoScore of a group, with its 95% interval where there is one; NaN where nothing is answered."""

    geoscore: float
    clips: int
    answers: int
    interval: tuple[float, float] | None = None

    @property
    def few(self) -> bool:
        """Whether it stands on too few clips."""
        return self.clips < FEW_CLIPS


@dataclass(frozen=True)
class _Topic:
    """One figure's groups, by their keys in `groups_of`, with the names that are shown."""

    name: str
    title: str
    words: str
    groups: Mapping[str, str]


TOPICS = (
    _Topic(
        "geoscore-continent",
        "GeoScore by continent of the recording",
        "Mean GeoScore, from 0 to 5,000, by the continent of the recording.",
        {f"continent/{name}": name for name in TRUE_CONTINENTS},
    ),
    _Topic(
        "geoscore-speech",
        "GeoScore with and without speech",
        "Mean GeoScore, from 0 to 5,000, over clips with speech and clips without.",
        dict(zip(SPEECH_GROUPS, ("Speech", "No speech"), strict=True)),
    ),
    _Topic(
        "geoscore-sound",
        "GeoScore by what is heard, in clips without speech",
        "Mean GeoScore, from 0 to 5,000, over clips without speech, by what is heard in them; "
        "a clip may count for several sounds.",
        {sound: sound.capitalize() for sound in SOUND_GROUPS},
    ),
)

Scores = Mapping[str, Mapping[str, GroupScore]]


def group_scores(
    entrant: Entrant, groups: Mapping[str, Bools], intervals: Mapping[str, tuple[float, float]]
) -> dict[str, GroupScore]:
    """Mean GeoScore in each group, every unit counting once.

    Parameters
    ----------
    groups : mapping of str to ndarray of bool
        Masks over the entrant's rows.
    intervals : mapping of str to (float, float)
        By group; may lack any of them.
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
        entrant.key: group_scores(entrant, groups_of(entrant, truth), intervals.get(entrant.key, {}))
        for entrant in entrants
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
            "data": [_trace(topic, one, scores[one.key], styles[one.key]) for one in entrants],
            "layout": _layout(topic, sum(not is_variant(one) for one in entrants)),
        },
        columns=COLUMNS,
        rows=tuple(_rows(topic, entrants, scores)),
    )


def _trace(topic: _Topic, entrant: Entrant, scores: Mapping[str, GroupScore], style: Style) -> Json:
    found = [scores[key] for key in topic.groups]
    return {
        "type": "scatter",
        "mode": "markers",
        "orientation": "h",
        "name": escape(entrant.name),
        "offsetgroup": entrant.key,
        "x": [None if np.isnan(one.geoscore) else round(one.geoscore, 2) for one in found],
        "y": list(topic.groups.values()),
        "marker": markers(found, style),
        "error_x": error_bars(found, style.colour),
        "text": [in_hover(one) for one in found],
        "hovertemplate": "%{y}: %{text}",
        "visible": "legendonly" if is_variant(entrant) else True,
        "meta": {"key": entrant.key},
    }


def markers(scores: Sequence[GroupScore], style: Style) -> Json:
    """Points, hollow and pale where they stand on few clips."""
    hollow = style.symbol.removesuffix("-open") + "-open"
    return {
        "color": style.colour,
        "size": 12 if style.width > 2 else 9,
        "symbol": [hollow if one.few else style.symbol for one in scores],
        "opacity": [0.5 if one.few else 1 for one in scores],
        "line": {"width": 2, "color": style.colour},
    }


def error_bars(scores: Sequence[GroupScore], colour: str) -> Json:
    """Intervals as lines to both sides, none where there is no interval."""

    def reach(far: Callable[[GroupScore, tuple[float, float]], float]) -> list[float | None]:
        return [
            None if one.interval is None or np.isnan(one.geoscore) else round(far(one, one.interval), 2)
            for one in scores
        ]

    return {
        "type": "data",
        "symmetric": False,
        "array": reach(lambda one, interval: max(0.0, interval[1] - one.geoscore)),
        "arrayminus": reach(lambda one, interval: max(0.0, one.geoscore - interval[0])),
        "color": colour,
        "thickness": 1.5,
        "width": 3,
    }


def in_hover(score: GroupScore) -> str:
    """A score with all that is known of it."""
    if np.isnan(score.geoscore):
        return "no answers"
    interval = "" if score.interval is None else " (95%: {:,.0f} to {:,.0f})".format(*score.interval)
    few = "<br>fewer than 10 clips: this says little" if score.few else ""
    return (
        f"{score.geoscore:,.0f}{interval}<br>"
        f"{counted(score.answers, 'answer')} to {counted(score.clips, 'clip')}{few}"
    )


def _layout(topic: _Topic, entrants: int) -> Json:
    height = 120 + len(topic.groups) * (GAP_PX + ROW_PX * entrants)
    return layout(
        height,
        scattermode="group",
        scattergap=0.25,
        xaxis=axis(title={"text": "GeoScore"}, rangemode="tozero", tickformat=",d", nticks=6),
        yaxis=axis(autorange="reversed", type="category", showgrid=False, showdividers=True),
    )


def _in_words(topic: _Topic, entrants: Sequence[Entrant], scores: Scores) -> str:
    told = [topic.words]
    for entrant in entrants:
        found = {topic.groups[key]: scores[entrant.key][key] for key in topic.groups}
        parts = [_part(name, score) for name, score in found.items() if not np.isnan(score.geoscore)]
        if parts and not is_variant(entrant):
            told.append(f"{entrant.name}: {listed(parts)}.")
    if any(score.few for one in entrants for score in (scores[one.key][key] for key in topic.groups)):
        told.append(f"Hollow points stand on fewer than {FEW_CLIPS} clips and say little.")
    return " ".join(told)


def _part(name: str, score: GroupScore) -> str:
    few = f" on only {counted(score.clips, 'clip')}" if score.few else ""
    return f"{name} {score.geoscore:,.0f}{few}"


def _rows(topic: _Topic, entrants: Sequence[Entrant], scores: Scores) -> list[tuple[Cell, ...]]:
    return [
        (entrant.key, entrant.name, topic.groups[key], *score_cells(scores[entrant.key][key]))
        for entrant in entrants
        for key in topic.groups
    ]


def score_cells(score: GroupScore) -> tuple[Cell, ...]:
    """The last columns of `COLUMNS`."""
    low, high = score.interval or (None, None)
    mean = None if np.isnan(score.geoscore) else round(score.geoscore, 4)
    return score.clips, score.answers, mean, low, high, f"fewer than {FEW_CLIPS} clips" if score.few else ""
