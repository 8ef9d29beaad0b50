"""What the stored probability of a draw is good for, on simulated players whose true mean is known."""

import numpy as np
import pytest

from tests.builders.decks import deck

CLIPS, ROUNDS, PLAYERS = 20, 10, 1_500


@pytest.fixture(scope="module")
def played():
    """Scores and draw probabilities, a row for each player, and the true mean over clips and players."""
    rng = np.random.default_rng(11)
    dealer = deck(*((lat, 0) for lat in range(CLIPS)))
    of_clip = rng.uniform(0, 4_000, CLIPS)
    skill = rng.normal(0, 300, PLAYERS)
    scores, probabilities = np.empty((2, PLAYERS, ROUNDS))
    for player in range(PLAYERS):
        candidates = np.ones(CLIPS, np.bool_)
        for number in range(ROUNDS):
            drawn = dealer.draw(candidates, rng)
            assert drawn
            clip = int(drawn.clip.key.removeprefix("k"))
            candidates[clip] = False
            scores[player, number] = of_clip[clip] + skill[player]
            probabilities[player, number] = drawn.probability
    return scores, probabilities, of_clip.mean() + skill.mean()


def test_the_plain_mean_is_the_true_one(played):
    scores, _, truth = played
    assert scores.mean() == pytest.approx(truth, rel=0.015)


def test_weights_from_the_probabilities_are_right_only_when_they_are_normalised(played):
    scores, probabilities, truth = played
    hajek = ((scores / probabilities).sum(axis=1) / (1 / probabilities).sum(axis=1)).mean()
    assert hajek == pytest.approx(truth, rel=0.015)
    horvitz_thompson = (scores / probabilities).mean() / CLIPS
    assert horvitz_thompson == pytest.approx(truth * np.mean(1 - np.arange(ROUNDS) / CLIPS), rel=0.015)
    assert horvitz_thompson < 0.8 * truth


def test_the_plain_mean_is_the_most_precise(played):
    scores, probabilities, _ = played
    hajek = (scores / probabilities).sum(axis=1) / (1 / probabilities).sum(axis=1)
    assert scores.mean(axis=1).std() < hajek.std()
