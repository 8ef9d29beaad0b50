import socket
import threading
import time
import tracemalloc
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import anyio
import httpx
import numpy as np
import pytest
import soundfile
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from game.api.audio_response import audio_response
from game.api.ranges import UnsatisfiableRange, parse_range
from game.sound.peaks import measure_peaks
from game.sound.sealed import AudioError
from game.sound.sealing import seal
from tests.builders.recordings import REAL, encoded, sweep

# ---- the Range header


@pytest.mark.parametrize(
    ("header", "byte_range"),
    [
        ("bytes=0-0", range(0, 1)),
        ("bytes=0-99", range(100)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=10-", range(10, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-7", range(93, 100)),
        ("bytes=-1000", range(100)),
        ("Bytes=3-4", range(3, 5)),
        (" bytes=3-4 ", range(3, 5)),
        ("bytes=,3-4, ", range(3, 5)),
        ("bytes=0-99999999999999999999999", range(100)),
    ],
)
def test_a_range_is_read_as_rfc_9110_says(header, byte_range):
    assert parse_range(header, 100) == byte_range


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=--2",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=+1-2",
    ],
)
def test_a_malformed_range_is_ignored(header):
    assert parse_range(header, 100) is None


@pytest.mark.parametrize(
    "header",
    ["bytes=0x1-2", "bytes=1.5-2", "bytes=١-٢", "items=0-1", "0-1", "bytes 0-1", f"bytes={'9' * 9000}-"],
)
def test_what_is_no_range_of_bytes_is_ignored(header):
    assert parse_range(header, 100) is None


