"""The published table of players: cases worked out by hand, then people who come, change and go."""

import time
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.columns import BACKGROUND, PLAYERS
from game.players.background_fields import MOST_LANGUAGES, form
from game.players.languages import LANGUAGES
from game.project_files import ROOT
from game.publishing.anonymity import players_table

CELLS = [column.name for column in PLAYERS if column.name not in {"player", "batch"}]
NOTHING = (None,) * len(CELLS)


def person(name, background=None, **seen):
    return {
        "player": name,
        "consent": True,
        "packs": ["agl1k"],
        "studies": [],
        "devices": ["phone"],
        "days": 2,
        "background": background,
        **seen,
    }


def people(count, background, start=0, **seen):
    return [person(f"p{n:03}", background, **seen) for n in range(start, start + count)]


def cells(row):
    return tuple(tuple(row[name]) if isinstance(row[name], list) else row[name] for name in CELLS)


def shown(table):
    """The cells of every row that shows something, by player."""
    return {row["player"]: cells(row) for row in table if cells(row) != NOTHING}


def blank(table):
    return {row["player"] for row in table if cells(row) == NOTHING}


YOUNG = {"age_band": "18-24", "headphones": "always"}


def test_copies_that_heard_nothing_on_two_days_show_nobody():
    """Four scripted copies of a rare answer, beside the one whose answer it is."""
    victim = people(1, YOUNG)
    for days in (0, 1):
        assert players_table([*victim, *people(4, YOUNG, 1, days=days)], []) == []
    assert len(shown(players_table([*victim, *people(4, YOUNG, 1)], []))) == 5
    alone = [*people(5, YOUNG), *people(1, YOUNG, 5, days=1)]
    assert "p005" not in shown(players_table(alone, []))


def test_five_who_tell_the_same_are_shown_as_they_told_it_and_four_are_not():
    assert players_table(people(4, YOUNG), []) == []
    table = players_table(people(5, YOUNG), [])
    assert [row["player"] for row in table] == ["p000", "p001", "p002", "p003", "p004"]
    shared = {"age_band": "18-24", "headphones": "always", "batch": 1}
    assert all(row == dict.fromkeys(CELLS) | shared | {"player": row["player"]} for row in table)


def test_the_columns_are_those_that_are_written_down():
    (row, *_) = players_table(people(5, YOUNG), [])
    assert list(row) == [column.name for column in PLAYERS]


@pytest.mark.parametrize(
    "seen", [{"packs": ["demo"]}, {"packs": ["agl1k", "demo"]}, {"studies": ["s"]}, {"devices": ["desktop"]}]
)
def test_packs_studies_and_devices_count_towards_what_is_shared(seen):
    rows = [*people(4, YOUNG), *people(4, YOUNG, 4, **seen)]
    assert players_table(rows, []) == []
    assert len(shown(players_table([*rows, *people(1, YOUNG, 8, **seen)], []))) == 5


def test_the_order_in_which_somebody_played_packs_is_no_matter():
    rows = [*people(3, YOUNG, packs=["a", "b"]), *people(2, YOUNG, 3, packs=["b", "a", "a"])]
    assert len(shown(players_table(rows, []))) == 5


def test_who_tells_nothing_or_does_not_agree_has_no_row():
    rows = [*people(5, {}), *people(5, None, 5), *people(9, YOUNG, 10, consent=False)]
    assert players_table(rows, []) == []


def test_ages_become_wider_before_they_are_left_out():
    rows = [*people(3, {"age_band": "18-24"}), *people(2, {"age_band": "25-34"}, 3)]
    assert {row["age_band"] for row in players_table(rows, [])} == {"under 35"}


def test_languages_become_their_number_before_they_are_left_out():
    one, three = {"languages": ["de"]}, {"languages": ["de", "en", "fr"]}
    rows = [*people(3, three), *people(3, {"languages": ["de", "en", "sw", "zu"]}, 3), *people(5, one, 6)]
    table = players_table(rows, [])
    assert {(str(row["languages"]), row["languages_count"]) for row in table} == {
        ("None", 3),
        ("['de']", 1),
    }


