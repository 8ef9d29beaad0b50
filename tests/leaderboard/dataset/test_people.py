"""People's rows by an engine: the very figures and intervals that the guesses have in memory."""

from contextlib import contextmanager
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.board import payload
from leaderboard.board.headline import headline
from leaderboard.board.same_clips import compare_on_same_clips
from leaderboard.board.table import table as standings
from leaderboard.dataset.answered_rows import answered_rows, eligible, facts_of
from leaderboard.dataset.crowds import crowds_of
from leaderboard.dataset.dataset_board import Rounds, board_of
from leaderboard.dataset.engine import running
from leaderboard.dataset.people import People
from leaderboard.dataset.published_files import published_files
from leaderboard.dataset.resampling import Resampling
from leaderboard.entrants.roster import Roster
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.compared_standings import SAME, differences, people_in_memory
from tests.builders.published_guesses import in_memory, made_up, write_dataset

pytestmark = pytest.mark.slow

NONE = Resampling(replicates=0)


@contextmanager
def numbered(benchmark, folder, tables):
    """The engine, and the rounds of a dataset with these shards."""
    files = published_files(write_dataset(folder, tables)).files
    with running("duckdb") as engine:
        chosen = eligible(engine.read(files), benchmark, engine)
        yield engine, Rounds(answered_rows(chosen, benchmark, engine), chosen, facts_of(chosen))


def apart(rows, expected):
    """What is not the same, and by how much."""
    found = differences(map(payload.row, rows), expected)
    return {way: size for way, size in found.items() if size > SAME}


def same(one, other):
    """Whether everything in two mappings is the same."""
    return max(differences([{"key": "it", "it": one}], {"it": {"key": "it", "it": other}}).values()) <= SAME


def changed(table, **columns):
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, [values])
    return table


def none_of(table):
    """Copies of rows that people's rows never rest on."""
    some, size = table.slice(0, 40), 40
    text = pa.string()
    return [
        changed(some, mode=pa.array(["practice"] * size, text)),
        changed(some, pack=pa.array(["another"] * size, text)),
        changed(some, client=pa.array(["api"] * size, text)),
        changed(some, consent_version=pa.array([None] * size, text)),
        changed(some, clip_key=pa.array(["gone"] * size, text)),
    ]


def odd(table):
    """Rows with two guesses on a clip, people with one clip, and people who only skip."""
    twice = changed(table.slice(0, 30), closed_before=pa.array(np.arange(30)))
    alone = changed(table.slice(100, 12), player=pa.array([f"alone-{n}" for n in range(12)]))
    skips = table.filter(pc.equal(table["status"], "skipped")).slice(0, 8)
    return pa.concat_tables([table, twice, alone, changed(skips, player=pa.array(["silent"] * len(skips)))])


def models(benchmark, folder):
    """Answers to all clips, and to some, with a refusal and a point that cannot be read."""
    keys = [clip.key for clip in benchmark.clips]
    write_answers(folder / "whole", [answer(key) for key in keys])
    some = [answer(keys[0], **SILENCE), answer(keys[1], lat="north"), *map(answer, keys[2:7])]
    write_answers(folder / "some", some)
    return folder


def test_twenty_thousand_odd_guesses_give_the_rows_that_they_have_in_memory(benchmark, tmp_path):
    table = odd(made_up(benchmark, 1300, 24, np.random.default_rng(5)))
    assert len(table) > 20_000
    tables = [table.slice(0, 9000), table.slice(9000).drop_columns(["geoscore"]), *none_of(table)]
    answers = models(benchmark, tmp_path / "models")
    with numbered(benchmark, tmp_path, tables) as (engine, rounds):
        board = board_of(rounds, Roster(benchmark, answers), engine, NONE)
        crowds = crowds_of(rounds.rows, benchmark, at_once=5_000)
    roster = in_memory(benchmark, table, answers)
    roster.compute_baselines()
    expected = {row.key: payload.row(row) for row in standings(roster, board.intervals)}
    assert {"best-tenth", "crowd", "crowd/10", "human/every-round"} < expected.keys()
    assert [row.key for row in board.rows] == list(expected)
    assert apart(board.rows, expected) == {}
    in_pairs = headline(compare_on_same_clips(roster, ()))
    assert in_pairs and len(in_pairs["pairs"]) == 2
    assert same(board.headline, in_pairs)
    whole = [one for one in roster.entrants() if one.kind == "crowd"]
    assert [one.rows.distance_km.tolist() for one in crowds] == [
        one.rows.distance_km.tolist() for one in whole
    ]
    assert (board.facts.rounds, board.facts.other_clips, board.facts.moved) == (len(table) + 40, 40, 0)
    assert set(board.facts.reasons) == {
        "abandoned",
        "too_fast",
        "no_bytes,heard_too_little",
        "known_recording",
    }


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.data())
def test_few_guesses_of_any_kind_give_the_two_main_rows(benchmark, tmp_path_factory, data):
    whole = made_up(benchmark, 12, 12, np.random.default_rng(6))
    chosen = data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=40))
    size = len(chosen)
    who = data.draw(st.lists(st.integers(0, 13), min_size=size, max_size=size))
    codes = st.none() | st.sampled_from(["NA", "XK", "VA"])
    place = data.draw(st.lists(codes, min_size=size, max_size=size))
    players = pa.array(map(str, who), pa.string())
    table = changed(whole.take(chosen), player=players, country_code=pa.array(place, pa.string()))
    with numbered(benchmark, tmp_path_factory.mktemp("odd"), [table]) as (engine, rounds):
        found = list(islice(People(rounds.rows, engine).standings(), 2))  # each of the others takes as long
    expected = people_in_memory(in_memory(benchmark, table))
    assert [row.key for row in found] == list(expected)[:2]
    assert apart(found, expected) == {}
