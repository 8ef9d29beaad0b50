"""Every setting a host can make, read from the environment once at start."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADDRESS_OF_EVERYONE = "0.0.0.0"


class SettingError(Exception):
    """A setting that cannot be used, with its name and what it should be."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile layer over the built-in base map."""

    url: str
    attribution: str


def _text(raw: str) -> str:
    return raw.strip()


def _port(raw: str) -> int:
    port = int(raw)
    if not 0 <= port <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return port


def _count(raw: str) -> int:
    count = int(raw)
    if count < 0:
        raise ValueError("it cannot be negative")
    return count


def _minutes(raw: str) -> float:
    minutes = float(raw)
    if not 0 < minutes < 24 * 60:
        raise ValueError("it must be above 0 and under 1440")
    return minutes


def _publish_minutes(raw: str) -> float:
    minutes = _minutes(raw)
    if minutes < 1:
        raise ValueError("it must be at least 1: the Hub takes 128 commits an hour")
    return minutes


def _dataset(raw: str) -> str:
    name = raw.strip()
    if name and not re.fullmatch(r"[\w.-]+/[\w.-]{1,96}", name, re.ASCII):
        raise ValueError("name a dataset repository of the Hub, such as owner/earwitness-guesses")
    return name


def _delay(raw: str) -> str:
    delay = raw.strip().lower()
    if delay not in {"", "day"}:
        raise ValueError("use day, or leave it empty")
    return delay


def _switch(raw: str) -> bool:
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


def _folder(raw: str) -> Path | None:
    if not raw.strip():
        return None
    folder = Path(raw.strip())
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder.absolute()}; name one that is there, or leave it empty")
    return folder


def _tiles(raw: str) -> Tiles | None:
    if not raw.strip():
        return None
    url, _, attribution = raw.strip().partition(" ")
    if not re.match(r"https?://[^/]+/.*\{z\}", url):
        raise ValueError("use a URL template such as https://tile.openstreetmap.org/{z}/{x}/{y}.png")
    return Tiles(url, attribution.strip())


def _setting(
    variable: str, default: str, meaning: str, read: Callable[[str], Any] = _text, shown: bool = True
) -> Any:
    told = {"variable": variable, "default": default, "meaning": meaning, "read": read}
    return field(metadata=told, repr=shown)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a host has chosen; the settings table in the README is made from the same lines."""

    host: str = _setting(
        "HOST", "127.0.0.1", "Address to serve on; 0.0.0.0 on a Space and in the Docker image"
    )
    port: int = _setting("PORT", "7860", "Port to serve on", _port)
    pack: str = _setting("EARWITNESS_PACK", "demo", "The pack to play: a name, or the path of a folder")
    state: Path = _setting(
        "EARWITNESS_STATE",
        "var",
        "Folder for the database, the host's key and caches; keep it on a lasting disk",
        Path,
    )
    database: str = _setting(
        "EARWITNESS_DATABASE", "", "Database URL; empty: an SQLite file in EARWITNESS_STATE"
    )
    secret: str = _setting(
        "EARWITNESS_SECRET",
        "",
        "The host's key, which players' tokens are signed with; empty: made and kept in EARWITNESS_STATE",
        shown=False,
    )
    tiles: Tiles | None = _setting(
        "EARWITNESS_TILES", "", "A tile layer over the base map: URL template, a space, attribution", _tiles
    )
    rate_limit: bool = _setting(
        "EARWITNESS_RATE_LIMIT", "on", "`off` turns rate limits off, for tests and benchmarks", _switch
    )
    trusted_proxies: int = _setting(
        "EARWITNESS_TRUSTED_PROXIES",
        "0",
        "How many proxies in front are ours (1 on a Space): whose X-Forwarded-For counts",
        _count,
    )
    abandon_minutes: float = _setting(
        "EARWITNESS_ABANDON_MINUTES", "30", "A round untouched for so long is closed as abandoned", _minutes
    )
    leaderboard: bool = _setting(
        "EARWITNESS_LEADERBOARD", "on", "`off` leaves the leaderboard and its counting process out", _switch
    )
    answers: Path | None = _setting(
        "EARWITNESS_ANSWERS",
        "",
        "Folder of models' answers, laid out as AGL1K's repository or its `results/`; empty: none",
        _folder,
    )
    dataset: str = _setting(
        "EARWITNESS_DATASET",
        "",
        "Dataset repository of the Hub that guesses are published in, `owner/name`; empty: none are",
        _dataset,
    )
    hub_token: str = _setting(
        "HF_TOKEN", "", "A token of the Hub with write access to that dataset", shown=False
    )
    publish_minutes: float = _setting(
        "EARWITNESS_PUBLISH_MINUTES",
        "5",
        "How often what has been guessed is published; at least 1",
        _publish_minutes,
    )
    publish_delay: str = _setting(
        "EARWITNESS_PUBLISH_DELAY", "", "`day` publishes a guess when its UTC day is over", _delay
    )

    @property
    def database_url(self) -> str:
        """The database in use."""
        return self.database or f"sqlite:///{self.state / 'earwitness.db'}"

    @property
    def abandon_seconds(self) -> float:
        """How long a round may lie untouched."""
        return self.abandon_minutes * 60

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, **chosen: Any) -> "Settings":
        """Read the settings from environment variables.

        Parameters
        ----------
        env : mapping
            Environment variables.
        **chosen
            Values that stand above the environment, by field name.

        Raises
        ------
        SettingError
            When a variable cannot be read.
        """
        env = {**_surroundings(env), **{name: value for name, value in env.items() if value.strip()}}
        read = {f.name: _read(f.metadata, env) for f in fields(cls) if f.name not in chosen}
        return cls(**read, **chosen)


def _surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """Defaults that a Space and Gradio's own variables give; ours stand above them."""
    found: dict[str, str] = {}
    if env.get("SPACE_ID"):
        found |= {"HOST": ADDRESS_OF_EVERYONE, "EARWITNESS_TRUSTED_PROXIES": "1"}
    if env.get("GRADIO_SERVER_NAME"):
        found["HOST"] = env["GRADIO_SERVER_NAME"]
    if env.get("GRADIO_SERVER_PORT"):
        found["PORT"] = env["GRADIO_SERVER_PORT"]
    return found


def _read(setting: Mapping[str, Any], env: Mapping[str, str]) -> Any:
    raw = env.get(setting["variable"], setting["default"])
    try:
        return setting["read"](raw)
    except ValueError as error:
        raise SettingError(f"{setting['variable']}={raw!r} cannot be used: {error}") from error
