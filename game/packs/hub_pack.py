"""Packs that lie in a dataset of the Hub: brought into the state folder, each file held to its hash."""

import logging
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from game.hub.repository import File, Hub, Refused, Unavailable
from game.packs import agl1k, manifest
from game.packs.hub_address import Brought, HubAddress, Place, look
from game.packs.table import PackError

TABLES = (manifest.NAME, agl1k.NAME, agl1k.CREDITS, "pack.json")
AUDIO = (f"{manifest.AUDIO}/", f"{agl1k.AUDIO}/")
PAUSES_SECONDS = (2.0, 10.0, 30.0)  # before a Hub that does not answer is asked again
LONGEST_PAUSE_SECONDS = 60.0  # that a Hub which is busy is granted: nobody can play meanwhile
PLAINLY = {
    401: "does not accept the token for {repo}: set HF_TOKEN to one that may read it",
    403: "does not let this token read {repo}: ask for access on its page, or set another HF_TOKEN",
    404: "knows no dataset {repo} with a revision {revision}, or the token may not know of it: "
    "check EARWITNESS_PACK and HF_TOKEN",
}
NO_TOKEN = "shows no dataset {repo} to strangers: check EARWITNESS_PACK, or set HF_TOKEN if it is private"
log = logging.getLogger("earwitness.pack")


def bring(text: str, state: Path, token: str, endpoint: str = "") -> None:
    """Bring a pack from the Hub, or what is new of it; `load_pack` then finds it by the same address.

    A Hub that is away is no obstacle once the pack is here. Whatever was interrupted goes on where it was.

    Parameters
    ----------
    text : str
        The pack's address, as `game.packs.hub_address.FORM` has it.
    token, endpoint
        As for `Hub`.

    Raises
    ------
    PackError
        When there is no pack, it cannot be had, or there is no room for it.
    """
    address = HubAddress.read(text)
    place = Place(address, state)
    known = place.brought()
    if known and address.is_fixed:
        return
    try:
        _Bringing(place, Hub(address.repo, token, endpoint), known).until_here()
    except Unavailable as error:
        if known is None:
            raise PackError(f"{text} is not here yet, and {error}: start again when it is well.") from error
        log.warning("%s is played as it was brought last (%.12s): %s", text, known.commit, error)
    except Refused as error:
        raise PackError(_plainly(error, address, token)) from error
    except OSError as error:
        raise PackError(f"{text} cannot be kept in {place.root}: {error.strerror or error}.") from error


class _Bringing:
    """One attempt after the other to have all files of a pack."""

    def __init__(self, place: Place, hub: Hub, known: Brought | None) -> None:
        self._place = place
        self._hub = hub
        self._known = known

    def until_here(self) -> None:
        """Try until it is done; but not long where there is something to play already."""
        for pause in () if self._known else PAUSES_SECONDS:
            try:
                return self._once()
            except Unavailable as error:
                seconds = min(max(pause, error.pause_seconds), LONGEST_PAUSE_SECONDS)
                log.warning("%s; it is asked again in %g s", error, seconds)
                time.sleep(seconds)
        return self._once()

    def _once(self) -> None:
        address = self._place.address
        revision = self._hub.head(address.revision)
        if revision is None:
            raise Refused("there is no such revision", 404)
        if self._known and self._known.commit == revision.commit:
            return
        files = _files_of_a_pack(address, revision.files)
        if not files:
            raise PackError(f"{address.repo} is no pack: it holds neither {manifest.NAME} nor {agl1k.NAME}.")
        folder = self._place.files(revision.commit)
        self._reuse(folder, files)
        self._check_room(folder, files)
        self._hub.download(revision, _patterns(address), folder)
        _verify(folder, files)
        self._place.note(Brought(revision.commit, look(folder, files)))
        self._drop_others(revision.commit)

    def _reuse(self, folder: Path, files: Mapping[str, File]) -> None:
        """Begin a new commit with the recordings of the one before: most are the same, which is checked."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._known is None:
            return
        before = self._place.files(self._known.commit)
        for path, (size, _) in self._known.files.items():
            if path in files and files[path].sha256 and files[path].size == size:
                _link(before / path, folder / path)

    def _check_room(self, folder: Path, files: Mapping[str, File]) -> None:
        there = look(folder, files)
        needed = sum(file.size for path, file in files.items() if path not in there)
        free = shutil.disk_usage(folder).free
        repo, left = self._place.address.repo, len(files) - len(there)
        log.info("%d files of %s are to come from the Hub, %.0f MB", left, repo, needed / 1e6)
        if needed > free:
            raise PackError(
                f"The pack of {repo} needs {needed / 1e9:.1f} GB more, and "
                f"{self._place.root} has {free / 1e9:.1f} GB left."
            )

    def _drop_others(self, commit: str) -> None:
        """Delete what was brought of earlier commits."""
        for folder in self._place.root.iterdir():
            if folder.is_dir() and folder.name != commit:
                shutil.rmtree(folder, ignore_errors=True)


def _link(old: Path, new: Path) -> None:
    if new.exists():
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # not every file system has a second name for a file
        shutil.copy2(old, new)


def _verify(folder: Path, files: Mapping[str, File]) -> None:
    """Hold each file to its hash; one that is not as it was committed is deleted, to come again."""
    wrong = [path for path, file in files.items() if not file.holds(_content(folder / path))]
    for path in wrong:
        (folder / path).unlink(missing_ok=True)
    if wrong:
        raise Unavailable(f"{len(wrong)} of {len(files)} files did not arrive as they are there: {wrong[0]}")


def _files_of_a_pack(address: HubAddress, files: Mapping[str, File]) -> dict[str, File]:
    """The files that a pack is made of; none when it has no table."""
    start = f"{address.folder}/" if address.folder else ""
    inside = {path: path.removeprefix(start) for path in files if path.startswith(start)}
    if not {manifest.NAME, agl1k.NAME} & set(inside.values()):
        return {}
    return {path: files[path] for path, name in inside.items() if name in TABLES or name.startswith(AUDIO)}


def _patterns(address: HubAddress) -> list[str]:
    start = f"{address.folder}/" if address.folder else ""
    return [start + name for name in (*TABLES, *(f"{audio}*" for audio in AUDIO))]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _plainly(error: Refused, address: HubAddress, token: str) -> str:
    told = NO_TOKEN if error.status == 401 and not token else PLAINLY.get(error.status)
    if told is None:
        return f"{address.repo} cannot be brought from the Hub: {error}"
    said = f" It said: {error.said}" if error.said else ""
    return f"The Hub {told.format(repo=address.repo, revision=address.revision)}.{said}"
