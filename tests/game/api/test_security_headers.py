import pytest

from game.api.security_headers import security_headers
from game.settings import SettingError, Settings


def frame_ancestors(**env: str) -> list[str]:
    policy = security_headers(Settings.from_env(env))["Content-Security-Policy"]
    (line,) = (part for part in policy.split("; ") if part.startswith("frame-ancestors "))
    return line.split()[1:]


def test_by_default_the_hub_and_the_games_own_space_may_frame_the_page():
    assert frame_ancestors() == ["'self'", "https://huggingface.co"]
    own = ["'self'", "https://huggingface.co", "https://some-one-ear-witness.hf.space"]
    assert frame_ancestors(SPACE_ID="Some.One/Ear_Witness") == own
    assert frame_ancestors(SPACE_ID="a/b", SPACE_HOST="some-one-ear-witness.hf.space") == own


def test_a_host_names_other_sites_that_may_frame_the_page():
    named = "https://School.example/ http://localhost:8000, https://*.uni.example"
    assert frame_ancestors(EARWITNESS_FRAME_ORIGINS=named)[2:] == [
        "https://school.example",
        "http://localhost:8000",
        "https://*.uni.example",
    ]


@pytest.mark.parametrize(
    "origins",
    [
        "school.example",
        "*",
        "https:",
        "https://*",
        "https://a.example/path",
        "https://a.example; script-src *",
        "'none'",
        "javascript:alert(1)",
        "https://a.example\r\nX: y",
    ],
)
def test_what_is_no_origin_is_refused(origins):
    with pytest.raises(SettingError, match="EARWITNESS_FRAME_ORIGINS"):
        frame_ancestors(EARWITNESS_FRAME_ORIGINS=origins)
