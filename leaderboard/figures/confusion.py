"""Confusion matrices: the continents that answers point to, by the continent of the recording."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.json_types import Json
from leaderboard.entrants.entrant import CONTINENTS, NO_ANSWER, Entrant, continents
from leaderboard.entrants.subgroups import TRUE_CONTINENTS
from leaderboard.figures.figure import (
    FEW_CLIPS,
    LINE,
    QUIET,
    Cell,
    Figure,
    axis,
    file_name,
    layout,
)
from leaderboard.figures.labels import CONTINENT_NAMES, FEW, NO_ANSWER_NAME
from leaderboard.figures.palette import Style
from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Floats, Truth
from leaderboard.sentences import Sentence, following, listed, text

ANSWERS = (*CONTINENTS, "no answer")
NAMES = (*CONTINENT_NAMES.values(), NO_ANSWER_NAME)
# On phones; the same order as `ANSWERS`.
SHORT = ("AF", "AS", "EU", "NA", "OC", "SA", "AN", "–")
COLUMNS = ("continent", "clips", "answers", "answered", "share", "answers_there", "clips_there", "note")
_CELLS = NO_ANSWER + 1
_LEFT_OUT = "left out: the clip has no continent"
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Confusion:
    """A row for each of `TRUE_CONTINENTS`, a column for each of `ANSWERS`.

    Attributes
    ----------
    share : ndarray of float, (6, 8)
        Rows add up to 1; NaN where there are no answers.
    answers, clips : ndarray of int, (6, 8)
        How many answers there are, and how many clips have at least one.
    clips_in_row : ndarray of int, (6,)
        Clips with any answer.
    without : ndarray of int, (8,)
        Answers to clips without a true continent.
    clips_without : int
        How many such clips have answers.
    """

    share: Floats
    answers: Counts
    clips: Counts
    clips_in_row: Counts
    without: Counts
    clips_without: int

    @property
    def few(self) -> NDArray[np.bool_]:
        """Rows that rest on too few clips."""
        return self.clips_in_row < FEW_CLIPS


def confuse(entrant: Entrant, truth: Truth) -> Confusion:
    """Count where answers are; in each row every unit counts once, however many answers it has."""
    clip, size = entrant.rows.clip, len(TRUE_CONTINENTS)
    of_clip = continents(truth.labels["continent"])
    true = of_clip[clip]
    weights = shares(entrant.units * _CELLS + true)
    weighted = np.bincount(true * _CELLS + entrant.continent, weights, _CELLS**2).reshape(_CELLS, _CELLS)
    by_clip = np.bincount(clip * _CELLS + entrant.continent, minlength=len(of_clip) * _CELLS)
    by_clip = by_clip.reshape(-1, _CELLS)
    answers, clips = (_summed(counts, of_clip) for counts in (by_clip, by_clip > 0))
    answered = np.bincount(of_clip[by_clip.any(axis=1)], minlength=_CELLS)
    totals = weighted[:size].sum(axis=1, keepdims=True)
    return Confusion(
        share=np.divide(weighted[:size], totals, out=np.full((size, _CELLS), np.nan), where=totals > 0),
        answers=answers[:size],
        clips=clips[:size],
        clips_in_row=answered[:size],
        without=answers[size:].sum(axis=0),
        clips_without=int(answered[size:].sum()),
    )


def confusion(entrant: Entrant, truth: Truth, style: Style) -> Figure:
    """Draw one entrant's confusion matrix."""
    matrix = confuse(entrant, truth)
    return Figure(
        name=f"confusion-{file_name(entrant.key)}",
        title=text("board.chart.confusion", name=entrant.name),
        section="confusion",
        entrant=entrant.key,
        alt=_in_words(entrant, matrix),
        chart={"data": _traces(entrant, matrix, style), "layout": _layout(matrix)},
        columns=COLUMNS,
        rows=tuple(_rows(matrix)),
    )


def _summed(by_clip: NDArray[np.generic], of_clip: NDArray[np.intp]) -> Counts:
    sums = np.zeros((_CELLS, _CELLS), dtype=np.int64)
    np.add.at(sums, of_clip, by_clip.astype(np.int64))
    return sums


def _traces(entrant: Entrant, matrix: Confusion, style: Style) -> list[Json]:
    meta = {"key": entrant.key}
    heats = [
        _heat(matrix, matrix.few == few, colour) | {"meta": meta}
        for few, colour in ((False, style.colour), (True, QUIET))
    ]
    return [*heats, _figures(matrix) | {"meta": meta}]


