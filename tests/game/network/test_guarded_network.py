"""What a server must not do: send more than fits, or lead its client into the host's own network."""

import asyncio
import socketserver
import threading
import zlib
from contextlib import suppress

import pytest

from game.backoff import Backoff
from game.fetching.client import open_client
from game.fetching.errors import Missing
from game.fetching.retry import RetryPolicy
from game.hub.transport import Refused, translated_errors
from game.hub.transport import client as hub_client
from game.network.public_addresses import is_public
from leaderboard.evaluation.client import Client as ModelClient
from leaderboard.evaluation.client import Closed, Lost

HERE = "http://127.0.0.1"
QUICK = RetryPolicy(tries=2, backoff=Backoff(0.001, 0.01))


@pytest.fixture
def answering():
    servers = []

    def start(head, body=b""):
        def handle(request):
            request.request.recv(65536)
            with suppress(OSError):
                request.request.sendall(head.encode() + b"\r\nConnection: close\r\n\r\n" + body)

        handler = type("Handler", (socketserver.BaseRequestHandler,), {"handle": handle})
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def read(url, named=(HERE,)):
    async def run():
        async with open_client("", named, QUICK) as client:
            return await client.read(url)

    return asyncio.run(run())


def packed(content, wbits):
    packer = zlib.compressobj(level=1, wbits=wbits)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15), ("X-GZIP", 31)]
)
def test_a_packed_body_is_unpacked_up_to_a_bound(answering, encoding, wbits):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}"
    assert read(answering(head, packed(b"a small reply", wbits))) == b"a small reply"
    with pytest.raises(Missing, match="larger than 16 MiB"):
        read(answering(head, packed(bytes(17 * 1024**2), wbits)))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_a_body_in_a_packing_that_was_not_asked_for_is_refused(answering, encoding):
    with pytest.raises(Missing, match="not asked for"):
        read(answering(f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}", b"x"))


def test_a_plain_body_has_the_same_bound(answering):
    with pytest.raises(Missing, match="larger than 16 MiB"):
        read(answering("HTTP/1.1 200 OK", bytes(17 * 1024**2)))


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.2", "2130706434", "[::1]", "[::ffff:127.0.0.2]", "10.0.0.1", "169.254.169.254"],
)
def test_no_redirect_leads_into_a_network_that_no_setting_names(answering, host):
    address = answering(f"HTTP/1.1 302 Found\r\nLocation: http://{host}:9/secret")
    with pytest.raises(Missing, match="an address of this network"):
        read(address)
    with pytest.raises(Missing, match="an address of this network"):
        read(address, named=[])


def read_from_hub(url, endpoint):
    with hub_client(endpoint) as session, translated_errors():
        return session.get(url).content


@pytest.mark.parametrize("host", ["127.0.0.2", "10.0.0.1", "169.254.169.254"])
def test_the_hub_leads_nobody_into_this_network(answering, host):
    address = answering(f"HTTP/1.1 302 Found\r\nLocation: http://{host}:9/secret")
    for endpoint in (HERE, "https://huggingface.co"):
        with pytest.raises(Refused, match="an address of this network"):
            read_from_hub(address, endpoint)


def test_an_answer_of_the_hub_has_a_bound(answering):
    head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip"
    assert read_from_hub(answering(head, packed(b"a small reply", 31)), HERE) == b"a small reply"
    bomb = packed(bytes(65 * 1024**2), 31)
    for status, bound in (("200 OK", "64 MiB"), ("302 Found\r\nLocation: /", "1 MiB")):
        with pytest.raises(Refused, match=f"larger than {bound}"):
            read_from_hub(answering(f"HTTP/1.1 {status}\r\nContent-Encoding: gzip", bomb), HERE)


def ask_model(base_url):
    async def run():
        client = ModelClient(base_url, "", "model")
        try:
            return await client.ask([{"role": "user", "content": "Where?"}])
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "10.0.0.1"])
def test_a_model_leads_nobody_into_this_network(answering, host):
    address = answering(f"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{host}:9/secret")
    with pytest.raises(Closed, match="an address of this network"):
        ask_model(address)


def test_an_answer_of_a_model_has_a_bound(answering):
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip"
    assert ask_model(answering(head, packed(b'{"choices": []}', 31))) == '{"choices": []}'
    with pytest.raises(Lost, match="larger than 16 MiB"):
        ask_model(answering(head, packed(b'"' + bytes(17 * 1024**2) + b'"', 31)))


def test_a_redirect_with_an_endless_body_is_not_read(answering):
    head = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Encoding: gzip"
    with pytest.raises(Missing, match="larger than 1 MiB"):
        read(answering(head, packed(bytes(2 * 1024**2), 31)))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("207.241.224.2", True),
        ("2606:50c0:8000::154", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_only_addresses_of_the_public_internet_are_public(address, public):
    assert is_public(address) is public
