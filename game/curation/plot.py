"""Histograms of a pack's measures with the bounds, as one page that needs no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from game.curation.clip_verdict import Verdict
from game.curation.filters import FILTERS, Bounds
from game.curation.localizability import Strengths

Floats = NDArray[np.float64]

BINS = 40
ALL, KEPT, BOUND = "#7c8f97", "#0072b2", "#d55e00"  # after Okabe and Ito
_SMALLEST = 1e-7  # value on a logarithmic axis
_ROW_PX = 260


@dataclass(frozen=True, slots=True)
class Panel:
    """The histogram of one measure.

    Attributes
    ----------
    values : ndarray of float, shape (clips,)
    kept : ndarray of bool, shape (clips,)
        Which clips stay in the pack.
    """

    title: str
    values: Floats
    kept: NDArray[np.bool_]
    bound: float
    logarithmic: bool


def draw(
    file: Path, name: str, verdicts: Sequence[Verdict], bounds: Bounds, strengths: Strengths | None
) -> None:
    """Write the page: for each measure, all measured clips, the clips that stay, and the bound."""
    panels = _panels(verdicts, bounds, strengths)
    figure = make_subplots(rows=len(panels), cols=1, subplot_titles=[panel.title for panel in panels])
    for row, panel in enumerate(panels, 1):
        _add(figure, row, panel)
    figure.update_layout(
        title=f"{name}: {sum(verdict.kept for verdict in verdicts):,} of {len(verdicts):,} clips stay",
        height=_ROW_PX * len(panels),
        template="plotly_white",
        bargap=0,
    )
    figure.write_html(file, include_plotlyjs=True, config={"displaylogo": False})


def _panels(verdicts: Sequence[Verdict], bounds: Bounds, strengths: Strengths | None) -> list[Panel]:
    measured = [verdict for verdict in verdicts if verdict.acoustics]
    kept = np.array([verdict.kept for verdict in measured], dtype=np.bool_)
    panels = []
    for each in FILTERS:
        values = np.array([getattr(verdict.acoustics, each.name) for verdict in measured])
        name = each.meaning.capitalize() if each.name != "rms" else each.meaning
        title = f"{name} (at {each.keeps} {bounds[each.name]:g})"
        panels.append(Panel(title, values, kept, bounds[each.name], each.name != "complexity"))
    located = [verdict for verdict in measured if verdict.localizability is not None]
    if strengths is not None and located:
        values = np.array([verdict.localizability for verdict in located], dtype=np.float64)
        stay = np.array([verdict.kept for verdict in located], dtype=np.bool_)
        title = f"Audio localizability (above {strengths.theta:g})"
        panels.append(Panel(title, values, stay, strengths.theta, logarithmic=False))
    return panels


def _add(figure: go.Figure, row: int, panel: Panel) -> None:
    edges = _edges(panel)
    values = np.clip(panel.values, edges[0], edges[-1])
    series = (("all clips", ALL, values), ("clips that stay", KEPT, values[panel.kept]))
    for name, colour, counted in series:
        counts, _ = np.histogram(counted, edges)
        line = {"color": colour, "shape": "hv", "width": 1.5}
        figure.add_scatter(
            x=edges,
            y=[*counts.tolist(), 0],
            name=name,
            line=line,
            fill="tozeroy",
            legendgroup=name,
            showlegend=row == 1,
            row=row,
            col=1,
        )
    figure.add_vline(panel.bound, line_color=BOUND, line_dash="dash", row=row, col=1)
    figure.update_xaxes(type="log" if panel.logarithmic else "linear", row=row, col=1)
    figure.update_yaxes(title="clips", rangemode="tozero", row=row, col=1)


def _edges(panel: Panel) -> Floats:
    """Edges of bins that cover every value and the bound."""
    values = np.append(panel.values, panel.bound)
    if panel.logarithmic:
        shown = np.clip(values, _SMALLEST, None)
        return np.geomspace(shown.min() / 1.1, shown.max() * 1.1, BINS + 1)
    around = 0.05 * float(np.ptp(values)) + 1e-3
    return np.linspace(values.min() - around, values.max() + around, BINS + 1)
