"""Packs in a dataset on the Hub: downloaded, checked against their hashes, kept while the Hub is down."""

import os
import shutil

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete

from game.geo.gazetteer import Gazetteer
from game.packs import hub_pack
from game.packs.hub_address import HubAddress
from game.packs.hub_pack import download_pack
from game.packs.loading import load_pack
from game.packs.table import PackError
from tests.builders.recordings import encoded
from tests.builders.running_game import TOWNS, Player, running, write_pack
from tests.stand_ins.hub.fixture import Hub


def files_of(folder, start=""):
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {start + path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def put(hub, repo, files):
    """Commit as a client does: recordings become large objects, as on the Hub. None deletes a file."""
    operations = [
        CommitOperationDelete(path) if content is None else CommitOperationAdd(path, content)
        for path, content in files.items()
    ]
    return hub.client().create_commit(repo, operations, repo_type="dataset", commit_message="Put files").oid


@pytest.fixture
def towns(tmp_path):
    return files_of(write_pack(tmp_path / "towns", TOWNS))


@pytest.fixture
def repo(hub, towns):
    name = hub.new_repo()
    put(hub, name, towns | {"README.md": b"# Towns\n"})
    return name


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(hub_pack, "PAUSES_SECONDS", (0.0, 0.0, 0.0))


class Shop:
    """A Hub, a state folder, and the packs downloaded from the one into the other."""

    def __init__(self, hub: Hub, state, token=""):
        self.hub, self.state, self.token = hub, state, token

    def bring(self, address):
        download_pack(address, self.state, self.token, self.hub.endpoint)

    def pack(self, address):
        return load_pack(address, Gazetteer.load(), self.state)

    def refused(self, address):
        with pytest.raises(PackError) as refusal:
            self.bring(address)
        return str(refusal.value)


@pytest.fixture
def shop(hub, state):
    return Shop(hub, state)


# ---- addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("hf://datasets/ann/towns", HubAddress("ann/towns")),
        ("hf://datasets/ann/towns/", HubAddress("ann/towns")),
        ("hf://datasets/ann/towns@v1.2", HubAddress("ann/towns", "v1.2")),
        ("hf://datasets/ann/towns@refs%2Fpr%2F1/a/b", HubAddress("ann/towns", "refs/pr/1", "a/b")),
        ("hf://datasets/a.n-n/to_wns/sub/", HubAddress("a.n-n/to_wns", folder="sub")),
        (
            f"hf://datasets/ann/towns@main/x#sha256={'0a' * 32}",
            HubAddress("ann/towns", "main", "x", "0a" * 32),
        ),
    ],
)
def test_an_address_names_a_dataset_a_revision_a_folder_and_a_hash(text, address):
    assert HubAddress.read(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "hf://ann/towns",
        "hf://models/ann/towns",
        "hf://datasets/towns",
        "hf://datasets/../towns",
        "hf://datasets/ann/towns/../..",
        "hf://datasets/ann/towns/.hidden",
        "hf://datasets/ann/towns//x",
        "hf://datasets/ann/towns#sha256=abc",
        "hf://datasets/ann/towns@main@v1",
        "hf://",
    ],
)
def test_what_is_no_address_is_refused_with_the_form_of_one(text, tmp_path):
    with pytest.raises(PackError, match="hf://datasets/OWNER/NAME"):
        HubAddress.read(text)
    with pytest.raises(PackError):
        load_pack(text, Gazetteer.load(), tmp_path)


# ---- downloading


def test_a_pack_is_brought_and_played_like_one_of_the_hosts_own(shop, repo, towns, tmp_path):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    pack = shop.pack(address)
    assert pack.name == repo.partition("/")[2]
    assert pack.hash == load_pack(str(tmp_path / "towns"), Gazetteer.load(), shop.state).hash
    assert {path: (pack.folder / path).read_bytes() for path in towns} == towns
    assert not (pack.folder / "README.md").exists()


def test_a_folder_of_a_dataset_at_a_commit_is_brought_and_nothing_else(hub, shop, towns):
    repo = hub.new_repo()
    inside = {f"packs/towns/{path}": content for path, content in towns.items()}
    first = put(hub, repo, inside | {"audio/9.mp3": b"another pack's"})
    put(hub, repo, dict.fromkeys(inside))
    address = f"hf://datasets/{repo}@{first}/packs/towns"
    shop.bring(address)
    assert shop.pack(address).name == "towns"
    assert not list(shop.state.rglob("9.mp3"))
    hub.stop()
    shop.bring(address)  # a commit never changes, so the Hub is not asked


def test_without_anything_new_no_file_is_asked_for_again(hub, shop, repo):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    calls = len(hub.requests("resolve")) + len(hub.requests("object"))
    assert calls
    shop.bring(address)
    assert len(hub.requests("resolve")) + len(hub.requests("object")) == calls


def test_of_a_new_revision_only_what_is_new_comes_and_what_is_gone_goes(hub, shop, repo, towns):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    before = len(hub.requests("object"))
    table = towns["clips.csv"].splitlines(keepends=True)
    replacement = encoded("mp3", seconds=3.0)
    put(hub, repo, {"clips.csv": b"".join(table[:-1]), "audio/5.mp3": None, "audio/0.mp3": replacement})
    shop.bring(address)
    pack = shop.pack(address)
    assert len(pack.clips) == 5
    assert pack.clip("k0").file.read_bytes() == replacement
    assert not (pack.folder / "audio" / "5.mp3").exists()
    assert len(list(shop.state.rglob("1.mp3"))) == 1
    assert len(hub.requests("object")) == before + 1


# ---- hashes