def _heat(matrix: Confusion, rows: NDArray[np.bool_], colour: str) -> Json:
    """The cells of some rows, translucent so that the figures stay legible on light and dark pages."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    shown = matrix.share * 100
    return {
        "type": "heatmap",
        "x": list(range(_CELLS)),
        "y": list(range(len(TRUE_CONTINENTS))),
        "z": [
            [None if hidden or np.isnan(value) else round(value, 2) for value in line]
            for line, hidden in zip(shown.tolist(), (~rows).tolist(), strict=True)
        ],
        "zmin": 0,
        "zmax": 100,
        "colorscale": [[end, f"rgba({red},{green},{blue},{end * 0.7:.2f})"] for end in (0, 1)],
        "showscale": False,
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "text": [
            [_hover(matrix, row, column) for column in range(_CELLS)] for row in range(len(TRUE_CONTINENTS))
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(matrix: Confusion, row: int, column: int) -> Sentence:
    return text(
        "board.chart.hover.cell",
        row=NAMES[row],
        column=NAMES[column],
        share=_percent(matrix.share[row, column]),
        answers=int(matrix.answers[row, column]),
        all_answers=int(matrix.answers[row].sum()),
        clips=int(matrix.clips[row, column]),
        all_clips=int(matrix.clips_in_row[row]),
        few=FEW if matrix.few[row] else "",
        line=LINE,
    )


def _figures(matrix: Confusion) -> Json:
    """Percentages as a text trace: it takes the page's text colour, which a heatmap's text would not."""
    cells = [
        (column, row, _percent(matrix.share[row, column]).removesuffix("%"))
        for row, column in np.argwhere(matrix.answers > 0).tolist()
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [column for column, _, _ in cells],
        "y": [row for _, row, _ in cells],
        "text": [text for _, _, text in cells],
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(matrix: Confusion) -> Json:
    names = [
        text(
            "board.chart.row_few" if few and clips else "board.chart.row",
            name=name,
            clips=int(clips),
            line=LINE,
        )
        for name, clips, few in zip(NAMES, matrix.clips_in_row, matrix.few, strict=False)
    ]
    diagonal = [
        {
            "type": "rect",
            "x0": index - 0.5,
            "x1": index + 0.5,
            "y0": index - 0.5,
            "y1": index + 0.5,
            "line": {"color": QUIET, "width": 1.5},
        }
        for index in range(len(TRUE_CONTINENTS))
    ]
    columns = axis(
        tickvals=list(range(_CELLS)),
        ticktext=list(NAMES),
        title={"text": text("board.chart.of_row")},
        side="top",
        showgrid=False,
        range=[-0.5, _CELLS - 0.5],
    )
    rows = axis(
        tickvals=list(range(len(names))), ticktext=names, showgrid=False, range=[len(names) - 0.5, -0.5]
    )
    short = {
        "xaxis": SHORT,
        "yaxis": [
            f"{code}<br>{clips:,}" for code, clips in zip(SHORT, matrix.clips_in_row.tolist(), strict=False)
        ],
    }
    meta = {"short": short, "wrapped": "xaxis"}
    return layout(400, xaxis=columns, yaxis=rows, shapes=diagonal, showlegend=False, meta=meta)


def _in_words(entrant: Entrant, matrix: Confusion) -> str:
    few = [name for name, clips in zip(NAMES, matrix.clips_in_row, strict=False) if clips < FEW_CLIPS]
    return following(
        text("board.alt.confusion", name=entrant.name),
        *(_row_in_words(matrix, row) for row in range(len(TRUE_CONTINENTS))),
        text("board.alt.confusion.few", least=FEW_CLIPS, names=listed(few)) if few else "",
        text("board.alt.confusion.left_out", clips=matrix.clips_without) if matrix.clips_without else "",
    )


def _row_in_words(matrix: Confusion, row: int) -> str:
    clips, share = int(matrix.clips_in_row[row]), matrix.share[row]
    if not clips:
        return text("board.alt.confusion.empty", continent=NAMES[row])
    there = text("board.alt.confusion.row", clips=clips, continent=NAMES[row], share=_percent(share[row]))
    elsewhere = [column for column in range(NO_ANSWER) if column != row and share[column] > 0]
    worst = max(elsewhere, key=lambda column: share[column], default=None)
    mistake = {} if worst is None else {"continent": NAMES[worst], "share": _percent(share[worst])}
    return following(
        there,
        text("board.alt.confusion.mistake", **mistake) if mistake else "",
        text("board.alt.confusion.unanswered", share=_percent(share[NO_ANSWER])) if share[NO_ANSWER] else "",
    )


def _percent(share: float) -> str:
    if np.isnan(share):
        return "–"
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def _rows(matrix: Confusion) -> list[tuple[Cell, ...]]:
    shown: list[tuple[Cell, ...]] = []
    for row, name in enumerate(TRUE_CONTINENTS):
        note = f"fewer than {FEW_CLIPS} clips" if matrix.few[row] else ""
        of = (name, int(matrix.clips_in_row[row]), int(matrix.answers[row].sum()))
        for column, where in enumerate(ANSWERS):
            share = (
                None if np.isnan(matrix.share[row, column]) else round(float(matrix.share[row, column]), 6)
            )
            counts = int(matrix.answers[row, column]), int(matrix.clips[row, column])
            shown.append((*of, where, share, *counts, note))
    without = ("", matrix.clips_without, int(matrix.without.sum()))
    shown += [
        (*without, where, None, int(matrix.without[column]), None, _LEFT_OUT)
        for column, where in enumerate(ANSWERS)
        if matrix.clips_without
    ]
    return shown
