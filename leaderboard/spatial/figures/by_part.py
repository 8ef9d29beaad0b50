"""Errors by azimuth, and right choices by family, level and task, of all entrants with intervals."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np

from game.json_types import Json
from leaderboard.figures.figure import Cell, Figure, axis, layout
from leaderboard.figures.palette import Style
from leaderboard.sentences import Sentence, following, text
from leaderboard.spatial.breakdown import SPLITS
from leaderboard.spatial.chance import UNIFORM
from leaderboard.spatial.entrants import Entrant
from leaderboard.spatial.figures.sectors import NUMBER, pointed, sector_of, sector_words
from leaderboard.spatial.measures import BY_KEY, values
from leaderboard.spatial.scores import Score, score_of

COLUMNS = ("key", "entrant", "part", "value", "low", "high", "chance", "answers", "items", "players")
FAMILIES = {"hear-you-are": "Hear You Are", "twnm": "The World is Not Mono"}
ROW_PX, GAP_PX, ENDS_PX = 11, 14, 110
BY_AZIMUTH = ("error_degrees", "front_back")

Named = tuple[str, str, Mapping[str, Score]]  # key and words of a part, its scores by entrant's key


def by_azimuth(entrants: Sequence[Entrant], styles: Mapping[str, Style]) -> list[Figure]:
    """The mean error, and the share of front-back reversals, by eighths of the circle."""
    return [
        figure
        for measure in BY_AZIMUTH
        if (
            figure := _figure(
                f"{measure.replace('_', '-')}-azimuth", measure, _sectors(entrants, measure), entrants, styles
            )
        )
    ]


def by_split(entrants: Sequence[Entrant], styles: Mapping[str, Style]) -> list[Figure]:
    """The share of right choices by family, level and task."""
    found = (
        _figure(f"correct-{split}", "correct", _parts(entrants, split), entrants, styles) for split in SPLITS
    )
    return [figure for figure in found if figure]


def _sectors(entrants: Sequence[Entrant], measure: str) -> list[Named]:
    found: list[Named] = []
    for number in range(NUMBER):
        scored = {}
        for entrant in entrants:
            trials = pointed(entrant.trials)
            column = values(trials)[measure]
            chosen = (sector_of(trials.true_azimuth) == number) & ~np.isnan(column)
            if chosen.any():
                scored[entrant.key] = score_of(BY_KEY[measure], trials.only(chosen), column[chosen])
        found.append((str(number), sector_words(number), scored))
    return [part for part in found if part[2]]


def _parts(entrants: Sequence[Entrant], split: str) -> list[Named]:
    names = sorted({part.name for entrant in entrants for part in entrant.parts if part.split == split})
    found: list[Named] = []
    for name in names:
        scored = {
            entrant.key: score
            for entrant in entrants
            if (score := entrant.scores(split, name).get("correct")) is not None
        }
        if scored:
            found.append((name, FAMILIES.get(name, name.replace("_", " ")), scored))
    return found


def _figure(
    name: str, measure: str, parts: list[Named], entrants: Sequence[Entrant], styles: Mapping[str, Style]
) -> Figure | None:
    if not parts:
        return None
    answered = [entrant for entrant in entrants if any(entrant.key in scored for *_, scored in parts)]
    traces = [_trace(entrant, parts, measure, styles[entrant.key], answered) for entrant in answered]
    chance = _chance(parts)
    height = ENDS_PX + len(parts) * (GAP_PX + ROW_PX * len(answered))
    return Figure(
        name=name,
        title=text(f"spatial.standing.chart.{name.replace('-', '_')}"),
        section="errors" if name.endswith("azimuth") else "groups",
        entrant=None,
        alt=_in_words(name, parts, answered, measure),
        chart={"data": [*traces, *chance], "layout": _layout(height, parts, measure)},
        columns=COLUMNS,
        rows=tuple(_rows(parts, answered)),
    )


def _trace(
    entrant: Entrant, parts: list[Named], measure: str, style: Style, answered: Sequence[Entrant]
) -> Json:
    """An entrant's points with their intervals, side by side with those of others."""
    place = (answered.index(entrant) + 1) / (len(answered) + 1) - 0.5
    points = [(at, scored[entrant.key]) for at, (*_, scored) in enumerate(parts) if entrant.key in scored]
    ends = [score.interval or (score.value, score.value) for _, score in points]
    percent = BY_KEY[measure].unit == "share"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escape(entrant.name),
        "x": [round(score.value, 5) for _, score in points],
        "y": [at + 0.8 * place for at, _ in points],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [
                round(high - score.value, 5) for (_, score), (_, high) in zip(points, ends, strict=True)
            ],
            "arrayminus": [
                round(score.value - low, 5) for (_, score), (low, _) in zip(points, ends, strict=True)
            ],
            "color": style.colour,
            "thickness": 1.5,
            "width": 3,
        },
        "marker": {"color": style.colour, "symbol": style.symbol, "size": 9},
        "line": {"color": style.colour, "dash": style.dash},
        "hovertemplate": "%{x:.0%}" if percent else "%{x:.1f}°",
        "meta": {"key": entrant.key},
    }