def test_a_file_that_arrives_other_than_it_was_committed_is_asked_for_again(hub, shop, repo):
    hub.fail("object", "after", "short", times=2)
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    assert len(shop.pack(address).clips) == 6


def test_bytes_that_are_never_right_are_never_played(hub, shop, repo):
    for file in (hub.state).rglob("*"):
        if file.is_file() and file.read_bytes() == encoded("mp3"):
            file.write_bytes(encoded("mp3").replace(b"\x00" * 8, b"\x01" * 8, 1)[: file.stat().st_size])
    message = shop.refused(f"hf://datasets/{repo}")
    assert "cannot be downloaded" in message
    assert ".mp3" in message
    assert "arrived with a wrong checksum" in message


def test_a_file_that_was_changed_here_is_mended(shop, repo):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    file = shop.pack(address).clip("k2").file
    file.write_bytes(encoded("mp3", seconds=4.0))
    shop.bring(address)
    assert file.read_bytes() == encoded("mp3")


def test_a_pack_may_be_held_to_its_hash(shop, repo):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    right = shop.pack(address).hash
    assert shop.pack(f"{address}#sha256={right}").hash == right
    with pytest.raises(PackError, match=right):
        shop.pack(f"{address}#sha256={'0' * 64}")


# ---- what can go wrong


def test_a_hub_that_is_away_is_no_obstacle_once_the_pack_is_here(hub, shop, repo, caplog):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    hub.stop()
    shop.bring(address)
    assert "using the last download" in caplog.text
    assert len(shop.pack(address).clips) == 6


def test_a_new_revision_that_comes_only_half_leaves_the_one_before_as_it_was(hub, shop, repo, caplog):
    address = f"hf://datasets/{repo}"
    shop.bring(address)
    before = shop.pack(address).hash
    put(hub, repo, {f"audio/{number}.mp3": encoded("mp3", seconds=3.0 + number) for number in range(6)})
    hub.fail("object", "before", 503, times=None, skip=2)
    shop.bring(address)
    assert shop.pack(address).hash == before
    hub.heal()
    shop.bring(address)
    assert shop.pack(address).hash != before


def test_a_hub_that_is_away_at_first_is_told_with_what_to_do(hub, shop, repo):
    hub.stop()
    message = shop.refused(f"hf://datasets/{repo}")
    assert "cannot be downloaded" in message
    assert "does not answer" in message


def test_calls_that_fail_are_made_again(hub, shop, repo):
    hub.fail("info", "before", 503)
    hub.fail("tree", "before", 429, retry_after=0)
    hub.fail("object", "before", "lost")
    shop.bring(f"hf://datasets/{repo}")
    assert len(shop.pack(f"hf://datasets/{repo}").clips) == 6


def test_what_a_stopped_start_has_brought_is_not_brought_again(hub, shop, repo, monkeypatch):
    monkeypatch.setattr(hub_pack, "PAUSES_SECONDS", ())
    audio = {f"audio/{number}.mp3": encoded("mp3", seconds=3.0 + number) for number in range(6)}
    put(hub, repo, audio)
    hub.fail("object", "before", 503, times=None, skip=3)
    shop.refused(f"hf://datasets/{repo}")
    done = len([call for call in hub.requests("object") if call.status == 200])
    hub.heal()
    shop.bring(f"hf://datasets/{repo}")
    assert len([call for call in hub.requests("object") if call.status == 200]) == 6
    assert done == 3


def test_a_private_dataset_is_refused_to_strangers_and_read_with_a_token(hub, state, towns):
    repo = hub.new_repo(private=True)
    put(hub, repo, towns)
    message = Shop(hub, state).refused(f"hf://datasets/{repo}")
    assert "no public dataset" in message
    assert "HF_TOKEN" in message
    Shop(hub, state, hub.reader).bring(f"hf://datasets/{repo}")


def test_a_token_that_is_none_a_dataset_and_a_revision_that_are_not_there_are_told_apart(hub, state, repo):
    assert "HF_TOKEN" in Shop(hub, state, "hf_wrong").refused(f"hf://datasets/{repo}")
    assert "knows no dataset tester/none" in Shop(hub, state, hub.token).refused("hf://datasets/tester/none")
    message = Shop(hub, state, hub.token).refused(f"hf://datasets/{repo}@none")
    assert "revision none" in message


def test_a_token_that_may_not_read_is_told_to_ask(hub, shop, repo):
    hub.fail("info", "before", 403, times=None)
    assert "ask for access" in shop.refused(f"hf://datasets/{repo}")


def test_a_dataset_without_a_pack_is_refused(hub, shop):
    repo = hub.new_repo()
    put(hub, repo, {"audio/0.mp3": encoded("mp3")})
    message = shop.refused(f"hf://datasets/{repo}")
    assert "clips.csv" in message
    assert "geoLocalization_schema.csv" in message


def test_a_disk_without_room_is_told_before_anything_comes(hub, shop, repo, monkeypatch):
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    assert "GB" in shop.refused(f"hf://datasets/{repo}")
    assert not hub.requests("object")


# ---- in a game


def test_a_game_plays_it_and_goes_on_without_the_hub(hub, state, repo, monkeypatch):
    monkeypatch.setitem(os.environ, "HF_ENDPOINT", hub.endpoint)
    env = {"EARWITNESS_PACK": f"hf://datasets/{repo}", "EARWITNESS_LEADERBOARD": "off"}
    with running(state, **env) as client:
        assert client.get("/readyz").json()["pack"]["playable"] == 6
        assert len(Player(client).play()) == 5
    hub.stop()
    with running(state, **env) as client:
        assert len(Player(client).play()) == 5