def test_of_what_was_told_at_least_half_is_shown_or_nothing():
    apart = [
        person(f"p{n}", {"headphones": "always", "hearing": hearing, "languages": [language]})
        for n, (hearing, language) in enumerate(
            [("typical", "de"), ("typical", "fr"), ("typical", "en"), ("reduced", "sw"), ("reduced", "zu")]
        )
    ]
    table = players_table(apart, [])
    assert set(shown(table).values()) == {
        tuple({"headphones": "always", "languages_count": 1}.get(name) for name in CELLS)
    }
    for row in apart[:3]:
        row["background"]["languages"] = ["de", "en", "fr"]
    assert players_table(apart, []) == []


def test_a_newcomer_waits_for_four_others_who_come_with_them():
    first = people(9, YOUNG)
    before = players_table(first, [])
    waiting = [*first, *people(4, YOUNG, 9)]
    assert players_table(waiting, before) == before
    after = players_table([*first, *people(5, YOUNG, 9)], before)
    assert [row["batch"] for row in after] == [1] * 9 + [2] * 5


def test_a_newcomer_is_not_hidden_by_those_who_play_elsewhere_or_were_there_before():
    before = players_table(people(10, YOUNG, devices=["desktop"]), [])
    newcomers = [*people(2, YOUNG, 10, devices=["desktop"]), *people(5, YOUNG, 12)]
    after = players_table([*people(10, YOUNG, devices=["desktop"]), *newcomers], before)
    assert shown(after).keys() - shown(before).keys() == {f"p{n:03}" for n in range(12, 17)}


def test_a_change_waits_for_four_others_of_its_batch():
    older = YOUNG | {"age_band": "25-34"}
    before = players_table(people(12, YOUNG), [])
    assert players_table([*people(4, older), *people(8, YOUNG, 4)], before) == before
    after = players_table([*people(5, older), *people(7, YOUNG, 5)], before)
    assert [row["age_band"] for row in after] == ["25-34"] * 5 + ["18-24"] * 7
    assert [row["batch"] for row in after] == [2] * 5 + [1] * 7


def test_a_change_that_would_leave_a_few_behind_waits_too():
    older = YOUNG | {"age_band": "25-34"}
    before = players_table(people(8, YOUNG), [])
    assert players_table([*people(5, older), *people(3, YOUNG, 5)], before) == before
    assert {row["age_band"] for row in players_table(people(8, older), before)} == {"25-34"}


def test_telling_more_changes_nothing_that_is_shown():
    before = players_table(people(5, YOUNG), [])
    assert players_table(people(5, YOUNG | {"hearing": "typical"}), before) == before


def test_what_is_taken_back_is_blanked_at_once_and_for_good():
    before = players_table(people(10, YOUNG), [])
    after = players_table([person("p000", {"headphones": "always"}), *people(9, YOUNG, 1)], before)
    assert blank(after) == {"p000"}
    assert players_table([*people(10, YOUNG), *people(5, YOUNG, 10)], after)[0] == after[0]


def test_what_is_unknown_after_a_restore_is_left_as_it_was_published():
    before = players_table(people(6, YOUNG), [])
    assert players_table(people(6, None), before) == before
    assert players_table(people(6, YOUNG, consent=False), before) == before


def test_who_withdraws_leaves_and_those_who_are_left_too_few_are_blanked():
    before = players_table(people(6, YOUNG), [])
    assert players_table(people(5, YOUNG), before) == before[:5]
    assert blank(players_table(people(4, YOUNG), before)) == {"p000", "p001", "p002", "p003"}


def test_a_batch_that_has_become_too_small_is_blanked_among_many_alike():
    first = people(20, YOUNG)
    before = players_table([*first, *people(5, YOUNG, 20)], players_table(first, []))
    after = players_table([*first, *people(4, YOUNG, 20)], before)
    assert blank(after) == {"p020", "p021", "p022", "p023"}
    assert len(shown(after)) == 20


def test_who_begins_to_play_elsewhere_alone_is_blanked():
    before = players_table(people(9, YOUNG), [])
    moved = person("p000", YOUNG, devices=["phone", "desktop"])
    assert blank(players_table([moved, *people(8, YOUNG, 1)], before)) == {"p000"}


def test_a_larger_k_blanks_what_was_shown_under_a_smaller_one():
    before = players_table(people(5, YOUNG), [])
    assert len(blank(players_table(people(5, YOUNG), before, k=6))) == 5


AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
TONGUES = ("de", "en", "fr", "sw")
PLACES = ("Africa", "Asia", "Europe")


