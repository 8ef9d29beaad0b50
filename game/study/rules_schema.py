"""Parts of a study file about which rounds its primary analysis leaves out: rules with limits."""

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializerFunctionWrapHandler, WrapSerializer

from game.play.limits import DEFAULTS, Limits
from game.study.schema_types import Count, Km, NotNegative, Number, Part, Positive, Share


def _switch(value: Any) -> Any:
    """`off` however it is written, and `on` for the defaults."""
    if value is None:
        raise ValueError("is empty; write off, or its limits")
    if value is False or value == "off":
        return None
    return {} if value is True or value == "on" else value


def _off(value: Any, handler: SerializerFunctionWrapHandler) -> Any:
    return "off" if value is None else handler(value)


_SWITCH = BeforeValidator(_switch), WrapSerializer(_off)


class Plain(Part):
    """A rule without limits."""


class NearClipRevealed(Part):
    """A clip was revealed to this person within `km` of this one before."""

    km: Km = DEFAULTS["near_clip_revealed"]["km"]


class HeardTooLittle(Part):
    """Less heard than `seconds`, and than `share` of a clip that is short."""

    seconds: NotNegative = DEFAULTS["heard_too_little"]["seconds"]
    share: Share = DEFAULTS["heard_too_little"]["share"]


class NoBytes(Part):
    """Fewer bytes of the recording sent than `share` of what was reported as heard would take."""

    share: Share = DEFAULTS["no_bytes"]["share"]


class TooFast(Part):
    """Closed within `seconds` of the deal."""

    seconds: Positive = DEFAULTS["too_fast"]["seconds"]


class MoreHeardThanTime(Part):
    """More reported as heard than the round was open; clocks may differ by `seconds`."""

    seconds: NotNegative = DEFAULTS["more_heard_than_time"]["seconds"]


class FailedCatch(Part):
    """All rounds of a person who failed more catch rounds than `allowed`; `catch` says by how far."""

    allowed: Number = int(DEFAULTS["failed_catch"]["allowed"])


class ImplausiblePrecision(Part):
    """All rounds of a person with too many guesses within `km` on clips without speech.

    Too many are as many as people whose `chance` of one is this at most have with a probability below
    `alpha`. A clip is without speech when the share of it in which somebody speaks is below `speech`.
    """

    km: Km = DEFAULTS["implausible_precision"]["km"]
    chance: Share = DEFAULTS["implausible_precision"]["chance"]
    alpha: Share = DEFAULTS["implausible_precision"]["alpha"]
    speech: Share = DEFAULTS["implausible_precision"]["speech"]


class IdenticalPoints(Part):
    """All rounds of a person with one spot, or the exact points of another person, so often.

    At least `times`, and for `share` of their guesses on these clips. A point that more than `people` gave
    for a clip shows nothing.
    """

    times: Count = int(DEFAULTS["identical_points"]["times"])
    share: Share = DEFAULTS["identical_points"]["share"]
    people: Count = int(DEFAULTS["identical_points"]["people"])


class Rules(Part):
    """Each rule leaves rounds out of the primary analysis and deletes none; one turned off is None."""

    program: Annotated[Plain | None, *_SWITCH] = Plain()
    revealed_before: Annotated[Plain | None, *_SWITCH] = Plain()
    near_clip_revealed: Annotated[NearClipRevealed | None, *_SWITCH] = NearClipRevealed()
    heard_too_little: Annotated[HeardTooLittle | None, *_SWITCH] = HeardTooLittle()
    no_bytes: Annotated[NoBytes | None, *_SWITCH] = NoBytes()
    too_fast: Annotated[TooFast | None, *_SWITCH] = TooFast()
    more_heard_than_time: Annotated[MoreHeardThanTime | None, *_SWITCH] = MoreHeardThanTime()
    known_recording: Annotated[Plain | None, *_SWITCH] = Plain()
    many_from_one_place: Annotated[Plain | None, *_SWITCH] = Plain()
    failed_comprehension: Annotated[Plain | None, *_SWITCH] = Plain()
    failed_catch: Annotated[FailedCatch | None, *_SWITCH] = FailedCatch()
    implausible_precision: Annotated[ImplausiblePrecision | None, *_SWITCH] = ImplausiblePrecision()
    identical_points: Annotated[IdenticalPoints | None, *_SWITCH] = IdenticalPoints()

    @property
    def limits(self) -> Limits:
        """The limits of the rules that are on, as `game.play.counting` takes them."""
        on = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: {**DEFAULTS[name], **rule.model_dump()} for name, rule in on.items() if rule is not None
        }
