import asyncio
import csv
import json
import math
import os
import random
import re
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest

from game.__main__ import main
from game.backoff import Backoff
from game.exit_codes import INCOMPLETE
from game.fetching.aporee import fetch_aporee
from game.fetching.aporee_filter import AporeeFilter, Circle
from game.fetching.archive_search import search
from game.fetching.client import open_client
from game.fetching.errors import FetchError
from game.fetching.licence_terms import read_terms, terms_of
from game.fetching.retry import RetryPolicy
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.project_files import ROOT
from game.settings import Settings
from game.sound.sealing import seal
from tests.builders.recordings import AGL1K, encoded
from tests.game_commands import start_game

QUICK = RetryPolicy(tries=3, backoff=Backoff(0.001, 0.01))
THE_SEA = Circle(0, -150, 100)
SEA = ("--near", "0,-150", "--within", "100")  # where AGL1K has no clip


@pytest.fixture
def env(archive, tmp_path, monkeypatch):
    variables = archive.environment | {
        "EARWITNESS_STATE": str(tmp_path / "state"),
        "EARWITNESS_CONTACT": "host@example.org",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def fetch(env, tmp_path, capsys):
    """Run the command into a folder; return its exit code and its output."""

    def run(*arguments, into="pack"):
        code = main(["fetch", "aporee", *arguments, "--into", str(tmp_path / into)])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


@pytest.fixture
def quick(env, tmp_path):
    """Fetch from the sea, without long pauses."""

    def run(limit, near=THE_SEA, folder="pack", seed=1):
        criteria = AporeeFilter(near, "", frozenset(), limit, seed)
        into = tmp_path / folder
        return asyncio.run(fetch_aporee(Settings.from_env(), Gazetteer.load(), criteria, into, policy=QUICK))

    return run


def put(archive, key, lat=0.1, lon=-150, **metadata):
    """Put a recording made at sea into the archive; return its bytes, which no other recording has."""
    content = encoded("mp3") + key.encode()
    files = metadata.pop("files", {f"{key}.mp3": content})
    listed = metadata.pop("listed", None)
    archive.put(key, files, listed, **({"title": f"title of {key}", "coverage": f"{lat},{lon}"} | metadata))
    return content


def rows(folder, table="clips.csv"):
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keys(folder):
    return [row["key"] for row in rows(folder)]


def downloads(archive):
    return [call.path.rsplit("/", 1)[-1] for call in archive.requests("/7/items/")]


# ---- what is fetched


def test_a_pack_can_be_played_with_labels_credits_and_licences(archive, fetch, tmp_path):
    content = put(
        archive,
        "aporee_1_2",
        0.1,
        -150.2,
        creator="A recordist",
        licenseurl="http://creativecommons.org/licenses/by-sa/3.0/",
        date="2011-05-04",
        description="Waves,<br />far out",
    )
    put(archive, "aporee_3_4", 0.1, -150.3, title="=1+1")
    assert fetch(*SEA, "--limit", "9")[0] == 0
    pack = load_pack(str(tmp_path / "pack"), Gazetteer.load(), tmp_path / "state")
    clip = pack.clip("aporee_1_2")
    place = Gazetteer.load().place(0.1, -150.2)
    assert (clip.lat, clip.lon) == (0.1, -150.2)
    assert (clip.city, clip.country, clip.country_code, clip.continent) == (
        place.city,
        place.country,
        place.country_code,
        place.continent,
    )
    assert (clip.title, clip.description) == ("title of aporee_1_2", "Waves,<br />far out")
    assert (clip.credit, clip.licence) == ("A recordist", "CC BY-SA 3.0")
    assert clip.source == "https://archive.org/details/aporee_1_2"
    assert clip.file.read_bytes() == content
    other = pack.clip("aporee_3_4")
    assert (other.credit, other.licence) == ("radio aporee contributor", "see source")
    assert other.title == "=1+1" and ",'=1+1," in (tmp_path / "pack" / "clips.csv").read_text()
    assert [row["date"] for row in rows(tmp_path / "pack")] == ["2011-05-04", ""]


def test_near_is_by_distance_on_the_ground(archive, fetch, tmp_path):
    """A degree of latitude is 110.6 km at the equator, one of longitude 111.3 km."""
    for key, lat, lon in (
        ("in", 0.904, -150),
        ("out", 0.905, -150),
        ("west", 0, -150.898),
        ("far", 0, -150.899),
    ):
        put(archive, key, lat, lon)
    assert fetch(*SEA, "--limit", "9")[0] == 0
    assert keys(tmp_path / "pack") == ["in", "west"]


def test_near_does_not_end_at_the_date_line(archive, fetch, tmp_path):
    put(archive, "east", 40.0, 179.9)
    put(archive, "west", 40.0, -179.9)
    assert fetch("--near=40,180", "--within", "20", "--limit", "9")[0] == 0
    assert keys(tmp_path / "pack") == ["east", "west"]


def test_recordings_near_a_city_are_those_of_the_schema(shared, archive, quick, tmp_path):
    with (AGL1K / "geoLocalization_schema.csv").open(encoding="utf-8", newline="") as file:
        points = {row[0]: (float(row[3]), float(row[2])) for row in list(csv.reader(file))[1:]}
    kyoto = {key for key, point in points.items() if haversine_km((35.0, 135.76), point) < 8}
    done = quick(100, near=Circle(35.0, 135.76, 8))
    assert set(keys(tmp_path / "pack")) == kyoto and kyoto
    assert done.found == 1444 and done.unwanted["were made elsewhere"] == 1444 - len(kyoto)
    assert archive.most_at_once() <= 4


def haversine_km(one, other):
    a, b, c, d = map(math.radians, (*one, *other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


def test_words_are_found_by_the_archive(archive, fetch, tmp_path):
    put(archive, "one", subject=["whale"])
    put(archive, "two", subject=["gull"])
    assert fetch("--query", "subject:(whale)", "--limit", "5")[0] == 0
    assert keys(tmp_path / "pack") == ["one"]
    (call, *_) = archive.requests("/services/search")
    assert "collection%3Aradio-aporee-maps+AND+%28subject%3A%28whale%29%29" in call.query
    assert "host@example.org" in call.headers["user-agent"]


def test_the_origin_tells_what_was_wished_for(archive, fetch, tmp_path):
    put(archive, "one", licenseurl="https://creativecommons.org/licenses/by/4.0/")
    code, output = fetch(*SEA, "--query", "title:(one)", "--licence", "by", "--limit", "5", "--seed", "7")
    assert code == 0, output
    source = json.loads((tmp_path / "pack" / "pack.json").read_text())["source"]
    assert source.startswith("radio aporee ::: maps on the Internet Archive (https://archive.org/details/")
    assert source.endswith(
        "within 100 km of 0, -150, found by 'title:(one)', under by, in the random order of seed 7"
    )


# ---- which recordings, when more match than were asked for


def test_the_same_seed_takes_the_same_recordings_whichever_comes_first(archive, quick, tmp_path):
    for number in range(12):
        put(archive, f"k{number}")
    quick(5, folder="one")
    first = keys(tmp_path / "one")
    archive.fail(f"/7/items/{first[0]}", drip=0.05)
    archive.fail(f"/metadata/{first[1]}", status=503)
    quick(5, folder="two")
    quick(5, folder="other", seed=2)
    assert (tmp_path / "two" / "clips.csv").read_bytes() == (tmp_path / "one" / "clips.csv").read_bytes()
    assert len(first) == 5 and keys(tmp_path / "other") != first


def test_a_larger_pack_holds_the_smaller_one(archive, quick, tmp_path):
    for number in range(9):
        put(archive, f"k{number}")
    quick(4)
    before = set(keys(tmp_path / "pack"))
    quick(6)
    assert before < set(keys(tmp_path / "pack")) and len(keys(tmp_path / "pack")) == 6
    assert len(downloads(archive)) == 6


def test_for_one_that_cannot_be_had_another_one_comes(archive, quick, tmp_path):
    for number in range(6):
        put(archive, f"k{number}")
    quick(2, folder="before")
    first, second = keys(tmp_path / "before")
    archive.fail(f"/7/items/{first}", status=404, times=None)
    done = quick(2)
    assert second in keys(tmp_path / "pack") and len(keys(tmp_path / "pack")) == 2
    assert done.missing == {first: "it does not exist (404 from 127.0.0.1)"}


def test_there_may_be_fewer_than_were_wished_for(archive, fetch):
    put(archive, "one")
    code, output = fetch(*SEA, "--limit", "5")
    assert code == 0
    assert (
        "1 of 5 clips are in" in output
        and "There are no more recordings, although you asked for 5." in output
    )


def test_what_is_missing_and_not_made_up_for_is_told_with_exit_code_3(archive, fetch, tmp_path):
    put(archive, "one")
    put(archive, "gone", files={"gone.wav": encoded("wav")})
    put(archive, "page", files={"page.mp3": b"<html>404</html>" * 100})
    code, output = fetch(*SEA, "--limit", "5")
    assert code == 3
    assert "gone: the item holds no MP3" in output and "page: it is a web page" in output
    assert {row["key"] for row in rows(tmp_path / "pack", "missing.csv")} == {"gone", "page"}
    archive.remove("gone")
    put(archive, "page")
    assert fetch(*SEA, "--limit", "5")[0] == 0
    assert not (tmp_path / "pack" / "missing.csv").exists()


# ---- licences


def test_only_licences_that_are_named_are_taken(archive, fetch, tmp_path):
    for key, licence in {
        "by": "https://creativecommons.org/licenses/by/4.0/",
        "by-old": "http://creativecommons.org/licenses/by/2.5/de/",
        "by-nc": "https://creativecommons.org/licenses/by-nc/4.0/",
        "zero": "https://creativecommons.org/publicdomain/zero/1.0/",
        "mark": "http://creativecommons.org/publicdomain/mark/1.0/",
        "other": "https://example.org/licence",
    }.items():
        put(archive, key, licenseurl=licence)
    put(archive, "none")
    code, output = fetch(*SEA, "--limit", "9", "--licence", "by,cc0")
    assert code == 0 and keys(tmp_path / "pack") == ["by", "by-old", "zero"]
    assert "4 recordings that are under another licence" in output
    assert sorted(call.path for call in archive.requests("/metadata/")) == [
        f"/metadata/{key}" for key in ("by", "by-old", "none", "zero")
    ]


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("CC BY-NC-SA 3.0", "by-nc-sa"),
        ("CC0 1.0", "cc0"),
        ("Public Domain Mark 1.0", "pd"),
        ("CC BY 2.5 DE", "by"),
    ],
)
def test_a_licence_is_known_by_its_terms(name, terms):
    assert terms_of(name) == terms
    assert read_terms(f" {terms.upper()} ,cc-by") == {terms, "by"}


# ---- coordinates that the search results lack


def test_an_item_is_asked_for_a_place_that_the_search_does_not_tell(archive, fetch, tmp_path):
    put(archive, "field", coverage="Pacific", latitude="0.2", longitude="-150.1")
    put(archive, "elsewhere", coverage="Pacific", latitude="50", longitude="-150.1")
    put(archive, "nowhere", coverage="Pacific")
    put(archive, "dated", coverage="12 06 2011")
    code, output = fetch(*SEA, "--limit", "9")
    assert code == 0 and keys(tmp_path / "pack") == ["field"]
    assert "1 recordings that have no coordinates" in output
    assert "that are not certain, such as dated (“12 06 2011” looks like a date)." in output
    assert "1,445 recordings that were made elsewhere" in output


# ---- interruptions


def test_a_second_run_asks_for_nothing_again(archive, quick, tmp_path):
    for number in range(3):
        put(archive, f"k{number}")
    quick(3)
    before = downloads(archive), (tmp_path / "pack" / "clips.csv").stat().st_mtime_ns
    quick(3)
    assert (downloads(archive), (tmp_path / "pack" / "clips.csv").stat().st_mtime_ns) == before


def test_a_recording_that_was_deleted_comes_again(archive, quick, tmp_path):
    content = put(archive, "one")
    quick(1)
    (tmp_path / "pack" / "audio" / "one.mp3").unlink()
    quick(1)
    assert (tmp_path / "pack" / "audio" / "one.mp3").read_bytes() == content


def test_killed_at_any_moment_it_ends_with_the_right_bytes(archive, env, tmp_path):
    contents = {key: put(archive, key) for key in ("one", "two", "three", "four", "five")}
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    words = ["fetch", "aporee", *SEA, "--limit", "5", "--into", str(tmp_path / "pack")]
    for _ in range(2):
        archive.fail("/7/items/", drip=0.05, times=None)
        process = start_game(words, os.environ, tmp_path / "said")
        with suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.0, 1.5))
        process.kill()
        process.wait()
        archive.heal()
    assert main(words) == 0
    folder = tmp_path / "pack"
    assert keys(folder) == sorted(contents)
    assert {row["key"]: (folder / "audio" / row["file"]).read_bytes() for row in rows(folder)} == contents
    assert not [path.name for path in folder.rglob("*.part*")]


