"""Who can be played against: models, the constant click and the crowd, as one process tells another."""

import numpy as np
import pytest

from game.duel.opponents import Opponents, agl1k_click
from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km
from game.packs.loading import load_pack
from game.play.allocation import Deck
from game.settings import Settings
from leaderboard.board import payload
from leaderboard.board.table import table
from leaderboard.entrants.baselines import BEST_CLICK, SEED, baseline_entrants, click_answers
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import read_rounds
from leaderboard.uncertainty.interval_file import Intervals
from leaderboard.worker.opponents_file import OpponentsFile
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.write_opponents import write_opponents
from leaderboard.worker.write_others import OthersWriter
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.recordings import AGL1K
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import seed_guesses


@pytest.fixture
def world(tmp_path):
    """A pack of six towns, a state folder, and the settings that name them."""
    pack = write_pack(tmp_path / "pack", TOWNS)
    write_answers(
        tmp_path / "answers" / "half",
        [answer("k0"), answer("k1", **SILENCE), answer("k2", lat="somewhere")],
    )
    env = {"PACK": str(pack), "STATE": str(tmp_path / "state"), "ANSWERS": str(tmp_path / "answers")}
    return Settings.from_env({f"EARWITNESS_{name}": value for name, value in env.items()})


def guess(settings, count, each, seed=1, **columns):
    settings.state.mkdir(exist_ok=True)
    clips, rng = Benchmark.load(settings).clips, np.random.default_rng(seed)
    return seed_guesses(settings.database_url, clips, count, each, rng=rng, pack="pack", **columns)


def told(settings):
    outputs = OutputFiles(settings.state / FOLDER)
    benchmark = Benchmark.load(settings)
    roster = Roster(benchmark, settings.answers)
    roster.reload_answers()
    write_opponents(outputs, roster)
    others = OthersByClip(outputs.folder)
    others.load()
    file = OpponentsFile(outputs.folder, others)
    file.load()
    return file


def test_a_model_has_answered_with_points_and_refusals_but_not_with_what_cannot_be_read(world):
    pack = load_pack(world.pack, Gazetteer.load(), world.state)
    file = told(world)
    (model,) = file.on(pack)
    assert {key: (one.lat, one.city) for key, one in model.answers.items()} == {
        "k0": (52.52, "Berlin"),
        "k1": (None, "Unknown"),
    }
    assert file.wink("pack") == {}
    (alone,) = Opponents(file.on).on(Deck(pack))  # the model has too few for a game
    assert set(alone.answers.values()) == {agl1k_click()}


def test_the_crowd_plays_where_five_people_have_pointed(world):
    guess(world, 12, 6, skip=0.0)
    benchmark, outputs = Benchmark.load(world), OutputFiles(world.state / FOLDER)
    guesses, _ = read_rounds(world.database_url, benchmark)
    writer = OthersWriter(outputs, benchmark, np.random.default_rng(1))
    writer.note(guesses, 0)
    writer.write()
    deck = Deck(load_pack(world.pack, Gazetteer.load(), world.state))
    constant, crowd = Opponents(told(world).on).on(deck)
    assert (constant.kind, crowd.kind, len(crowd.answers)) == ("constant", "crowd", 6)


def test_the_click_of_a_large_pack_is_the_boards_and_scores_what_the_board_says():
    settings = Settings.from_env({"EARWITNESS_PACK": str(AGL1K.resolve())})
    benchmark = Benchmark.load(settings)
    points = click_answers(benchmark.truth)
    assert len(np.unique(points, axis=0)) == 2
    rng = np.random.default_rng(SEED)
    board = baseline_entrants(benchmark.truth, benchmark.gazetteer, benchmark.rules, rng)[0]
    assert board.key == BEST_CLICK
    far = distance_km(benchmark.truth.lat, benchmark.truth.lon, *points.T)
    assert far.tolist() == pytest.approx(board.rows.distance_km.tolist())


def board(settings):
    roster = Roster.load(settings)
    return payload.to_csv(table(roster, Intervals()))


def test_days_duels_and_parties_change_no_figure_of_the_leaderboard(world):
    guess(world, 40, 5)
    before = board(world)
    since = {"since": 1_800_100_000.0}
    for seed, mode in enumerate(("daily", "duel", "party", "challenge"), 2):
        fixed = {"allocation": f"{mode}-answered" if mode == "duel" else f"{mode}-fixed", **since}
        guess(world, 200, 5, seed, mode=mode, **fixed)
    guess(world, 40, 5, 9, mode="duel", allocation="duel-known", **since)
    assert board(world) == before
    guess(world, 40, 5, 10, mode="duel", allocation="duel-uniform", **since)
    assert board(world) != before


def test_duels_by_the_ordinary_draw_count_like_ordinary_rounds(world, tmp_path):
    guess(world, 40, 5)
    plain = board(world)
    env = {"PACK": world.pack, "STATE": str(tmp_path / "other"), "ANSWERS": str(world.answers)}
    other = Settings.from_env({f"EARWITNESS_{name}": value for name, value in env.items()})
    guess(other, 40, 5, mode="duel", allocation="duel-uniform")
    assert board(other) == plain
