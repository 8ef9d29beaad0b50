"""People's GeoScore by how long they listened."""

from collections.abc import Mapping

import numpy as np

from game.json_types import Json
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.subgroups import heard_groups
from leaderboard.figures.figure import Cell, Figure, Intervals, axis, layout
from leaderboard.figures.group_scores import (
    GroupScore,
    error_bars,
    in_hover,
    markers,
    row_group_scores,
    score_cells,
)
from leaderboard.figures.labels import HOLLOW
from leaderboard.figures.palette import Style
from leaderboard.scoring.rows import Floats
from leaderboard.sentences import Sentence, following, text

COLUMNS = ("seconds_heard", "clips", "answers", "geoscore", "low", "high", "note")


def listening_time(people: Entrant, seconds: Floats, intervals: Intervals, style: Style) -> Figure:
    """Draw people's scores by bins of seconds heard.

    Parameters
    ----------
    seconds : ndarray of float, one per row of ``people``
        NaN where unknown.
    """
    masks = heard_groups(people, seconds)
    scores = row_group_scores(people, masks, intervals.get(people.key, {}))
    skips = int(np.count_nonzero(people.rows.refused))
    unknown = len(seconds) - skips - sum(score.answers for score in scores.values())
    return Figure(
        name="heard",
        title=text("board.chart.heard"),
        section="heard",
        entrant=people.key,
        alt=_in_words(scores, unknown, skips),
        chart={"data": [_trace(people, scores, style)], "layout": _layout(scores)},
        columns=COLUMNS,
        rows=tuple(_rows(scores, unknown, skips)),
    )


def _shown(group: str) -> Sentence:
    """A group's label: ``heard/0-5`` becomes ``0–5 s``."""
    span = group.removeprefix("heard/")
    if span.endswith("+"):
        return text("board.chart.span_open", seconds=int(span.removesuffix("+")))
    return text("board.chart.span", span=span.replace("-", "–"))


def _trace(people: Entrant, scores: Mapping[str, GroupScore], style: Style) -> Json:
    bins = list(scores.values())
    return {
        "type": "scatter",
        "mode": "markers+lines",
        "name": people.name,
        "x": list(range(len(bins))),
        "y": [None if np.isnan(score.geoscore) else round(score.geoscore, 2) for score in bins],
        "line": {"color": style.colour, "width": 1, "dash": "dot"},
        "marker": markers(bins, style),
        "error_y": error_bars(bins, style.colour),
        "text": [
            text("board.chart.at", name=_shown(group), value=in_hover(score))
            for group, score in scores.items()
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "meta": {"key": people.key},
    }


def _layout(scores: Mapping[str, GroupScore]) -> Json:
    names = [
        f"{group.removeprefix('heard/').replace('-', '–')}<br>{score.answers:,}"
        for group, score in scores.items()
    ]
    seconds = axis(
        title={"text": text("board.chart.seconds")},
        tickvals=list(range(len(names))),
        ticktext=names,
        showgrid=False,
        range=[-0.5, len(names) - 0.5],
    )
    return layout(
        360, xaxis=seconds, yaxis=axis(title={"text": "GeoScore"}, rangemode="tozero", tickformat=",d")
    )


def _in_words(scores: Mapping[str, GroupScore], unknown: int, skips: int) -> str:
    return following(
        text("board.alt.heard"),
        *(_span_in_words(group, score) for group, score in scores.items() if score.answers),
        text("board.alt.heard.unknown", guesses=unknown) if unknown else "",
        text("board.alt.heard.skips", skips=skips) if skips else "",
        HOLLOW if any(score.few for score in scores.values()) else "",
        text("board.alt.heard.no_cause"),
    )


def _span_in_words(group: str, score: GroupScore) -> Sentence:
    said = {"span": _shown(group), "score": round(score.geoscore), "guesses": score.answers}
    if score.few:
        return text("board.alt.heard.few", **said, clips=score.clips)
    return text("board.alt.heard.score", **said)


def _rows(scores: Mapping[str, GroupScore], unknown: int, skips: int) -> list[tuple[Cell, ...]]:
    nothing = (None, None, None)
    return [
        *((group.removeprefix("heard/"), *score_cells(score)) for group, score in scores.items()),
        ("", None, unknown, *nothing, "left out: not known"),
        ("", None, skips, *nothing, "left out: skips"),
    ]
