import pytest
from starlette.datastructures import Headers

from game.api.tokens import player_of
from game.players.identity import Registry

REGISTRY = Registry(b"a key")
TOKEN = REGISTRY.issue()
OTHER = REGISTRY.issue()


def sender(**headers: str) -> str:
    raw = Headers(headers).raw
    return player_of(REGISTRY, {"type": "http", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Earwitness-Player": TOKEN},
        {"x-earwitness-player": f"  {TOKEN} "},
        {"Authorization": f"Bearer {TOKEN}"},
        {"authorization": f" bEARER   {TOKEN} "},
        {"X-Earwitness-Player": TOKEN, "Authorization": f"Bearer {OTHER}"},
        {"X-Earwitness-Player": " ", "Authorization": f"Bearer {TOKEN}"},
    ],
    ids=range(6),
)
def test_a_player_is_one_and_the_same_however_the_token_is_sent(headers):
    assert sender(**headers) == REGISTRY.player_id(TOKEN)


@pytest.mark.parametrize(
    "sent",
    ["", f"{TOKEN}=", f"{TOKEN} {TOKEN}", TOKEN.swapcase(), "\xe9" * 500],
    ids=["empty", "padded", "twice", "swapped", "long"],
)
def test_what_is_no_token_is_no_player(sent):
    assert sender(**{"X-Earwitness-Player": sent}) == ""
    assert sender(**{"Authorization": f"Bearer {sent}"}) == ""
    assert sender(**{"Authorization": sent}) == ""
