import numpy as np
import pytest

from game.geo.geodesy import MAX_GEOSCORE, SCALE_KM, geoscore
from leaderboard.entrants.best_tenth import BestTenth
from leaderboard.entrants.entrant import Entrant
from leaderboard.scoring.measures import measure
from leaderboard.scoring.metrics import Outcomes

SEED = 271_828
NOISE = 500.0  # of a GeoScore, one round's


def people(clip, player, score):
    """Players' answers by their GeoScores."""
    never = np.zeros(len(clip), dtype=bool)
    distance = -SCALE_KM * np.log(np.clip(score, 1, MAX_GEOSCORE) / MAX_GEOSCORE)
    right = {level: (distance < 1000).astype(float) for level in ("continent", "country", "city")}
    heard = dict.fromkeys(("speech", "animal", "music", "nature", "things"), never)
    rows = Outcomes(clip, distance, never, right, right, heard)
    return Entrant("human", "People", "human", "", rows, np.zeros(len(clip), dtype=np.intp), player)


def world(rng, players=60, rounds=24, clips=50, skill=0.0, clip_of=None):
    """Players with as many rounds each, on clips of unlike difficulty."""
    player, order = np.repeat(np.arange(players), rounds), np.tile(np.arange(rounds), players)
    clip = rng.integers(0, clips, len(player)) if clip_of is None else clip_of(rng, player)
    ease = np.linspace(1500, 3500, clips)
    score = ease[clip] + (np.zeros(players) + skill)[player] + rng.normal(0, NOISE, len(player))
    return BestTenth.of(people(clip, player, score), order)


def mean_score(best, chosen, rows):
    """GeoScore above the mean of the clip, over some rows of the chosen."""
    kept = rows & chosen[best.people.player]
    score, clip = geoscore(best.people.rows.distance_km), best.people.rows.clip
    above = score - (np.bincount(clip, score) / np.maximum(np.bincount(clip), 1))[clip]
    return above[kept].mean()


def ahead(best, chosen, rows):
    return mean_score(best, chosen, rows) - mean_score(best, ~chosen, rows)


def worlds(count, **how):
    return (world(np.random.default_rng([SEED, number]), **how) for number in range(count))


def certain(differences):
    """How many standard errors a mean is from 0."""
    return np.mean(differences) / (np.std(differences, ddof=1) / np.sqrt(len(differences)))


