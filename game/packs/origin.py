"""`pack.json`: where a pack comes from, which clips were sampled, and how they were re-encoded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from game.atomic_write import write_whole
from game.packs.table import PackError

NAME = "pack.json"
RE_ENCODED = "re-encoded"
NOT_EVERYWHERE = "not for older iPhones"

_Count = Annotated[int, Field(ge=1)]
_Text = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many clips were drawn from a group, and the group's size."""

    clips: Annotated[int, Field(ge=0)]
    of: _Count


@dataclass(frozen=True, slots=True)
class Sample:
    """A random sample of clips; the manifest's other clips are neither played nor missing.

    Attributes
    ----------
    clips, of : int
        How many were drawn, and from how many.
    seed : int
        The same seed draws the same clips from the same table.
    strata : mapping of str to Stratum
        The groups, which have the same proportions in the sample as in the whole.
    keys : tuple of str
        The clips, in a random order.
    """

    clips: _Count
    of: _Count
    seed: int
    strata: Mapping[str, Stratum]
    keys: tuple[_Text, ...]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How recordings were re-encoded to make them smaller.

    Attributes
    ----------
    kbit_s : int
        Bit rate in kbit/s: constant for MP3, the approximate mean for Opus.
    """

    kind: Literal["mp3", "opus"]
    kbit_s: _Count
    channels: Literal[1] = 1
    note: str = RE_ENCODED

    @classmethod
    def mp3(cls, kbit_s: int) -> "Encoding":
        """MP3, which plays everywhere."""
        return cls("mp3", kbit_s)

    @classmethod
    def opus(cls, kbit_s: int) -> "Encoding":
        """Ogg Opus, which is smaller for the same sound."""
        return cls("opus", kbit_s, note=f"{RE_ENCODED}, {NOT_EVERYWHERE}")

    def __str__(self) -> str:
        name = {"mp3": "MP3", "opus": "Opus"}[self.kind]
        return f"{name} of {self.kbit_s} kbit/s, mono ({self.note})"


@dataclass(frozen=True, slots=True)
class Origin:
    """What `pack.json` says about a pack.

    Attributes
    ----------
    source : str
        Where its recordings were published, in words or as an address.
    fetched : date or None
        The UTC day on which they were requested.
    sample : Sample or None
        None when the pack has all clips of its table.
    encoding : Encoding or None
        None when the recordings are as published.
    """

    source: _Text
    fetched: date | None = None
    sample: Sample | None = None
    encoding: Encoding | None = None

    def __str__(self) -> str:
        return "; ".join(filter(None, (f"from {self.source}", self._when(), self._which(), self._how())))

    def _when(self) -> str:
        return f"fetched {self.fetched.isoformat()}" if self.fetched else ""

    def _which(self) -> str:
        if self.sample is None:
            return ""
        return (
            f"a random sample of {self.sample.clips:,} of {self.sample.of:,} clips, seed {self.sample.seed}"
        )

    def _how(self) -> str:
        return str(self.encoding) if self.encoding else ""


_ORIGIN = TypeAdapter(Origin)


def read_origin(folder: Path, keys: Iterable[str]) -> Origin | None:
    """Read a pack's `pack.json`; None when it has none.

    Parameters
    ----------
    folder : Path
        Of the pack.
    keys : iterable of str
        The clips of its table; the sample's clips must be among them.

    Raises
    ------
    PackError
        When the file cannot be read, or names other clips.
    """
    file = folder / NAME
    try:
        origin = _ORIGIN.validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PackError(f"{file} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise PackError(f"{file}: {_first_mistake(error)}. {_REMEDY}") from error
    if origin.sample is not None:
        _check(file, origin.sample, set(keys))
    return origin


_REMEDY = "Correct it, or delete the file to play all clips of the table."


def _first_mistake(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where or 'this'}: {first['msg'][0].lower()}{first['msg'][1:]}"


def _check(file: Path, sample: Sample, known: set[str]) -> None:
    unknown = next((key for key in sample.keys if key not in known), None)
    if unknown is not None:
        raise PackError(f"{file}: sample.keys: {unknown!r} is in no row of the pack's table. {_REMEDY}")
    if len(set(sample.keys)) != sample.clips:
        counted = len(set(sample.keys))
        raise PackError(f"{file}: sample.clips is {sample.clips}, but sample.keys names {counted}. {_REMEDY}")


def write_origin(folder: Path, origin: Origin) -> None:
    """Write a pack's `pack.json`."""
    content = json.dumps(asdict(origin), default=date.isoformat, ensure_ascii=False, indent=2)
    write_whole(folder / NAME, [f"{content}\n".encode()])
