"""The stand-in for the Internet Archive and GitHub, held to how the real ones answer."""

import hashlib
import json

import httpx
import pytest

from tests.builders.recordings import AGL1K, REAL

PRESTON = ("aporee_43130_49161", "PrestonStation.mp3")
ESSAOUIRA = ("aporee_26839_30948", "20020207EssaouiraRempartsMuezzin.mp3")


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as client:
        yield client


def test_a_download_is_redirected_to_another_host(archive, client):
    reply = client.get(f"{archive.address}/download/{ESSAOUIRA[0]}/{ESSAOUIRA[1]}")
    assert reply.status_code == 302
    assert reply.headers["location"] == (
        f"http://127.0.0.1:{archive.node_port}/7/items/{ESSAOUIRA[0]}/{ESSAOUIRA[1]}"
    )
    content = client.get(reply.headers["location"]).content
    assert content == next(file for file in REAL if file.name == ESSAOUIRA[1]).read_bytes()


def test_a_range_is_given_when_the_file_is_still_the_same(archive, client):
    address = f"http://127.0.0.1:{archive.node_port}/7/items/{PRESTON[0]}/{PRESTON[1]}"
    whole = client.get(address)
    for validator in (whole.headers["etag"], whole.headers["last-modified"]):
        part = client.get(address, headers={"Range": "bytes=100-", "If-Range": validator})
        assert (part.status_code, part.content) == (206, whole.content[100:])
        assert part.headers["content-range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    changed = client.get(address, headers={"Range": "bytes=100-", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert client.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_metadata_tell_size_and_checksums_and_nothing_of_an_item_that_is_not_there(archive, client):
    metadata = client.get(f"{archive.address}/metadata/{PRESTON[0]}").json()
    (file,) = metadata["files"]
    content = archive.recording(*PRESTON)
    assert (file["name"], file["size"]) == (PRESTON[1], str(len(content)))
    assert file["md5"] == hashlib.md5(content).hexdigest()
    assert metadata["metadata"]["licenseurl"].startswith("http")
    nothing = client.get(f"{archive.address}/metadata/no_such_item")
    assert (nothing.status_code, nothing.json()) == (200, {})


def test_a_search_lists_items_from_cursor_to_cursor_and_forgets_it_when_a_count_is_asked_for(archive, client):
    address = f"{archive.address}/services/search/v1/scrape"
    query = {"q": "collection:(radio-aporee-maps)", "fields": "identifier,coverage"}
    first = client.get(address, params=query).json()
    second = client.get(address, params={**query, "cursor": first["cursor"]}).json()
    assert (first["total"], first["count"]) == (1444, len(first["items"]))
    assert set(first["items"][0]) == {"identifier", "coverage"}
    assert first["items"][0] not in second["items"]
    again = client.get(address, params={**query, "cursor": first["cursor"], "count": 100}).json()
    assert again["items"] == first["items"][:100]


def test_the_repository_gives_out_its_schema_and_answers(archive, client):
    schema = client.get(f"{archive.repository}/data/geoLocalization_schema.csv")
    assert schema.content == (AGL1K / "geoLocalization_schema.csv").read_bytes()
    answers = client.get(f"{archive.repository}/results/audio_localization/qwen25-omni/seed_42_ABCD.jsonl")
    assert answers.status_code == 404


def test_it_fails_as_it_is_told_and_notes_what_was_asked(archive, client):
    address = f"{archive.address}/metadata/{PRESTON[0]}"
    archive.fail(PRESTON[0], status=429, headers={"Retry-After": "7"})
    busy = client.get(address, headers={"User-Agent": "someone"})
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "7")
    archive.fail(PRESTON[0], cut=20)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(address)
    archive.fail(PRESTON[0], drip=0.01)
    assert client.get(address).json() == json.loads(client.get(address).text)
    calls = archive.requests("/metadata/")
    assert [call.status for call in calls] == [429, 200, 200, 200]
    assert calls[0].headers["user-agent"] == "someone"
    assert archive.most_at_once() == 1
