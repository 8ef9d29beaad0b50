import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from urllib.parse import quote, urlsplit

import httpx
import mutagen
import pytest

from tests.browser import secrets
from tests.browser.recorder import Exchange, Recorder, search
from tests.browser.visitor import GAME, Visitor
from tests.servers import OUTBOUND, Server

MODELS = {"Gemini 3 Pro", "28.9784"}  # the name of one, and where another pointed
# Bodies that may name places, provided that a server without these recordings sends them too.
SAME_FOR_ALL = ("/assets/", "/earwitness/", "/static/", "/theme.css", "/api/places")


def without_the_common(exchanges: list[Exchange], elsewhere: Server) -> list[Exchange]:
    """Take out the bodies that `elsewhere`, where only the demo is played, sends to anyone who asks."""
    with httpx.Client(base_url=elsewhere.address) as anyone:
        return [
            replace(exchange, body=b"") if is_common(exchange, anyone) else exchange for exchange in exchanges
        ]


def is_common(exchange: Exchange, anyone: httpx.Client) -> bool:
    parts = urlsplit(exchange.url)
    if exchange.method != "GET" or not parts.path.startswith(SAME_FOR_ALL):
        return False
    answer = anyone.get(f"{parts.path}?{parts.query}")
    return answer.status_code == exchange.status and answer.content == exchange.body


def seen(visitor: Visitor) -> Exchange:
    """What the page itself holds: its document, its stores, its cookies."""
    held = visitor.ask(
        "JSON.stringify([document.documentElement.outerHTML, document.title, {...localStorage},"
        f" {{...sessionStorage}}, document.cookie, {GAME}.round, {GAME}.config, history.state])"
    )
    return Exchange("HOLDS", visitor.page.url, b"", 0, (), held.encode())


def look_around(visitor: Visitor) -> None:
    """All that a player can do before a guess: seek, zoom, search, point, reload."""
    visitor.wait_for_sound()
    visitor.ask(f"{GAME}.sound.seek({GAME}.sound.duration - 2)")
    for _ in range(2):
        visitor.press("Zoom in")
    visitor.wait(f"{GAME}.labels?.known?.size > 0")
    visitor.press("Find a place")
    visitor.page.get_by_role("combobox").fill("Lima")
    visitor.page.get_by_role("option").first.wait_for()
    visitor.press("Close the search")
    visitor.reload()
    visitor.sees("listen")
    visitor.press("Play the sound")
    visitor.wait_for_sound()
    visitor.point(
        *visitor.ask(f"(() => {{ const c = {GAME}.world.map.getCenter(); return [c.lat, c.lng]; }})()")
    )


def audio_bodies(exchanges: list[Exchange]) -> list[bytes]:
    return [
        exchange.body for exchange in exchanges if "/audio/" in exchange.url and exchange.status in (200, 206)
    ]


def test_nothing_tells_the_answer_before_the_guess(visit, real, demo):
    visitor = visit(real, stranger=True)
    recorder = Recorder(visitor.context)
    visitor.open().play()
    held = [seen(visitor)]
    look_around(visitor)
    first = [*recorder.exchanges]
    reply = visitor.reply("/guess", lambda: visitor.press("Guess"))
    known = {row["key"]: secrets.of(row) for row in secrets.rows()}
    other_texts = set().union(*(texts for key, texts in known.items() if key != reply["clip"]["key"]))
    visitor.wait(f"{GAME}.ui.root.dataset.screen === 'reveal'")
    already = len(recorder.exchanges)
    visitor.onward()
    assert visitor.screen == "listen"
    look_around(visitor)
    second = recorder.exchanges[already:]
    last = visitor.reply("/guess", lambda: visitor.press("Guess"))
    for exchanges in (first, second):
        assert len({exchange.url for exchange in exchanges if "/audio/" in exchange.url}) == 1
        assert max(map(len, audio_bodies(exchanges))) > 1_000_000
        assert any("/api/places" in exchange.url for exchange in exchanges)
    whole = [body for body in audio_bodies([*first, *second]) if body[:2] in (b"\xff\xfb", b"\xff\xfa")]
    assert whole and not any(mutagen.File(io.BytesIO(body)).tags for body in whole)
    reasons = {alm["reasoning"][at : at + 40] for alm in reply["alms"] + last["alms"] for at in (0, 200)}
    models = reasons | MODELS
    assert search(without_the_common(first, demo) + held, secrets.everything() | models) == []
    others = other_texts - known[reply["clip"]["key"]] | (set() if reply["alms"] else models)
    assert search(without_the_common(second, demo), others) == []
    assert "set-cookie" not in {
        name.lower() for exchange in recorder.exchanges for name, _ in exchange.headers
    }
    assert visitor.context.cookies() == []
    assert recorder.sockets == []
    assert {urlsplit(url).netloc for url in recorder.asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(real.address).netloc
    }
    revealed = search(
        recorder.exchanges[len(first) : already], {reply["clip"]["title"], reply["truth"]["country"]}
    )
    assert len(set(revealed)) >= 2  # the guess itself is answered with the truth
    guesses = [exchange for exchange in recorder.exchanges if exchange.url.endswith("/guess")]
    assert len(search(guesses, reasons)) >= len(reasons) > 0  # and with what the models answered


