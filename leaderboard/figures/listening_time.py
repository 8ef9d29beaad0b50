"""People's GeoScore by how long they listened."""

from collections.abc import Mapping

import numpy as np

from game.json_types import Json
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.subgroups import heard_groups
from leaderboard.figures.figure import Cell, Figure, Intervals, axis, layout
from leaderboard.figures.group_scores import (
    HOLLOW,
    GroupScore,
    error_bars,
    in_hover,
    markers,
    row_group_scores,
    score_cells,
)
from leaderboard.figures.palette import Style
from leaderboard.phrases import counted, listed
from leaderboard.scoring.rows import Floats
from leaderboard.sentences import text

COLUMNS = ("seconds_heard", "clips", "answers", "geoscore", "low", "high", "note")
_NO_CAUSE = "People chose how long to listen, so this does not show that listening longer helps."


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


def _shown(group: str) -> str:
    """A group's label: ``heard/0-5`` becomes ``0–5 s``."""
    span = group.removeprefix("heard/")
    return f"{span.removesuffix('+')} s or more" if span.endswith("+") else f"{span.replace('-', '–')} s"


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
        "text": [f"{_shown(group)}: {in_hover(score)}" for group, score in scores.items()],
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
    parts = [
        f"{_shown(group)}: {score.geoscore:,.0f} ({counted(score.answers, 'guess', 'guesses')}"
        + (f", on only {counted(score.clips, 'clip')})" if score.few else ")")
        for group, score in scores.items()
        if score.answers
    ]
    left_out = [
        counted(unknown, "guess", "guesses") + " without a listening time" if unknown else "",
        counted(skips, "skip") if skips else "",
    ]
    sentences = ["People's mean GeoScore, from 0 to 5,000, by how long they listened before they guessed."]
    sentences += [f"{listed(parts)}."] if parts else []
    sentences += [f"Left out: {listed(list(filter(None, left_out)))}."] if any(left_out) else []
    if any(score.few for score in scores.values()):
        sentences.append(HOLLOW)
    return " ".join([*sentences, _NO_CAUSE])


def _rows(scores: Mapping[str, GroupScore], unknown: int, skips: int) -> list[tuple[Cell, ...]]:
    nothing = (None, None, None)
    return [
        *((group.removeprefix("heard/"), *score_cells(score)) for group, score in scores.items()),
        ("", None, unknown, *nothing, "left out: not known"),
        ("", None, skips, *nothing, "left out: skips"),
    ]
