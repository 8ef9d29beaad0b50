"""The archive of a study that was really played: whole, telling nothing of people, and enough by itself."""

import csv
import errno
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
import pytest

from game.__main__ import main as game
from game.study.preregistration import as_file, preregistration
from leaderboard.__main__ import main as leaderboard
from leaderboard.study import archive_layout as layout
from leaderboard.study.archive_files import write
from leaderboard.study.archive_reading import read
from leaderboard.study.record_columns import TABLES
from leaderboard.study.stored_record import read_stored
from leaderboard.study.study_record import RecordError
from tests.builders import psych_ds
from tests.builders.played_study import EXPLANATION, NAME, PEOPLE

pytestmark = pytest.mark.slow

TODAY = date(2027, 1, 20)


@pytest.fixture
def hosting(played, monkeypatch):
    for name, value in played.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("EARWITNESS_DATABASE", raising=False)


@pytest.fixture(scope="module")
def record(played):
    return read_stored(played.settings.database_url, played.study, played.settings, TODAY)


@pytest.fixture(scope="module")
def archive(record, tmp_path_factory):
    return write(record, tmp_path_factory.mktemp("archives"))


@pytest.fixture
def copy(archive, tmp_path):
    return shutil.copytree(archive, tmp_path / archive.name)


def test_an_archive_is_one_dated_folder_whose_sums_hold(archive):
    assert archive.name == f"{NAME}-2027-01-20"
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]
    checked = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=archive, capture_output=True)
    assert checked.returncode == 0, checked.stdout
    listed = {line.split("  ")[1] for line in (archive / "SHA256SUMS").read_text().splitlines()}
    files = {file.relative_to(archive).as_posix() for file in archive.rglob("*") if file.is_file()}
    assert files - listed == {"SHA256SUMS"} and listed < files


def test_no_byte_of_it_tells_who_took_part(archive, played):
    content = b"\n".join(file.read_bytes() for file in sorted(archive.rglob("*")) if file.is_file())
    for table in TABLES:  # what compression would hide
        content += repr(pq.read_table(archive / layout.parquet(table)).to_pylist()).encode()
    for what, secret in played.secrets.items():
        assert secret.encode() not in content, what
    assert content.count(played.completed[0].encode()) > 2  # so the search would find one


def test_it_comes_back_as_it_was(archive, record, tmp_path):
    again = read(archive)
    assert again == replace(record, study=again.study)
    assert again.study.canonical_json() == record.study_text
    second = write(again, tmp_path)
    for file in archive.rglob("*"):
        if file.is_file():
            assert (second / file.relative_to(archive)).read_bytes() == file.read_bytes(), file


def test_csv_and_parquet_have_the_same_rows_and_every_column_is_explained(archive, record):
    with (archive / layout.DICTIONARY).open(newline="") as file:
        explained = [(row["table"], row["column"]) for row in csv.DictReader(file)]
    assert explained == [(table, column.name) for table, columns in TABLES.items() for column in columns]
    for name, table in record.tables.items():
        with (archive / layout.csv(NAME, name)).open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(table) == len(pq.read_table(archive / layout.parquet(name)))
        column = TABLES[name][0].name
        assert [row[column] for row in rows] == table.column(column).to_pylist()


def test_it_says_how_many_agreed_and_what_they_read(archive):
    flow = json.loads((archive / "flow.json").read_text())
    assert (flow["agreed"], flow["declined"], flow["returned"]) == (PEOPLE + 4, 1, 2)
    assert "You agree to *take part*." in (archive / "consent.en.md").read_text()
    readme = (archive / "README.md").read_text()
    assert f"{PEOPLE + 4} people agreed to take part, 1 did not." in readme
    digest = subprocess.check_output(["sha256sum", archive / "study.json"], text=True).split()[0]
    assert digest in readme


def test_psych_ds_accepts_it(archive):
    assert psych_ds.errors(archive) == []
    assert psych_ds.unchecked(archive) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda variables: variables[1:], "CSV_COLUMN_MISSING_FROM_METADATA"),
        (lambda variables: [*variables, "of no table"], "VARIABLE_MISSING_FROM_CSV_COLUMNS"),
    ],
)
def test_psych_ds_wants_the_columns_described_and_no_others(copy, change, code):
    told = json.loads((copy / "dataset_description.json").read_text())
    told["variableMeasured"] = change(told["variableMeasured"])
    (copy / "dataset_description.json").write_text(json.dumps(told))
    (found,) = {error.split()[0] for error in psych_ds.errors(copy)}
    assert found == code


def test_a_preregistration_goes_with_it(record, played, tmp_path):
    from game.study.clip_subset import choose_clips
    from game.study.study_packs import study_pack

    pack = study_pack(played.study, played.settings)
    frozen = preregistration(played.study, choose_clips(played.study, pack), pack.hash, "0" * 64, TODAY)
    place = write(replace(record, preregistration=as_file(frozen)), tmp_path)
    assert json.loads((place / "preregistration.json").read_text())["hash"] == frozen["hash"]
    assert read(place).preregistration == as_file(frozen)


def test_only_an_archive_is_replaced(record, tmp_path):
    place = write(record, tmp_path)
    (place / "left over").write_text("x")
    assert write(record, tmp_path) == place and not (place / "left over").exists()
    shutil.rmtree(place)
    place.mkdir()
    (place / "mine").write_text("x")
    with pytest.raises(RecordError, match="is no archive: move it away"):
        write(record, tmp_path)
    assert [file.name for file in tmp_path.rglob("*")] == [place.name, "mine"]


