"""The Internet Archive: where its items are, and what they tell of themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from game.fetching.client import Fetcher
from game.fetching.download import Wanted
from game.fetching.errors import Missing
from game.fetching.licence_names import short_name


@dataclass(frozen=True, slots=True)
class Item:
    """What an item tells.

    Attributes
    ----------
    credit : str
        Who made it; empty when it does not say.
    licence : str
        Its short name, or the address that the item gives; empty when it gives none.
    date : str
        When it was made, as the item says; empty when it does not.
    files : mapping of str to Wanted
        Its files by name, with their sizes and checksums.
    metadata : mapping of str to object
        All that it tells: each a text, or a list of texts.
    """

    key: str
    credit: str
    licence: str
    date: str
    files: Mapping[str, Wanted]
    metadata: Mapping[str, Any]

    def file(self, name: str) -> Wanted:
        """What is known of a file.

        Raises
        ------
        Missing
            When the item has no such file.
        """
        if name not in self.files:
            raise Missing(f"the item holds no file {name!r}")
        return self.files[name]


class Archive:
    """The Archive's calls.

    Parameters
    ----------
    address : str
        Of the Archive, or of a mirror.
    """

    def __init__(self, address: str, fetcher: Fetcher) -> None:
        self._address = address
        self._fetcher = fetcher

    def file_address(self, key: str, name: str) -> str:
        """Where a file of an item can be downloaded."""
        return f"{self._address}/download/{quote(key, safe='')}/{quote(name)}"

    async def item(self, key: str) -> Item:
        """Read what an item tells of itself.

        Raises
        ------
        Missing, FetchError
        """
        address = f"{self._address}/metadata/{quote(key, safe='')}"
        return _item(key, await self._fetcher.read_json(address))


def _item(key: str, told: Mapping[str, Any]) -> Item:
    if told.get("is_dark"):
        raise Missing("the Archive does not show the item any more")
    metadata = told.get("metadata")
    if not isinstance(metadata, dict):  # of an item that is not there the Archive tells nothing, with 200
        raise Missing("the Archive has no such item")
    return Item(
        key,
        credit=text(metadata, "creator"),
        licence=short_name(text(metadata, "licenseurl")),
        date=text(metadata, "date"),
        files=dict(_files(told.get("files"))),
        metadata=metadata,
    )


def text(metadata: Mapping[str, Any], name: str) -> str:
    """A field on one line; several values are joined by commas, and one that is not there is empty."""
    value = metadata.get(name, "")
    values = value if isinstance(value, list) else [value]
    return ", ".join(" ".join(str(one).split()) for one in values if one is not None and str(one).strip())


def _files(listed: Any) -> Iterable[tuple[str, Wanted]]:
    for file in listed if isinstance(listed, list) else []:
        if isinstance(file, dict) and isinstance(file.get("name"), str):
            size = str(file.get("size", ""))
            known = int(size) if size.isdigit() else None
            yield file["name"], Wanted(known, str(file.get("md5", "")), str(file.get("sha1", "")))
