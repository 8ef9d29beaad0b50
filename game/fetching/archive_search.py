"""Finding items of the Internet Archive."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from game.fetching.client import Fetcher
from game.fetching.errors import FetchError

MOST_PAGES = 200  # of some 5,000 items each

Row = Mapping[str, Any]
Found = Callable[[int, int], None]


async def search(
    fetcher: Fetcher, archive: str, query: str, fields: Sequence[str], found: Found = lambda so_far, of: None
) -> list[Row]:
    """List all items that a query finds, by the Archive's call for whole collections.

    Its search for readers, `advancedsearch.php`, ends after 10,000 items. This one goes on from page to page;
    asked for a number of items a page, it gives the first page again and again, so it is not asked.

    Parameters
    ----------
    archive : str
        Address of the Archive, or of a mirror.
    query : str
        In the Archive's words, which are Lucene's.
    fields : sequence of str
        What to tell of each item besides its ``identifier``, as far as it has it.
    found : callable
        Told how many have been listed, and of how many.

    Raises
    ------
    Missing, FetchError
        `FetchError` when the Archive does not understand the query.
    """
    rows: dict[str, Row] = {}
    asked = {"q": query, "fields": ",".join(("identifier", *fields))}
    for _ in range(MOST_PAGES):
        page = await fetcher.read_json(f"{archive}/services/search/v1/scrape?{urlencode(asked)}")
        fresh = {row["identifier"]: row for row in _rows(page, query)}
        cursor = page.get("cursor")
        if not fresh.keys() - rows.keys():  # also ends a cursor that leads nowhere
            break
        rows |= fresh
        found(len(rows), _total(page, len(rows)))
        if not isinstance(cursor, str) or not cursor:
            break
        asked["cursor"] = cursor
    return list(rows.values())


def _rows(page: Row, query: str) -> list[Row]:
    if "error" in page:  # comes with status 200 too
        raise FetchError(f"The Archive does not take the search {query!r}: {page['error']}")
    items = page.get("items")
    listed = items if isinstance(items, list) else []
    return [row for row in listed if isinstance(row, dict) and isinstance(row.get("identifier"), str)]


def _total(page: Row, at_least: int) -> int:
    total = page.get("total")
    return max(total, at_least) if isinstance(total, int) else at_least