def random_background(rng):
    background = {
        "age_band": rng.choice(AGES[:3]),
        "languages": list(rng.choice(TONGUES, rng.integers(1, 3), replace=False)),
        "continents_lived": list(rng.choice(PLACES, 1)),
        "hearing": rng.choice(["typical", "reduced"], p=[0.9, 0.1]),
        "headphones": rng.choice(["always", "never"]),
    }
    return {name: value for name, value in background.items() if rng.random() < 0.6}


def random_activity(rng):
    return {
        "packs": list(rng.choice(["agl1k", "demo"], rng.integers(1, 3), replace=False)),
        "studies": ["s"] if rng.random() < 0.1 else [],
        "devices": [str(rng.choice(["phone", "desktop"]))],
    }


def a_day_older(row):
    band = row["background"].get("age_band")
    return row | {"background": row["background"] | {"age_band": "25-34"}} if band == "18-24" else row


def a_day_later(rng, row):
    """The player on the next day: most as before, some changed, moved or not agreeing; None if withdrawn."""
    chance = rng.random()
    if chance < 0.05:
        return None
    if chance < 0.15:
        return row | {"background": random_background(rng)}
    if chance < 0.2:
        return row | random_activity(rng)
    return row | {"consent": not row["consent"]} if chance < 0.22 else row


def days(rng, k, revisions=8):
    """Revisions of a table over days on which people come, change and go, and the people of each day."""
    here: dict[str, Any] = {}
    tables: list[list[Any]] = [[]]
    rows = []
    for day in range(revisions):
        if rng.random() < 0.3:  # many change in the same way
            here = {name: a_day_older(row) for name, row in here.items()}
        else:
            here = {name: later for name, row in here.items() if (later := a_day_later(rng, row))}
        for number in range(int(rng.integers(0, 20 * k))):
            name = f"p{day}-{number}"
            here[name] = person(name, random_background(rng), **random_activity(rng))
        tables.append(players_table([here[name] for name in rng.permutation(sorted(here))], tables[-1], k))
        rows.append(here)
    return tables, rows


def alike(row):
    return tuple(tuple(sorted(row[name])) for name in ("packs", "studies", "devices"))


def fewest(keys):
    """How often the rarest key occurs."""
    return min(Counter(keys).values(), default=np.inf)


# ---- properties, for any people


SOME_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "age_band": st.sampled_from(AGES[:3]),
        "languages": st.lists(st.sampled_from(TONGUES), max_size=4, unique=True),
        "hearing": st.sampled_from(["typical", "reduced"]),
        "headphones": st.sampled_from(["always", "never"]),
    },
)
SOME_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "consent": st.sampled_from([True, True, True, False]),
            "background": st.none() | SOME_ANSWERS,
            "devices": st.sampled_from([["phone"], ["desktop"]]),
        }
    ),
    max_size=24,
).map(lambda rows: [person(f"p{n:03}") | row for n, row in enumerate(rows)])
SOME_K = st.integers(2, 4)


@pytest.mark.slow
@given(rows=SOME_PEOPLE, k=SOME_K)
def test_every_shown_row_is_shared_by_k_who_agree_and_play_alike(rows, k):
    known = {row["player"]: row for row in rows}
    table = players_table(rows, [], k)
    view = shown(table)
    assert blank(table) == set()
    assert all(known[player]["consent"] for player in view)
    assert fewest((alike(known[player]), view[player]) for player in view) >= k
    assert fewest(row["batch"] for row in table) >= k


@pytest.mark.slow
@given(rows=SOME_PEOPLE, k=SOME_K)
def test_at_least_half_of_every_shown_players_answers_can_be_seen(rows, k):
    counts = {"languages": "languages_count"}
    for row in players_table(rows, [], k):
        (background,) = [source["background"] for source in rows if source["player"] == row["player"]]
        answered = [name for name, value in background.items() if value]
        seen = [name for name in answered if row[name] or row[counts.get(name, name)]]
        assert len(seen) >= len(answered) / 2


@given(rows=SOME_PEOPLE, k=SOME_K)
def test_a_table_made_again_from_the_same_people_is_the_same(rows, k):
    table = players_table(rows, [], k)
    assert players_table(rows, table, k) == table


@pytest.mark.slow
@given(rows=SOME_PEOPLE, later=SOME_PEOPLE, k=SOME_K)
def test_between_two_revisions_no_row_comes_or_changes_for_fewer_than_k(rows, later, k):
    first = players_table(rows, [], k)
    second = players_table(later, first, k)
    known = {row["player"]: row for row in later}
    before, now = shown(first), shown(second)
    assert fewest((alike(known[player]), now[player]) for player in now) >= k
    changed = [player for player in now if now[player] != before.get(player)]
    assert fewest((alike(known[player]), before.get(player), now[player]) for player in changed) >= k