def brute_choice(best):
    """Player by player and round by round."""
    rows, player, odd = best.people.rows, best.people.player, best.odd
    score, leads = geoscore(rows.distance_km), {}
    for one in np.flatnonzero(best.qualified):
        gains = []
        for row in np.flatnonzero(odd & (player == one)):
            others = np.flatnonzero(odd & (player != one) & (rows.clip == rows.clip[row]))
            gains += [score[row] - score[others].mean()] if len(others) else []
        if gains:
            leads[one] = np.mean(gains)
    wanted = max(1, int(np.count_nonzero(best.qualified)) // 10)
    return sorted(sorted(leads, key=leads.__getitem__, reverse=True)[:wanted])


def test_the_player_with_the_best_lead_in_odd_rounds_is_chosen_and_scored_on_even_ones():
    """One is ahead of all by 200 in odd rounds, and behind by 100 in even ones."""
    player, order = np.repeat(np.arange(50), 20), np.tile(np.arange(20), 50)
    score = np.where(player == 7, np.where(order % 2 == 0, 2200, 1900), 2000.0)
    best = BestTenth.of(people(order, player, score), order)
    assert best.chosen()[7] == 1
    assert best.chosen().sum() == 5
    entrant = best.entrant
    assert entrant and entrant.player is not None
    assert sorted(entrant.rows.clip[entrant.player == 7]) == list(range(1, 20, 2))
    assert measure(entrant.rows, entrant.units)["geoscore"] == pytest.approx((1900 + 4 * 2000) / 5)


def test_forty_nine_players_are_too_few_and_the_reason_says_how_many_are_missing():
    best = world(np.random.default_rng(SEED), players=49, rounds=20)
    assert best.entrant is None
    assert "1 more needed" in best.selection.why_not
    assert world(np.random.default_rng(SEED), players=50, rounds=20).entrant is not None


def test_players_with_nineteen_answers_do_not_qualify_and_are_not_chosen():
    best = world(np.random.default_rng(SEED), players=60, rounds=19)
    assert best.entrant is None and "50 more needed" in best.selection.why_not


def test_without_answers_the_reason_is_the_same():
    nothing = np.empty(0, dtype=np.intp)
    best = BestTenth.of(people(nothing, nothing, np.empty(0)), nothing)
    assert best.entrant is None and "50 more needed" in best.selection.why_not


def test_the_note_tells_how_many_of_how_many():
    entrant = world(np.random.default_rng(SEED), players=68).entrant
    assert (entrant.key, entrant.kind, entrant.unit) == ("best-tenth", "best-tenth", "player")
    assert entrant.note.startswith("6 of 68 players with 20 or more guesses and skips")
    assert entrant.players == 6


def test_what_happens_in_even_rounds_changes_nothing_about_the_choice():
    rng = np.random.default_rng(SEED)
    best = world(rng)
    score = np.where(best.odd, geoscore(best.people.rows.distance_km), rng.uniform(1, 5000, len(best.odd)))
    other = BestTenth(people(best.people.rows.clip, best.people.player, score), best.odd)
    assert other.chosen().tolist() == best.chosen().tolist()


def test_clips_that_no_other_player_had_say_nothing():
    """One has clips of their own, all easy: nobody knows whether that is skill."""
    player, order = np.repeat(np.arange(50), 20), np.tile(np.arange(20), 50)
    clip = np.where(player == 3, 20 + order, order)
    best = BestTenth.of(people(clip, player, np.where(player == 3, 4900.0, 2000.0)), order)
    assert best.chosen()[3] == 0


def test_among_equals_the_best_tenth_is_no_better_where_it_was_not_chosen():
    differences = [ahead(best, best.chosen() > 0, ~best.odd) for best in worlds(400)]
    assert abs(certain(differences)) < 3, f"seed {SEED}: {np.mean(differences)}"
    assert abs(np.mean(differences)) < 0.02 * NOISE, f"seed {SEED}"


def test_among_equals_those_chosen_and_scored_by_the_same_rounds_would_seem_better():
    """What choosing and scoring apart is for, and that the check above can fail."""
    same_rounds = [ahead(best, best.chosen() > 0, best.odd) for best in worlds(50)]
    assert np.mean(same_rounds) > 0.3 * NOISE, f"seed {SEED}"
    assert certain(same_rounds) > 20, f"seed {SEED}"


def test_with_two_answers_a_clip_luck_is_no_skill_either():
    differences = [ahead(best, best.chosen() > 0, ~best.odd) for best in worlds(400, clips=600)]
    assert abs(certain(differences)) < 3, f"seed {SEED}: {np.mean(differences)}"


def test_those_who_are_better_are_found_and_scored_at_their_worth():
    skill = np.where(np.arange(60) % 10 == 0, 800.0, 0.0)
    found, differences = [], []
    for best in worlds(50, skill=skill):
        found.append(best.chosen()[skill > 0].mean())
        differences.append(ahead(best, best.chosen() > 0, ~best.odd))
    assert np.mean(found) > 0.95, f"seed {SEED}"
    assert np.mean(differences) == pytest.approx(800, rel=0.07), f"seed {SEED}"


def test_who_draws_easy_clips_is_not_taken_for_skilled():
    """Half of the players hear mostly the easy half of the clips."""

    def clip_of(rng, player):
        easy = rng.random(len(player)) < np.where(player < 30, 0.85, 0.15)
        return rng.integers(0, 25, len(player)) + 25 * easy

    lucky, naive = [], []
    for best in worlds(300, clip_of=clip_of):
        player, odd = best.people.player, best.odd
        lucky.append(best.chosen()[:30].sum() / best.chosen().sum() - 0.5)
        raw = np.bincount(player[odd], geoscore(best.people.rows.distance_km)[odd])
        naive.append(np.mean(np.argsort(-raw)[:6] < 30))
    assert abs(certain(lucky)) < 3, f"seed {SEED}: {np.mean(lucky)}"
    assert np.mean(naive) > 0.95, f"seed {SEED}"


@pytest.mark.parametrize("clips", [6, 30, 300])
def test_the_choice_is_that_of_comparing_rounds_one_by_one(clips):
    for seed in range(5):
        best = world(np.random.default_rng([SEED, seed]), players=52, rounds=20, clips=clips)
        assert np.flatnonzero(best.chosen()).tolist() == brute_choice(best)


def test_at_the_line_stand_the_last_who_were_chosen_and_the_first_who_were_not():
    best = world(np.random.default_rng(SEED), players=60)
    marginal = np.unique(best.marginal().player).tolist()
    assert sorted(best.selection.ranking[3:9].tolist()) == marginal