INNOCENT = Exchange(
    "GET", "http://127.0.0.1/audio/x", b"", 200, (("content-type", "audio/mpeg"),), b"\xff\xfb\x00"
)
SECRET = "Médina, Essaouira 31.51"


@pytest.mark.parametrize(
    "leak",
    [
        replace(INNOCENT, url=f"http://127.0.0.1/audio/{quote(SECRET)}.mp3"),
        replace(INNOCENT, url=f"http://127.0.0.1/audio/{quote(quote(SECRET))}.mp3"),
        replace(INNOCENT, headers=(("content-disposition", f'inline; filename="{SECRET}"'),)),
        replace(INNOCENT, sent=SECRET.encode()),
        replace(INNOCENT, body=json.dumps({"title": SECRET.upper()}).encode()),
        replace(
            INNOCENT, body=json.dumps({"inside": json.dumps({"t": SECRET}, ensure_ascii=False)}).encode()
        ),
        replace(INNOCENT, body=b"<b>M&eacute;dina, Essaouira 31.51</b>"),
        *(replace(INNOCENT, body=b"\xff\xfb\x90" + SECRET.encode(e)) for e in ("latin-1", "utf-8", "utf-16")),
    ],
)
def test_the_search_for_the_answer_finds_one_that_is_planted(leak):
    assert search([INNOCENT], {SECRET}) == []
    assert search([leak], {SECRET})


def test_a_body_that_only_this_server_sends_is_never_left_out_of_the_search(demo):
    url = f"{demo.address}/api/places?q=Essaouira"
    honest = httpx.get(url).content
    assert b"Essaouira" in honest
    common = replace(INNOCENT, url=url, body=honest)
    altered = replace(common, body=honest + b" Essaouira it was")
    assert search(without_the_common([common], demo), {"Morocco"}) == []
    assert search(without_the_common([altered], demo), {"it was"})
    game = replace(INNOCENT, url=f"{demo.address}/api/games/x", body=b"Essaouira")
    assert search(without_the_common([game], demo), {"Essaouira"})


def test_a_page_load_asks_nothing_that_is_refused_and_little_of_gradio(visit, demo):
    visitor = visit(demo, stranger=True)
    recorder = Recorder(visitor.context)
    visitor.open()
    visitor.page.get_by_role("tab", name="About").click()
    visitor.page.wait_for_load_state("networkidle")
    assert [
        (exchange.url, exchange.status) for exchange in recorder.exchanges if exchange.status != 200
    ] == []
    paths = {urlsplit(exchange.url).path for exchange in recorder.exchanges} - {"/api/places"}
    assert {
        re.sub(r"(?<=/assets/).*", "", path) for path in paths if not path.startswith("/earwitness/")
    } == {
        "/",
        "/theme.css",
        "/assets/",
    }


def test_the_server_calls_no_other_host(visit, real):
    visitor = visit(real).open().play()
    visitor.guess()
    # An address of no family but the internet's is a path of this machine.
    called = [
        line for line in real.connected_to() if "'127.0.0.1'" not in line and "socket.connect /" not in line
    ]
    assert called == []


def test_a_call_to_another_host_would_be_noted(tmp_path):
    notes = tmp_path / "outbound.txt"
    code = "import socket; s = socket.socket(); s.setblocking(False); s.connect_ex(('192.0.2.1', 9))"
    env = {**os.environ, "PYTHONPATH": str(OUTBOUND), "EARWITNESS_OUTBOUND": str(notes)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert "192.0.2.1" in notes.read_text()


def test_gradio_sends_no_statistics(real):
    config = httpx.get(f"{real.address}/config").json()
    assert config["analytics_enabled"] is False