def test_ctrl_c_ends_it_in_one_sentence(archive, env, tmp_path):
    put(archive, "one")
    archive.fail("/services/search", drip=60)
    command = [sys.executable, "-m", "game", "fetch", "aporee", *SEA, "--limit", "5"]
    command += ["--into", str(tmp_path / "pack")]
    how: dict[str, Any] = {"cwd": ROOT, "env": {**os.environ, **env}, "text": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().startswith("Looking for 5 recordings: radio aporee")
        process.send_signal(signal.SIGINT)
        stderr = process.stderr.read()
    assert process.returncode == 130
    assert "Stopped. Run the same command again to resume." in stderr and "Traceback" not in stderr


# ---- re-encoding


def test_recordings_are_encoded_again_also_those_that_had_only_arrived(archive, fetch, tmp_path):
    content = encoded("mp3", seconds=3.0, channels=2)
    for key in ("one", "two"):
        put(archive, key, files={f"{key}.mp3": content})
    audio = tmp_path / "pack" / "audio"
    audio.mkdir(parents=True)
    (audio / "two.original.mp3").write_bytes(content)
    assert fetch(*SEA, "--limit", "2", "--opus")[0] == 0
    assert sorted(path.name for path in audio.iterdir()) == ["one.opus", "two.opus"]
    assert downloads(archive) == ["one.mp3"]
    sealed = seal(audio / "one.opus")
    assert sealed.media_type == "audio/ogg"
    assert sealed.seconds == pytest.approx(3, abs=0.1)
    encoding = json.loads((tmp_path / "pack" / "pack.json").read_text())["encoding"]
    assert encoding == {
        "kind": "opus",
        "kbit_s": 32,
        "channels": 1,
        "note": "re-encoded, not for older iPhones",
    }


@pytest.mark.parametrize("encoding", [(), ("--mp3", "64")], ids=["as published", "re-encoded"])
def test_recordings_longer_than_the_host_plays_are_left_out_and_told(
    archive, fetch, tmp_path, monkeypatch, encoding
):
    monkeypatch.setenv("EARWITNESS_LONGEST_MINUTES", "0.025")
    long = encoded("mp3", seconds=3.0)
    for key, content in {"here": long, "long": long, "short": encoded("mp3", seconds=1.0)}.items():
        put(archive, key, files={f"{key}.mp3": content})
    audio = tmp_path / "pack" / "audio"
    audio.mkdir(parents=True)
    (audio / "here.original.mp3").write_bytes(long)
    said = fetch(*SEA, "--limit", "9", *encoding)[1]
    assert keys(tmp_path / "pack") == ["short"]
    why = r"lasts 0\.1 minutes, longer than the 0\.025 that EARWITNESS_LONGEST_MINUTES allows"
    assert re.search(rf"long.*it {why}", said), said
    assert not (audio / "long.mp3").exists() and not (audio / "here.mp3").exists()
    calls = downloads(archive)
    assert sorted(calls) == ["long.mp3", "short.mp3"] if encoding else ["here.mp3", "long.mp3", "short.mp3"]
    code, said = fetch(*SEA, "--limit", "9", *encoding)
    assert code == INCOMPLETE and re.search(rf"long.*it {why}", said), said
    assert downloads(archive) == calls
    monkeypatch.setenv("EARWITNESS_LONGEST_MINUTES", "1")
    assert fetch(*SEA, "--limit", "9", *encoding)[0] == 0
    assert keys(tmp_path / "pack") == ["here", "long", "short"]


# ---- what is refused


def test_another_wish_does_not_go_into_the_same_folder(archive, fetch):
    put(archive, "one")
    assert fetch(*SEA, "--limit", "1")[0] == 0
    for options in (("--seed", "2"), ("--mp3", "64"), ("--licence", "by")):
        code, output = fetch(*SEA, "--limit", "1", *options)
        assert code == 1 and "holds another pack" in output and "--into" in output


def test_a_pack_that_was_made_by_hand_stays_as_it_is(archive, fetch, tmp_path):
    put(archive, "one")
    fetch(*SEA, "--limit", "1")
    (tmp_path / "pack" / "pack.json").unlink()
    before = (tmp_path / "pack" / "clips.csv").read_bytes()
    code, output = fetch(*SEA, "--limit", "2")
    assert code == 1 and "was not fetched" in output
    assert (tmp_path / "pack" / "clips.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "--limit"),
        (("--limit", "5"), "say where with --near and --within, or what with --query"),
        (("--limit", "5", "--near", "1,2"), "--near and --within go together"),
        (("--limit", "5", "--within", "9", "--query", "rain"), "--near and --within go together"),
        ((*SEA, "--limit", "0"), "'0' is not a number of clips"),
        (("--limit", "5", "--near", "91,2", "--within", "9"), "out of range"),
        (("--limit", "5", "--near", "Berlin", "--within", "9"), "'Berlin' is not LAT,LON"),
        (("--limit", "5", "--near", "1,2", "--within", "-9"), "'-9' is not a distance"),
        (("--limit", "5", "--near", "1,2", "--within", "0"), "'0' is not a distance"),
        ((*SEA, "--limit", "5", "--licence", "free"), "name one or more of pd, cc0"),
        ((*SEA, "--limit", "5", "--mp3", "65"), "65 is not an MP3 bit rate"),
        ((*SEA, "--limit", "5", "--mp3", "64", "--opus"), "not allowed with"),
        ((*SEA, "--limit", "5", "--opus", "500"), "500 is out of range"),
    ],
)
def test_what_cannot_be_meant_is_refused(fetch, capsys, arguments, part):
    with pytest.raises(SystemExit) as end:
        fetch(*arguments)
    assert end.value.code == 2
    assert part in capsys.readouterr().err


