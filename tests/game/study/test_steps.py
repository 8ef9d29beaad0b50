import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.study import steps
from game.study.steps import ScreeningAnswers, State
from tests.builders.studies import a_study

EVERYTHING = {
    "demographics": ("gender",),
    "headphones": {"check": "antiphase"},
    "sessions": 2,
}
PLAIN = {
    "level": False,
    "practice": {"rounds": 0},
    "comprehension": (),
    "feedback": "round",
    "questions": {"agl1k_exposure": False},
}


def way(study):
    """The ids of all steps of somebody who does everything right."""
    found, state = [], steps.begin(study)
    while state.kind != "end":
        found.append(state.id)
        state = steps.go_on(study, state)
    return [*found, state.outcome]


def test_the_way_has_the_steps_that_the_file_turns_on():
    assert way(a_study(**EVERYTHING)) == [
        *("screening", "questions", "level", "headphones", "instructions", "comprehension", "practice"),
        *("rounds", "reveal", "level-2", "rounds-2", "exposure-2", "reveal-2", "completed"),
    ]
    assert way(a_study(**PLAIN)) == ["screening", "instructions", "rounds", "completed"]


def test_attempts_are_counted_and_end_the_way():
    study = a_study(comprehension_attempts=2)
    once = steps.after_wrong_answer(study, State("comprehension"))
    assert (once, steps.attempts_left(study, once)) == (State("comprehension", failures=1), 1)
    assert steps.after_wrong_answer(study, once).outcome == "failed"


@pytest.mark.parametrize(("required", "then"), [(True, "end"), (False, "instructions")])
def test_a_headphone_check_ends_the_way_only_where_it_is_required(required, then):
    study = a_study(headphones={"check": "huggins", "attempts": 1, "required": required})
    after = steps.after_wrong_answer(study, State("headphones"))
    assert (after.kind, after.outcome) == (then, "failed" if required else None)
    assert after.failures == 0


@pytest.mark.parametrize(
    ("screening", "answers", "unmet"),
    [
        ({}, {"age": 18, "device": "phone"}, []),
        ({}, {"age": 17, "device": "phone"}, ["age"]),
        ({}, {}, ["age", "device"]),
        ({"devices": ("desktop",)}, {"age": 40, "device": "phone"}, ["device"]),
        ({"languages": ("de", "fr")}, {"age": 40, "device": "phone", "languages": ["fr"]}, []),
        ({"languages": ("de", "fr")}, {"age": 40, "device": "phone", "languages": ["en"]}, ["languages"]),
        ({"headphones": "required"}, {"age": 40, "device": "phone"}, ["headphones"]),
    ],
)
def test_screening_names_what_is_not_met(screening, answers, unmet):
    study = a_study(screening=screening)
    assert steps.unmet(study.screening, ScreeningAnswers(**answers)) == unmet


@given(st.data(), st.integers(1, 3), st.sampled_from(["round", "session", "never"]), st.booleans())
def test_no_way_is_endless_or_goes_back(data, sessions, feedback, required):
    """However the answers fall, each step is left at most once, in the order of the file."""
    prior = "never" if feedback == "never" else "after_reveal"
    study = a_study(
        sessions=sessions,
        feedback=feedback,
        questions={"prior_exposure": prior},
        headphones={"check": "antiphase", "required": required},
        demographics=("gender",),
    )
    order = [(s, kind) for s in range(1, sessions + 1) for kind in steps.kinds(study, s)]
    state, seen = steps.begin(study), []
    while state.kind != "end":
        if (here := (state.session, state.kind)) not in seen:
            seen.append(here)
        is_judged = state.kind in ("comprehension", "headphones")
        is_right = not is_judged or data.draw(st.booleans())
        state = steps.go_on(study, state) if is_right else steps.after_wrong_answer(study, state)
    assert seen == order[: len(seen)]
    assert (state.outcome == "completed") == (seen == order)
