import numpy as np
import pytest

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.crowd import crowd_points
from leaderboard.entrants.entrant import NO_ANSWER, Entrant
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Responses, Truth, labels_at
from leaderboard.uncertainty.confidence_intervals import mean_intervals
from leaderboard.uncertainty.crowd_errors import CrowdReplicates

SEED, CLIPS, PLAYERS, EACH = 20260, 40, 20, 5
GAZETTEER, RULES = Gazetteer.load(), NameRules.load()
NAMELESS = np.full(CLIPS, None, object)
TRUTH = Truth(
    np.zeros(CLIPS),
    np.zeros(CLIPS),
    dict.fromkeys(("continent", "country", "city"), NAMELESS),
    {sound: np.zeros(CLIPS) for sound in ("speech", "animal", "music", "nature", "things")},
)


def world(number, alike=16.0):
    """Guesses of people who each err in a direction of their own, the same on all clips."""
    rng = np.random.default_rng([SEED, number])
    player = np.concatenate([rng.permutation(PLAYERS)[:EACH] for _ in range(CLIPS)])
    clip = np.repeat(np.arange(CLIPS), EACH)
    lat, lon = (
        rng.normal(0, alike, PLAYERS)[player] + rng.normal(0, 8, CLIPS)[clip] + rng.normal(0, 10, len(clip))
        for _ in range(2)
    )
    never = np.zeros(len(clip), bool)
    labels = {level: np.full(len(clip), None, object) for level in TRUTH.labels}
    responses = Responses(clip, np.clip(lat, -80, 80), lon, never, never, labels)
    heard, counts, hidden = (
        np.full(len(clip), 20.0),
        np.full(len(clip), "", object),
        np.full(len(clip), np.nan),
    )
    return Guesses(responses, player, np.zeros(len(clip), int), heard, counts, hidden)


def crowd(guesses):
    points = crowd_points(guesses.responses.clip, guesses.responses.lat, guesses.responses.lon, CLIPS)
    never, labels = np.zeros(CLIPS, bool), labels_at(points.lat, points.lon, GAZETTEER)
    rows = compare(TRUTH, Responses(points.clip, points.lat, points.lon, never, never, labels), labels, RULES)
    return Entrant("crowd", "Crowd", "crowd", "", rows, np.full(CLIPS, NO_ANSWER))


def over_new_crowds(guesses, replicates=40):
    rng = np.random.default_rng(SEED)
    made = CrowdReplicates(crowd(guesses), guesses, TRUTH, GAZETTEER, RULES, rng, replicates)
    return made.intervals()["all"]["geoscore"]


def test_it_holds_the_crowds_own_figure_and_is_no_narrower_than_over_clips():
    guesses = world(0)
    figure = crowd(guesses).figures["all"]["geoscore"]
    low, high = over_new_crowds(guesses)
    clips_low, clips_high = mean_intervals(crowd(guesses))["all"]["geoscore"]
    assert low <= clips_low < figure < clips_high <= high
    assert over_new_crowds(guesses) == (low, high)


@pytest.mark.slow
def test_it_is_as_wide_as_other_crowds_differ():
    scores = [crowd(world(10_000 + number)).figures["all"]["geoscore"] for number in range(100)]
    widths = [high - low for low, high in (over_new_crowds(world(number), 25) for number in range(6))]
    ratio = np.mean(widths) / (2 * 1.96 * np.std(scores))
    print(f"seed {SEED}: an interval is {ratio:.2f} times as wide as 95% of other crowds")
    assert 0.8 < ratio < 1.5
