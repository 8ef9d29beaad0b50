"""All settings of a host, read from environment variables once at start."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from game import setting_types
from game.setting_types import Accel, Address, Licence, LogForm, Retention, Tiles

ALL_INTERFACES = "0.0.0.0"
NO_SCENES = "off"


class SettingError(Exception):
    """A setting cannot be used; the message names it and says what it should be."""


def _setting(
    variable: str,
    default: str,
    meaning: str,
    read: Callable[[str], Any] = setting_types.text,
    shown: bool = True,
) -> Any:
    metadata = {"variable": variable, "default": default, "meaning": meaning, "read": read, "shown": shown}
    return field(metadata=metadata, repr=shown)


@dataclass(frozen=True, slots=True)
class Settings:
    """A host's settings. docs/settings.md repeats these lines."""

    host: str = _setting(
        "HOST", "127.0.0.1", "Address to serve on; 0.0.0.0 on a Space and in the Docker image"
    )
    port: int = _setting("PORT", "7860", "Port to serve on", setting_types.port)
    pack: str = _setting(
        "EARWITNESS_PACK",
        "demo",
        "Pack to play: a name, a folder, or a dataset on the Hub, `hf://datasets/owner/name`",
    )
    scenes: str = _setting(
        "EARWITNESS_SCENES",
        "around",
        "Scenes to play around the head: a name, a folder, or a dataset on the Hub; `off`: no such tab",
    )
    study: Path | None = _setting(
        "EARWITNESS_STUDY",
        "",
        "Study file, or folder of study files, to serve under `/study/NAME`; empty: the public game alone",
        setting_types.existing_path,
    )
    fetch: str = _setting(
        "EARWITNESS_FETCH",
        "",
        "`agl1k` fetches that pack while the game runs, and plays it once 20 clips have arrived",
        setting_types.fetchable_pack,
    )
    fetch_clips: int = _setting(
        "EARWITNESS_FETCH_CLIPS",
        "0",
        "Number of clips to fetch, chosen at random; 0: all",
        setting_types.natural_number,
    )
    fetch_mp3: int = _setting(
        "EARWITNESS_FETCH_MP3",
        "0",
        "Store fetched clips as mono MP3 at this many kbit/s, to save disk space; 0: unchanged",
        setting_types.mp3_kbit_s,
    )
    state: Path = _setting(
        "EARWITNESS_STATE",
        "var",
        "Folder for the database, the host's key and caches; keep it on a local disk that lasts",
        Path,
    )
    database: str = _setting(
        "EARWITNESS_DATABASE", "", "Database URL; empty: an SQLite file in EARWITNESS_STATE"
    )
    secret: str = _setting(
        "EARWITNESS_SECRET",
        "",
        "The host's key, which signs players' tokens: at least 16 characters that nobody can guess, never "
        "changed; empty: generated and stored in EARWITNESS_STATE",
        setting_types.key,
        shown=False,
    )
    tiles: Tiles | None = _setting(
        "EARWITNESS_TILES",
        "",
        "Tile layer over the base map: URL template, a space, attribution",
        setting_types.tiles,
    )
    rate_limit: bool = _setting(
        "EARWITNESS_RATE_LIMIT",
        "on",
        "`off` turns rate limits off, for tests and benchmarks",
        setting_types.on_off,
    )
    rate_store: str = _setting(
        "EARWITNESS_RATE_STORE",
        "",
        "Where several processes count the rate limits together: `redis://host:6379/0`, or `memory` for each "
        "alone; empty: in EARWITNESS_DATABASE if that is PostgreSQL, else in memory",
        setting_types.rate_store,
        shown=False,
    )
    players_per_address: int = _setting(
        "EARWITNESS_PLAYERS_PER_ADDRESS",
        "60",
        "How many people may play from one address; the limits of an address grow with it",
        setting_types.people,
    )
    counted_per_address: int = _setting(
        "EARWITNESS_COUNTED_PER_ADDRESS",
        "20",
        "How many players a day from one address count on the leaderboard; 0: all. Unset: as many as "
        "EARWITNESS_PLAYERS_PER_ADDRESS where that is set",
        setting_types.natural_number,
    )
    rounds_a_day: int = _setting(
        "EARWITNESS_ROUNDS_A_DAY",
        "1000",
        "How many rounds one player is dealt on a UTC day; 0: no limit",
        setting_types.natural_number,
    )
    trusted_proxies: int = _setting(
        "EARWITNESS_TRUSTED_PROXIES",
        "0",
        "Number of proxies in front of the game whose X-Forwarded-For is trusted; 1 on a Space",
        setting_types.natural_number,
    )
    root_path: str = _setting(
        "EARWITNESS_ROOT_PATH",
        "",
        "Path that a proxy leaves in front of the requests it passes on, such as `/ear`",
        setting_types.root_path,
    )
    accel: Accel | None = _setting(
        "EARWITNESS_ACCEL",
        "",
        "Internal location of an nginx in front, a space, and the folder that it sends sealed sounds from "
        "there, such as `/sealed/ /var/cache/earwitness`; empty: the game sends all sounds itself",
        setting_types.accel,
    )
    public_url: str = _setting(
        "EARWITNESS_PUBLIC_URL",
        "",
        "Address under which players reach the game, such as `https://school.example/ear`, for shared "
        "links; empty: as each request came",
        setting_types.public_url,
    )
    frame_origins: tuple[str, ...] = _setting(
        "EARWITNESS_FRAME_ORIGINS",
        "",
        "Other sites that may show the page in a frame, such as `https://school.example`; spaces between",
        setting_types.origins,
    )
    space_host: str = _setting(
        "SPACE_HOST", "", "Host name of the Space, set by Hugging Face", setting_types.host_name
    )
    abandon_minutes: float = _setting(
        "EARWITNESS_ABANDON_MINUTES",
        "30",
        "Minutes after which an untouched round is closed as abandoned",
        setting_types.minutes,
    )
    longest_minutes: float = _setting(
        "EARWITNESS_LONGEST_MINUTES",
        "120",
        "Length of the longest recordings to play, in minutes; longer ones are left out",
        setting_types.minutes,
    )
    stop_seconds: float = _setting(
        "EARWITNESS_STOP_SECONDS",
        "8",
        "Seconds that a stop may take, the last publication included; at least 2",
        setting_types.stop_seconds,
    )
    leaderboard: bool = _setting(
        "EARWITNESS_LEADERBOARD",
        "on",
        "`off` turns off the leaderboard and its counting process",
        setting_types.on_off,
    )
    answers: Path | None = _setting(
        "EARWITNESS_ANSWERS",
        "",
        "Folder with models' answers, laid out like AGL1K's repository or its `results/`; empty: none",
        setting_types.existing_folder,
    )
    archive: str = _setting(
        "EARWITNESS_ARCHIVE",
        "https://archive.org",
        "Address of the Internet Archive, or a mirror, to fetch recordings from",
        setting_types.address,
    )
    agl1k: str = _setting(
        "EARWITNESS_AGL1K",
        "https://raw.githubusercontent.com/Rising0321/AGL1K/HEAD",
        "Address of AGL1K's files, or a mirror, to fetch its schema and models' answers from",
        setting_types.address,
    )
    dataset: str = _setting(
        "EARWITNESS_DATASET",
        "",
        "Dataset repository on the Hub to publish guesses in, `owner/name`; empty: nothing is published",
        setting_types.dataset,
    )
    hub_token: str = _setting(
        "HF_TOKEN",
        "",
        "Hub token with write access to that dataset, and read access to a private pack",
        shown=False,
    )
    publish_minutes: float = _setting(
        "EARWITNESS_PUBLISH_MINUTES",
        "5",
        "Minutes between publications of new guesses; at least 1",
        setting_types.publish_minutes,
    )
    publish_delay: str = _setting(
        "EARWITNESS_PUBLISH_DELAY",
        "",
        "`day` publishes a guess only after its UTC day is over",
        setting_types.publish_delay,
    )
    licence: Licence = _setting(
        "EARWITNESS_LICENCE",
        "cc-by-4.0",
        "Licence of the published guesses: `cc0-1.0`, `cc-by-4.0`, `cc-by-sa-4.0`, `cc-by-nc-4.0` or "
        "`cc-by-nc-sa-4.0`",
        setting_types.licence,
    )
    least_age: int = _setting(
        "EARWITNESS_LEAST_AGE", "18", "Minimum age, in years, at which players can agree", setting_types.age
    )
    contact: str = _setting(
        "EARWITNESS_CONTACT",
        "",
        "Contact for players and for the servers that are fetched from: an e-mail address or a page; on a "
        "Space, its discussions",
        setting_types.one_line,
    )
    retention: Retention = _setting(
        "EARWITNESS_RETENTION",
        "",
        "How long guesses are kept, such as `90 days` or `2 years`, as shown to players; older ones are "
        "deleted from the store and the dataset; empty: without a set end",
        setting_types.retention,
    )
    k: int = _setting(
        "EARWITNESS_K",
        "5",
        "How many players must give the same answer about themselves before it is published; at least 2",
        setting_types.group_size,
    )

    metrics_port: Address | None = _setting(
        "EARWITNESS_METRICS_PORT",
        "",
        "Port that serves `/metrics` to Prometheus, on 127.0.0.1; or address and port, such as "
        "`0.0.0.0:9464`; empty: none",
        setting_types.listening_address,
    )
    metrics_token: str = _setting(
        "EARWITNESS_METRICS_TOKEN",
        "",
        "Token, of at least 16 characters, that `/metrics` asks for as `Authorization: Bearer`; with it the "
        "game's own port serves `/metrics` too; empty: not there, and not asked for on a port of its own",
        setting_types.key,
        shown=False,
    )
    log: LogForm = _setting(
        "EARWITNESS_LOG",
        "text",
        "`json` writes one JSON object a line to the log, `text` lines for people",
        setting_types.log_form,
    )

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.state / 'earwitness.db'}"

    @property
    def shared_rate_store(self) -> str:
        """URL of the store in which processes count the rate limits together; empty if each counts alone."""
        if self.rate_store:
            return self.rate_store if self.rate_store != setting_types.IN_MEMORY else ""
        return self.database if self.database.startswith("postgres") else ""

    @property
    def is_measured(self) -> bool:
        """Whether metrics are kept."""
        return self.metrics_port is not None or bool(self.metrics_token)

    @property
    def plays_scenes(self) -> bool:
        """Whether anything is played around the head."""
        return self.scenes != NO_SCENES

    @property
    def abandon_seconds(self) -> float:
        return self.abandon_minutes * 60

    @property
    def longest_seconds(self) -> float:
        return self.longest_minutes * 60

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ, **chosen: Any) -> "Settings":
        """Read the settings from environment variables.

        Parameters
        ----------
        env : mapping
            Environment variables.
        **chosen
            Values that override the environment, by field name.

        Raises
        ------
        SettingError
            When a variable has an unusable value, or two variables contradict each other.
        """
        env = {**_platform_defaults(env), **{name: value for name, value in env.items() if value.strip()}}
        read = {f.name: _read(f.metadata, env) for f in fields(cls) if f.name not in chosen}
        settings = cls(**read, **chosen)
        if settings.fetch and settings.pack != settings.fetch:
            raise SettingError(
                f"EARWITNESS_FETCH={settings.fetch} plays what it fetches, and EARWITNESS_PACK="
                f"{settings.pack} names another pack: leave one of them out."
            )
        return settings


