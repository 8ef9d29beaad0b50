"""The benchmark in a dataset on the Hub: downloaded as packs of clips are."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from game.hub.repository import File
from game.packs.hub_address import HubAddress, local_folder
from game.packs.hub_pack import Wanted, download_pack
from game.packs.table import PackError
from game.scenes.scene_pack import ScenePackError

SUFFIXES = (".jsonl", ".parquet", ".json", ".wav", ".flac", ".mp3", ".ogg", ".opus")


def bring(text: str, state: Path, token: str, endpoint: str = "") -> Path:
    """Download a dataset of scenes, or what has changed in it, and return its folder.

    Parameters
    ----------
    text
        Its address, in the form `game.packs.hub_address.FORM`.
    token, endpoint
        As for `Hub`.

    Raises
    ------
    ScenePackError
        When the address holds no scenes, it cannot be downloaded, or the disk has no room for it.
    """
    try:
        download_pack(text, state, token, endpoint, SCENES)
    except PackError as error:
        raise ScenePackError(str(error)) from error
    return brought(text, state)


def brought(text: str, state: Path) -> Path:
    """The folder of a dataset of scenes that was downloaded before.

    Raises
    ------
    ScenePackError
        When it was not, or the address is malformed.
    """
    try:
        return local_folder(text, state)
    except PackError as error:
        raise ScenePackError(str(error)) from error


def _pick(address: HubAddress, files: Mapping[str, File]) -> dict[str, File]:
    start = f"{address.folder}/" if address.folder else ""
    found = {path: file for path, file in files.items() if path.startswith(start) and _is_of_scenes(path)}
    return found if any(path.endswith((".jsonl", ".parquet")) for path in found) else {}


def _patterns(address: HubAddress) -> list[str]:
    start = f"{address.folder}/" if address.folder else ""
    return [f"{start}*{suffix}" for suffix in SUFFIXES]


def _is_of_scenes(path: str) -> bool:
    return PurePosixPath(path).suffix in SUFFIXES


SCENES = Wanted(_pick, _patterns, "neither metadata.jsonl nor Parquet files", "EARWITNESS_SCENES")
