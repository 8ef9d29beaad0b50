"""Exports: what is in the store comes out, whole, the same in every format, and nothing else does."""

import csv
import json
import os
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text, update

from game.__main__ import main
from game.columns import COLUMNS, PLAYERS
from game.csv_cells import original_cell
from game.geo.gazetteer import Gazetteer
from game.players.background_fields import AgeBand
from game.project_files import ROOT
from game.publishing import export as module
from game.publishing.codebook import codebook
from game.publishing.export import export
from game.publishing.published_rows import published_rows
from game.store.database import reading_engine, working_engine
from game.store.tables import players, rounds
from game.trial_columns import TRIALS
from tests.builders.clips import clip
from tests.builders.running_game import TOWNS, Player, running, services_of, write_pack
from tests.builders.stored_guesses import START, seed_guesses, write_guesses
from tests.databases import databases, rows
from tests.game_commands import run_game

pytestmark = pytest.mark.slow

NAN = float("nan")
CLIPS = [clip(n, 10.0 * n, 20.0 * n) for n in range(6)]
FORMATS = ["csv", "parquet"]
CSV_TYPES: dict[str, Callable[[str], object]] = {
    "str": original_cell,
    "int": int,
    "float": float,
    "bool": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "list[str]": json.loads,
}


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A state folder, which the command finds in the environment."""
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path))
    monkeypatch.delenv("EARWITNESS_K", raising=False)
    return tmp_path


@pytest.fixture
def url(state):
    return databases.url(state)


def exported(form, out):
    return main(["export", "--format", form, "--out", str(out)])


def stored(url):
    engine = reading_engine(url)
    assert engine
    with engine.connect() as connection:
        found = [row for chunk in published_rows(connection) for row in chunk]
    engine.dispose()
    return found


def read_csv(file, columns=COLUMNS):
    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == [column.name for column in columns]
    return [
        {
            column.name: CSV_TYPES[column.kind](cell) if cell else None
            for column, cell in zip(columns, row, strict=True)
        }
        for row in rows
    ]


def read(form, out, table="guesses", columns=COLUMNS):
    if form == "csv":
        return read_csv(out / f"{table}.csv", columns)
    if not (out / f"{table}.parquet").exists():
        return []
    return pq.read_table(out / f"{table}.parquet", use_threads=False).to_pylist()


def known(column):
    return [list(cell) if np.ndim(cell) else None if pd.isna(cell) else cell for cell in column]


def colourful(url):
    """Rounds that have something in every column, and something odd in many."""
    write_guesses(
        url,
        CLIPS,
        [0, 0, 1, 1, 2],
        [0, 1, 2, 3, 4],
        [0.1 + 0.2, NAN, -89.99999999999999, 5e-324, -22.56],
        [180.0, NAN, -179.99999999999997, 1 / 3, 17.08],
        pack=['my "pack", the 2nd', "línea\nnueva", "=1+1", "地図", "'+agl1k"],
        round=["-of an older database", "_b", "c", "d", "e"],
        clues=[["water"], [], ["other", "animals"], None, []],
        prior_exposure=[True, False, None, None, True],
        confidence_km=[0.1, 20_040.0, None, None, 1e-9],
        nearest_revealed_km=2 / 3,
        study_hash=["0" * 64, None, None, None, None],
    )


@pytest.mark.usefixtures("either_engine")
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_is_what_is_stored_to_the_last_digit(state, url, form):
    colourful(url)
    assert exported(form, state / "out") == 0
    assert read(form, state / "out") == stored(url)


def test_both_formats_hold_the_same(state, url):
    seed_guesses(url, CLIPS, 20, 6, rng=np.random.default_rng(1), skip=0.2, mode="replay")
    for form in FORMATS:
        assert exported(form, state / "out") == 0
    assert read("csv", state / "out") == read("parquet", state / "out") == stored(url)
    assert len(stored(url)) == 120


def test_pandas_reads_the_csv_as_the_documents_say_and_finds_the_parquet_in_it(state, url, monkeypatch):
    colourful(url)
    for form in FORMATS:
        exported(form, state / "DIR")
    code, *_ = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8").split("```python\n")[1:]
    monkeypatch.chdir(state)
    scope: dict[str, Any] = {}
    exec(code.split("```")[0], scope)
    other = pd.read_parquet("DIR/guesses.parquet")
    assert "NA" in set(scope["guesses"]["country_code"])  # the guess in Namibia
    for name in ("round", "pack", "country_code", "lat", "geoscore", "prior_exposure", "number", "clues"):
        assert known(scope["guesses"][name]) == known(other[name]), name


def test_the_command_says_what_it_wrote_and_what_it_left_out(state, url, capsys):
    write_guesses(url, CLIPS, [0, 0], [0, 1], [1, 2], [1, 2])
    write_guesses(url, CLIPS, [0], [0], [1], [1], consent_version=None)
    out = state / "out"
    assert exported("csv", out) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        f"{out / 'guesses.csv'}: 2 rows, {len(COLUMNS)} columns",
        f"{out / 'players.csv'}: 0 rows, {len(PLAYERS)} columns",
        f"{out / 'spatial.csv'}: 0 rows, {len(TRIALS)} columns",
        f"{out / 'codebook.csv'}: the meaning of every column",
        "Left out: 1 closed rounds of parties, or of players who did not agree to publishing",
    ]
    names = ["codebook.csv", "guesses.csv", "players.csv", "spatial.csv"]
    assert sorted(path.name for path in out.iterdir()) == names


@pytest.mark.parametrize("form", FORMATS)
def test_a_store_without_rounds_makes_tables_without_rows(state, url, form):
    write_guesses(url, CLIPS, [0], [0], [1], [1], consent_version=None)
    assert exported(form, state / "out") == 0
    assert read(form, state / "out") == read(form, state / "out", "players", PLAYERS) == []


def test_labels_that_agl1k_lacks_are_filled_and_a_blank_is_a_blank_in_both_formats(state, url):
    places = ((-49.35, 70.22), (-25.07, -130.1), (27.15, -13.2), (-77.85, 166.67), (42.66, 21.17), (60, 25))
    lats, lons = zip(*places, strict=True)
    write_guesses(url, CLIPS, range(6), [0] * 6, lats, lons)
    engine = working_engine(url)
    with engine.begin() as connection:
        connection.execute(update(rounds).where(rounds.c.country_code == "FI").values(city=""))
    engine.dispose()
    for form in FORMATS:
        exported(form, state / "out")
    rows = read("csv", state / "out")
    assert rows == read("parquet", state / "out")
    assert {row["country_code"]: (row["country"], row["continent"]) for row in rows} == {
        "TF": ("French Southern Territories", "Antarctica"),
        "PN": ("Pitcairn", "Oceania"),
        "EH": ("Western Sahara", "Africa"),
        "AQ": ("Antarctica", "Antarctica"),
        "XK": ("Kosovo", "Europe"),
        "FI": ("Finland", "Europe"),
    }
    assert [row["city"] for row in rows if row["country_code"] == "FI"] == [None]


def test_what_a_spreadsheet_would_run_is_text_in_the_csv(state, url):
    write_guesses(url, CLIPS, [0], [0], [1], [-2.5], pack=['=HYPERLINK("x")'])
    exported("csv", state / "out")
    text = (state / "out" / "guesses.csv").read_text(encoding="utf-8")
    assert '"\'=HYPERLINK(""x"")"' in text and ",-2.5," in text


def test_a_table_without_rows_is_no_parquet_file(state, url, capsys):
    """`datasets` fails on one."""
    write_guesses(url, CLIPS, [0], [0], [1], [1])
    (state / "out").mkdir()
    (state / "out" / "players.parquet").write_bytes(b"of an earlier export")
    assert exported("parquet", state / "out") == 0
    assert sorted(path.name for path in (state / "out").iterdir()) == ["codebook.csv", "guesses.parquet"]
    assert "players.parquet is left out: it would have no rows" in capsys.readouterr().out


def test_the_codebook_names_every_column_of_all_tables_in_order():
    rows = list(csv.DictReader(codebook().splitlines()))
    documented = [
        (row["table"], row["column"], row["type"], row["unit"], row["meaning"], row["blank_when"])
        for row in rows
    ]
    assert documented == [
        (table, c.name, c.kind, c.unit, c.meaning, c.blank)
        for table, columns in (("guesses", COLUMNS), ("players", PLAYERS), ("spatial", TRIALS))
        for c in columns
    ]


def set_background(url, background):
    """Give every player the same background."""
    engine = working_engine(url)
    with engine.begin() as connection:
        connection.execute(update(players).values(background=background))
    engine.dispose()


@pytest.mark.parametrize("form", FORMATS)
def test_what_players_tell_is_exported_only_where_k_tell_the_same(state, url, form, monkeypatch):
    days = [START] * 5 + [START + 86_400] * 5
    who, clip = [*range(5), *range(5)], [0] * 5 + [1] * 5
    write_guesses(url, CLIPS, who, clip, [1] * 10, [2] * 10, consent_version="play-2", touched_at=days)
    band = get_args(AgeBand)[1]
    set_background(url, {"age_band": band, "languages": ["de", "fr"]})
    monkeypatch.setenv("EARWITNESS_K", "6")
    exported(form, state / "out")
    assert read(form, state / "out", "players", PLAYERS) == []
    assert {row["knows_language"] for row in read(form, state / "out")} == {None}
    monkeypatch.setenv("EARWITNESS_K", "5")
    exported(form, state / "out")
    assert {row["knows_language"] for row in read(form, state / "out")} <= {True, False}
    found = read(form, state / "out", "players", PLAYERS)
    assert {row["player"] for row in found} == {row["player"] for row in stored(url)}
    assert [(row["age_band"], row["languages"], row["languages_count"]) for row in found] == [
        (band, ["de", "fr"], 2)
    ] * 5


def test_who_agreed_to_a_text_that_does_not_speak_of_it_is_not_in_the_table_of_players(state, url):
    write_guesses(url, CLIPS, range(5), [0] * 5, [1] * 5, [2] * 5, consent_version="play-1")
    set_background(url, {"age_band": get_args(AgeBand)[1]})
    exported("csv", state / "out")
    assert len(read("csv", state / "out")) == 5
    assert read("csv", state / "out", "players", PLAYERS) == []


def test_nothing_personal_is_in_any_exported_file(state):
    """Search the bytes for what a browser sends along and for the secrets that it gets."""
    pack = write_pack(state / "towns", TOWNS)
    sent = {
        "User-Agent": "Seeded-Agent/7.1 (a rare machine)",
        "X-Forwarded-For": "203.0.113.77",
        "Referer": "https://nickname-of-mine.example/",
    }
    with running(state, EARWITNESS_PACK=str(pack), EARWITNESS_TRUSTED_PROXIES="1") as client:
        client.headers.update(sent)
        who = Player(client, nickname="Seeded Nickname")
        extra = {"nickname": "Seeded Nickname", "note": "seeded note"}
        game = who.start()["game"]
        tokens = []
        for _ in range(2):
            dealt = who.deal(game)
            tokens.append(dealt["audio"])
            client.get(dealt["audio"], headers=who.headers)
            who.guess(dealt["round"], 1, 2, **extra)
        rows = stored(services_of(client).settings.database_url)
        with services_of(client).store.engine.connect() as connection:
            ids = connection.execute(text("SELECT id FROM players")).scalars().all()
            times = connection.execute(text("SELECT touched_at FROM rounds")).scalars().all()
        for form in FORMATS:
            exported(form, state / "out")
    assert len(rows) == 2
    secrets = [*sent.values(), "203.0.113", "Seeded", "seeded note", "testclient", *ids]
    secrets += [
        who.joined["player"],
        who.joined["withdrawal_code"],
        *(path.rpartition("/")[2] for path in tokens),
    ]
    secrets += [who.joined["withdrawal_code"].replace("-", ""), (state / "secret").read_text().strip()]
    secrets += [str(int(time)) for time in times]
    for file in (state / "out").iterdir():
        content = file.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], file.name
    assert who.joined["pseudonym"].encode() in (state / "out" / "guesses.csv").read_bytes()


def test_no_name_that_is_published_begins_like_a_formula(state, url):
    """Except random names, which may begin with a minus."""
    gazetteer = Gazetteer.load()
    lat, lon = np.meshgrid(np.arange(-85, 86, 2.5), np.arange(-180, 180, 2.5))
    places = list(gazetteer.places(lat.ravel().tolist(), lon.ravel().tolist()))
    names = {name for place in places for name in (place.city, place.country, place.country_code)}
    assert len(names) > 1000
    assert not [name for name in names if name[:1] in "=+-@\t\r"]


def test_an_export_is_of_one_state_of_a_running_game(state, url):
    write_guesses(url, CLIPS, [0] * 6, range(6), [1] * 6, [1] * 6)

    def meanwhile(chunks, _):
        for chunk in chunks:
            yield chunk
            write_guesses(url, CLIPS, [0] * 6, range(6), [1] * 6, [1] * 6)

    report = export(url, "csv", state / "out", 5, meanwhile)
    assert "6 rows" in report[0]
    assert len(stored(url)) == 12


def write_many(url, count):
    point = [1.5] * count, [2.5] * count
    write_guesses(url, CLIPS, np.arange(count) % 50, np.arange(count) % 6, *point, mode="replay")


def test_many_rows_come_out_in_groups_and_whole(state, url, monkeypatch):
    monkeypatch.setattr(module, "GROUP_ROWS", 2_000)
    count = 2 * 2_000 + 301
    write_many(url, count)
    assert exported("parquet", state / "out") == 0
    file = pq.ParquetFile(state / "out" / "guesses.parquet")
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert groups == [2_000, 2_000, 301]
    assert len(set(file.read(["round"], use_threads=False)["round"].to_pylist())) == count


def refusal(form, out):
    with pytest.raises(SystemExit) as refused:
        exported(form, out)
    assert str(refused.value).startswith("python -m game: ")
    return str(refused.value)


@pytest.mark.on_sqlite
def test_without_a_database_the_command_says_how_to_name_one(state):
    message = refusal("csv", state / "out")
    assert "There is no database" in message
    assert "EARWITNESS_STATE" in message
    assert not (state / "out").exists()


@pytest.mark.on_sqlite
def test_another_programs_database_is_refused(state, url):
    rows(url, "CREATE TABLE rounds (a)")
    assert "has schema none" in refusal("csv", state / "out")


def test_a_database_of_another_version_is_refused(state, url):
    write_guesses(url, CLIPS, [0], [0], [1], [1])
    engine = working_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    engine.dispose()
    assert "has schema 0002" in refusal("csv", state / "out")


@pytest.mark.on_sqlite
def test_a_damaged_database_is_refused_and_an_earlier_export_stays(state, url):
    write_many(url, 2_000)
    exported("csv", state / "out")
    before = (state / "out" / "guesses.csv").read_bytes()
    file = state / "earwitness.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 3 :: 977] = b"\xff" * len(content[len(content) // 3 :: 977])
    file.write_bytes(content)
    assert "cannot be read" in refusal("csv", state / "out")
    assert (state / "out" / "guesses.csv").read_bytes() == before
    names = ["codebook.csv", "guesses.csv", "players.csv", "spatial.csv"]
    assert sorted(path.name for path in (state / "out").iterdir()) == names


def test_a_file_in_place_of_the_folder_is_refused(state, url):
    write_guesses(url, CLIPS, [0], [0], [1], [1])
    (state / "out").write_text("mine")
    assert f"{state / 'out'} cannot be written to" in refusal("csv", state / "out")
    assert (state / "out").read_text() == "mine"


@pytest.mark.parametrize("form", FORMATS)
def test_when_the_disk_is_full_nothing_is_left_behind_and_an_earlier_export_stays(state, url, form):
    write_guesses(url, CLIPS, [0], [0], [1], [1])
    exported(form, state / "out")
    before = {path.name: path.read_bytes() for path in (state / "out").iterdir()}
    write_many(url, 3_000)
    words = ["export", "--format", form, "--out", str(state / "out")]
    env = {**os.environ, "EARWITNESS_STATE": str(state)}
    completed = run_game(words, env, "tests.game.publishing.small_disk:main")
    assert completed.returncode == 1
    assert "cannot be written to: File too large" in completed.stderr
    assert "Traceback" not in completed.stderr
    assert {path.name: path.read_bytes() for path in (state / "out").iterdir()} == before