def _platform_defaults(env: Mapping[str, str]) -> dict[str, str]:
    """Defaults from a Space's and Gradio's own variables; our variables override them."""
    defaults: dict[str, str] = {}
    if fetch := env.get("EARWITNESS_FETCH", "").strip():
        defaults["EARWITNESS_PACK"] = fetch.lower()
    if people := env.get("EARWITNESS_PLAYERS_PER_ADDRESS", "").strip():
        defaults["EARWITNESS_COUNTED_PER_ADDRESS"] = people
    if space := env.get("SPACE_ID"):
        defaults |= {"HOST": ALL_INTERFACES, "EARWITNESS_TRUSTED_PROXIES": "1"}
        defaults["SPACE_HOST"] = f"{re.sub('[^a-z0-9]+', '-', space.lower())}.hf.space"
        defaults["EARWITNESS_CONTACT"] = f"https://huggingface.co/spaces/{space}/discussions"
    if env.get("GRADIO_SERVER_NAME"):
        defaults["HOST"] = env["GRADIO_SERVER_NAME"]
    if env.get("GRADIO_ROOT_PATH", "").startswith("/"):
        defaults["EARWITNESS_ROOT_PATH"] = env["GRADIO_ROOT_PATH"]
    if env.get("GRADIO_SERVER_PORT"):
        defaults["PORT"] = env["GRADIO_SERVER_PORT"]
    return defaults


def _read(setting: Mapping[str, Any], env: Mapping[str, str]) -> Any:
    raw = env.get(setting["variable"], setting["default"])
    try:
        return setting["read"](raw)
    except ValueError as error:
        value = f"={raw!r}" if setting["shown"] else ""
        raise SettingError(f"{setting['variable']}{value} cannot be used: {error}") from error
