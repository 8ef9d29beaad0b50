import asyncio
from hashlib import md5, sha1

import pytest

from game.backoff import Backoff
from game.fetching.archive import Archive, text
from game.fetching.client import open_client
from game.fetching.credits import Credits
from game.fetching.download import Expected
from game.fetching.errors import Missing
from game.fetching.licence_names import short_name
from game.fetching.retry import RetryPolicy
from game.packs.table import PackError, read_rows

CREATIVE_COMMONS = "https://creativecommons.org"
QUICK = RetryPolicy(backoff=Backoff(0.001, 0.01))


def fetch_item(archive, key):
    async def run():
        async with open_client("", ["http://127.0.0.1"], QUICK) as client:
            return await Archive(archive.address, client).item(key)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{CREATIVE_COMMONS}/licenses/by-nc-sa/3.0/", "CC BY-NC-SA 3.0"),
        ("http://creativecommons.org/licenses/by/4.0", "CC BY 4.0"),
        (f"{CREATIVE_COMMONS}/licenses/by-sa/2.0/de/", "CC BY-SA 2.0 DE"),
        (f"{CREATIVE_COMMONS}/licenses/by-nc-nd/3.0/deed.en", "CC BY-NC-ND 3.0"),
        ("HTTPS://www.creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        (f"{CREATIVE_COMMONS}/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        (f"{CREATIVE_COMMONS}/licenses/publicdomain/", "Public domain"),
        (" https://example.org/terms ", "https://example.org/terms"),
        ("", ""),
    ],
)
def test_a_licence_is_called_as_people_call_it(address, name):
    assert short_name(address) == name


def test_an_item_tells_credit_licence_date_and_files(archive):
    licence = f"{CREATIVE_COMMONS}/licenses/by/4.0/"
    archive.put("k", {"a.mp3": b"sound"}, creator=["One", " Two "], licenseurl=licence, date="2014-05-01")
    item = fetch_item(archive, "k")
    assert (item.credit, item.licence, item.date) == ("One, Two", "CC BY 4.0", "2014-05-01")
    assert item.file("a.mp3") == Expected(5, md5(b"sound").hexdigest(), sha1(b"sound").hexdigest())


def test_an_item_that_tells_little_is_an_item(archive):
    archive.put("k", {"a.mp3": b"sound"}, listed={"size": "", "md5": ""})
    item = fetch_item(archive, "k")
    assert (item.credit, item.licence, item.date) == ("", "", "")
    assert (item.file("a.mp3").size, item.file("a.mp3").md5) == (None, "")


@pytest.mark.parametrize("body", ["<html>", "[]", '"text"'])
def test_metadata_that_are_none_are_asked_for_again(archive, body):
    archive.put("k", {"a.mp3": b"sound"}, creator="One")
    archive.fail("/metadata/k", body=body)
    assert fetch_item(archive, "k").credit == "One"


def test_addresses_hold_any_name(archive):
    async def ask():
        async with open_client("host@example.org", ["http://127.0.0.1"], QUICK) as client:
            return Archive("https://archive.org", client).file_address("a/b", "c d?#ü/e.mp3")

    address = asyncio.run(ask())
    assert address == "https://archive.org/download/a%2Fb/c%20d%3F%23%C3%BC/e.mp3"


def test_an_item_that_is_not_there_is_missing(archive):
    with pytest.raises(Missing, match="the Archive has no such item"):
        fetch_item(archive, "nothing")


def test_a_field_of_several_lines_becomes_one():
    assert text({"creator": " one\n two "}, "creator") == "one two"
    assert text({"creator": None}, "creator") == ""


def test_credits_are_replaced_whole_and_keep_what_was_there(tmp_path):
    file = tmp_path / "credits.csv"
    Credits(file).add("k1", 'An "artist", twice', "CC BY 4.0", "2014")
    before = file.read_bytes()
    credits = Credits(file)
    credits.add("k2", "Müller\nand others", "", "")
    assert file.read_bytes().startswith(before)
    rows = read_rows(file, ("key", "credit", "licence", "date"))
    assert [row.text("key") for row in rows] == ["k1", "k2"]
    assert "k1" in credits and "k3" not in credits
    assert [path.name for path in tmp_path.iterdir()] == ["credits.csv"]


def test_credits_that_cannot_be_read_are_named_with_their_row(tmp_path):
    (tmp_path / "credits.csv").write_text("key,credit,licence\nk1,someone,a,b\n")
    with pytest.raises(PackError, match=r"credits.csv, row 2: there are 4 cells under 3 columns"):
        Credits(tmp_path / "credits.csv")
