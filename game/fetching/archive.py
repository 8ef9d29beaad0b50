"""The Internet Archive: addresses and metadata of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from game.fetching.client import Client
from game.fetching.download import Expected
from game.fetching.errors import Missing
from game.fetching.licence_names import short_name


@dataclass(frozen=True, slots=True)
class Item:
    """An item's metadata.

    Attributes
    ----------
    credit : str
        Who made it; empty when unknown.
    licence : str
        Its short name, or else the address that the item gives; empty without one.
    date : str
        When it was made, as written in the item; empty when unknown.
    files : mapping of str to Expected
        Sizes and checksums of its files, by name.
    metadata : mapping of str to object
        All its fields: each a text, or a list of texts.
    """

    key: str
    credit: str
    licence: str
    date: str
    files: Mapping[str, Expected]
    metadata: Mapping[str, Any]

    def file(self, name: str) -> Expected:
        """Size and checksums of a file.

        Raises
        ------
        Missing
            When the item has no such file.
        """
        if name not in self.files:
            raise Missing(f"the item holds no file {name!r}")
        return self.files[name]


class Archive:
    """The Archive's API.

    Parameters
    ----------
    address : str
        Of the Archive, or of a mirror.
    """

    def __init__(self, address: str, client: Client) -> None:
        self._address = address
        self._client = client

    def file_address(self, key: str, name: str) -> str:
        return f"{self._address}/download/{quote(key, safe='')}/{quote(name)}"

    async def item(self, key: str) -> Item:
        """Fetch an item's metadata.

        Raises
        ------
        Missing, FetchError
        """
        address = f"{self._address}/metadata/{quote(key, safe='')}"
        return _item(key, await self._client.read_json(address))


def _item(key: str, response: Mapping[str, Any]) -> Item:
    if response.get("is_dark"):
        raise Missing("the Archive no longer shows the item")
    metadata = response.get("metadata")
    if not isinstance(metadata, dict):  # for an unknown item the Archive answers 200 with an empty object
        raise Missing("the Archive has no such item")
    return Item(
        key,
        credit=text(metadata, "creator"),
        licence=short_name(text(metadata, "licenseurl")),
        date=text(metadata, "date"),
        files=dict(_files(response.get("files"))),
        metadata=metadata,
    )


def text(metadata: Mapping[str, Any], name: str) -> str:
    """Return a field on one line, several values joined by commas; empty when the item lacks it."""
    field = metadata.get(name, "")
    values = field if isinstance(field, list) else [field]
    return ", ".join(" ".join(str(v).split()) for v in values if v is not None and str(v).strip())


def _files(listed: Any) -> Iterable[tuple[str, Expected]]:
    for file in listed if isinstance(listed, list) else []:
        if isinstance(file, dict) and isinstance(file.get("name"), str):
            size = str(file.get("size", ""))
            known = int(size) if size.isdigit() else None
            yield file["name"], Expected(known, str(file.get("md5", "")), str(file.get("sha1", "")))
