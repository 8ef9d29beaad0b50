"""Every setting a host can make, read from the environment once at start."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from game import setting_types
from game.setting_types import Licence, Tiles

ALL_INTERFACES = "0.0.0.0"


class SettingError(Exception):
    """A setting that cannot be used, with its name and what it should be."""


def _setting(
    variable: str,
    default: str,
    meaning: str,
    read: Callable[[str], Any] = setting_types.text,
    shown: bool = True,
) -> Any:
    told = {"variable": variable, "default": default, "meaning": meaning, "read": read}
    return field(metadata=told, repr=shown)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a host has chosen; the settings table in the README is made from the same lines."""

    host: str = _setting(
        "HOST", "127.0.0.1", "Address to serve on; 0.0.0.0 on a Space and in the Docker image"
    )
    port: int = _setting("PORT", "7860", "Port to serve on", setting_types.port)
    pack: str = _setting(
        "EARWITNESS_PACK",
        "demo",
        "The pack to play: a name, the path of a folder, or a dataset of the Hub, `hf://datasets/owner/name`",
    )
    fetch: str = _setting(
        "EARWITNESS_FETCH",
        "",
        "`agl1k` fetches that pack beside the game, which plays it as soon as 20 clips are there",
        setting_types.fetched,
    )
    fetch_clips: int = _setting(
        "EARWITNESS_FETCH_CLIPS", "0", "How many of its clips, chosen at random; 0: all", setting_types.count
    )
    fetch_mp3: int = _setting(
        "EARWITNESS_FETCH_MP3",
        "0",
        "Keep them as mono MP3 of so many kbit/s, for a small disk; 0: as they are",
        setting_types.mp3_rate,
    )
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
        "EARWITNESS_TILES",
        "",
        "A tile layer over the base map: URL template, a space, attribution",
        setting_types.tiles,
    )
    rate_limit: bool = _setting(
        "EARWITNESS_RATE_LIMIT",
        "on",
        "`off` turns rate limits off, for tests and benchmarks",
        setting_types.switch,
    )
    trusted_proxies: int = _setting(
        "EARWITNESS_TRUSTED_PROXIES",
        "0",
        "How many proxies in front are ours (1 on a Space): whose X-Forwarded-For counts",
        setting_types.count,
    )
    abandon_minutes: float = _setting(
        "EARWITNESS_ABANDON_MINUTES",
        "30",
        "A round untouched for so long is closed as abandoned",
        setting_types.minutes,
    )
    leaderboard: bool = _setting(
        "EARWITNESS_LEADERBOARD",
        "on",
        "`off` leaves the leaderboard and its counting process out",
        setting_types.switch,
    )
    answers: Path | None = _setting(
        "EARWITNESS_ANSWERS",
        "",
        "Folder of models' answers, laid out as AGL1K's repository or its `results/`; empty: none",
        setting_types.folder,
    )
    archive: str = _setting(
        "EARWITNESS_ARCHIVE",
        "https://archive.org",
        "Where recordings are fetched from: address of the Internet Archive, or of a mirror of it",
        setting_types.address,
    )
    agl1k: str = _setting(
        "EARWITNESS_AGL1K",
        "https://raw.githubusercontent.com/Rising0321/AGL1K/HEAD",
        "Where AGL1K's schema and answers are fetched from: address of its files, or of a mirror of them",
        setting_types.address,
    )
    dataset: str = _setting(
        "EARWITNESS_DATASET",
        "",
        "Dataset repository of the Hub that guesses are published in, `owner/name`; empty: none are",
        setting_types.dataset,
    )
    hub_token: str = _setting(
        "HF_TOKEN",
        "",
        "A token of the Hub with write access to that dataset, and read access to a pack that is private",
        shown=False,
    )
    publish_minutes: float = _setting(
        "EARWITNESS_PUBLISH_MINUTES",
        "5",
        "How often what has been guessed is published; at least 1",
        setting_types.publish_minutes,
    )
    publish_delay: str = _setting(
        "EARWITNESS_PUBLISH_DELAY",
        "",
        "`day` publishes a guess when its UTC day is over",
        setting_types.delay,
    )
    licence: Licence = _setting(
        "EARWITNESS_LICENCE",
        "cc-by-4.0",
        "Licence of the published guesses: `cc0-1.0`, `cc-by-4.0`, `cc-by-sa-4.0`, `cc-by-nc-4.0` or "
        "`cc-by-nc-sa-4.0`",
        setting_types.licence,
    )
    least_age: int = _setting(
        "EARWITNESS_LEAST_AGE", "18", "How old players must be to agree, in years", setting_types.age
    )
    contact: str = _setting(
        "EARWITNESS_CONTACT",
        "",
        "Whom players ask about their data: an e-mail address, a page; on a Space, its discussions",
        setting_types.saying,
    )
    retention: str = _setting(
        "EARWITNESS_RETENTION",
        "without a set end",
        "How long guesses are kept, as players are told it; nothing is deleted by itself",
        setting_types.saying,
    )
    k: int = _setting(
        "EARWITNESS_K",
        "5",
        "What players tell of themselves is published only where so many tell the same; at least 2",
        setting_types.group,
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
            When a variable cannot be read, or two contradict each other.
        """
        env = {**_surroundings(env), **{name: value for name, value in env.items() if value.strip()}}
        read = {f.name: _read(f.metadata, env) for f in fields(cls) if f.name not in chosen}
        settings = cls(**read, **chosen)
        if settings.fetch and settings.pack != settings.fetch:
            raise SettingError(
                f"EARWITNESS_FETCH={settings.fetch} plays what it fetches, and EARWITNESS_PACK="
                f"{settings.pack} names another pack: leave one of them out."
            )
        return settings


def _surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """Defaults that a Space and Gradio's own variables give; ours stand above them."""
    found: dict[str, str] = {}
    if fetch := env.get("EARWITNESS_FETCH", "").strip():
        found["EARWITNESS_PACK"] = fetch.lower()
    if space := env.get("SPACE_ID"):
        found |= {"HOST": ALL_INTERFACES, "EARWITNESS_TRUSTED_PROXIES": "1"}
        found["EARWITNESS_CONTACT"] = f"https://huggingface.co/spaces/{space}/discussions"
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
