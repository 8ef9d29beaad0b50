"""Packs in a dataset of the Hub: downloaded into the state folder, each file checked against its hash."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from game.hub.repository import File, Hub, Refused, Unavailable
from game.packs import agl1k, manifest
from game.packs.hub_address import Downloaded, HubAddress, LocalCopy, stamps
from game.packs.table import PackError

TABLES = (manifest.NAME, agl1k.NAME, agl1k.CREDITS, "pack.json")
AUDIO = (f"{manifest.AUDIO}/", f"{agl1k.AUDIO}/")
PAUSES_SECONDS = (2.0, 10.0, 30.0)  # between tries while the Hub does not answer
LONGEST_PAUSE_SECONDS = 60.0  # that a busy Hub may ask for: nobody can play meanwhile
REFUSALS = {
    401: "does not accept the token for {repo}: set HF_TOKEN to one that may read it",
    403: "does not let this token read {repo}: ask for access on its page, or set another HF_TOKEN",
    404: "knows no dataset {repo} with a revision {revision}, or hides it from this token: "
    "check {setting} and HF_TOKEN",
}
NO_TOKEN = "shows no public dataset {repo}: check {setting}, or set HF_TOKEN if it is private"
log = logging.getLogger("earwitness.pack")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a dataset make a pack.

    Attributes
    ----------
    pick : callable
        The pack's files by path, from all files of a revision; none when it holds no pack.
    patterns : callable
        The same as patterns of paths, as the Hub's client takes them.
    nothing : str
        What to say when it holds no pack.
    setting : str
        The variable that names the address, for messages.
    kind : str
        What the files make, for messages.
    """

    pick: Callable[[HubAddress, Mapping[str, File]], dict[str, File]]
    patterns: Callable[[HubAddress], list[str]]
    nothing: str
    setting: str = "EARWITNESS_PACK"
    kind: str = "pack"


def download_pack(
    text: str, state: Path, token: str, endpoint: str = "", wanted: Wanted | None = None
) -> None:
    """Download a pack from the Hub, or what has changed in it; `load_pack` then finds it by its address.

    If the Hub cannot be reached, an earlier download is used. An interrupted download resumes.

    Parameters
    ----------
    text : str
        The pack's address, in the form `game.packs.hub_address.FORM`.
    token, endpoint
        As for `Hub`.
    wanted : Wanted, optional
        The files to download; those of a pack of clips by default.

    Raises
    ------
    PackError
        When the address holds no pack, it cannot be downloaded, or the disk has no room for it.
    """
    address = HubAddress.read(text)
    wanted = wanted or CLIPS
    copy = LocalCopy(address, state)
    if copy.last() and address.is_fixed:
        return
    last = None
    try:
        copy.root.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{copy.root}.lock"):  # games that share a state folder may start at once
            last = copy.last()
            if not (last and address.is_fixed):
                _Download(copy, Hub(address.repo, token, endpoint), last, wanted).run()
    except Unavailable as error:
        if last is None:
            raise PackError(f"{text} cannot be downloaded: {error}. Start again later.") from error
        log.warning("using the last download of %s (%.12s): %s", text, last.commit, error)
    except Refused as error:
        raise PackError(_message(error, address, token, wanted.setting)) from error
    except OSError as error:
        raise PackError(f"{text} cannot be stored in {copy.root}: {error.strerror or error}.") from error


