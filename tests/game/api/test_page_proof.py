import json
import subprocess
import sys
from pathlib import Path

import pytest

from game.api.page_proof import CHALLENGE_SECONDS, ZERO_BITS, PageProofs, is_answer, is_from_own_page, solve
from game.project_files import ROOT
from tests.builders.running_game import Clock, Player, running

KEY = b"the host's key"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def proofs(clock):
    return PageProofs(clock, KEY)


def test_the_answer_to_a_challenge_is_right_at_any_process_of_the_host(proofs, clock):
    challenge = proofs.challenge()
    answer = solve(challenge)
    wrong = next(other for other in range(answer + 1, answer + 99) if not is_answer(challenge, other))
    assert [proofs.is_right(challenge, number) for number in (wrong, answer)] == [False, True]
    assert PageProofs(clock, KEY).is_right(challenge, answer)


def test_a_challenge_expires(proofs, clock):
    challenge = proofs.challenge()
    clock.now += CHALLENGE_SECONDS + 1
    assert not proofs.is_right(challenge, solve(challenge))


def test_a_challenge_of_ones_own_making_is_refused(proofs, clock):
    later, word, signature = proofs.challenge().split(".")
    forged = [
        f"{int(later) + 9}.{word}.{signature}",
        f"{later}.x.{signature}",
        "x",
        "",
        "..",
        "nan.x.y",
        "\xe9.x.y",
    ]
    forged += [PageProofs(clock, b"another key").challenge()]
    assert not any(proofs.is_right(challenge, solve(challenge)) for challenge in forged)


def test_processes_with_one_key_accept_each_others_challenges(clock):
    one, other = PageProofs(clock, b"a key"), PageProofs(clock, b"a key")
    challenge = one.challenge()
    assert other.is_right(challenge, solve(challenge))
    assert not PageProofs(clock, b"another key").is_right(challenge, solve(challenge))


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"origin": "http://192.168.1.5:7860"}, True),
        ({"origin": "https://a.example", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "https://b.example", "sec-fetch-site": "cross-site"}, False),
        ({"origin": "https://b.example", "sec-fetch-site": "same-site"}, False),
        ({}, False),
    ],
)
def test_a_browser_says_from_which_page_a_request_comes(headers, is_own):
    assert is_from_own_page(headers) is is_own


def test_saying_page_does_not_make_a_page(tmp_path, clock):
    with running(tmp_path, clock) as client:
        said = client.post("/api/players", json={"client": "page"}).json()
        assert said["client"] == "api"
        me = client.get("/api/players/me", headers={"X-Earwitness-Player": said["player"]}).json()
        assert me["client"] == "api"
        asked = client.get("/api/players/challenge").json()
        proof = {"challenge": asked["challenge"], "answer": solve(asked["challenge"])}
        body = {"client": "page", "proof": proof}
        for headers in ({}, {"Origin": "https://b.example", "Sec-Fetch-Site": "cross-site"}):
            refused = client.post("/api/players", json=body, headers=headers)
            assert (refused.status_code, refused.json()["key"]) == (403, "page_proof")
        own = {"Origin": "http://testserver"}
        joined = client.post("/api/players", json=body, headers=own)
        assert (joined.status_code, joined.json()["client"]) == (201, "page")


def test_a_proof_makes_one_player_however_often_it_is_sent_and_none_after_a_withdrawal(tmp_path):
    with running(tmp_path) as client:
        asked = client.get("/api/players/challenge").json()
        proof = {"challenge": asked["challenge"], "answer": solve(asked["challenge"])}
        body, own = {"client": "page", "proof": proof}, {"Origin": "http://testserver"}
        replies = [client.post("/api/players", json=body, headers=own) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [201] * 3
        assert replies[0].json() == replies[1].json() == replies[2].json()
        assert Player(client).joined["player"] != replies[0].json()["player"]
        known = Player.known(client, replies[0].json()["player"])
        assert known.start()["rounds"] == 5
        assert client.delete("/api/players/me", headers=known.headers).status_code == 204
        refused = client.post("/api/players", json=body, headers=own)
        assert (refused.status_code, refused.json()["key"]) == (403, "page_proof")


def test_the_page_finds_the_answer_that_the_server_expects(proofs):
    """In Node.js, with the page's own module, also for texts around the length of SHA-256's blocks."""
    texts = [proofs.challenge(), "x", "x" * 53, "x" * 54, "x" * 62, "x" * 120]
    module = (ROOT / "assets" / "player" / "page-proof.js").as_uri()
    script = f"""
        import {{ solve }} from {json.dumps(module)};
        const texts = {json.dumps(texts)};
        console.log(JSON.stringify(await Promise.all(texts.map((text) => solve(text, {ZERO_BITS})))));
    """
    node = [str(Path(sys.executable).with_name("node")), "--input-type=module", "--eval", script]
    found = subprocess.run(node, check=True, capture_output=True, text=True, timeout=60).stdout
    assert json.loads(found) == [solve(text) for text in texts]
