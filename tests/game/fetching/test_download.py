import asyncio
import errno
import hashlib
import random
from dataclasses import replace
from email.utils import formatdate
from functools import partial
from time import time

import httpx2
import pytest

from game.backoff import Backoff
from game.fetching import download as downloading
from game.fetching import responses
from game.fetching.client import open_client, user_agent
from game.fetching.download import Expected, recording
from game.fetching.errors import FetchError, Missing, Silence, Unavailable
from game.fetching.retry import AT_ONCE, Retrier, RetryPolicy
from tests.builders.recordings import encoded

HERE = "http://127.0.0.1"
KEY, NAME = "aporee_43130_49161", "PrestonStation.mp3"
QUICK = RetryPolicy(tries=6, backoff=Backoff(0.001, 0.01))
IMPATIENT = replace(QUICK, crawl_seconds=0.5, crawl_bytes=100_000)
# Paths of the Archive's front and of the node that it redirects to.
FRONT, NODE = f"/download/{KEY}", f"/7/items/{KEY}"


@pytest.fixture
def content(archive):
    return archive.recording(KEY, NAME)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "audios" / NAME


def fetch(archive, target, policy=QUICK, **options):
    """Download Preston's recording with a fresh client; return the sum of the byte counts it reported."""
    byte_counts: list[int] = []

    async def run():
        async with open_client("host@example.org", [HERE], policy) as client:
            await client.download(
                f"{archive.address}/download/{KEY}/{NAME}", target, arrived=byte_counts.append, **options
            )

    asyncio.run(run())
    return sum(byte_counts)


def left_overs(target):
    return sorted(path.name for path in target.parent.glob("*") if path != target)


def sent(archive):
    return [(call.status, call.headers.get("range")) for call in archive.requests("/7/items/")]


def test_a_file_arrives_as_it_is(archive, target, content):
    assert fetch(archive, target, check=partial(recording, longest_seconds=600)) == len(content)
    assert target.read_bytes() == content
    assert left_overs(target) == []


def test_a_server_learns_who_asks_and_whom_to_write_to(archive, target):
    fetch(archive, target)
    agents = {call.headers["user-agent"] for call in archive.requests()}
    assert agents == {user_agent("host@example.org")}
    (agent,) = agents
    assert agent.startswith("Earwitness/") and "contact: host@example.org" in agent
    assert user_agent("ein Gärtner (x)").isascii()


@pytest.mark.parametrize("length", [247, 248, 252, 255])
@pytest.mark.parametrize("letter", ["x", "é", "\N{GRINNING FACE}"])
def test_a_name_as_long_as_the_disk_takes_arrives_and_is_gone_on_with(
    archive, target, content, length, letter
):
    letters, rest = divmod(length - len(".mp3"), len(letter.encode()))
    target = target.with_name("x" * rest + letter * letters + ".mp3")
    archive.fail(NODE, cut=150_000)
    assert fetch(archive, target) == len(content)
    assert target.read_bytes() == content
    assert [status for status, _ in sent(archive)] == [200, 206]
    assert left_overs(target) == []


def test_a_connection_that_breaks_off_is_gone_on_with_at_the_byte(archive, target, content):
    archive.fail(NODE, cut=150_000)
    archive.fail(NODE, cut=10_000)
    assert fetch(archive, target) == len(content)
    assert target.read_bytes() == content
    assert sent(archive) == [(200, None), (206, "bytes=150000-"), (206, "bytes=160000-")]


def test_a_part_of_an_earlier_process_is_gone_on_with(archive, target, content):
    archive.fail(NODE, cut=100_000, times=None)
    with pytest.raises(Silence):
        fetch(archive, target, RetryPolicy(tries=1))
    assert left_overs(target) == [f"{NAME}.part", f"{NAME}.part.of"]
    archive.heal()
    fetch(archive, target)
    assert target.read_bytes() == content
    assert sent(archive)[-1] == (206, "bytes=100000-")


