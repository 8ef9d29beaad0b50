import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.curation.localizability import THETA, read_strengths
from leaderboard.__main__ import main
from leaderboard.board.text_table import WIDTH
from leaderboard.localizability.agreement import agreements
from leaderboard.localizability.contributions_file import LocalizabilityError, read_contributions
from leaderboard.localizability.fit import ALPHA, GAMMA_KM, fit_strengths
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.equator import CLIPS
from tests.builders.running_game import write_pack

# Six clips: the share of each sound, its contribution according to judges, and the model's error.
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
    contributions = [{name: truly[name] * share for name, share in shares.items()} for shares in times]
    fit = fit_strengths(times, contributions, rng.choice([5.0, 5000.0], 20))
    found = [side for side in (fit.near, fit.far) if side.clips.any()]
    for side in found:
        assert side.slope == pytest.approx([0.9, 0.5, 0.1])


def test_nothing_comes_of_nothing():
    fit = fit_strengths([], [], np.array([]))
    assert (fit.categories, fit.strengths(), fit.clips_near) == ((), {}, 0)


# Judges' contributions


def line(key="k0", judge="one", **contributions):
    return json.dumps({"key": key, "judge": judge, "contributions": contributions})


def judged(folder, *lines):
    file = folder / "judged.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_contributions(file, ("k0", "k1", "k2"))


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
    assert [(problem.line, problem.kind) for problem in found.problems] == [
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
    with pytest.raises(LocalizabilityError, match="no usable contributions"):
        judged(tmp_path, text)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(LocalizabilityError, match=r"nothing\.jsonl cannot be read: No such file"):
        read_contributions(tmp_path / "nothing.jsonl", ())


# How far judges agree


def test_two_judges_agree_as_worked_out_by_hand():
    one = {"k0": {"a": 0.6, "b": 0.8}, "k1": {"a": 1.0}, "k2": {}, "k3": {"a": 1.0}}
    two = {"k0": {"a": 1.0}, "k1": {"a": 0.5}, "k2": {"c": 0.5}, "k4": {"b": 1.0}}
    (found,) = agreements({"one": one, "two": two})
    assert (found.judges, found.clips) == (("one", "two"), 3)
    assert found.cosine == pytest.approx((0.6 + 1) / 2)
    # Over a, b and c: 1.6, 0.8, 0 and 1.5, 0, 0.5.
    assert found.pearson == pytest.approx(np.corrcoef([1.6, 0.8, 0], [1.5, 0, 0.5])[0, 1])
    assert found.overlap == 1 / 2
    assert found.sentence() == (
        "one and two, over 3 clips: cosine 0.80, correlation over categories 0.65, overlap of the first 10 "
        "0.50."
    )


def test_judges_with_nothing_in_common_are_not_said_to_agree():
    assert agreements({"one": {"k0": {"a": 1.0}}}) == []
    (found,) = agreements({"one": {"k0": {"a": 1.0}}, "two": {"k1": {"a": 1.0}}})
    assert found.clips == 0 and np.isnan([found.cosine, found.pearson, found.overlap]).all()
    three = agreements({name: {"k0": {"a": 1.0, "b": 0.5}} for name in "abc"})
    assert [(pair.cosine, pair.pearson, pair.overlap) for pair in three] == [pytest.approx((1, 1, 1))] * 3


# The command

HEARD = (
    "key,Speech,Rain,Music,Engine",
    "k0,1,,0,",
    "k1,0.5,0,0.5,0",
    "k2,0,0.5,0,0",
    "k3,0,1,0,0",
    "k4,0,1,,",
)


@pytest.fixture
def world(tmp_path):
    """Five of the ten clips: the model is on the spot in two, ten degrees off in one, silent in two."""
    pack = write_pack(tmp_path / "equator", [(0.0, lon) for lon, _ in CLIPS[:5]])
    answered = [answer(f"k{at}", lat=1e-9, lon=CLIPS[at][0] + off) for at, off in ((0, 0), (1, 0.1), (2, 10))]
    rows = [*answered, answer("k3", **SILENCE), answer("k4", **SILENCE), answer("k7")]
    (tmp_path / "times.csv").write_text("\n".join(HEARD), encoding="utf-8")
    judges = [
        line("k0", Speech=0.9),
        line("k1", Speech=0.2, Music=0.1),
        line("k2", Rain=0.4),
        line("k3", Rain=0.6),
        line("k0", "two", Speech=0.7),
    ]
    (tmp_path / "judged.jsonl").write_text("\n".join(judges), encoding="utf-8")
    return {
        "--answers": write_answers(tmp_path, rows),
        "--contributions": tmp_path / "judged.jsonl",
        "--clips": pack,
        "--times": tmp_path / "times.csv",
        "--out": tmp_path / "strengths.json",
    }


def run(world, *more):
    named = (str(word) for pair in world.items() for word in pair)
    assert main(["fit-localizability", *named, *more]) == 0
    return json.loads(world["--out"].read_text(encoding="utf-8"))


def refused(world):
    with pytest.raises(SystemExit) as end:
        main(["fit-localizability", *(str(word) for pair in world.items() for word in pair)])
    return end.value.code


def test_from_files_to_strengths_that_the_curation_reads(world, capsys):
    result = run(world)
    # Near: speech (0.8 + 0.5 x 0.2) / 1.25. Far: rain (0.5 x 0.4 + 0.6) / 1.25.
    assert result["strengths"] == pytest.approx({"Speech": 0.72, "Rain": -0.64})
    assert (result["alpha"], result["gamma_km"], result["theta"]) == (1 / 3, 1000, 1)
    assert (result["clips"], result["judges"]) == ({"near": 2, "far": 2}, ["one", "two"])
    assert result["agreement"] == [
        {"judges": ["one", "two"], "clips": 1, "cosine": 1, "pearson": None, "overlap": 1}
    ]
    assert result["categories"]["Rain"] == {
        "role": "negative",
        "near": {"slope": None, "error": None, "clips": 0},
        "far": {"slope": pytest.approx(0.64), "error": pytest.approx(0.064), "clips": 2},
    }
    strengths = read_strengths(world["--out"])
    assert (strengths.theta, dict(strengths.by_category)) == (1, result["strengths"])
    assert strengths.localizability({"Speech": 1, "Rain": 0.5}) == pytest.approx(0.72 - 0.32)
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[1].split() == ["Speech", "positive", "+0.720", "0.720", "±", "0.128*", "2", "-", "0"]
    assert lines[2].split()[:3] == ["Rain", "negative", "-0.640"]
    assert lines[3].split()[:2] == ["Music", "neither"]
    assert "Of these 4 clips, 0 have a localizability above 1." in lines
    assert "Left out: 1 answered clip without contributions." in lines
    assert "line 6: unknown key: no clip 'k7'" in err
    assert max(map(len, lines)) <= WIDTH


def test_the_numbers_can_be_chosen(world, capsys):
    result = run(world, "--alpha", "0.7", "--gamma-km", "5", "--theta", "0.5")
    assert (result["alpha"], result["gamma_km"], result["theta"]) == (0.7, 5, 0.5)
    assert result["strengths"] == {"Speech": pytest.approx(0.8)}
    assert "Of these 4 clips, 1 have a localizability above 0.5." in capsys.readouterr().out
    assert run(world, "--alpha", "2")["strengths"] == {}
    assert "No slope is above alpha, 2" in capsys.readouterr().err


def test_without_times_the_packs_own_kinds_of_sound_are_taken(world, shared):
    del world["--times"]
    assert run(world)["categories"] == {}  # the pack names no sounds in its clips
    key = "aporee_43130_49161"
    world["--answers"] = write_answers(world["--out"].parent, [answer(key, lat=53.7, lon=-2.7)])
    world["--contributions"].write_text(line(key, human_sounds=0.8, channel=0.9), encoding="utf-8")
    world["--clips"] = shared / "agl1k"
    assert run(world)["strengths"] == {"human_sounds": 0.8}


def test_what_cannot_be_fitted_is_told_in_a_sentence(world):
    right = world["--contributions"].read_text(encoding="utf-8")
    world["--contributions"].write_text(line("k4"), encoding="utf-8")
    world["--times"].write_text("key,Rain\nk0,1", encoding="utf-8")
    assert refused(world).endswith(
        "no answered clip has all the data for a fit: 4 lack contributions, 1 lack times of categories."
    )
    world["--contributions"].write_text(right, encoding="utf-8")
    world["--times"].write_text("key,Rain\nk0,often", encoding="utf-8")
    assert "Rain" in refused(world)
    world["--times"] = world["--out"].parent / "nothing.csv"
    assert "nothing.csv cannot be read" in refused(world)
    del world["--times"]
    world["--out"] = world["--out"].parent / "nowhere" / "strengths.json"
    assert "strengths.json cannot be written: No such file or directory" in refused(world)
