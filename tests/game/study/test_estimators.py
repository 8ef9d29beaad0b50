"""Which estimators are unbiased under which rule, as docs/allocation.md says."""

import numpy as np
import pytest

from benchmarks.allocation import estimators_of, is_stated_unbiased, simulate

SEED, STUDIES = 20261130, 20


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "leaving"),
    [
        ("uniform", "the unskilled leave"),
        ("quota", "the unskilled leave"),
        ("stratified", "leave by chance"),
        ("blocks", "the unskilled leave"),
    ],
)
def test_what_is_said_to_be_unbiased_is_and_what_is_not_shows(rule, leaving):
    played = [simulate(rule, leaving, np.random.default_rng([SEED, n])) for n in range(STUDIES)]
    off = {}  # in Monte Carlo errors
    for name, estimator in estimators_of(rule).items():
        bias = np.array([estimator(one) for one in played])
        off[name] = bias.mean() / max(bias.std(ddof=1) / STUDIES**0.5, 1e-9)
    print(f"seed {SEED}, {STUDIES} studies: {rule}, {leaving}: {off}")
    assert all(abs(off[name]) < 4 for name in off if is_stated_unbiased(name, rule, leaving))
    if rule == "stratified":
        assert off["mean person"] > 4
    if leaving == "the unskilled leave":
        assert off["clips first"] > 2


def test_only_uniform_draws_have_a_weight():
    weights = {
        rule: simulate(rule, "nobody leaves", np.random.default_rng(1)).weight
        for rule in ("uniform", "quota", "stratified", "blocks")
    }
    assert not np.isnan(weights.pop("uniform")).any()
    assert all(np.isnan(weight).all() for weight in weights.values())