def test_without_a_folder_it_goes_where_a_name_finds_it(archive, env, tmp_path, capsys):
    put(archive, "one")
    assert main(["fetch", "aporee", *SEA, "--query", "title:(one)", "--limit", "1"]) == 0
    (folder,) = (tmp_path / "state" / "packs").iterdir()
    assert folder.name == "aporee-0_-150_100km-title-one"
    assert len(load_pack(folder.name, Gazetteer.load(), tmp_path / "state").clips) == 1


# ---- server errors


def test_a_search_lists_everything_from_page_to_page(archive):
    archive.fail("/services/search", cut=1000, times=1, skip=1)

    async def run():
        async with open_client("host@example.org", ["http://127.0.0.1"], QUICK) as client:
            return await search(client, archive.address, "collection:radio-aporee-maps", ["coverage"])

    found = asyncio.run(run())
    assert len({row["identifier"] for row in found}) == 1444
    assert all(row["coverage"] for row in found)


def test_a_search_that_leads_nowhere_ends(archive, quick):
    page = {"items": [{"identifier": "one"}], "total": 7, "cursor": "again"}
    archive.fail("/services/search", body=json.dumps(page), times=None)
    assert quick(5).found == 1
    assert len(archive.requests("/services/search")) == 2


@pytest.mark.parametrize(
    "body", ['{"items": [7, {"identifier": 5}, {}], "total": "x"}', "{}", '{"items": null}']
)
def test_an_answer_without_items_finds_nothing(archive, quick, body):
    archive.fail("/services/search", body=body, times=None)
    assert quick(5).found == 0


