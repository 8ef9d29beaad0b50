"""A fit to people's clues as a file for `python -m game curate`, and as text."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from game.curation.localizability import Strengths
from game.json_types import none_if_nan
from leaderboard.board.text_table import WIDTH
from leaderboard.localizability.clue_categories import Clues
from leaderboard.localizability.fit import ByCategory
from leaderboard.localizability.people_answers import PeopleAnswers
from leaderboard.localizability.people_fit import PeopleFit, Side
from leaderboard.phrases import counted

_LINE = "{:<28} {:<9} {:>8} {:>22} {:>8} {:>22} {:>8}"
_HEAD = ("category", "", "strength", "near", "answers", "far", "answers")


def to_json(
    fit: PeopleFit, read: PeopleAnswers, clues: Clues, times: Mapping[str, ByCategory], theta: float
) -> str:
    """Strengths, parameters, slopes with their intervals, and each clip's localizability."""
    strengths = fit.strengths()
    known = Strengths(theta, strengths)
    contents = {
        "alpha": fit.alpha,
        "gamma_km": fit.gamma_km,
        "theta": theta,
        "strengths": strengths,
        "answers": {"near": fit.answers_near, "far": fit.answers_far},
        "left_out": {"without_clues": read.without_clues, "without_times": read.without_times},
        "categories": {
            name: {
                "role": fit.role(at),
                "clues": list(clues[name]),
                "near": _side(fit.near, at),
                "far": _side(fit.far, at),
            }
            for at, name in enumerate(fit.categories)
        },
        "localizability": {key: known.localizability(heard) for key, heard in times.items()},
    }
    return json.dumps(contents, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def format_people(
    fit: PeopleFit, read: PeopleAnswers, times: Mapping[str, ByCategory], theta: float
) -> Iterator[str]:
    """A line per category, the strongest first, and what the fit rests on."""
    strengths = fit.strengths()
    yield _LINE.format(*_HEAD).rstrip()
    for name in (*strengths, *(name for name in fit.categories if name not in strengths)):
        yield _row(fit, fit.categories.index(name), strengths.get(name))
    yield ""
    people, clips = len(set(read.answers.player.tolist())), len(set(read.answers.clip))
    yield textwrap.fill(
        f"{counted(people, 'person', 'people')}, {counted(clips, 'clip')}. Near: {fit.answers_near:,} "
        f"answers within {fit.gamma_km:,g} km. Far: {fit.answers_far:,}. In parentheses: 95% intervals, over "
        "people and clips, from ten people up.",
        WIDTH,
    )
    known = Strengths(theta, strengths)
    over = sum(known.localizability(heard) > theta for heard in times.values())
    yield f"Of {counted(len(times), 'clip')}, {over:,} have a localizability above {theta:g}."
    if read.without_clues:
        yield f"Left out: {counted(read.without_clues, 'answer')} without clues."
    if read.without_times:
        yield f"Left out: {counted(read.without_times, 'answer')} to clips without times."


def _side(side: Side, index: int) -> dict[str, Any]:
    figures = {name: none_if_nan(getattr(side, name)[index]) for name in ("slope", "low", "high")}
    return figures | {name: int(getattr(side, name)[index]) for name in ("answers", "people", "clips")}


def _row(fit: PeopleFit, index: int, strength: float | None) -> str:
    sides = (
        cell for side in (fit.near, fit.far) for cell in (_cell(side, index), f"{side.answers[index]:,}")
    )
    shown = "" if strength is None else f"{strength:+.3f}"
    return _LINE.format(fit.categories[index][:28], fit.role(index), shown, *sides).rstrip()


def _cell(side: Side, index: int) -> str:
    slope, low, high = (none_if_nan(one[index]) for one in (side.slope, side.low, side.high))
    if slope is None:
        return "-"
    return f"{slope:.3f}" if low is None else f"{slope:.2f} ({low:.2f} to {high:.2f})"
