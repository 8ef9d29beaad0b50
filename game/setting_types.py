"""What a host may write in a variable: each reader gives what was meant, or says what to write."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile layer over the built-in base map."""

    url: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence under which guesses may be used: its name on the Hub, its name for people, and its text."""

    id: str
    name: str
    url: str


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
MP3_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128)  # as `game.fetching.reencode` has them
LONGEST_SAYING = 200  # characters of a host's own words: players read them before they play


def text(raw: str) -> str:
    """Any text, without spaces around it."""
    return raw.strip()


def port(raw: str) -> int:
    """A port."""
    number = int(raw)
    if not 0 <= number <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return number


def count(raw: str) -> int:
    """A whole number, 0 or more."""
    number = int(raw)
    if number < 0:
        raise ValueError("it cannot be negative")
    return number


def minutes(raw: str) -> float:
    """A time under a day, in minutes."""
    number = float(raw)
    if not 0 < number < 24 * 60:
        raise ValueError("it must be above 0 and under 1440")
    return number


def publish_minutes(raw: str) -> float:
    """A time that the Hub's limit on commits allows, in minutes."""
    number = minutes(raw)
    if number < 1:
        raise ValueError("it must be at least 1: the Hub takes 128 commits an hour")
    return number


def dataset(raw: str) -> str:
    """Name of a repository on the Hub."""
    name = raw.strip()
    if name and not re.fullmatch(r"[\w.-]+/[\w.-]{1,96}", name, re.ASCII):
        raise ValueError("name a dataset repository of the Hub, such as owner/earwitness-guesses")
    return name


def fetched(raw: str) -> str:
    """A pack that the game knows to fetch."""
    name = raw.strip().lower()
    if name not in {"", "agl1k"}:
        raise ValueError("use agl1k, or leave it empty")
    return name


def mp3_rate(raw: str) -> int:
    """A bit rate of MP3, in kbit/s; 0 for none."""
    rate = int(raw)
    if rate not in (0, *MP3_KBITS):
        raise ValueError(f"use {', '.join(map(str, MP3_KBITS))}, or leave it empty")
    return rate


def delay(raw: str) -> str:
    """A unit of time that has to be over."""
    unit = raw.strip().lower()
    if unit not in {"", "day"}:
        raise ValueError("use day, or leave it empty")
    return unit


def switch(raw: str) -> bool:
    """On or off."""
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


def folder(raw: str) -> Path | None:
    """A folder that is there; None for none."""
    if not raw.strip():
        return None
    path = Path(raw.strip())
    if not path.is_dir():
        raise ValueError(f"there is no folder {path.absolute()}; name one that is there, or leave it empty")
    return path


def address(raw: str) -> str:
    """Address of a site, without a slash at its end."""
    site = raw.strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site):
        raise ValueError("use an address such as https://archive.org")
    return site


def tiles(raw: str) -> Tiles | None:
    """A tile layer; None for none."""
    if not raw.strip():
        return None
    url, _, attribution = raw.strip().partition(" ")
    if not re.match(r"https?://[^/]+/.*\{z\}", url):
        raise ValueError("use a URL template such as https://tile.openstreetmap.org/{z}/{x}/{y}.png")
    return Tiles(url, attribution.strip())


def saying(raw: str) -> str:
    """A few words that players are shown, on one line."""
    words = " ".join(raw.split())
    if len(words) > LONGEST_SAYING or not words.isprintable():
        raise ValueError(f"write one line of at most {LONGEST_SAYING} characters")
    return words


def age(raw: str) -> int:
    """An age in years."""
    years = int(raw)
    if not 0 <= years <= 99:
        raise ValueError("an age in years lies between 0 and 99")
    return years


def licence(raw: str) -> Licence:
    """One of the licences that the Hub, the page and the dataset's card know."""
    found = LICENCES.get(raw.strip().lower())
    if found is None:
        raise ValueError(f"use one of {', '.join(LICENCES)}")
    return found


def group(raw: str) -> int:
    """A number of players among whom one is not found."""
    number = int(raw)
    if number < 2:
        raise ValueError("it must be at least 2: one player alone is always found")
    return number
