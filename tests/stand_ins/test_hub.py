"""The stand-in Hub, held to the client library's own code."""

import contextlib
import hashlib
import io
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, RepoFile
from huggingface_hub.errors import (
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from game.project_files import ROOT
from tests.stand_ins.hub.fixture import Hub

PARQUET = b"PAR1" + bytes(range(256)) * 40 + b"PAR1"
README = b"---\nlicense: cc-by-4.0\n---\n# Guesses\n"
DATASET: dict[str, Any] = {"repo_type": "dataset"}


def add(path: str, content: bytes) -> CommitOperationAdd:
    return CommitOperationAdd(path, content)


def put(client: HfApi, repo: str, files: dict[str, bytes], **more: Any) -> str:
    operations = [add(path, content) for path, content in files.items()]
    commit = client.create_commit(repo, operations, commit_message="Put files", **DATASET, **more)
    return str(commit.oid)


def got(client: HfApi, repo: str, path: str, into: Path, revision: str | None = None) -> bytes:
    file = client.hf_hub_download(repo, path, revision=revision, local_dir=into, **DATASET)
    return Path(file).read_bytes()


@pytest.fixture
def client(hub: Hub) -> HfApi:
    return hub.client()


@pytest.fixture
def repo(hub: Hub) -> str:
    return hub.new_repo()


class TestRepositories:
    def test_a_token_names_its_user(self, hub: Hub, client: HfApi) -> None:
        assert client.whoami()["name"] == hub.user

    def test_a_wrong_token_is_told_so(self, hub: Hub) -> None:
        with pytest.raises(HfHubHTTPError, match="Invalid user token") as error:
            hub.client("hf_wrong").whoami()
        assert error.value.response.status_code == 401

    def test_a_new_repository_has_a_first_commit_with_its_attributes(self, hub: Hub, client: HfApi) -> None:
        url = client.create_repo(f"{hub.user}/fresh", **DATASET)
        assert url.repo_id == f"{hub.user}/fresh"
        assert client.list_repo_files(url.repo_id, **DATASET) == [".gitattributes"]
        (first,) = client.list_repo_commits(url.repo_id, **DATASET)
        assert (first.title, first.authors) == ("initial commit", ["system"])

    def test_creating_it_again_is_refused_unless_that_is_fine(self, client: HfApi, repo: str) -> None:
        with pytest.raises(HfHubHTTPError) as error:
            client.create_repo(repo, **DATASET)
        assert error.value.response.status_code == 409
        assert client.create_repo(repo, exist_ok=True, **DATASET).repo_id == repo

    def test_its_facts_name_head_date_and_files(self, hub: Hub, client: HfApi, repo: str) -> None:
        sha = put(client, repo, {"a.txt": b"a", "guesses/1.parquet": PARQUET})
        info = client.dataset_info(repo, files_metadata=True)
        assert (info.id, info.sha, info.private) == (repo, sha, False)
        assert info.last_modified is not None and info.siblings is not None
        large = {file.rfilename: file.lfs.sha256 for file in info.siblings if file.lfs}
        assert large == {"guesses/1.parquet": hashlib.sha256(PARQUET).hexdigest()}
        assert client.repo_exists(repo, **DATASET) and not client.repo_exists("tester/none", **DATASET)
        assert client.list_repo_refs(repo, **DATASET).branches[0].target_commit == sha

    def test_what_is_missing_has_its_own_exception(self, client: HfApi, repo: str, tmp_path: Path) -> None:
        with pytest.raises(RepositoryNotFoundError):
            client.dataset_info("tester/none")
        with pytest.raises(RevisionNotFoundError):
            client.dataset_info(repo, revision="0" * 40)
        with pytest.raises(RemoteEntryNotFoundError):
            got(client, repo, "none.txt", tmp_path)
        with pytest.raises(RemoteEntryNotFoundError):
            list(client.list_repo_tree(repo, "none", **DATASET))

    def test_a_private_repository_is_not_there_for_strangers(self, hub: Hub, tmp_path: Path) -> None:
        repo = hub.new_repo(private=True)
        put(hub.client(), repo, {"a.parquet": PARQUET})
        with pytest.raises(RepositoryNotFoundError) as error:
            hub.client(token=False).dataset_info(repo)
        assert error.value.response.status_code == 401
        assert got(hub.client(hub.reader), repo, "a.parquet", tmp_path) == PARQUET

    def test_nobody_writes_without_the_right_to(self, hub: Hub, repo: str) -> None:
        for token, status in ((False, 401), ("hf_wrong", 401), (hub.reader, 403)):
            with pytest.raises(HfHubHTTPError) as error:
                put(hub.client(token), repo, {"a.txt": b"a"})
            assert error.value.response.status_code == status
        assert hub.files(repo) == [".gitattributes"]


class TestCommits:
    def test_small_text_goes_in_the_commit_and_parquet_as_a_large_object(
        self, hub: Hub, client: HfApi, repo: str, tmp_path: Path
    ) -> None:
        sha = put(client, repo, {"README.md": README, "guesses/1.parquet": PARQUET})
        assert hub.files(repo) == [".gitattributes", "README.md", "guesses/1.parquet"]
        assert hub.objects(repo) == [hashlib.sha256(PARQUET).hexdigest()]
        assert [call.kind for call in hub.requests()][-6:] == [
            *("card", "preupload", "batch", "upload", "verify", "commit")
        ]
        assert got(client, repo, "README.md", tmp_path) == README
        assert got(client, repo, "guesses/1.parquet", tmp_path, sha) == PARQUET
        assert hub.read(repo, "guesses/1.parquet") == PARQUET

    def test_a_large_file_goes_in_parts(self, hub: Hub, client: HfApi, repo: str, tmp_path: Path) -> None:
        content = bytes(11 * 1024 * 1024)
        put(client, repo, {"large.bin": content})
        assert [len(hub.requests(kind)) for kind in ("upload", "part", "complete")] == [0, 3, 1]
        assert got(client, repo, "large.bin", tmp_path) == content

    def test_an_open_file_is_sent_too(self, hub: Hub, client: HfApi, repo: str) -> None:
        operation = CommitOperationAdd("a.parquet", io.BytesIO(PARQUET))
        client.create_commit(repo, [operation], commit_message="Stream", **DATASET)
        assert hub.read(repo, "a.parquet") == PARQUET

    def test_an_object_that_is_there_is_not_sent_again(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        put(client, repo, {"b.parquet": PARQUET})
        assert len(hub.requests("upload")) == 1
        assert hub.read(repo, "b.parquet") == PARQUET

    def test_what_did_not_change_makes_no_commit(self, hub: Hub, client: HfApi, repo: str) -> None:
        files = {"a.txt": b"a", "a.parquet": PARQUET}
        first = put(client, repo, files)
        assert put(client, repo, files) == first
        assert len(hub.requests("commit")) == 1

    def test_files_and_folders_are_deleted_and_copied(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.txt": b"a", "old/1.parquet": PARQUET, "old/2.txt": b"2", "older.txt": b"o"})
        copies = [CommitOperationCopy("old/1.parquet", "1.parquet"), CommitOperationCopy("a.txt", "b.txt")]
        deletes = [CommitOperationDelete("old/"), CommitOperationDelete("a.txt")]
        client.create_commit(repo, [*copies, *deletes], commit_message="Move", **DATASET)
        assert hub.files(repo) == [".gitattributes", "1.parquet", "b.txt", "older.txt"]
        assert (hub.read(repo, "1.parquet"), hub.read(repo, "b.txt")) == (PARQUET, b"a")

    def test_deleting_what_is_not_there_changes_nothing(self, hub: Hub, client: HfApi, repo: str) -> None:
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            add("a.txt", b"a"),
            CommitOperationDelete("none.txt"),
        ]
        with pytest.raises(RemoteEntryNotFoundError, match="A file with this name doesn't exist"):
            client.create_commit(repo, operations, commit_message="Delete", **DATASET)
        assert hub.files(repo) == [".gitattributes"]

    def test_a_card_with_broken_yaml_is_refused_first(self, hub: Hub, client: HfApi, repo: str) -> None:
        with pytest.raises(ValueError, match=r"Invalid metadata in README\.md"):
            put(client, repo, {"README.md": b"---\nlicense: [\n---\n"})
        assert hub.requests("preupload") == []

    def test_a_commit_on_a_head_that_moved_is_refused(self, hub: Hub, client: HfApi, repo: str) -> None:
        seen = client.dataset_info(repo).sha
        hub.commit(repo, {"theirs.txt": b"theirs"})
        with pytest.raises(HfHubHTTPError, match="A commit has happened since") as error:
            put(client, repo, {"a.txt": b"a"}, parent_commit=seen)
        assert error.value.response.status_code == 412
        put(client, repo, {"a.txt": b"a"}, parent_commit=client.dataset_info(repo).sha)
        assert hub.files(repo) == [".gitattributes", "a.txt", "theirs.txt"]

    def test_of_many_who_commit_on_one_head_one_wins(self, hub: Hub, client: HfApi, repo: str) -> None:
        seen = hub.revisions(repo)[0]

        def race(number: int) -> bool:
            try:
                put(client, repo, {f"{number}.parquet": PARQUET + bytes([number])}, parent_commit=seen)
            except HfHubHTTPError as error:
                assert error.response.status_code == 412
                return False
            return True

        with ThreadPoolExecutor(6) as racers:
            assert sum(racers.map(race, range(6))) == 1
        assert len(hub.files(repo)) == 2
        assert len(hub.revisions(repo)) == 2

    def test_commits_without_a_parent_all_happen(self, hub: Hub, client: HfApi, repo: str) -> None:
        with ThreadPoolExecutor(6) as racers:
            list(racers.map(lambda number: put(client, repo, {f"{number}.txt": b"x"}), range(6)))
        assert len(hub.files(repo)) == len(hub.revisions(repo)) == 7

    def test_more_commits_than_allowed_are_told_when_to_come_back(
        self, hub: Hub, client: HfApi, repo: str
    ) -> None:
        hub.limit_commits(1, seconds=60)
        put(client, repo, {"a.txt": b"a"})
        with pytest.raises(HfHubHTTPError) as error:
            put(client, repo, {"b.txt": b"b"})
        assert error.value.response.status_code == 429
        assert 50 < int(error.value.response.headers["Retry-After"]) <= 60


class TestReading:
    def test_old_revisions_stay_readable(self, client: HfApi, repo: str, tmp_path: Path) -> None:
        first = put(client, repo, {"a.txt": b"first", "a.parquet": PARQUET})
        second = put(client, repo, {"a.txt": b"second", "a.parquet": PARQUET + b"2"})
        assert got(client, repo, "a.parquet", tmp_path / "1", first) == PARQUET
        assert got(client, repo, "a.txt", tmp_path / "1", first) == b"first"
        assert got(client, repo, "a.txt", tmp_path / "2", second) == b"second"
        assert client.revision_exists(repo, first, **DATASET)

    def test_a_snapshot_holds_every_file_of_a_revision(
        self, client: HfApi, repo: str, tmp_path: Path
    ) -> None:
        first = put(client, repo, {"a.txt": b"a", "guesses/1.parquet": PARQUET})
        put(client, repo, {"b.txt": b"b"})
        at_first = Path(
            client.snapshot_download(repo, revision=first, cache_dir=tmp_path, **DATASET, max_workers=2)
        )
        assert (at_first / "guesses/1.parquet").read_bytes() == PARQUET
        assert not (at_first / "b.txt").exists()
        latest = Path(client.snapshot_download(repo, cache_dir=tmp_path, **DATASET, allow_patterns="*.txt"))
        assert sorted(file.name for file in latest.rglob("*") if file.is_file()) == ["a.txt", "b.txt"]

    def test_a_tree_is_listed_page_by_page(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {f"guesses/{number:02}.txt": b"x" for number in range(25)} | {"a/b/c.txt": b"c"})
        hub.page_by(10)
        everything = [item.path for item in client.list_repo_tree(repo, recursive=True, **DATASET)]
        assert len(everything) == 25 + 1 + 1 + 3  # guesses, a/b/c.txt, .gitattributes, and three folders
        assert len(set(everything)) == len(everything)
        assert len(hub.requests("tree")) == 3
        top = [item.path for item in client.list_repo_tree(repo, **DATASET)]
        assert top == [".gitattributes", "a", "guesses"]
        assert [item.path for item in client.list_repo_tree(repo, "a/b", **DATASET)] == ["a/b/c.txt"]

    def test_paths_tell_size_object_and_last_commit(self, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        put(client, repo, {"guesses/b.txt": b"b"})
        file, folder = client.get_paths_info(repo, ["a.parquet", "none", "guesses"], **DATASET)
        assert isinstance(file, RepoFile) and file.lfs
        assert (file.size, file.lfs.sha256) == (len(PARQUET), hashlib.sha256(PARQUET).hexdigest())
        assert folder.path == "guesses"
        shown = {item.path: item for item in client.list_repo_tree(repo, expand=True, **DATASET)}
        commits = [commit.commit_id for commit in client.list_repo_commits(repo, **DATASET)]
        last = {path: item.last_commit.oid for path, item in shown.items() if item.last_commit}
        assert last == {"guesses": commits[0], "a.parquet": commits[1], ".gitattributes": commits[2]}

    def test_existence_is_asked_without_a_download(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        assert client.file_exists(repo, "a.parquet", **DATASET)
        assert not client.file_exists(repo, "b.parquet", **DATASET)
        assert hub.requests("object") == []

    def test_a_part_of_a_file_can_be_asked_for(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET, "a.txt": b"0123456789"})
        home = f"{hub.endpoint}/datasets/{repo}/resolve/main"
        for path, content in (("a.parquet", PARQUET), ("a.txt", b"0123456789")):
            answer = httpx.get(f"{home}/{path}", headers={"Range": "bytes=2-5"}, follow_redirects=True)
            assert (answer.status_code, answer.content) == (206, content[2:6])
            assert answer.headers["Content-Range"] == f"bytes 2-5/{len(content)}"
        beyond = httpx.get(f"{home}/a.txt", headers={"Range": "bytes=99-"})
        assert beyond.status_code == 416

    def test_a_large_object_needs_a_signed_address(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        answer = httpx.head(f"{hub.endpoint}/datasets/{repo}/resolve/main/a.parquet")
        assert answer.status_code == 302
        assert answer.headers["X-Linked-Size"] == str(len(PARQUET))
        address = answer.headers["Location"]
        assert httpx.get(address).content == PARQUET
        assert httpx.get(address.partition("?")[0]).status_code == 403
        assert httpx.put(address, content=b"x").status_code == 403


class TestForgetting:
    def test_squashing_leaves_one_commit_and_no_old_revision(
        self, hub: Hub, client: HfApi, repo: str, tmp_path: Path
    ) -> None:
        first = put(client, repo, {"a.txt": b"first"})
        put(client, repo, {"a.txt": b"second", "a.parquet": PARQUET})
        client.super_squash_history(repo, **DATASET)
        assert len(client.list_repo_commits(repo, **DATASET)) == 1
        with pytest.raises(RevisionNotFoundError):
            got(client, repo, "a.txt", tmp_path, first)
        assert got(client, repo, "a.parquet", tmp_path) == PARQUET
        assert b"first" not in b"".join(
            file.read_bytes() for file in (hub.state / "datasets" / repo).rglob("blobs/*")
        )

    def test_large_objects_stay_until_they_are_deleted(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        client.create_commit(
            repo,
            [CommitOperationDelete("a.parquet"), add("b.parquet", b"new\0")],
            commit_message="x",
            **DATASET,
        )
        client.super_squash_history(repo, **DATASET)
        (file,) = client.get_paths_info(repo, "b.parquet", **DATASET)
        assert isinstance(file, RepoFile) and file.lfs
        needed = {file.lfs.sha256}
        listed = list(client.list_lfs_files(repo, **DATASET))
        assert {large.file_oid for large in listed} == set(hub.objects(repo)) > needed
        client.permanently_delete_lfs_files(
            repo, [large for large in listed if large.file_oid not in needed], **DATASET
        )
        assert set(hub.objects(repo)) == needed
        assert hub.read(repo, "b.parquet") == b"new\0"

    def test_deleting_an_object_rewrites_the_commits_that_need_it(
        self, hub: Hub, client: HfApi, repo: str
    ) -> None:
        put(client, repo, {"kept.txt": b"kept"})
        put(client, repo, {"a.parquet": PARQUET})
        put(client, repo, {"later.txt": b"later"})
        before = hub.revisions(repo)
        client.permanently_delete_lfs_files(repo, client.list_lfs_files(repo, **DATASET), **DATASET)
        after = hub.revisions(repo)
        assert after[2:] == before[2:] and not set(after[:2]) & set(before)
        assert hub.files(repo) == [".gitattributes", "kept.txt", "later.txt"]


class TestFaults:
    @pytest.mark.parametrize("status", [401, 412, 429, 500, 502, 503])
    def test_a_refused_commit_is_the_librarys_exception_and_did_not_happen(
        self, hub: Hub, client: HfApi, repo: str, status: int
    ) -> None:
        hub.fail("commit", "before", status, retry_after=7)
        with pytest.raises(HfHubHTTPError) as error:
            put(client, repo, {"a.parquet": PARQUET})
        assert error.value.response.status_code == status
        assert error.value.response.headers["Retry-After"] == "7"
        assert hub.files(repo) == [".gitattributes"]
        put(client, repo, {"a.parquet": PARQUET})
        assert hub.files(repo) == [".gitattributes", "a.parquet"]

    @pytest.mark.parametrize(
        ("how", "exception"),
        [
            ("lost", "RemoteProtocolError|ReadError"),
            ("half", "RemoteProtocolError|ReadError"),
            ("short", "JSON"),
            (500, "Hf"),
        ],
    )
    def test_an_answer_can_fail_after_the_commit_has_happened(
        self, hub: Hub, client: HfApi, repo: str, how: str | int, exception: str
    ) -> None:
        hub.fail("commit", "after", how)
        with pytest.raises(Exception) as error:
            put(client, repo, {"a.parquet": PARQUET})
        assert any(name in type(error.value).__name__ for name in exception.split("|"))
        assert hub.files(repo) == [".gitattributes", "a.parquet"]
        assert [call.fault for call in hub.requests("commit")] == [f"after {how}"]

    def test_a_connection_can_be_lost_before_anything_is_done(
        self, hub: Hub, client: HfApi, repo: str
    ) -> None:
        hub.fail("commit", "before", "lost")
        with pytest.raises(Exception, match=r"(?i)disconnected|reset"):
            put(client, repo, {"a.txt": b"a"})
        assert hub.files(repo) == [".gitattributes"]
        assert hub.requests("commit")[0].status is None

    def test_the_library_tries_an_upload_again_by_itself(self, hub: Hub, client: HfApi, repo: str) -> None:
        hub.fail("upload", "after", 503)
        put(client, repo, {"a.parquet": PARQUET})
        assert [call.status for call in hub.requests("upload")] == [503, 200]

    def test_a_download_cut_in_half_is_asked_for_again(
        self, hub: Hub, client: HfApi, repo: str, tmp_path: Path
    ) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        hub.fail("object", "after", "half")
        assert got(client, repo, "a.parquet", tmp_path) == PARQUET
        assert [call.status for call in hub.requests("object")] == [200, 200]

    def test_a_download_that_is_short_is_noticed(
        self, hub: Hub, client: HfApi, repo: str, tmp_path: Path
    ) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        hub.fail("object", "after", "short", times=None)
        with pytest.raises(OSError, match="Consistency check failed"):
            got(client, repo, "a.parquet", tmp_path)

    def test_calls_can_pass_before_a_fault_strikes(self, hub: Hub, client: HfApi, repo: str) -> None:
        hub.fail("info", "before", 500, times=2, skip=1)
        outcomes: list[str | int] = []
        for _ in range(4):
            try:
                outcomes.append(client.dataset_info(repo).id)
            except HfHubHTTPError as error:
                outcomes.append(error.response.status_code)
        assert outcomes == [repo, 500, 500, repo]

    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_a_call_can_be_slow(self, hub: Hub, client: HfApi, repo: str, moment: str) -> None:
        hub.fail("info", moment, "slow", seconds=0.3)
        begun = time.monotonic()
        assert client.dataset_info(repo).id == repo
        assert time.monotonic() - begun >= 0.3

    def test_other_calls_go_on_while_one_is_slow(self, hub: Hub, client: HfApi, repo: str) -> None:
        hub.fail("commit", "before", "slow", seconds=1.5)
        with ThreadPoolExecutor(1) as beside:
            slow = beside.submit(put, client, repo, {"a.txt": b"a"})
            time.sleep(0.1)
            assert client.dataset_info(repo).id == repo
            assert not slow.done()
            assert slow.result() == hub.revisions(repo)[0]

    def test_faults_by_chance_come_again_with_the_same_seed(self, hub: Hub) -> None:
        def fates(seed: int) -> list[str | None]:
            hub.reset()
            hub.fail_by_chance(0.5, ["info"], [("before", 500), ("after", "half"), ("before", "lost")], seed)
            for _ in range(30):
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"{hub.endpoint}/api/datasets/tester/none", verify=False)
            return [call.fault for call in hub.requests()]

        first = fates(7)
        assert first == fates(7) != fates(8)
        assert {None, "before 500", "after half", "before lost"} == set(first)

    def test_no_such_fault_is_told_at_once(self, hub: Hub) -> None:
        with pytest.raises(httpx.HTTPStatusError):
            hub.fail("commit", "before", "half")
        with pytest.raises(httpx.HTTPStatusError):
            hub.fail("comit", "before", 500)

    def test_the_log_holds_no_token(self, hub: Hub, client: HfApi, repo: str) -> None:
        put(client, repo, {"a.parquet": PARQUET})
        log = (hub.state / "requests.jsonl").read_text()
        assert "upload" in log and "signature" not in log
        assert hub.token not in log


class TestItsOwnProcess:
    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
    def test_everything_outlives_a_restart(
        self, hub: Hub, client: HfApi, repo: str, tmp_path: Path, how: signal.Signals
    ) -> None:
        first = put(client, repo, {"a.txt": b"a", "a.parquet": PARQUET})
        second = put(client, repo, {"b.txt": b"b"})
        hub.stop(how)
        with pytest.raises(Exception, match=r"(?i)refused"):
            client.dataset_info(repo)
        hub.start()
        assert client.dataset_info(repo).sha == second
        assert got(client, repo, "a.parquet", tmp_path, first) == PARQUET
        assert hub.revisions(repo)[:2] == [second, first]
        put(client, repo, {"c.txt": b"c"}, parent_commit=second)

    def test_a_commit_whose_sender_dies_halfway_does_not_happen(self, hub: Hub, repo: str) -> None:
        head = f"POST /api/datasets/{repo}/commit/main HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Authorization: Bearer {hub.token}\r\nContent-Length: 500\r\n\r\n"
        lines = '{"key": "header", "value": {"summary": "Half"}}\n'
        lines += '{"key": "file", "value": {"path": "a.txt", "content": "YQ=="}}\n'
        with socket.create_connection(("127.0.0.1", hub.port)) as sender:
            sender.sendall((head + lines).encode())
            time.sleep(0.1)
        assert hub.files(repo) == [".gitattributes"]

    def test_another_process_finds_it_by_its_environment(self, hub: Hub, repo: str, tmp_path: Path) -> None:
        put(hub.client(), repo, {"a.parquet": PARQUET})
        program = (
            "import sys; from pathlib import Path\n"
            "from huggingface_hub import HfApi, hf_hub_download, snapshot_download\n"
            "repo = sys.argv[1]\n"
            "data = {'repo_id': repo, 'repo_type': 'dataset'}\n"
            "HfApi().upload_file(path_or_fileobj=b'b', path_in_repo='b.txt', **data)\n"
            "print(Path(hf_hub_download(filename='a.parquet', **data)).stat().st_size)\n"
            "print(len(list(Path(snapshot_download(**data)).rglob('*.*'))))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, repo],
            env=hub.environment(tmp_path),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        assert done.stdout.split() == [str(len(PARQUET)), "3"], done.stderr
        assert hub.read(repo, "b.txt") == b"b"
