"""A dataset on the Hub, downloaded into the state folder file by file, each checked against its hash."""

from collections.abc import Mapping
from pathlib import Path

from game.hub.repository import File
from game.packs.hub_address import HubAddress, local_folder
from game.packs.hub_pack import Wanted, download_pack
from game.packs.table import PackError
from game.publishing.dataset import MANIFEST, TOMBSTONES
from game.publishing.records import GUESSES
from leaderboard.dataset.dataset_error import DatasetError

_SETTING = "the address after --from"


def download(address: str, state: Path, token: str) -> Path:
    """Download a dataset, or what has changed in it since the last time, and return its folder.

    Parameters
    ----------
    address : str
        In the form `game.packs.hub_address.FORM`, without a folder.
    token : str
        Empty to read public datasets.

    Raises
    ------
    DatasetError
        When there is no such dataset, it cannot be downloaded, or the disk has no room for it.
    """
    try:
        download_pack(address, state, token, wanted=_WANTED)
        return local_folder(address, state)
    except PackError as error:
        raise DatasetError(str(error)) from error


def _pick(address: HubAddress, files: Mapping[str, File]) -> dict[str, File]:
    """The shards of guesses, and what says which of them to read; none without a shard."""
    start = f"{address.folder}/" if address.folder else ""
    shards = {path: file for path, file in files.items() if path.startswith(f"{start}{GUESSES.name}/")}
    beside = {start + name for name in (MANIFEST, TOMBSTONES)} & files.keys()
    return {**shards, **{path: files[path] for path in beside}} if shards else {}


def _patterns(address: HubAddress) -> list[str]:
    start = f"{address.folder}/" if address.folder else ""
    return [start + name for name in (f"{GUESSES.name}/*", MANIFEST, TOMBSTONES)]


_WANTED = Wanted(_pick, _patterns, f"no file in {GUESSES.name}/", _SETTING, "dataset of guesses")
