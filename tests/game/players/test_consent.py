"""The text that players agree to: what it says on each host, and that another text is another version."""

import hashlib
import json
from datetime import date

import pytest
from sqlalchemy import select

from game.players.consent import consent
from game.players.consent_versions import NUMBERED, allows_showing, keep_text
from game.publishing import batches
from game.settings import Settings
from game.store.database import working_engine
from game.store.tables import rounds
from game.texts import catalog
from leaderboard.answers.schema import read_clips
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.stored_guesses import START, write_guesses

DATASET = {"EARWITNESS_DATASET": "someone/guesses"}
HOSTS = {
    "soon": DATASET,
    "day": DATASET | {"EARWITNESS_PUBLISH_DELAY": "day"},
    "here": {},
}


def terms_of(**env):
    return consent(Settings.from_env(env))


def text(terms):
    return {part["name"]: part["text"] for part in terms.parts}


CHOICES = [
    {},
    {"EARWITNESS_LICENCE": "cc0-1.0"},
    {"EARWITNESS_RETENTION": "3 years"},
    {"EARWITNESS_LEAST_AGE": "16"},
    {"EARWITNESS_CONTACT": "someone@example.org"},
    {"EARWITNESS_CONTACT": "someone.else@example.org"},
    {"EARWITNESS_DATASET": "another/dataset"},
    {"EARWITNESS_PUBLISH_MINUTES": "10"},
    {"EARWITNESS_K": "6"},
]


def test_another_text_is_another_version():
    versions = [terms_of(**DATASET | choice).version for choice in CHOICES]
    assert len(set(versions)) == len(CHOICES)
    assert versions == [terms_of(**DATASET | choice).version for choice in CHOICES]
    assert (
        terms_of(**DATASET, EARWITNESS_TILES="https://{s}.example/{z}/{x}/{y}.png me").version == versions[0]
    )


def test_another_word_is_another_version(monkeypatch):
    before = terms_of().version
    monkeypatch.setitem(catalog(), "consent.kept", "Everything is kept.")
    assert terms_of().version != before


@pytest.mark.parametrize(("kind", "env"), HOSTS.items())
def test_a_version_tells_where_guesses_go_and_is_a_hash_of_all_that_is_shown(kind, env):
    terms = terms_of(**env)
    shown = json.dumps(terms.shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert terms.version == f"{kind}-{hashlib.sha256(shown.encode()).hexdigest()[:32]}"


@pytest.mark.parametrize("env", HOSTS.values(), ids=HOSTS)
def test_every_host_tells_all_parts_in_whole_sentences_and_no_mark_is_left(env):
    terms = terms_of(**env)
    assert list(text(terms)) == ["kept", "trials", "public", "others", "how_long", "age", "withdraw", "ask"]
    for part in terms.parts:
        assert part["title"] and part["text"]
        assert "{" not in part["text"] and "\n" not in part["text"] and "  " not in part["text"]
    assert len(" ".join(text(terms).values()).split()) < 290


@pytest.mark.parametrize("env", HOSTS.values(), ids=HOSTS)
def test_in_short_it_is_three_sentences_that_promise_no_more_than_the_whole_text(env):
    kept, public, withdraw = terms_of(**env, EARWITNESS_LEAST_AGE="16").around["short"]
    assert "random name" in kept
    assert ("public" in public) == bool(env) and "roughly where you pointed" in public
    assert "16" in withdraw and "withdraw" in withdraw
    assert all(len(line.split()) <= 25 and "{" not in line for line in (kept, public, withdraw))


def test_the_text_in_short_is_part_of_the_version(monkeypatch):
    before = terms_of().version
    monkeypatch.setitem(catalog(), "consent.short.kept", "Everything is kept.")
    assert terms_of().version != before


def test_players_are_shown_to_others_only_under_versions_whose_text_says_so(tmp_path):
    url = f"sqlite:///{tmp_path / 'game.db'}"
    clips = read_clips(write_pack(tmp_path / "towns", TOWNS[:1]))
    offered = terms_of()
    versions = [*NUMBERED, "soon-1", "day-1", "here-1", offered.version, None]
    zeros = [0.0] * len(versions)
    write_guesses(
        url, clips, range(len(versions)), [0] * len(versions), zeros, zeros, consent_version=versions
    )
    engine = working_engine(url)
    with engine.begin() as connection:
        keep_text(connection, offered.version, offered.shown)
        keep_text(connection, "here-1", {"parts": []})
        found = connection.execute(
            select(rounds.c.consent_version).where(allows_showing(rounds.c.consent_version))
        )
        assert set(found.scalars()) == {"play-2", "soon-1", offered.version}
    engine.dispose()


def test_the_choices_of_the_host_are_in_the_text():
    words = text(
        terms_of(
            **DATASET,
            EARWITNESS_PUBLISH_MINUTES="7.5",
            EARWITNESS_LEAST_AGE="16",
            EARWITNESS_CONTACT="someone@example.org",
            EARWITNESS_RETENTION="18 Months",
            EARWITNESS_LICENCE="cc0-1.0",
            EARWITNESS_K="9",
        )
    )
    assert "someone/guesses" in words["public"] and "CC0 1.0" in words["public"]
    assert "every 7.5 minutes" in words["public"] and "at least 9 players" in words["public"]
    assert words["how_long"] == "For 18 months, or until you withdraw."
    assert words["ask"] == "someone@example.org"
    assert "16 years" in words["age"]


def test_how_finely_a_guess_can_be_dated_is_told():
    assert "can be seen to within" in text(terms_of(**HOSTS["soon"]))["public"]
    assert "every minute" in text(terms_of(**DATASET, EARWITNESS_PUBLISH_MINUTES="1"))["public"]
    assert "when their day, in UTC, is over" in text(terms_of(**HOSTS["day"]))["public"]


def test_what_withdrawing_cannot_do_is_told():
    for where in ("soon", "day"):
        words = text(terms_of(**HOSTS[where]))["withdraw"]
        assert "copies that the Hub converts follow later" in words
        assert "cannot be recalled" in words


def test_without_a_dataset_nothing_is_published_and_that_is_said():
    terms = terms_of()
    assert text(terms)["public"].startswith("Nothing")
    assert terms.around["dataset"] is None


def test_a_host_who_names_nobody_says_so():
    assert "named nobody" in text(terms_of())["ask"]
    assert terms_of().around["contact"] is None


@pytest.mark.parametrize(
    ("day", "at_once", "frozen"),
    [
        (15, True, {"play-2", "soon-1"}),
        (15, False, set()),
        (16, True, {"play-2", "play-2-day", "soon-1", "day-1"}),
        (16, False, {"play-2", "play-2-day", "soon-1", "day-1"}),
    ],
)
def test_only_what_the_text_allowed_is_put_into_a_shard_whatever_the_host_chooses_later(
    tmp_path, day, at_once, frozen
):
    url = f"sqlite:///{tmp_path / 'game.db'}"
    clips = read_clips(write_pack(tmp_path / "towns", TOWNS[:1]))
    versions = [*NUMBERED, "soon-1", "day-1", "here-1", "sooner-1", None]
    at = range(len(versions))
    zeros = [0.0] * len(versions)
    write_guesses(url, clips, at, [0] * len(versions), zeros, zeros, since=START, consent_version=versions)
    engine = working_engine(url)
    batches.freeze(engine, date(2027, 1, day), at_once)
    with engine.connect() as connection:
        found = connection.execute(select(rounds.c.consent_version).where(rounds.c.shard.is_not(None)))
        assert set(found.scalars()) == frozen
    engine.dispose()
