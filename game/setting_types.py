"""Readers for the values of settings. Each parses a text, or raises a ValueError that says what to write."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

LogForm = Literal["text", "json"]
LOOPBACK = "127.0.0.1"


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile layer over the built-in base map."""

    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Accel:
    """An internal location of the nginx in front, and the folder that it sends from there."""

    location: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence for the published guesses: its id on the Hub, its name, and the URL of its text."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How long guesses are kept: `days` after the day of a round, or without end; and the words for it.

    Attributes
    ----------
    count, unit : int, str
        As the host wrote it: a number of ``day``, ``week``, ``month`` or ``year``; empty without end.
    """

    words: str
    days: int | None = None
    count: int = 0
    unit: str = ""


_CREATIVE_COMMONS = "https://creativecommons.org"
LICENCES = {
    licence.id: licence
    for licence in (
        Licence("cc0-1.0", "CC0 1.0", f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
        Licence("cc-by-4.0", "CC BY 4.0", f"{_CREATIVE_COMMONS}/licenses/by/4.0/"),
        Licence("cc-by-sa-4.0", "CC BY-SA 4.0", f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/"),
        Licence("cc-by-nc-4.0", "CC BY-NC 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc/4.0/"),
        Licence("cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc-sa/4.0/"),
    )
}
MP3_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128)  # the same as in `game.fetching.reencode`
LEAST_KEY_CHARACTERS = 16
IN_MEMORY = "memory"
LONGEST_LINE = 200  # characters: players read these texts before they play


def text(raw: str) -> str:
    return raw.strip()


def port(raw: str) -> int:
    number = int(raw)
    if not 0 <= number <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return number


def listening_address(raw: str) -> Address | None:
    """A port on this machine alone, or an address and a port; None for an empty value."""
    host, _, number = raw.strip().rpartition(":")
    if not number:
        return None
    if not number.isdecimal() or not 1 <= int(number) <= 65535:
        raise ValueError("use a port between 1 and 65535, or an address and a port such as 0.0.0.0:9464")
    return Address(host.strip("[]") or LOOPBACK, int(number))


def log_form(raw: str) -> LogForm:
    forms: dict[str, LogForm] = {"text": "text", "json": "json"}
    if raw.strip().lower() not in forms:
        raise ValueError("use text or json")
    return forms[raw.strip().lower()]


def natural_number(raw: str) -> int:
    """A whole number from 0."""
    number = int(raw)
    if number < 0:
        raise ValueError("it cannot be negative")
    return number


def people(raw: str) -> int:
    """A number of people, from 1."""
    number = int(raw)
    if number < 1:
        raise ValueError("it must be at least 1")
    return number


def host_name(raw: str) -> str:
    """Name of a host without a scheme, or nothing."""
    name = raw.strip().lower()
    if name and not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", name, re.ASCII):
        raise ValueError("use a host name such as owner-earwitness.hf.space")
    return name


def root_path(raw: str) -> str:
    """A path from the root of a host without a slash at its end, or nothing."""
    path = raw.strip().rstrip("/")
    if path and not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):
        raise ValueError("use a path such as /ear")
    return path


def origins(raw: str) -> tuple[str, ...]:
    """Origins of other sites, separated by spaces or commas; a host may begin with ``*.``."""
    found = tuple(origin.rstrip("/") for origin in re.split(r"[\s,]+", raw.lower()) if origin)
    for origin in found:
        if not re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?", origin, re.ASCII):
            raise ValueError(f"{origin} is not an origin such as https://school.example")
    return found


def minutes(raw: str) -> float:
    """Minutes, less than a day."""
    number = float(raw)
    if not 0 < number < 24 * 60:
        raise ValueError("it must be above 0 and under 1440")
    return number


def stop_seconds(raw: str) -> float:
    """Seconds, at least 2."""
    number = float(raw)
    if not 2 <= number <= 600:
        raise ValueError("it must be at least 2 and at most 600")
    return number


def publish_minutes(raw: str) -> float:
    """Minutes between commits to the Hub, within its rate limit."""
    number = minutes(raw)
    if number < 1:
        raise ValueError("it must be at least 1: the Hub takes 128 commits an hour")
    return number


def dataset(raw: str) -> str:
    """Name of a dataset repository on the Hub, or nothing."""
    name = raw.strip()
    if name and not re.fullmatch(r"[\w.-]+/[\w.-]{1,96}", name, re.ASCII):
        raise ValueError("use the name of a dataset repository on the Hub, such as owner/earwitness-guesses")
    return name


def fetchable_pack(raw: str) -> str:
    """A pack that the game can fetch, or nothing."""
    name = raw.strip().lower()
    if name not in {"", "agl1k"}:
        raise ValueError("use agl1k, or leave it empty")
    return name


def mp3_kbit_s(raw: str) -> int:
    """An MP3 bit rate, kbit/s; 0 for none."""
    rate = int(raw)
    if rate not in (0, *MP3_KBITS):
        raise ValueError(f"use {', '.join(map(str, MP3_KBITS))}, or leave it empty")
    return rate


def publish_delay(raw: str) -> str:
    unit = raw.strip().lower()
    if unit not in {"", "day"}:
        raise ValueError("use day, or leave it empty")
    return unit


def on_off(raw: str) -> bool:
    words = {
        "on": True,
        "true": True,
        "1": True,
        "yes": True,
        "off": False,
        "false": False,
        "0": False,
        "no": False,
    }
    if raw.strip().lower() not in words:
        raise ValueError("use on or off")
    return words[raw.strip().lower()]


def existing_folder(raw: str) -> Path | None:
    """A folder that exists; None for an empty value."""
    if not raw.strip():
        return None
    path = Path(raw.strip())
    if not path.is_dir():
        raise ValueError(f"the folder {path.absolute()} does not exist; name another, or leave it empty")
    return path


def existing_path(raw: str) -> Path | None:
    """A file or folder that exists; None for an empty value."""
    if not raw.strip():
        return None
    path = Path(raw.strip())
    if not path.exists():
        raise ValueError(f"there is no {path.absolute()}; name a file or a folder, or leave it empty")
    return path


def key(raw: str) -> str:
    """A key or a token, too long to be guessed; nothing for an empty value."""
    chosen = raw.strip()
    if chosen and len(chosen) < LEAST_KEY_CHARACTERS:
        raise ValueError(
            f"it needs at least {LEAST_KEY_CHARACTERS} characters that nobody can guess; "
            "`openssl rand -hex 32` prints a good one"
        )
    return chosen


def rate_store(raw: str) -> str:
    """URL of a Redis, or the word for none; nothing for the default."""
    store = raw.strip()
    if store and store != IN_MEMORY and not re.match(r"(rediss?|redis\+unix)://[^\s]", store):
        raise ValueError("write redis://host:port/number, rediss:// with encryption, or memory")
    return store


def address(raw: str) -> str:
    """URL of a site, without a slash at its end."""
    site = raw.strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site):
        raise ValueError("use an address such as https://archive.org")
    return site


def public_url(raw: str) -> str:
    """The same; empty for an empty value."""
    return address(raw) if raw.strip() else ""


def tiles(raw: str) -> Tiles | None:
    """A URL template and an attribution, separated by a space; None for an empty value."""
    if not raw.strip():
        return None
    url, _, attribution = raw.strip().partition(" ")
    if not re.match(r"https?://[^/]+/.*\{z\}", url):
        raise ValueError("use a URL template such as https://tile.openstreetmap.org/{z}/{x}/{y}.png")
    return Tiles(url, attribution.strip())


def accel(raw: str) -> Accel | None:
    """A location and a folder, separated by a space; None for an empty value."""
    if not raw.strip():
        return None
    location, _, folder = raw.strip().partition(" ")
    path = Path(folder.strip())
    if not re.fullmatch(r"(/[\w.~-]+)+/", location, re.ASCII) or not path.is_absolute():
        raise ValueError("use a location and a folder, such as /sealed/ /var/cache/earwitness")
    return Accel(location, path)


def one_line(raw: str) -> str:
    """A short text for players, put on one line."""
    words = " ".join(raw.split())
    if len(words) > LONGEST_LINE or not words.isprintable():
        raise ValueError(f"write one line of at most {LONGEST_LINE} characters")
    return words


DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}  # a month and a year at their shortest but February
WITHOUT_END = Retention("without a set end")


def retention(raw: str) -> Retention:
    """A duration after which guesses are deleted; without end for an empty value."""
    words = " ".join(raw.lower().split()).removeprefix("for ")
    if words in ("", WITHOUT_END.words):
        return WITHOUT_END
    found = re.fullmatch(r"([1-9]\d{0,3}) (day|week|month|year)s?", words)
    if not found:
        raise ValueError(
            "guesses are deleted after this time, so write one such as 90 days, 18 months or 2 years, "
            "or leave it empty"
        )
    count, unit = int(found[1]), found[2]
    return Retention(f"for {count} {unit}{'s' * (count != 1)}", count * DAYS[unit], count, unit)


def age(raw: str) -> int:
    years = int(raw)
    if not 0 <= years <= 99:
        raise ValueError("an age in years lies between 0 and 99")
    return years


def licence(raw: str) -> Licence:
    """One of `LICENCES`, by its id on the Hub."""
    known = LICENCES.get(raw.strip().lower())
    if known is None:
        raise ValueError(f"use one of {', '.join(LICENCES)}")
    return known


def group_size(raw: str) -> int:
    """The smallest number of players among whom none can be singled out."""
    number = int(raw)
    if number < 2:
        raise ValueError("it must be at least 2: a single player can always be identified")
    return number
