import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.localizability.fit import ALPHA, GAMMA_KM, THETA, fit_strengths
from leaderboard.localizability.judged import JudgedError, read_judged

# Six clips: what is heard of each sound, what judges say that it contributed, and how far off the model was.
TIMES = (
    {"Speech": 1.0, "Rain": 0.2},
    {"Speech": 0.5, "Music": 0.5},
    {"Rain": 0.4, "Bird": 0.0},
    {"Music": 1.0},
    {"Music": 0.5, "Rain": 1.0},
    {"Engine": 0.5},
)
CONTRIBUTED = (
    {"Speech": 0.8, "Rain": 0.1},
    {"Speech": 0.2, "Music": 0.1},
    {"Rain": 0.1, "Bird": 0.9},
    {"Music": 0.5},
    {"Music": 0.7, "Rain": 0.6},
    {"Engine": 0.1},
)
ERROR_KM = np.array([10.0, 500.0, 999.9, 1000.0, 8000.0, 10_000.0])


def fitted(**how):
    return fit_strengths(TIMES, CONTRIBUTED, ERROR_KM, **how)


def slopes(fit, side):
    return dict(zip(fit.categories, getattr(fit, side).slope.tolist(), strict=True))


def test_the_numbers_are_the_papers():
    assert (ALPHA, GAMMA_KM, THETA) == (1 / 3, 1000, 1)


def test_strengths_are_those_worked_out_by_hand():
    fit = fitted()
    assert fit.categories == ("Engine", "Music", "Rain", "Speech")  # no clip has a bird in it
    assert (fit.clips_near, fit.clips_far) == (3, 3)
    # Near: speech (1 x 0.8 + 0.5 x 0.2) / (1 + 0.25), music 0.1 / 0.5, rain (0.02 + 0.04) / (0.04 + 0.16).
    near = {"Engine": np.nan, "Music": 0.2, "Rain": 0.3, "Speech": 0.72}
    assert slopes(fit, "near") == pytest.approx(near, nan_ok=True)
    # Far: 1000 km is not below gamma. Music (0.5 + 0.5 x 0.7) / (1 + 0.25), rain 0.6, engine 0.1 / 0.5.
    far = {"Engine": 0.2, "Music": 0.68, "Rain": 0.6, "Speech": np.nan}
    assert slopes(fit, "far") == pytest.approx(far, nan_ok=True)
    assert fit.strengths() == pytest.approx({"Speech": 0.72, "Music": -0.68, "Rain": -0.6})
    assert [fit.role(at) for at in range(4)] == ["neither", "negative", "negative", "positive"]


def test_what_is_positive_is_not_negative_too():
    fit = fitted(alpha=0.25)
    assert fit.strengths() == pytest.approx({"Speech": 0.72, "Music": -0.68, "Rain": 0.3})


def test_gamma_moves_clips_to_the_other_side():
    fit = fitted(gamma_km=1000.1)
    assert (fit.clips_near, fit.clips_far) == (4, 2)
    assert slopes(fit, "near")["Music"] == pytest.approx((0.5 * 0.1 + 1 * 0.5) / 1.25)


def test_errors_of_slopes_are_those_worked_out_by_hand():
    fit = fitted()
    at = fit.categories.index("Speech")
    # Residuals 0.08 and -0.16: (1 x 0.0064 + 0.25 x 0.0256) x 2 / 1, under the root, over 1.25.
    assert fit.near.error[at] == pytest.approx((0.0128 * 2) ** 0.5 / 1.25)
    assert np.isnan(fit.near.error[fit.categories.index("Music")])
    assert fit.near.clips.tolist() == [0, 1, 2, 2]


@given(seed=st.integers(0, 10**6))
def test_a_contribution_that_grows_with_time_is_found_whatever_else_is_heard(seed):
    rng = np.random.default_rng(seed)
    truly = {"a": 0.9, "b": 0.5, "c": 0.1}
    times = [{name: float(rng.uniform(0.05, 1)) for name in truly} for _ in range(20)]
    said = [{name: truly[name] * share for name, share in each.items()} for each in times]
    fit = fit_strengths(times, said, rng.choice([5.0, 5000.0], 20))
    found = [side for side in (fit.near, fit.far) if side.clips.any()]
    for side in found:
        assert side.slope == pytest.approx([0.9, 0.5, 0.1])


def test_nothing_comes_of_nothing():
    fit = fit_strengths([], [], np.array([]))
    assert (fit.categories, fit.strengths(), fit.clips_near) == ((), {}, 0)


# What judges said


def line(key="k0", judge="one", **contributions):
    return json.dumps({"key": key, "judge": judge, "contributions": contributions})


def judged(folder, *lines):
    file = folder / "judged.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_judged(file, ("k0", "k1", "k2"))


def test_judges_are_averaged_and_who_leaves_a_sound_out_says_nothing_of_it(tmp_path):
    found = judged(
        tmp_path,
        line(Speech=0.9, Rain=0.3),
        line(judge="two", Speech=0.6),
        line(judge="three", Speech=0.0),
        line("k1", "two", Rain=1),
    )
    assert found.means() == {"k0": pytest.approx({"Speech": 0.5, "Rain": 0.1}), "k1": {"Rain": 1}}
    assert list(found.by_judge) == ["one", "two", "three"]


def test_lines_that_cannot_be_used_are_left_out_and_told_of(tmp_path):
    lines = [
        line(),
        "{",
        line("k9"),
        line(),
        line("k1", Rain=1.2),
        line("k1", Rain="much"),
        '{"key": "k1"}',
        "[]",
    ]
    found = judged(tmp_path, *lines, '{"key": "k1", "judge": "one", "contributions": {"a": NaN}}', line("k2"))
    assert [(one.line, one.kind) for one in found.problems] == [
        (2, "malformed"),
        (3, "unknown key"),
        (4, "malformed"),
        (5, "out of range"),
        (6, "out of range"),
        (7, "malformed"),
        (8, "malformed"),
        (9, "out of range"),
    ]
    assert found.means() == {"k0": {}, "k2": {}}
    assert "Rain is 1.2, not 0 to 1" in found.problems[3].what


@pytest.mark.parametrize("text", ["", "\n\n", "{\n{", line("nowhere")])
def test_a_file_without_contributions_is_refused(tmp_path, text):
    with pytest.raises(JudgedError, match="holds no contributions that can be used"):
        judged(tmp_path, text)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(JudgedError, match=r"nothing\.jsonl cannot be read: No such file"):
        read_judged(tmp_path / "nothing.jsonl", ())
