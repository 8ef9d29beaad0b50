"""Search for items of the Internet Archive."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from game.fetching.client import Client
from game.fetching.errors import FetchError

MOST_PAGES = 200  # of some 5,000 items each

Row = Mapping[str, Any]
Listed = Callable[[int, int], None]


async def search(
    client: Client, archive: str, query: str, fields: Sequence[str], listed: Listed = lambda so_far, of: None
) -> list[Row]:
    """List all items that a query finds, with the Archive's scrape API.

    The search for readers, `advancedsearch.php`, ends after 10,000 items. The scrape API has no such limit.
    Do not request a page size: it then returns the first page again and again.

    Parameters
    ----------
    archive : str
        Address of the Archive, or of a mirror.
    query : str
        In the Archive's syntax, which is Lucene's.
    fields : sequence of str
        Fields to return for each item besides its ``identifier``.
    listed : callable
        Called with the number of items listed so far, and the total.

    Raises
    ------
    Missing, FetchError
        `FetchError` when the Archive rejects the query.
    """
    rows: dict[str, Row] = {}
    parameters = {"q": query, "fields": ",".join(("identifier", *fields))}
    for _ in range(MOST_PAGES):
        page = await client.read_json(f"{archive}/services/search/v1/scrape?{urlencode(parameters)}")
        new = {row["identifier"]: row for row in _rows(page, query)}
        cursor = page.get("cursor")
        if not new.keys() - rows.keys():  # also ends a cursor that goes in circles
            break
        rows |= new
        listed(len(rows), _total(page, len(rows)))
        if not isinstance(cursor, str) or not cursor:
            break
        parameters["cursor"] = cursor
    return list(rows.values())


def _rows(page: Row, query: str) -> list[Row]:
    if "error" in page:  # also with status 200
        raise FetchError(f"The Archive rejects the search {query!r}: {page['error']}")
    items = page.get("items")
    rows = items if isinstance(items, list) else []
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("identifier"), str)]


def _total(page: Row, at_least: int) -> int:
    total = page.get("total")
    return max(total, at_least) if isinstance(total, int) else at_least