def test_a_part_of_what_has_changed_since_is_thrown_away(archive, target, content):
    archive.fail(NODE, cut=100_000, times=None)
    with pytest.raises(Silence):
        fetch(archive, target, RetryPolicy(tries=1))
    archive.heal()
    other = encoded("mp3", 20.0)
    archive.put(KEY, {NAME: other})
    assert fetch(archive, target) == len(other)
    assert target.read_bytes() == other
    assert sent(archive)[-1] == (200, "bytes=100000-")


def test_a_part_whose_origin_is_not_known_is_thrown_away(archive, target, content):
    target.parent.mkdir()
    target.with_name(f"{NAME}.part").write_bytes(b"half of something")
    fetch(archive, target)
    assert target.read_bytes() == content
    assert sent(archive) == [(200, None)]


def test_a_whole_file_that_was_not_yet_in_its_place_is_not_fetched_again(archive, target, content):
    target.parent.mkdir()
    target.with_name(f"{NAME}.part").write_bytes(content)
    target.with_name(f"{NAME}.part.of").write_text('"whatever"')
    fetch(archive, target, expected=Expected(len(content), hashlib.md5(content).hexdigest()))
    assert target.read_bytes() == content
    assert sent(archive) == []


def test_a_server_that_ignores_ranges_sends_all_again(archive, target, content):
    archive.fail(NODE, cut=100_000)
    archive.fail(NODE, whole=True)
    assert fetch(archive, target) == len(content)
    assert target.read_bytes() == content
    assert [status for status, _ in sent(archive)] == [200, 200]


def test_a_part_that_is_longer_than_the_file_is_thrown_away(archive, target, content):
    target.parent.mkdir()
    target.with_name(f"{NAME}.part").write_bytes(bytes(len(content) + 1))
    target.with_name(f"{NAME}.part.of").write_text(formatdate(1_300_000_000, usegmt=True))
    fetch(archive, target)
    assert target.read_bytes() == content
    assert [status for status, _ in sent(archive)] == [416, 200]


@pytest.mark.parametrize("how", [{"status": 503}, {"status": 500}, {"lost": True}, {"status": 429}])
def test_a_failure_that_passes_is_outwaited(archive, target, content, how):
    archive.fail(FRONT, times=2, **how)
    fetch(archive, target)
    assert target.read_bytes() == content
    assert len(archive.requests(FRONT)) == 3


def test_the_pause_that_a_server_asks_for_holds_for_all_calls():
    waited = []

    async def run():
        retrier = Retrier(QUICK, random.Random(1))
        clock = asyncio.get_running_loop().time
        failed = asyncio.Event()

        async def refused():
            async with retrier.slot():
                waited.append(clock())
                if len(waited) == 1:
                    failed.set()
                    raise Unavailable("busy", pause_seconds=0.2)

        async def other():
            await failed.wait()
            async with retrier.slot():
                waited.append(clock())

        await asyncio.gather(retrier.retry(refused), other())

    asyncio.run(run())
    first, *later = waited
    assert len(later) == 2 and all(moment >= first + 0.2 for moment in later)


def test_a_server_that_asks_for_a_very_long_pause_is_not_asked_again(archive, target):
    archive.fail(FRONT, status=429, headers={"Retry-After": "7200"})
    with pytest.raises(
        FetchError, match=r"answered 429 and asks for a pause of 120 minutes: run the same command"
    ):
        fetch(archive, target)
    assert len(archive.requests()) == 1


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("soon", 0.0), ("", 0.0), (formatdate(0, usegmt=True), 0.0)]
)
def test_retry_after_is_seconds_or_a_date(header, seconds):
    assert responses.pause_seconds(header) == seconds


def test_retry_after_a_date_is_the_time_until_then():
    assert 50 < responses.pause_seconds(formatdate(time() + 60, usegmt=True)) <= 60


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, "does not exist"),
        (403, "is not open to the public"),
        (410, "no longer exists"),
        (400, "is refused"),
    ],
)
def test_what_cannot_be_had_is_asked_for_once_and_says_why(archive, target, status, why):
    archive.fail(FRONT, status=status, times=None)
    with pytest.raises(Missing, match=rf"it {why}.* \({status} from 127.0.0.1\)|{why}"):
        fetch(archive, target)
    assert len(archive.requests()) == 1
    assert not target.exists()


