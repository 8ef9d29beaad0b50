"""The dataset's papers: made from the columns, true to the settings, read by their readers' tools."""

import json
import re
from datetime import date
from typing import Any

import duckdb
import mlcroissant
import numpy as np
import pandas as pd
import pytest
from huggingface_hub import DatasetCard

from game.columns import COLUMNS, PLAYERS
from game.publishing import dataset, parquet, snapshot
from game.publishing.card import card
from game.publishing.codebook import FILES, TABLES, codebook
from game.publishing.counts import Counts
from game.publishing.croissant import croissant
from game.publishing.metadata_files import descriptions
from game.setting_types import LICENCES
from game.settings import Settings
from game.trial_columns import TRIALS
from tests.game.publishing.test_parquet import row

NAME = "someone/earwitness-guesses"
COUNTS = Counts(
    {"guessed": 1200, "skipped": 30, "abandoned": 4},
    {"demo": 34, "agl1k": 1200},
    players=57,
    first_day=date(2027, 1, 15),
    last_day=date(2028, 2, 29),
    described=12,
    trials=2,
)


def settings(**env):
    return Settings.from_env({"EARWITNESS_DATASET": NAME, **env})


def card_text(counts=COUNTS, **env):
    return card(counts, settings(**env))


def described(counts=COUNTS, **env):
    return json.loads(croissant(counts, settings(**env)))


@pytest.fixture
def repository(tmp_path):
    """A copy of a dataset with two shards, a table of players and its papers."""
    for folder in ("guesses", "players", "spatial"):
        (tmp_path / folder).mkdir()
    rng = np.random.default_rng(1)
    played = {"mode": "random", "client": "page", "status": "guessed", "pack": "agl1k"}
    for shard in (0, 1):
        rows = [row(number) | played for number in range(10 * shard, 10 * shard + 10)]
        parquet.write(parquet.table(rows), tmp_path / "guesses" / f"{shard:032x}.parquet", rng)
    schema = parquet.schema(PLAYERS)
    player = {column.name: None for column in PLAYERS} | {"player": "a1", "languages": ["de", "fr"]}
    parquet.write(parquet.table([player], schema), tmp_path / "players" / "players.parquet", rng)
    trial = {column.name: None for column in TRIALS} | {"trial": "t1", "why_not": ["too_fast"]}
    trials = parquet.table([trial], parquet.schema(TRIALS))
    parquet.write(trials, tmp_path / "spatial" / f"{2:032x}.parquet", rng)
    for name, content in descriptions(COUNTS, settings()).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def front_matter(text):
    """The card's metadata as the Hub's client reads them, which types only what every card has."""
    data: Any = DatasetCard(text).data
    return data


def codes(text):
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_the_papers_are_the_same_for_the_same_counts_and_settings():
    assert descriptions(COUNTS, settings()) == descriptions(COUNTS, settings())
    names = {"README.md", "croissant.json", "codebook.csv", "country_languages.csv"}
    assert set(descriptions(COUNTS, settings())) == names


def test_the_hub_reads_the_front_matter():
    data = front_matter(card_text())
    assert (data.license, data.pretty_name) == ("cc-by-4.0", "Earwitness guesses")
    assert data.size_categories == ["1K<n<10K"]
    assert [config["config_name"] for config in data.configs] == ["guesses", "players", "spatial"]
    assert [config["data_files"] for config in data.configs] == list(FILES.values())
    assert "agl1k" in data.tags


@pytest.mark.parametrize("licence", LICENCES.values(), ids=LICENCES)
def test_the_licence_is_the_hosts(licence):
    text = card_text(EARWITNESS_LICENCE=licence.id)
    assert front_matter(text).license == licence.id
    assert f"[{licence.name}]({licence.url})" in text
    assert described(EARWITNESS_LICENCE=licence.id)["license"] == licence.url


@pytest.mark.parametrize(
    ("rounds", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (2_000_000, "1M<n<10M")],
)
def test_the_category_of_size_is_the_hubs(rounds, category):
    assert front_matter(card_text(Counts({"guessed": rounds}))).size_categories == [category]


def test_the_counts_are_told_with_their_days():
    text = card_text()
    assert (
        "1,234 rounds (4 abandoned, 1,200 guessed, 30 skipped) of 57 players, "
        "from 2027-01-15 to 2028-02-29 (UTC)." in text
    )
    assert "| `agl1k` | 1,200 |" in text
    assert "12 rows in the table `players`." in text
    assert "2 trials around the head in the table `spatial`." in text
    assert "year         = {2028}" in text


def test_before_the_first_guess_the_card_says_so_and_names_no_day():
    text = card_text(Counts())
    assert "No guess has been published yet." in text
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", text)
    assert "datePublished" not in described(Counts())


def test_no_paper_tells_a_time_of_day():
    for name, content in descriptions(COUNTS, settings()).items():
        assert not re.search(rb"\d\d:\d\d", content), name


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_in_the_card_and_in_the_description_with_its_words(table):
    text, (fields,) = card_text(), [s["field"] for s in described()["recordSet"] if s["name"] == table]
    part = text.split(f"## Columns of `{table}`")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    assert [cells[0] for cells in rows] == [f"`{column.name}`" for column in TABLES[table]]
    assert [field["name"] for field in fields] == [column.name for column in TABLES[table]]
    for column, field in zip(TABLES[table], fields, strict=True):
        line = f"| `{column.name}` | {column.kind} | {column.unit} | {column.meaning} | {column.blank} |"
        assert line in part
        for words in (column.meaning, column.unit, column.blank):
            assert words in field["description"]


