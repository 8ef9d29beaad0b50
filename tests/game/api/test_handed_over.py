"""Which requests for a sound are left to the proxy in front, and what is counted then."""

from functools import partial
from typing import Any

import anyio
import pytest
from starlette.datastructures import Headers

from game.api.audio_response import audio_response
from game.sound.sealed import AudioError
from game.sound.sealing import seal
from tests.builders.recordings import encoded
from tests.builders.running_game import TOWNS, Player, running, write_pack
from tests.builders.scene_packs import write_scene_pack
from tests.game.party.members import room_of
from tests.processes import wait_for


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    path = tmp_path_factory.mktemp("audio") / "20020207EssaouiraRempartsMuezzin.mp3"
    path.write_bytes(encoded("mp3"))
    return seal(path)


def answer(sealed, fields, locate=lambda sealed: "/sealed/abc", method="GET", before_last=None):
    """Status, headers, body and counted bytes of the answer to a request with these header fields."""
    messages: list[Any] = []
    counted: list[int] = []
    raw = [(name.lower().encode(), value.encode()) for name, value in fields]

    async def run() -> None:
        async def nothing_more() -> Any:
            await anyio.sleep_forever()

        async def send(message: Any) -> None:
            messages.append(message)

        response = audio_response(sealed, Headers(raw=raw), counted.append, before_last, locate)
        await response({"type": "http", "method": method}, nothing_more, send)

    anyio.run(run)
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return messages[0]["status"], Headers(raw=messages[0]["headers"]), body, counted


PLAIN = [
    ([], None),
    ([("Range", "bytes=0-")], None),
    ([("Range", "bytes=0-0")], 1),
    ([("Range", "bytes=10-19")], 10),
    ([("Range", "bytes=-7")], 7),
    ([("Range", "bytes=100-999999999999")], -100),
]


@pytest.mark.parametrize(("fields", "size"), PLAIN)
def test_a_plain_request_is_handed_over_and_all_that_it_asks_for_is_counted(sealed, fields, size):
    status, headers, body, counted = answer(sealed, fields)
    expected = sealed.size if size is None else size if size > 0 else sealed.size + size
    assert (status, body, counted) == (200, b"", [expected])
    assert headers["x-accel-redirect"] == "/sealed/abc"
    assert headers["content-type"] == sealed.media_type
    assert headers["cache-control"] == "private"


OTHER = [
    [("Range", "bytes=0-1,4-5")],
    [("Range", "bytes=5-2")],
    [("Range", "items=0-1")],
    [("Range", "Bytes=3-4")],
    [("Range", "bytes=3-4 ")],
    [("Range", f"bytes=0-{'9' * 23}")],
    [("Range", "bytes=0-1"), ("Range", "bytes=4-5")],
    [("Range", "bytes=0-9"), ("If-Range", '"x"')],
    *([(name, "*")] for name in ("If-Match", "If-None-Match")),
    *([(name, "Wed, 21 Oct 2015 07:28:00 GMT")] for name in ("If-Modified-Since", "If-Unmodified-Since")),
]


@pytest.mark.parametrize("fields", OTHER, ids=str)
def test_what_a_proxy_might_answer_in_another_way_the_game_answers(sealed, fields):
    _, headers, body, counted = answer(sealed, fields)
    assert "x-accel-redirect" not in headers
    assert len(body) == sum(counted) > 0


def test_a_range_beyond_the_end_and_head_are_the_games_own(sealed):
    for fields, method, expected in (
        ([("Range", f"bytes={sealed.size}-")], "GET", 416),
        ([], "HEAD", 200),
        ([("Range", "bytes=0-9")], "HEAD", 200),
    ):
        status, headers, _, counted = answer(sealed, fields, method=method)
        assert (status, counted) == (expected, [])
        assert "x-accel-redirect" not in headers


def test_a_sound_without_a_file_is_sent_by_the_game(sealed):
    status, headers, body, counted = answer(sealed, [("Range", "bytes=0-9")], lambda sealed: None)
    assert (status, len(body), sum(counted)) == (206, 10, 10)
    assert "x-accel-redirect" not in headers


def test_the_bytes_are_counted_and_written_before_the_proxy_is_told(sealed):
    seen = []

    async def settle():
        seen.append("settled")

    def locate(_sealed):
        seen.append("found")
        return "/sealed/abc"

    answer(sealed, [], locate, before_last=settle)
    assert seen == ["found", "settled"]


def test_a_recording_that_is_lost_is_not_handed_over(sealed):
    def lost(_sealed):
        raise AudioError("the file has changed since it was sealed")

    with pytest.raises(AudioError):
        answer(sealed, [], lost)


def test_rounds_parties_and_scenes_are_handed_over_and_checks_of_headphones_are_not(tmp_path):
    folder = tmp_path / "sealed"
    scenes, pack = write_scene_pack(tmp_path / "scenes"), write_pack(tmp_path / "pack", TOWNS)
    env = {"EARWITNESS_SCENES": str(scenes), "EARWITNESS_PACK": str(pack)}
    with running(tmp_path / "state", **env, EARWITNESS_ACCEL=f"/sealed/ {folder}") as client:

        def location(url: str) -> str:
            return str(client.get(url).headers.get("x-accel-redirect", ""))

        player = Player(client)
        game = player.post("/api/spatial/games", {"track": "head-turn"}).json()["game"]
        urls = [player.deal(player.start()["game"])["audio"]]
        urls += player.post(f"/api/spatial/games/{game}/trials").json()["audio"]
        with room_of(client, 2) as (host, _guest):
            host.send("start")
            host.until("round")
            screen = f"/api/parties/{host.party}/sound?screen={host.state['screen']}"
            urls.append(player.get(screen).json()["audio"])
            told = [wait_for(partial(location, url)) for url in urls]
        assert len(told) == 4
        assert set(told) == {f"/sealed/{file.name}" for file in folder.iterdir()}
        check = player.post("/api/spatial/checks/start").json()["sides"][0]["audio"]
        assert not location(check) and client.get(check).content