def test_a_search_that_the_archive_does_not_take_is_told(archive, fetch):
    archive.fail("/services/search", body='{"error": "bad query", "errorType": "X"}', times=None)
    code, output = fetch("--query", "title:(", "--limit", "5")
    assert code == 1 and "rejects the search" in output and "bad query" in output


def test_a_search_that_fails_for_good_is_told(archive, quick):
    archive.fail("/services/search", status=503, times=None)
    with pytest.raises(FetchError, match=r"cannot be searched: 127\.0\.0\.1 answered 503"):
        quick(5)


def test_names_that_are_none_of_the_archives_are_passed_over(archive, quick, tmp_path):
    for key in ("../../evil", "a/b", "", ".hidden", "x" * 200, "-x"):
        put(archive, key)
    quick(9)
    assert not archive.requests("/metadata/") and not (tmp_path / "pack" / "clips.csv").exists()


def test_a_file_that_is_not_what_was_told_is_missing(archive, quick):
    put(archive, "one", listed={"md5": "0" * 32})
    assert "its checksum (md5) does not match" in quick(1).missing["one"]


def test_when_nobody_answers_any_more_it_ends(archive, quick):
    for number in range(30):
        put(archive, f"k{number}")
    archive.fail("/metadata/", lost=True, times=None)
    with pytest.raises(FetchError, match=r"The server no longer answers.*Run the same command again"):
        quick(20)
    assert len(archive.requests("/metadata/")) < 3 * 15
