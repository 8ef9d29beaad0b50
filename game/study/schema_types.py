"""What the parts of a study file have in common: how strictly they are read, and types of their values."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from game import setting_types

NAME = r"[a-z0-9][a-z0-9-]{0,39}"
PARAMETER = r"[A-Za-z][A-Za-z0-9_-]{0,63}"
LONGEST_WORDS = 2_000  # characters of what stands in a report

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_CONTACT = re.compile(r"https?://[^\s]+|[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*")
_CODE = re.compile(r"[A-Za-z0-9_-]{4,64}")


class Part(BaseModel):
    """A mapping of a study file: unknown keys and values of another type are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ser_json_inf_nan="strings")


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write words, or delete the line")
    return value


def _matching(pattern: re.Pattern[str], remedy: str) -> Any:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value[:80]!r} cannot be used; write {remedy}")
        return value

    return AfterValidator(check)


def _retention(value: str) -> str:
    try:
        setting_types.retention(value)
    except ValueError as error:
        raise ValueError(f"{value[:80]!r} is no duration; write one such as 90 days or 5 years") from error
    return value


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value[:80]!r} is no date; write one such as 2027-03-01") from error


def _lines(value: Any) -> Any:
    """The keys in a text, one a line; lines that are blank or begin with # are ignored."""
    if not isinstance(value, str):
        return value
    lines = (line.strip() for line in value.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _shares(value: Mapping[str, float]) -> Mapping[str, float]:
    if abs(sum(value.values()) - 1) > 1e-6:
        raise ValueError(f"add up to {sum(value.values()):g}; write shares that add up to 1")
    return value


def _distinct(value: tuple[Any, ...]) -> tuple[Any, ...]:
    (most, count), *_ = Counter(value).most_common(1) or [("", 1)]
    if count > 1:
        raise ValueError(f"has {most!r} {count} times; write it once")
    return value


DISTINCT = AfterValidator(_distinct)


def is_name(text: str) -> bool:
    """Whether a study may have this name."""
    return re.fullmatch(NAME, text) is not None


Words = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(_words)]
Name = Annotated[
    str,
    _matching(re.compile(NAME), "1 to 40 of a-z, 0-9 and -, such as agl1k-60"),
]
Language = Annotated[str, _matching(_LANGUAGE, "a language code such as en or pt-BR")]
Contact = Annotated[str, _matching(_CONTACT, "an e-mail address or the address of a page")]
Address = Annotated[str, _matching(_ADDRESS, "an address such as https://app.prolific.com/...")]
Currency = Annotated[str, _matching(re.compile("[A-Z]{3}"), "its three letters, such as GBP")]
Code = Annotated[str, _matching(_CODE, "4 to 64 letters and digits")]
Parameter = Annotated[
    str, _matching(re.compile(PARAMETER), "the name of a link's parameter, such as PROLIFIC_PID")
]
Duration = Annotated[str, AfterValidator(_retention)]
Day = Annotated[date, BeforeValidator(_date)]
Keys = Annotated[tuple[str, ...], BeforeValidator(_lines), Field(min_length=1), DISTINCT]
Shares = Annotated[Mapping[str, Annotated[float, Field(ge=0, le=1)]], AfterValidator(_shares)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Number = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Km = Annotated[float, Field(gt=0, le=20_040, allow_inf_nan=False)]