def _chance(parts: list[Named]) -> list[Json]:
    """A short line at chance in every part that has one."""
    found = []
    for at, (*_, scored) in enumerate(parts):
        known = [score.chance[UNIFORM] for score in scored.values() if UNIFORM in score.chance]
        if known:
            found.append((at, float(np.mean(known))))
    if not found:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [end for _, value in found for end in (value, value, None)],
            "y": [end for at, _ in found for end in (at - 0.45, at + 0.45, None)],
            "line": {"color": "#7c8f97", "dash": "dash", "width": 2},
            "name": text("spatial.standing.chance"),
            "hoverinfo": "skip",
            "meta": {"key": "chance/uniform"},
        }
    ]


def _layout(height: int, parts: list[Named], measure: str) -> Json:
    is_share = BY_KEY[measure].unit == "share"
    along = axis(
        title={
            "text": text("spatial.standing.chart.share" if is_share else "spatial.standing.chart.degrees")
        },
        rangemode="tozero",
        **({"tickformat": ".0%", "range": [-0.03, 1.03]} if is_share else {}),
    )
    down = axis(
        tickvals=list(range(len(parts))),
        ticktext=[words for _, words, _ in parts],
        range=[len(parts) - 0.5, -0.5],
        showgrid=False,
    )
    return layout(height, xaxis=along, yaxis=down)


def _in_words(name: str, parts: list[Named], answered: Sequence[Entrant], measure: str) -> str:
    said: list[Sentence] = []
    for entrant in answered:
        for _, words, scored in parts:
            score = scored.get(entrant.key)
            if score:
                shown = _shown(measure, score)
                said.append(text("spatial.standing.chart.part", name=entrant.name, part=words, value=shown))
    return following(*said)


def _shown(measure: str, score: Score) -> str:
    numbers = (score.value, *(score.interval or ()))
    shown = [f"{number:.0%}" if BY_KEY[measure].unit == "share" else f"{number:.0f}°" for number in numbers]
    return f"{shown[0]} ({shown[1]}–{shown[2]})" if len(shown) == 3 else shown[0]


def _rows(parts: list[Named], answered: Sequence[Entrant]) -> Iterator[tuple[Cell, ...]]:
    for entrant in answered:
        for key, words, scored in parts:
            if score := scored.get(entrant.key):
                low, high = score.interval or (None, None)
                part = str(words) if key.isdecimal() else key
                yield (
                    *(entrant.key, str(entrant.name), part, round(score.value, 5)),
                    *(None if end is None else round(end, 5) for end in (low, high)),
                    *(score.chance.get(UNIFORM), score.trials, score.items, score.players),
                )
