"""How often a study's intervals hold the truth; docs/coverage.md has more studies of more kinds."""

import pytest

from benchmarks import consistency, places, strata
from benchmarks.intervals import DESIGNS, SEED, coverages, is_known_limit

STUDIES = 60
LEAST_HELD = 84.0  # percent: four Monte Carlo errors below 95


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3, 6], ids=["12 people", "the skilled play more", "16 clips"])
def test_intervals_of_every_figure_hold_the_truth(number):
    found = list(coverages(STUDIES, (DESIGNS[number],)))
    print(
        f"seed {SEED}:", *(f"{one.figure}: {one.held:.0f}%, bias {one.bias:.0f}" for one in found), sep="\n"
    )
    assert len(found) == 10
    for one in found:
        if is_known_limit(one):
            assert one.held < 90  # it is about answers there, not about people
        else:
            assert one.held >= LEAST_HELD
        if one.figure.startswith("mean person"):
            assert abs(one.bias) < 4 * one.bias_error


@pytest.mark.slow
def test_figures_by_stratum_are_unbiased_where_the_mean_person_is_not():
    design = strata.DESIGNS[2]
    mean_person, *others = strata.coverages(STUDIES, (design,))
    print(f"seed {SEED}:", *(f"{one.figure}: {one.held:.0f}%, {one.bias:.0f}" for one in others), sep="\n")
    assert mean_person.bias > 4 * mean_person.bias_error
    assert len(others) == 4
    for one in others:
        assert one.held >= LEAST_HELD
        assert abs(one.bias) < 4 * one.bias_error


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "figures"), [(places, 28), (consistency, 9)], ids=["places", "consistency"])
def test_intervals_of_places_radii_and_reliability_hold_the_truth(kind, figures):
    few = 20
    found = list(kind.coverages(few, (DESIGNS[1],)))
    print(f"seed {SEED}:", *(f"{one.figure}: {one.held:.0f}%, {one.bias:.3g}" for one in found), sep="\n")
    assert len(found) == figures
    for one in found:
        assert one.held >= 75  # four Monte Carlo errors below 95
        if "percentile" not in one.figure:
            assert abs(one.bias) < 5 * one.bias_error