@pytest.mark.slow
@given(rows=SOME_PEOPLE, k=SOME_K)
def test_a_blank_row_stays_blank(rows, k):
    first = players_table(rows, [], k)
    withdrawn = [row | {"background": {}} for row in rows]
    emptied = players_table(withdrawn, first, k)
    assert shown(emptied) == {}
    assert blank(players_table(rows, emptied, k)) == blank(emptied)


# ---- many days


STREAMS = 10


@cache
def stream(seed):
    """A least number of players, and the days of a stream of people published by it."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 6))
    return k, *days(rng, k)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(STREAMS))
def test_no_revision_and_no_difference_between_two_singles_anybody_out(seed):
    k, tables, rows = stream(seed)
    views = [shown(table) for table in tables]
    for before, now, known in zip(views, views[1:], rows, strict=False):
        seen = {player: alike(known[player]) for player in now}
        changed = [player for player in now if now[player] != before.get(player)]
        assert fewest((seen[player], now[player]) for player in now) >= k
        assert fewest((seen[player], before.get(player), now[player]) for player in changed) >= k
    for earlier, later in combinations(views, 2):
        assert fewest((earlier.get(player), row) for player, row in later.items()) >= k


@pytest.mark.slow
def test_the_streams_hold_what_they_are_to_test():
    changes: Counter[tuple[bool, bool]] = Counter()
    for _, tables, _ in map(stream, range(STREAMS)):
        for before, now in pairwise(map(shown, tables)):
            players = {player for player in (before | now) if before.get(player) != now.get(player)}
            changes.update((player in before, player in now) for player in players)
    assert min(changes[False, True], changes[True, True], changes[True, False]) > 10, changes


def test_the_same_people_make_the_same_table_in_any_order():
    rng = np.random.default_rng(5)
    rows = [person(f"p{n}", random_background(rng), **random_activity(rng)) for n in range(300)]
    previous = players_table(rows[:200], [])
    table = players_table(rows, previous)
    assert table == players_table([rows[n] for n in rng.permutation(300)], previous[::-1])


def test_what_is_shown_is_what_was_told_or_a_coarser_word_for_it():
    rng = np.random.default_rng(6)
    rows = {f"p{n}": person(f"p{n}", random_background(rng), **random_activity(rng)) for n in range(500)}
    wide = {"18-24": "under 35", "25-34": "under 35", "35-44": "35-54"}
    table = players_table(rows.values(), [])
    assert len(table) > 200
    for row in table:
        background = rows[row["player"]]["background"]
        for name in ("hearing", "headphones"):
            assert row[name] in (None, background.get(name))
        assert row["age_band"] in (None, background.get("age_band"), wide.get(background.get("age_band")))
        for name, count in (("languages", "languages_count"), ("continents_lived", "continents_count")):
            assert row[name] in (None, sorted(background.get(name, [])))
            assert row[count] in (None, len(background.get(name, [])))


@pytest.mark.slow
def test_twenty_thousand_players_take_seconds():
    rng = np.random.default_rng(7)
    some = [person("", random_background(rng), **random_activity(rng)) for _ in range(2_000)]
    rows = [some[n % 2_000] | {"player": f"p{n}"} for n in range(20_000)]
    start = time.process_time()
    players_table(rows, players_table(rows[:15_000], []))
    assert time.process_time() - start < 10


def test_the_form_asks_for_every_field_and_offers_real_languages():
    assert [field["name"] for field in form()] == [column.name for column in BACKGROUND]
    assert len({choice for field in form() for choice in map(str, field["choices"])}) > 100
    for code in LANGUAGES.keys() - {"sign", "other"}:
        assert pycountry.languages.get(**{f"alpha_{len(code)}": code}), code
    assert {field["name"]: field["most"] for field in form()}["languages"] == MOST_LANGUAGES


def test_the_fields_that_can_be_told_are_documented_in_order():
    lines = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("| field | type | meaning |") + 2
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:]]
    rows = table[: next(at for at, cells in enumerate(table) if len(cells) < 3)]
    assert rows == [[f"`{column.name}`", column.kind, column.meaning] for column in BACKGROUND]
