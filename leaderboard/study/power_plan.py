"""What a planned study will be able to tell, as figures and in words."""

import math
from collections.abc import Iterator
from dataclasses import asdict

from game.json_types import Json
from leaderboard.study.components import Components
from leaderboard.study.needs import Needs
from leaderboard.study.power import (
    POWER,
    PUBLISHED,
    Design,
    Sureness,
    Weights,
    clips_needed,
    design_needed,
    difference,
    like_these,
    people_needed,
    these,
)
from leaderboard.study.reliability import reliability_of_clips, reliability_of_people

_NAMES = {
    "clips_like_these": "people, on clips like these",
    "these_clips": "people, on these clips",
    "less_a_model": "people less a model, same clips",
}


def plan(components: Components, design: Design, precision: float) -> Json:
    """The figures of a plan.

    Parameters
    ----------
    precision : float
        Half-width of the 95% interval aimed at, in GeoScore points.

    Returns
    -------
    dict
        ``components`` (standard deviations) and ``assumed``, whether they are the published ones; ``design``;
        ``sureness`` by what it is about, each with ``se``, ``df``, ``half_width`` and ``detectable``;
        ``reliability`` of clips and people; and ``needed`` for the precision: ``people`` with these clips,
        ``clips`` with these people, and ``both`` at these answers a clip; None where no number is enough.
    """
    weights, larger = Weights.of(design), design_needed(components, design, precision)
    found = {
        "clips_like_these": like_these(components, weights),
        "these_clips": these(components, weights),
        "less_a_model": difference(components, weights),
    }
    return {
        "components": asdict(components),
        "assumed": components == PUBLISHED,
        "design": {**asdict(design), "answers": design.answers},
        "sureness": {name: _to_dict(one) for name, one in found.items()},
        "power": POWER,
        "reliability": {
            "clips": _finite(reliability_of_clips(components, design.answers)),
            "people": _finite(reliability_of_people(components, design.rounds)),
        },
        "needed": {
            "half_width": precision,
            "people": people_needed(components, design.clips, design.rounds, precision),
            "clips": clips_needed(components, design.people, design.rounds, precision),
            "both": None if larger is None else {"people": larger.people, "clips": larger.clips},
        },
    }


def lines(planned: Json) -> Iterator[str]:
    """The same in words."""
    design, spread = planned["design"], planned["components"]
    yield (
        f"{design['people']} people, {design['clips']} clips, {design['rounds']:g} clips a person, "
        f"{design['answers']:.3g} answers a clip"
    )
    source = "assumed from published answers of models" if planned["assumed"] else "given or measured"
    yield (
        f"Standard deviations ({source}): people {spread['person']:,.0f}, clips {spread['clip']:,.0f}, "
        f"answers {spread['residual']:,.0f}"
    )
    yield ""
    yield f"{'GeoScore points':<32}{'standard error':>15}{'95% interval':>14}{'detectable':>12}"
    for name, one in planned["sureness"].items():
        interval = f"±{one['half_width']:,.0f}"
        yield f"{_NAMES[name]:<32}{one['se']:>15,.0f}{interval:>14}{one['detectable']:>12,.0f}"
    yield f"Detectable: found {planned['power']:.0%} of the time by a two-sided test at 5%."
    reliability, needed = planned["reliability"], planned["needed"]
    shares = {name: "unknown" if one is None else f"{one:.2f}" for name, one in reliability.items()}
    yield f"Reliability: of clips {shares['clips']}, of people {shares['people']}"
    yield ""
    yield f"For ±{needed['half_width']:g} on clips like these, at {design['rounds']:g} clips a person:"
    yield f"  with {design['clips']} clips: {_number(needed['people'], 'people')}"
    yield f"  with {design['people']} people: {_number(needed['clips'], 'clips')}"
    if needed["both"]:
        both = f"{needed['both']['people']:,} people and {needed['both']['clips']:,} clips"
        yield f"  with {design['answers']:.3g} answers a clip: {both}"


def needs_lines(found: list[Needs]) -> Iterator[str]:
    """What a study has and still needs, a line for each stratum."""
    yield ""
    header = f"{'so far':<26}{'people':>8}{'clips':>7}{'answers':>9}{'95% interval':>14}"
    yield f"{header}{'more people':>16}{'more answers':>14}"
    for one in found:
        interval = "" if one.half_width is None else f"±{one.half_width:,.0f}"
        people = _number(one.more_people, "").strip() if one.people else ""
        yield (
            f"{one.stratum:<26}{one.people:>8}{one.clips:>7}{one.answers:>9}{interval:>14}"
            f"{people:>16}{one.more_answers:>14}"
        )


def _number(number: int | None, what: str) -> str:
    return "none is enough" if number is None else f"{number:,} {what}"


def _to_dict(one: Sureness) -> Json:
    return {
        "se": one.error,
        "df": _finite(one.freedom),
        "half_width": one.half_width,
        "detectable": one.detectable(),
    }


def _finite(number: float) -> float | None:
    """None for what JSON cannot hold: where nothing varies there is nothing to be sure of."""
    return number if math.isfinite(number) else None
