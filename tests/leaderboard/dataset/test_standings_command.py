"""`standings --from` a published dataset: the table of the store that published it, and what it refuses."""

import json
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from game.players.identity import Registry
from game.publishing.dataset import MANIFEST, TOMBSTONES
from game.publishing.manifest import FORMAT
from game.publishing.records import GUESSES
from leaderboard.__main__ import main
from leaderboard.answers.schema import read_clips
from leaderboard.board import standings
from leaderboard.dataset.published_files import is_dataset, published_files
from tests.builders.answer_files import answer, write_answers
from tests.builders.compared_standings import SAME, differences
from tests.builders.published_guesses import write_dataset
from tests.builders.published_world import CLIPS, KEY, add_players, world
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import START, add_rounds
from tests.databases import databases

pytestmark = pytest.mark.slow

NAN = float("nan")
PACK = "forty"
PEOPLE = [f"ew-{number:016x}" for number in range(14)]
ALONE = [f"ew-{number:016x}" for number in range(100, 102)]

SHARD = f"{0:032x}.parquet"
TABLE = pa.table({name: ["x"] for name in GUESSES.needed})


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A host's settings: forty clips, a state folder, and a model's answers to some of the clips."""
    pack = write_pack(tmp_path / PACK, [(clip.lat, clip.lon) for clip in CLIPS])
    monkeypatch.setenv("EARWITNESS_PACK", str(pack))
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path / "state"))
    write_answers(tmp_path / "answers" / "some", [answer(clip.key) for clip in read_clips(pack)[:30]])
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(tmp_path / "answers"))
    for name in ("EARWITNESS_SECRET", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def public(hub, settings, monkeypatch):
    """A dataset that was published in several commits, compacted, and left by two people; and its store."""
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    with world(hub, settings / "state") as host:
        for day in range(1, 4):
            play(host, PEOPLE, day)
            host.publish(date(2030, 1, day))
        play(host, ALONE, 4)
        host.publish(date(2030, 1, 4))
        host.compact(date(2030, 1, 5))
        play(host, PEOPLE, 5)
        host.publish(date(2030, 1, 6))
        assert host.withdraw(PEOPLE[0], ALONE[0]) == 2
        yield host


def play(host, people, day):
    """Everybody hears six clips: some are skipped or abandoned, some do not count."""
    ids = list(add_players(host.engine, host.registry, people).values())
    player = [who for who in range(len(people)) for _ in range(6)]
    clip = [(3 * who + 6 * day + at % 6) % len(CLIPS) for at, who in enumerate(player)]
    kind = [at % 11 for at in range(len(player))]
    status = [{3: "skipped", 7: "abandoned"}.get(one, "guessed") for one in kind]
    point = [
        [NAN if one in (3, 7) else getattr(CLIPS[at], name) + one for one, at in zip(kind, clip, strict=True)]
        for name in ("lat", "lon")
    ]
    why_not = [{5: ["too_fast"], 7: ["abandoned"]}.get(one, []) for one in kind]
    columns = {"status": status, "why_not": why_not, "pack": PACK, "since": START + 86_400 * day}
    with host.engine.begin() as connection:
        add_rounds(connection, CLIPS, ids, player, clip, *point, **columns)


def pairs(capsys, *arguments):
    assert main(["standings", "--json", *arguments, "--same-clips", "alm/some", "crowd"]) == 0
    return json.loads(capsys.readouterr().out)


def board(capsys, *arguments):
    assert main(["standings", "--json", "--replicates", "8", *arguments]) == 0
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err


def refused(*arguments):
    with pytest.raises(SystemExit) as end:
        main(["standings", *arguments])
    return str(end.value.code)


def are_close(found, expected):
    """Whether two boards are the same, with numbers to 1e-9."""
    return (
        max(differences([{"key": "board"} | found], {"board": {"key": "board"} | expected}).values()) <= SAME
    )


def test_the_table_of_a_dataset_on_the_hub_is_that_of_the_store_that_published_it(
    public, capsys, monkeypatch
):
    monkeypatch.setattr(standings, "MIN_CLIPS", 20)  # so that forty clips are ranked
    monkeypatch.setattr(standings, "MIN_GUESSES", 200)
    stored, _ = board(capsys)
    published, _ = board(capsys, "--from", f"hf://datasets/{public.repo}")
    assert published["counts"]["players"] == len(PEOPLE) - 1 + len(ALONE) - 1
    rows = {row["key"]: row for row in published["rows"]}
    assert rows["human"]["intervals"]["all"]["q50_km"] and rows["crowd"]["intervals"]["all"]["geoscore"]
    assert rows["human"]["rank_interval"] and rows["alm/some"]["rank"]
    assert "some" in published["headline"]["name"]
    same = published.keys() - {"intervals_as_of"}
    assert are_close({key: published[key] for key in same}, {key: stored[key] for key in same})
    assert are_close(pairs(capsys, "--from", f"hf://datasets/{public.repo}"), pairs(capsys))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            lambda folder: (folder / MANIFEST).write_text('{"format": 99}'),
            "newer Earwitness: it has format 99",
        ),
        (lambda folder: (folder / MANIFEST).write_text("[]"), "was not written by Earwitness"),
        (lambda folder: (folder / "guesses" / SHARD).unlink(), "has no guesses: name the folder"),
        (lambda folder: (folder / "guesses" / SHARD).write_bytes(b"PAR1"), "has no guesses: name the folder"),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_in_a_sentence(settings, damage, sentence):
    folder = write_dataset(settings / "published", [TABLE])
    damage(folder)
    assert sentence in refused("--from", str(folder))


def test_without_the_engine_it_says_what_to_install(settings, monkeypatch):
    folder = write_dataset(settings / "published", [TABLE])
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert refused("--from", str(folder)).endswith("pip install -r requirements-analysis.txt")
    asked = refused("--from", str(folder), "--engine", "pyspark")
    assert asked.endswith("pip install -r requirements-analysis.txt -r requirements-spark.txt")


def test_an_engine_needs_a_dataset(settings):
    assert "--engine needs a published dataset" in refused("--engine", "duckdb")


def test_a_dataset_that_is_not_there_is_named(settings, hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    assert "nobody/nothing" in refused("--from", "hf://datasets/nobody/nothing")
    repo = hub.new_repo()
    assert f"{repo} is no dataset of guesses: it holds no file in guesses/." in refused(
        "--from", f"hf://datasets/{repo}"
    )


def test_files_that_others_replaced_or_that_are_not_ours_are_left_out(tmp_path):
    folder = write_dataset(tmp_path, [TABLE, TABLE])
    (folder / "guesses" / "mine.parquet").write_bytes(b"")
    (folder / "guesses" / f"{'f' * 32}.parquet").write_bytes(b"cut off")
    (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, "replaced": [SHARD[:32]]}))
    found = published_files(folder)
    assert [file.name for file in found.files] == [f"{1:032x}.parquet"]
    assert set(found.left_alone) == {"guesses/mine.parquet", f"guesses/{'f' * 32}.parquet"}


def test_an_export_in_parquet_is_read_like_a_dataset(tmp_path):
    pq.write_table(TABLE, tmp_path / "guesses.parquet")
    assert is_dataset(tmp_path)
    assert published_files(tmp_path).files == [tmp_path / "guesses.parquet"]


def test_whoever_has_a_tombstone_is_left_out_where_the_key_is_known(tmp_path):
    folder = write_dataset(tmp_path, [TABLE])
    host = Registry(KEY)
    (folder / TOMBSTONES).write_text(json.dumps([host.tombstone("gone")]))
    (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, "key": host.check_value()}))
    found = published_files(folder)
    assert found.withdrawn(lambda: ["here", "gone"], host) == ["gone"]
    assert found.withdrawn(lambda: ["here", "gone"], Registry(b"another host's key")) == []
    assert found.withdrawn(lambda: ["here", "gone"], None) == []