def test_the_codebook_has_a_line_for_every_column_of_the_schema():
    names = [line.split(",")[:2] for line in codebook().splitlines()[1:]]
    assert names == [[table, column.name] for table, columns in TABLES.items() for column in columns]
    assert [name for table, name in names if table == "guesses"] == parquet.SCHEMA.names


def test_the_files_that_are_described_are_those_of_the_dataset():
    assert FILES["guesses"] == snapshot.path_of("*")
    for path in ("tombstones.json", "_manifest.json"):
        assert path in {dataset.TOMBSTONES, dataset.MANIFEST}
        assert f"| `{path}` |" in card_text()


@pytest.mark.parametrize(
    "truth",
    [
        "in one commit, from every file of the current revision",
        "the Hub's converted copies (its viewer's among them) are updated later",
        "downloaded copies cannot be recalled",
        "Earlier revisions remain until the host deletes them",
        "free text or a time finer than the day",
    ],
)
def test_the_card_tells_what_withdrawal_can_and_cannot_do(truth):
    assert truth in " ".join(card_text().split())


def test_the_card_tells_the_hosts_rules():
    text = " ".join(
        card_text(
            EARWITNESS_LEAST_AGE="16",
            EARWITNESS_K="7",
            EARWITNESS_CONTACT="data@example.org",
            EARWITNESS_RETENTION="1 year",
            EARWITNESS_PUBLISH_MINUTES="15",
        ).split()
    )
    assert "that they are 16 or older" in text
    assert "at least 7 players" in text
    assert "by asking the host (data@example.org)." in text
    assert "For 1 year, or until a player withdraws." in text
    assert "about every 15 minutes" in text


def test_with_a_delay_the_card_promises_no_finer_time():
    text = card_text(EARWITNESS_PUBLISH_DELAY="day")
    assert "after their day (UTC) is over" in text
    assert "about every" not in text


def test_no_place_of_the_template_is_left_open():
    assert not re.search(r"\$\w", card_text())


def test_without_a_table_of_players_nothing_points_to_it():
    counts = Counts({"guessed": 1}, {"demo": 1}, 1, date(2027, 1, 1), date(2027, 1, 1))
    assert [config["config_name"] for config in front_matter(card_text(counts)).configs] == ["guesses"]
    assert [table["name"] for table in described(counts)["recordSet"]] == ["guesses"]


def test_pandas_and_duckdb_load_as_the_card_says(repository, capsys):
    _, pandas_code, duckdb_code = codes((repository / "README.md").read_text(encoding="utf-8"))
    there = f"hf://datasets/{NAME}"
    scope: dict[str, Any] = {}
    exec(pandas_code.replace(there, str(repository)), scope)
    assert len(scope["guesses"]) == 20
    assert len(scope["people"]) == scope["guesses"]["counts"].sum() == 10
    exec(duckdb_code.replace(there, str(repository)), scope)
    assert scope["found"].fetchall() == [("agl1k", 20, 10.0)]
    assert "agl1k" in capsys.readouterr().out


def test_duckdb_knows_the_types(repository):
    found = duckdb.sql(f"DESCRIBE SELECT * FROM '{repository / FILES['guesses']}'")
    assert found
    types = {name: kind for name, kind, *_ in found.fetchall()}
    kinds = {
        "str": "VARCHAR",
        "int": "BIGINT",
        "float": "DOUBLE",
        "bool": "BOOLEAN",
        "date": "DATE",
        "list[str]": "VARCHAR[]",
    }
    assert types == {column.name: kinds[column.kind] for column in COLUMNS}


def test_datasets_loads_both_tables_as_the_card_says(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")  # read as it is imported
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    code, *_ = codes((repository / "README.md").read_text(encoding="utf-8"))
    scope: dict[str, Any] = {}
    exec(code.replace(NAME, str(repository)), scope)
    assert scope["guesses"].num_rows == 20
    assert scope["guesses"].column_names == [column.name for column in COLUMNS]
    others = datasets.load_dataset(str(repository), "players", split="train")
    assert others[0]["languages"] == ["de", "fr"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's, of itself
def test_croissants_own_library_finds_nothing_wrong_and_reads_every_record(repository):
    found = mlcroissant.Dataset(jsonld=repository / "croissant.json", mapping={"repository": repository})
    assert not found.metadata.issues.errors
    assert not found.metadata.issues.warnings
    guesses = pd.DataFrame(list(found.records("guesses")))
    assert sorted(guesses["guesses/number"]) == list(range(20))
    assert list(guesses.columns) == [f"guesses/{column.name}" for column in COLUMNS]
    (player,) = found.records("players")
    assert list(player["players/languages"]) == [b"de", b"fr"]


def test_the_description_is_in_croissant_1_1():
    made = described()
    assert made["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert made["dateModified"] == made["datePublished"] and made["sdVersion"] == made["version"]
    # A live repository has no checksum; lists are arrays, of any length.
    assert "sha256" not in made["distribution"][0]
    fields = {field["@id"]: field for table in made["recordSet"] for field in table["field"]}
    lists = [column.name for column in COLUMNS if column.kind == "list[str]"]
    assert {
        (fields[f"guesses/{name}"]["isArray"], fields[f"guesses/{name}"]["arrayShape"]) for name in lists
    } == {(True, "-1")}
    assert not any("repeated" in field for field in fields.values())
    assert {term for field in fields.values() for term in field} <= {"@type", "@id", *made["@context"]}


def test_the_description_cites_the_dataset_and_says_that_it_lives():
    made = described()
    assert made["url"] == f"https://huggingface.co/datasets/{NAME}"
    assert made["url"] in made["citeAs"]
    assert made["isLiveDataset"] is True
    assert made["datePublished"] == "2028-02-29"