class _Download:
    """Tries to get all files of a pack."""

    def __init__(self, copy: LocalCopy, hub: Hub, last: Downloaded | None, wanted: Wanted) -> None:
        self._copy = copy
        self._wanted = wanted
        self._hub = hub
        self._last = last

    def run(self) -> None:
        """Try several times; only once if there is an earlier download to play."""
        for pause in () if self._last else PAUSES_SECONDS:
            try:
                return self._try()
            except Unavailable as error:
                seconds = min(max(pause, error.pause_seconds), LONGEST_PAUSE_SECONDS)
                log.warning("%s; trying again in %g s", error, seconds)
                time.sleep(seconds)
        return self._try()

    def _try(self) -> None:
        address = self._copy.address
        revision = self._hub.head(address.revision)
        if revision is None:
            raise Refused("there is no such revision", 404)
        if self._last and self._last.commit == revision.commit:
            return
        files = self._wanted.pick(address, revision.files)
        if not files:
            raise PackError(f"{address.repo} is no {self._wanted.kind}: it holds {self._wanted.nothing}.")
        folder = self._copy.files(revision.commit)
        self._reuse(folder, files)
        self._check_room(folder, files)
        self._hub.download(revision, self._wanted.patterns(address), folder)
        _verify(folder, files)
        self._copy.record(Downloaded(revision.commit, stamps(folder, files)))
        self._delete_others(revision.commit)

    def _reuse(self, folder: Path, files: Mapping[str, File]) -> None:
        """Start a new commit with the last one's recordings: most are the same, which `_verify` checks."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._last is None:
            return
        before = self._copy.files(self._last.commit)
        for path, (size, _) in self._last.files.items():
            if path in files and files[path].sha256 and files[path].size == size:
                _link(before / path, folder / path)

    def _check_room(self, folder: Path, files: Mapping[str, File]) -> None:
        present = stamps(folder, files)
        needed = sum(file.size for path, file in files.items() if path not in present)
        free = shutil.disk_usage(folder).free
        repo, left = self._copy.address.repo, len(files) - len(present)
        log.info("downloading %d files of %s from the Hub, %.0f MB", left, repo, needed / 1e6)
        if needed > free:
            raise PackError(
                f"The {self._wanted.kind} {repo} needs {needed / 1e9:.1f} GB more, and "
                f"{self._copy.root} has {free / 1e9:.1f} GB left."
            )

    def _delete_others(self, commit: str) -> None:
        """Delete the files of other commits."""
        for folder in self._copy.root.iterdir():
            if folder.is_dir() and folder.name != commit:
                shutil.rmtree(folder, ignore_errors=True)


def _link(old: Path, new: Path) -> None:
    if new.exists():
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # not every file system has hard links
        shutil.copy2(old, new)


def _verify(folder: Path, files: Mapping[str, File]) -> None:
    """Check each file against its hash; delete wrong ones, so that the next try downloads them again."""
    wrong = [path for path, file in files.items() if not file.holds(_content(folder / path))]
    for path in wrong:
        (folder / path).unlink(missing_ok=True)
    if wrong:
        raise Unavailable(f"{len(wrong)} of {len(files)} files arrived with a wrong checksum: {wrong[0]}")


def _files_of_a_pack(address: HubAddress, files: Mapping[str, File]) -> dict[str, File]:
    """Pick a pack's files, by path; none when there is no table."""
    start = f"{address.folder}/" if address.folder else ""
    inside = {path: path.removeprefix(start) for path in files if path.startswith(start)}
    if not {manifest.NAME, agl1k.NAME} & set(inside.values()):
        return {}
    return {path: files[path] for path, name in inside.items() if name in TABLES or name.startswith(AUDIO)}


def _patterns(address: HubAddress) -> list[str]:
    start = f"{address.folder}/" if address.folder else ""
    return [start + name for name in (*TABLES, *(f"{audio}*" for audio in AUDIO))]


CLIPS = Wanted(_files_of_a_pack, _patterns, f"neither {manifest.NAME} nor {agl1k.NAME}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _message(error: Refused, address: HubAddress, token: str, setting: str) -> str:
    refusal = NO_TOKEN if error.status == 401 and not token else REFUSALS.get(error.status)
    if refusal is None:
        return f"{address.repo} cannot be downloaded from the Hub: {error}"
    detail = f" The Hub's message: {error.detail}" if error.detail else ""
    return f"The Hub {refusal.format(repo=address.repo, revision=address.revision, setting=setting)}.{detail}"
