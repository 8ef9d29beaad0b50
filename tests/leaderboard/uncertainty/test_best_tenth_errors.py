import numpy as np
import pytest

from leaderboard.entrants.best_tenth import BestTenth
from leaderboard.uncertainty.best_tenth_errors import rule_intervals, selected_intervals
from tests.leaderboard.entrants.test_best_tenth import people

SEED, SIMULATIONS = 20260, 150


def world(number, players=120, rounds=40, clips=150):
    """Players whose skills are drawn anew, and the skill of each."""
    rng = np.random.default_rng([SEED, number])
    player, order = np.repeat(np.arange(players), rounds), np.tile(np.arange(rounds), players)
    clip = np.concatenate([rng.permutation(clips)[:rounds] for _ in range(players)])
    skill, ease = rng.normal(0, 300, players), rng.normal(2500, 400, clips)
    score = ease[clip] + skill[player] + rng.normal(0, 600, len(player))
    return BestTenth.of(people(clip, player, np.clip(score, 1, 5000)), order), skill


@pytest.fixture(scope="module")
def found():
    """Figure, both intervals, and what the selected are really worth, by world."""
    rows = []
    for number in range(SIMULATIONS):
        best, skill = world(number)
        entrant = best.entrant
        assert entrant
        figure = entrant.figures["all"]["geoscore"]
        rule, these = (each(best)["all"]["geoscore"] for each in (rule_intervals, selected_intervals))
        rows.append((figure, *rule, *these, 2500 + skill[best.chosen()].mean()))
    return np.array(rows).T


@pytest.mark.slow
def test_the_interval_of_the_rule_holds_what_the_rule_finds_on_average(found):
    figure, low, high, *_, worth = found
    held = np.mean((low <= worth.mean()) & (worth.mean() <= high))
    print(f"seed {SEED}, {SIMULATIONS} simulations: {held:.3f}")
    assert 0.91 <= held <= 0.99
    assert ((low < figure) & (figure < high)).all()


@pytest.mark.slow
def test_the_interval_of_the_selected_holds_what_they_are_worth(found):
    figure, _, _, low, high, worth = found
    held = np.mean((low <= worth) & (worth <= high))
    print(f"seed {SEED}, {SIMULATIONS} simulations: {held:.3f}")
    assert 0.92 <= held <= 0.98
    assert ((low < figure) & (figure < high)).all()