def test_what_fails_again_and_again_is_given_up(archive, target):
    archive.fail(FRONT, status=503, times=None)
    with pytest.raises(Silence, match=r"127.0.0.1 answered 503, 6 times in a row"):
        fetch(archive, target)
    assert len(archive.requests()) == QUICK.tries


def test_nobody_there_is_a_failure_that_passes(archive, target):
    async def run():
        async with open_client("", [HERE], QUICK) as client:
            await client.read("http://127.0.0.1:9/nobody")

    with pytest.raises(Silence, match=r"127.0.0.1 does not answer \(ConnectError"):
        asyncio.run(run())


def test_a_file_of_another_size_is_not_kept(archive, target, content):
    with pytest.raises(Missing, match=rf"it has {len(content):,} bytes instead of 5, 3 times in a row"):
        fetch(archive, target, expected=Expected(5))
    assert list(target.parent.glob("*")) == []


@pytest.mark.parametrize("name", ["md5", "sha1"])
def test_bytes_that_are_not_those_that_were_told_are_fetched_anew(archive, target, content, name):
    digest = hashlib.new(name, content).hexdigest()
    archive.fail(NODE, body="x" * len(content))
    fetch(archive, target, expected=Expected(len(content), **{name: digest}))
    assert target.read_bytes() == content
    with pytest.raises(Missing, match=rf"its checksum \({name}\) does not match, 3 times in a row"):
        fetch(archive, target, expected=Expected(len(content), **{name: "0" * len(digest)}))
    assert target.read_bytes() == content, "what was there before stays"
    assert left_overs(target) == []


def test_a_page_in_place_of_a_recording_is_not_kept(archive, target):
    archive.fail(NODE, body="<html>Item not available</html>")
    with pytest.raises(Missing, match="it is a web page, no recording"):
        fetch(archive, target, check=partial(recording, longest_seconds=600))
    assert list(target.parent.glob("*")) == []


def test_bytes_that_crawl_are_asked_for_again(archive, target, content):
    archive.fail(NODE, drip=0.2)
    fetch(archive, target, IMPATIENT)
    assert target.read_bytes() == content
    assert sorted(status for status, _ in sent(archive)) == [200, 206]


def test_a_server_that_falls_silent_is_asked_again(archive, target, content):
    archive.fail(NODE, drip=30.0)
    fetch(archive, target, RetryPolicy(backoff=Backoff(0.001, 60), silence_seconds=0.2))
    assert target.read_bytes() == content


def test_a_body_without_end_is_cut_off(archive, target, monkeypatch):
    monkeypatch.setattr(downloading, "MAX_SIZE", 100_000)
    with pytest.raises(Missing, match="it is larger than"):
        fetch(archive, target)


def test_no_room_on_the_disk_ends_everything(archive, target, monkeypatch):
    def full(_file, _chunk):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloading, "_write_all", full)
    with pytest.raises(FetchError, match="is full: make room, and run the same command again"):
        fetch(archive, target)


def test_never_more_than_a_few_calls_are_under_way(archive, tmp_path):
    archive.fail("/", drip=0.001, times=None)

    async def run():
        async with open_client("", [HERE], RetryPolicy()) as client:
            addresses = [f"{archive.address}/metadata/aporee_{number}" for number in range(12)]
            await asyncio.gather(*map(client.read, addresses))

    asyncio.run(run())
    assert 1 < archive.most_at_once() <= AT_ONCE


def test_an_address_that_is_none_is_told(tmp_path):
    async def run():
        async with open_client("", [HERE], QUICK) as client:
            await client.read("ftp://example.org/x")

    with pytest.raises(Missing, match="is not a valid address"):
        asyncio.run(run())


def test_only_a_strong_tag_or_a_date_vouches_for_a_part():
    def reply(**headers):
        return httpx2.Response(200, headers=headers)

    assert responses.validator(reply(etag='"a"', **{"last-modified": "then"})) == '"a"'
    assert responses.validator(reply(etag='W/"a"', **{"last-modified": "then"})) == "then"
    assert responses.validator(reply()) == ""