def test_several_ranges_at_once_are_answered_with_the_whole():
    assert parse_range("bytes=0-1,5-6", 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_with_nothing_in_it_cannot_be_satisfied(header):
    with pytest.raises(UnsatisfiableRange):
        parse_range(header, 100)


@given(st.text(max_size=40) | st.from_regex(r"bytes=[0-9, \-]{0,20}", fullmatch=True), st.integers(1, 1000))
def test_any_header_is_read_ignored_or_unsatisfiable(header, size):
    try:
        byte_range = parse_range(header, size)
    except UnsatisfiableRange:
        return
    assert byte_range is None or (len(byte_range) > 0 and 0 <= byte_range.start < byte_range.stop <= size)


# ---- a real server

LONG = 40_000_000  # bytes


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A uvicorn: 4 MB of sound at /audio, more than a socket takes at /long, and what was counted."""
    path = tmp_path_factory.mktemp("audio") / "20020207EssaouiraRempartsMuezzin.wav"
    soundfile.write(path, sweep(42.0, 48_000), 48_000, subtype="PCM_16")
    long_path = path.with_name("long.wav")
    soundfile.write(long_path, np.zeros(LONG // 2, np.int16), 48_000, subtype="PCM_16")
    sealed, long = seal(path), seal(long_path)
    sent: list[int] = []

    async def audio(request: Request):
        recording = long if request.url.path == "/long" else sealed
        return audio_response(recording, request.headers, sent.append)

    async def quick(request: Request):
        return PlainTextResponse("yes")

    routes = [Route(path, audio, methods=["GET", "HEAD"]) for path in ("/audio", "/long")] + [
        Route("/quick", quick)
    ]
    listener = socket.create_server(("127.0.0.1", 0))
    uvicorn_server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="warning"))
    thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listener]})
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    whole = b"".join(sealed.chunks(0, sealed.size))
    with httpx.Client(base_url=url) as client:
        wait_until(lambda: uvicorn_server.started)
        yield SimpleNamespace(client=client, url=url, whole=whole, sent=sent)
    uvicorn_server.should_exit = True
    thread.join(60)
    listener.close()
    assert not thread.is_alive()


def wait_until(done, seconds=60.0):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def ask(server, header=None, method="GET"):
    server.sent.clear()
    return server.client.request(method, "/audio", headers={"Range": header} if header else {})


def test_the_whole_is_sent_and_counted(server):
    reply = ask(server)
    assert (reply.status_code, reply.content) == (200, server.whole)
    assert reply.headers["Content-Length"] == str(len(server.whole))
    assert reply.headers["Content-Type"] == "audio/wav"
    wait_until(lambda: sum(server.sent) == len(server.whole))


def test_a_range_is_sent_and_counted(server):
    reply = ask(server, "bytes=70000-140001")
    assert (reply.status_code, reply.content) == (206, server.whole[70000:140002])
    assert reply.headers["Content-Range"] == f"bytes 70000-140001/{len(server.whole)}"
    assert reply.headers["Content-Length"] == "70002"
    wait_until(lambda: sum(server.sent) == 70002)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_open_suffix_and_single_byte_ranges(server, header):
    byte_range = parse_range(header, len(server.whole))
    assert byte_range
    reply = ask(server, header)
    assert (reply.status_code, reply.content) == (206, server.whole[byte_range.start : byte_range.stop])


@pytest.mark.parametrize("header", ["bytes=5-2", "bytes=0-1,4-5", "items=0-1"])
def test_a_range_that_is_ignored_gets_the_whole(server, header):
    reply = ask(server, header)
    assert (reply.status_code, reply.content) == (200, server.whole)
    assert "Content-Range" not in reply.headers


@pytest.mark.parametrize("validator", ['"of-another-version"', 'W/"x"', "Wed, 21 Oct 2015 07:28:00 GMT", ""])
def test_a_range_of_a_version_that_cannot_be_shown_to_match_gets_the_whole(server, validator):
    for wanted in ("bytes=100-199", "bytes=99999999999-"):
        reply = server.client.get("/audio", headers={"Range": wanted, "If-Range": validator})
        assert (reply.status_code, reply.content) == (200, server.whole)


def test_a_range_behind_the_end_is_416(server):
    reply = ask(server, f"bytes={len(server.whole)}-")
    assert (reply.status_code, server.sent) == (416, [])
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Content-Range"] == f"bytes */{len(server.whole)}"


@pytest.mark.parametrize("header", [None, "bytes=0-9", "bytes=99999999999-"])
def test_head_tells_of_the_whole_and_sends_nothing(server, header):
    reply = ask(server, header, "HEAD")
    assert (reply.status_code, reply.content, server.sent) == (200, b"", [])
    assert reply.headers["Content-Length"] == str(len(server.whole))
    assert reply.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("header", [None, "bytes=0-9", "bytes=99999999999-"])
def test_headers_tell_nothing_of_the_file(server, header):
    headers = ask(server, header).headers
    assert set(headers) & {"etag", "last-modified", "content-disposition", "content-location"} == set()
    assert headers["Cache-Control"] == "private"
    assert headers["Accept-Ranges"] == "bytes"
    assert "Essaouira" not in str(headers)


@given(st.lists(st.integers(1, 2_000_000), max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_ranges_put_together_are_the_whole(server, lengths):
    got, at = [], 0
    for length in lengths:
        if at < len(server.whole):
            got.append(ask(server, f"bytes={at}-{at + length - 1}").content)
            at += len(got[-1])
    if at < len(server.whole):
        got.append(ask(server, f"bytes={at}-").content)
    assert b"".join(got) == server.whole


def test_a_client_who_leaves_ends_the_reading(server):
    server.sent.clear()
    with httpx.stream("GET", server.url + "/long") as reply:
        next(reply.iter_raw(1000))
    count = 0
    while (now := sum(server.sent)) != count or not count:  # until nothing more is read
        count = now
        time.sleep(0.1)
    assert count < LONG


def test_a_client_who_reads_slowly_holds_nobody_up_and_fills_no_memory(server):
    server.sent.clear()
    address = (server.client.base_url.host, server.client.base_url.port)
    with ExitStack() as stack:
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        for _ in range(8):
            connection = stack.enter_context(socket.create_connection(address))
            connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        wait_until(lambda: len(server.sent) >= 8)
        assert server.client.get("/quick", timeout=30).text == "yes"
        assert sum(server.sent) < 8 * LONG
        assert tracemalloc.get_traced_memory()[1] < 10_000_000  # bytes, of 320 million asked for


def test_a_recording_that_changed_is_no_answer(server, tmp_path):
    path = tmp_path / "clip.mp3"
    path.write_bytes(encoded("mp3"))
    sealed = seal(path)
    path.write_bytes(encoded("mp3", seconds=1.0))
    messages = []

    async def answer():
        async def nothing_more() -> Any:
            await anyio.sleep_forever()

        async def keep(message):
            messages.append(message)

        response = audio_response(sealed, {}, lambda count: None)
        await response({"type": "http", "method": "GET"}, nothing_more, keep)

    with pytest.raises(AudioError, match="changed"):
        anyio.run(answer)
    assert messages == []


# ---- peaks


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac", "wav", "wavfloat"])
@pytest.mark.parametrize("channels", [1, 2])
def test_peaks_follow_the_loudness(kind, channels, tmp_path):
    path = tmp_path / "swelling"
    path.write_bytes(encoded(kind, channels=channels))
    peaks = measure_peaks(path)
    assert len(peaks) == 240 and all(type(peak) is int and 0 <= peak <= 100 for peak in peaks)
    assert max(peaks) == 100
    rising = np.sqrt(np.arange(240))
    assert np.corrcoef(peaks[:-5], rising[:-5])[0, 1] > 0.95  # Opus ends on a click of its own


def test_the_loudness_of_a_clip_does_not_change_its_peaks(tmp_path):
    heights = []
    for gain in (1.0, 0.01):
        soundfile.write(tmp_path / "clip.wav", sweep(2.0, 8000) * gain, 8000, subtype="FLOAT")
        heights.append(measure_peaks(tmp_path / "clip.wav", 50))
    loud, quiet = np.array(heights)
    assert np.abs(loud - quiet).max() <= 1


def test_a_bang_leaves_what_is_quiet_in_sight(tmp_path):
    sound = np.full(8000, 0.01)
    sound[4000] = 1.0
    soundfile.write(tmp_path / "bang.wav", sound, 8000)
    peaks = measure_peaks(tmp_path / "bang.wav", 8)
    assert peaks == [10, 10, 10, 10, 100, 10, 10, 10]


def test_silence_is_flat(tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros(8000), 8000)
    assert measure_peaks(tmp_path / "silence.wav", 12) == [0] * 12


def test_a_clip_of_fewer_samples_than_peaks_has_all_its_peaks(tmp_path):
    soundfile.write(tmp_path / "blip.wav", np.full(5, 0.5), 8000)
    peaks = measure_peaks(tmp_path / "blip.wav", 20)
    assert len(peaks) == 20 and peaks.count(100) == 5


def test_samples_that_are_no_numbers_do_no_harm(tmp_path):
    soundfile.write(tmp_path / "nan.wav", np.array([0.5, np.nan, 0.25, np.nan]), 8000, subtype="FLOAT")
    assert measure_peaks(tmp_path / "nan.wav", 2) == [100, 71]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem[:20])
def test_a_real_recording_has_peaks_from_start_to_end(path, capfd):
    peaks = measure_peaks(path)
    assert max(peaks) == 100 and min(peaks) > 0
    assert capfd.readouterr().err == ""


def test_what_cannot_be_decoded_is_said(tmp_path):
    (tmp_path / "page.mp3").write_bytes(b"<html>not found</html>" * 50)
    with pytest.raises(AudioError, match="web page"):
        measure_peaks(tmp_path / "page.mp3")
