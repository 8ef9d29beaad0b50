"""Parts of a study file about which rounds its primary analysis leaves out: rules with parameters."""

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializerFunctionWrapHandler, WrapSerializer

from game.study.schema_types import Count, Km, NotNegative, Number, Part, Positive, Share


def _switch(value: Any) -> Any:
    """`off` however it is written, and `on` for the defaults."""
    if value is None:
        raise ValueError("is empty; write off, or its parameters")
    if value is False or value == "off":
        return None
    return {} if value is True or value == "on" else value


def _off(value: Any, handler: SerializerFunctionWrapHandler) -> Any:
    return "off" if value is None else handler(value)


_SWITCH = BeforeValidator(_switch), WrapSerializer(_off)


class Plain(Part):
    """A rule without parameters."""


class HeardTooLittle(Part):
    """Less heard than `seconds`, and than `share` of a clip so short that it has less than twice that."""

    seconds: NotNegative = 1.0
    share: Share = 0.5


class TooFast(Part):
    """Closed sooner after the deal than it takes to load a recording, hear some of it, and point."""

    seconds: Positive = 2.0


class NoBytes(Part):
    """Fewer bytes of the recording sent than `share` of what was reported as heard would take."""

    share: Share = 0.25


class ImpossibleTimes(Part):
    """More reported as heard than the round was open; clocks may differ by `seconds`."""

    seconds: NotNegative = 0.5


class FailedCatch(Part):
    """All rounds of a person who failed more than `most` catch rounds."""

    most: Number = 0


class NearClipRevealed(Part):
    """A clip was revealed to this person within `km` of this one before."""

    km: Km = 1.0


class ImplausiblePrecision(Part):
    """All rounds of a person with `rounds` or more guesses within `km` on clips without speech."""

    km: Km = 10.0
    rounds: Count = 3


class IdenticalPoints(Part):
    """All rounds of a person with more than `share` of `rounds` or more guesses on the same point."""

    share: Share = 0.5
    rounds: Count = 5


class Rules(Part):
    """Each rule leaves rounds out of the primary analysis and deletes none; one turned off is None."""

    heard_too_little: Annotated[HeardTooLittle | None, *_SWITCH] = HeardTooLittle()
    too_fast: Annotated[TooFast | None, *_SWITCH] = TooFast()
    no_bytes: Annotated[NoBytes | None, *_SWITCH] = NoBytes()
    impossible_times: Annotated[ImpossibleTimes | None, *_SWITCH] = ImpossibleTimes()
    failed_catch: Annotated[FailedCatch | None, *_SWITCH] = FailedCatch()
    failed_comprehension: Annotated[Plain | None, *_SWITCH] = Plain()
    known_recording: Annotated[Plain | None, *_SWITCH] = Plain()
    near_clip_revealed: Annotated[NearClipRevealed | None, *_SWITCH] = NearClipRevealed()
    implausible_precision: Annotated[ImplausiblePrecision | None, *_SWITCH] = ImplausiblePrecision()
    identical_points: Annotated[IdenticalPoints | None, *_SWITCH] = IdenticalPoints()
    program: Annotated[Plain | None, *_SWITCH] = Plain()
    many_from_one_place: Annotated[Plain | None, *_SWITCH] = Plain()
    abandoned: Annotated[Plain | None, *_SWITCH] = Plain()