def test_a_disk_that_is_full_leaves_the_earlier_archive(record, tmp_path, monkeypatch):
    place = write(record, tmp_path)
    before = (place / "SHA256SUMS").read_bytes()

    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(RecordError, match="cannot be written: No space left on device"):
        write(record, tmp_path)
    assert list(tmp_path.iterdir()) == [place]
    assert (place / "SHA256SUMS").read_bytes() == before


def drop(name):
    return lambda folder: (folder / name).unlink()


def overwrite(name, content):
    return lambda folder: (folder / name).write_bytes(content)


def newer(folder):
    facts = json.loads((folder / layout.FACTS).read_text())
    (folder / layout.FACTS).write_text(json.dumps(facts | {"earwitness_archive": 2}))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (drop("archive.json"), "is no archive of a study: it has no archive.json"),
        (drop("SHA256SUMS"), "has no SHA256SUMS: take the whole archive"),
        (drop("parquet/clips.parquet"), "has no parquet/clips.parquet: take the whole archive"),
        (drop("README.md"), "has no README.md"),
        (overwrite("parquet/rounds.parquet", b"PAR1"), "rounds.parquet was changed after it was written"),
        (overwrite("archive.json", b"{"), "archive.json is damaged"),
        (overwrite("SHA256SUMS", b"00  ../../etc/passwd\n"), "names no file of the archive"),
        (overwrite("SHA256SUMS", b""), "does not name archive.json"),
        (newer, "is of a newer Earwitness: it has format 2"),
    ],
)
def test_what_is_wrong_is_a_sentence(damage, sentence, copy, capsys):
    damage(copy)
    with pytest.raises(SystemExit) as end:
        leaderboard(["standings", "--from", str(copy)])
    assert sentence in str(end.value) and "\n" not in str(end.value)


def test_a_table_of_another_shape_is_named(copy):
    file = copy / "parquet/clips.parquet"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    pq.write_table(pq.read_table(file).drop_columns(["city"]), file)
    sums = (copy / "SHA256SUMS").read_text()
    (copy / "SHA256SUMS").write_text(sums.replace(before, hashlib.sha256(file.read_bytes()).hexdigest()))
    with pytest.raises(RecordError, match=r"clips\.parquet lacks the column city: read it with the version"):
        read(copy)


@pytest.mark.usefixtures("hosting")
def test_standings_are_those_of_the_database(archive, capsys, monkeypatch, tmp_path):
    def board(*arguments):
        capsys.readouterr()
        assert leaderboard(["standings", "--json", "--replicates", "20", *arguments]) == 0
        found = json.loads(capsys.readouterr().out)
        found.pop("intervals_as_of")
        assert found["study"].pop("taken_at")
        return found

    stored = board("--study", NAME)
    monkeypatch.setenv("EARWITNESS_PACK", "gone")
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "none"))
    monkeypatch.delenv("EARWITNESS_ANSWERS")
    assert board("--from", str(archive)) == stored
    rows = {row["key"]: row for row in stored["rows"]}
    assert rows["human"]["players"] == PEOPLE + 1
    assert rows["alm/gemini-3-pro"]["clips"] == 5
    assert stored["pack"]["clips"] == 5
    assert {(row["basis"], row["rank"], row["provisional"]) for row in rows.values()} == {("clips", None, "")}
    assert stored["lead"] == [f"Study {NAME}. People: 7. Rounds that count: 28. Recordings: 5."]
    assert not any("on this page" in note for note in stored["notes"])
    assert leaderboard(["standings", "--same-clips", "--from", str(archive)]) == 0


@pytest.mark.usefixtures("hosting")
def test_the_command_writes_it_and_explanations_only_apart(played, tmp_path, capsys, monkeypatch):
    assert game(["export", "--archive", "--study", NAME, "--out", str(tmp_path)]) == 0
    (place,) = tmp_path.iterdir()
    shown = capsys.readouterr()
    assert f"{place}:" in shown.out and "hand the archive out once the study is over" in shown.err
    monkeypatch.delenv("EARWITNESS_STUDY")  # the database has the file too
    assert game(["export", "--archive", "--explanations", "--study", NAME, "--out", str(tmp_path)]) == 0
    assert "for you alone, never to publish" in capsys.readouterr().err
    restricted = tmp_path / f"{place.name}-explanations-RESTRICTED.csv"
    assert restricted.stat().st_mode & 0o077 == 0
    with restricted.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["explanation"] for row in rows} == {EXPLANATION}
    assert {row["participant"] for row in rows} > set(played.completed)


@pytest.mark.usefixtures("hosting")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--archive", "--study", "nothing"], f"There is no study called nothing; there are: public, {NAME}"),
        (["--archive"], "--archive takes --study NAME, and no --format"),
        (["--archive", "--study", NAME, "--format", "csv"], "--archive takes --study NAME, and no --format"),
        (["--study", NAME], "name a --format, or use --archive"),
    ],
)
def test_what_the_command_cannot_do_is_a_sentence(arguments, sentence, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        game(["export", *arguments, "--out", str(tmp_path)])
    assert sentence in f"{end.value}{capsys.readouterr().err}"
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("hosting")
def test_the_public_game_has_an_archive_too(tmp_path, monkeypatch):
    assert game(["export", "--archive", "--study", "public", "--out", str(tmp_path)]) == 0
    (place,) = tmp_path.iterdir()
    assert len(read(place).clips) == 6
