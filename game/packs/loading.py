"""Packs found by name, path or address, and checked before anyone plays."""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from game.geo.gazetteer import Gazetteer
from game.packs import agl1k, hub_address, manifest
from game.packs.clip import Clip
from game.packs.longest import too_long
from game.packs.origin import Origin, read_origin
from game.packs.pack import Pack
from game.packs.table import PackError
from game.project_files import DATA
from game.sound.inspection import Inspected, inspect

_TOLERANCE_SECONDS = 0.5
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A pack format: its table and audio folder, its reader, and its packs' name ("": the folder's)."""

    manifest: str
    audio: str
    read: Callable[[Path], list[Clip]]
    name: str


_KINDS = (
    _Kind(manifest.NAME, manifest.AUDIO, manifest.read_manifest, ""),
    _Kind(agl1k.NAME, agl1k.AUDIO, agl1k.read_agl1k, "agl1k"),
)


@dataclass(frozen=True, slots=True)
class PackTable:
    """A pack's name and table, before anything is read."""

    name: str
    file: Path


def find_pack(name_or_path: str, state: Path) -> PackTable:
    """Find a pack's table.

    Parameters
    ----------
    name_or_path, state
        As for `load_pack`.

    Raises
    ------
    PackError
        When there is no pack.
    """
    folder = _find(name_or_path, state)
    kind = _kind(folder)
    return PackTable(kind.name or folder.name, folder / kind.manifest)


def load_pack(
    name_or_path: str, gazetteer: Gazetteer, state: Path, longest_seconds: float = math.inf
) -> Pack:
    """Read a pack and check its audio.

    Parameters
    ----------
    name_or_path : str
        The name of a folder in the project's ``data/`` or in ``packs/`` of ``state``; the address of a pack
        that `game.packs.hub_pack.download_pack` has downloaded from the Hub; or a path.
    gazetteer : Gazetteer
        Fills in the labels that the manifest leaves blank.
    state : Path
        Folder for what is learnt about the audio, so that a second start only checks dates.
    longest_seconds : float
        Longer recordings cannot be played; by default, all can.

    Raises
    ------
    PackError
        When there is no pack, its manifest has a mistake, none of its clips can be played, or its hash is not
        the one that the Hub address demands.
    """
    folder = _find(name_or_path, state)
    kind = _kind(folder)
    clips = kind.read(folder)
    if not clips:
        raise PackError(f"{folder / kind.manifest} lists no clip.")
    origin = read_origin(folder, (clip.key for clip in clips))
    clips = _sampled(clips, origin)
    cache = state / "inspected" / f"{hashlib.sha256(bytes(folder)).hexdigest()[:16]}.json"
    audio = _not_too_long(inspect({clip.file for clip in clips}, cache), longest_seconds)
    present = [clip for clip in clips if clip.file in audio]
    playable = [clip for clip in present if not audio[clip.file].problem]
    unreadable = [f"{clip.key}: {audio[clip.file].problem}" for clip in present if audio[clip.file].problem]
    missing = [clip.key for clip in clips if clip.file not in audio]
    if not playable:
        raise PackError(_nothing_to_play(folder / kind.audio, missing, unreadable))
    pack = Pack(
        name=kind.name or folder.name,
        folder=folder,
        clips=tuple(_fill_blanks(playable, audio, gazetteer)),
        missing=tuple(missing),
        unreadable=tuple(unreadable),
        hash=_hash(folder, kind.manifest, {clip.file: audio[clip.file].sha256 for clip in playable}),
        origin=origin,
    )
    hub_address.check_hash(name_or_path, pack.hash)
    return pack


def _find(name_or_path: str, state: Path) -> Path:
    if name_or_path.startswith(hub_address.SCHEME):
        return hub_address.local_folder(name_or_path, state).resolve()
    places = [Path(name_or_path)]
    if _NAME.fullmatch(name_or_path):
        places = [DATA / name_or_path, state / "packs" / name_or_path, *places]
    folder = next((place for place in places if place.is_dir()), None)
    if folder is None:
        searched = ", ".join(str(place.absolute()) for place in places)
        raise PackError(f"There is no pack '{name_or_path}': looked for {searched}.")
    return folder.resolve()


def _kind(folder: Path) -> _Kind:
    for kind in _KINDS:
        if (folder / kind.manifest).is_file():
            return kind
    manifests = " nor ".join(kind.manifest for kind in _KINDS)
    raise PackError(f"{folder} is no pack: it holds neither {manifests}.")


def _sampled(clips: list[Clip], origin: Origin | None) -> list[Clip]:
    """The clips of the sample, in the order of the manifest."""
    if origin is None or origin.sample is None:
        return clips
    chosen = set(origin.sample.keys)
    return [clip for clip in clips if clip.key in chosen]


def _seconds(told: float, counted: float) -> float:
    """The table's length where it is right: it may leave out what an encoder has added."""
    return told if told and abs(told - counted) <= _TOLERANCE_SECONDS else counted


def _not_too_long(audio: Mapping[Path, Inspected], longest_seconds: float) -> dict[Path, Inspected]:
    return {
        file: replace(found, problem=found.problem or too_long(found.seconds, longest_seconds))
        for file, found in audio.items()
    }


def _nothing_to_play(audio: Path, missing: list[str], unreadable: list[str]) -> str:
    if unreadable:
        return f"{audio} holds no playable recording; the first one, {unreadable[0]}."
    return f"{audio} holds none of the {len(missing)} recordings of its manifest: put them there."


def _fill_blanks(clips: list[Clip], audio: Mapping[Path, Inspected], gazetteer: Gazetteer) -> list[Clip]:
    """Fill in blank labels, and lengths that are blank or wrong."""
    places = gazetteer.places([clip.lat for clip in clips], [clip.lon for clip in clips])
    return [
        replace(
            clip,
            city=clip.city or place.city,
            country=clip.country or place.country,
            country_code=clip.country_code or place.country_code,
            continent=clip.continent or place.continent,
            seconds=_seconds(clip.seconds, audio[clip.file].seconds),
        )
        for clip, place in zip(clips, places, strict=True)
    ]


def _hash(folder: Path, manifest_name: str, audio: Mapping[Path, str]) -> str:
    digest = hashlib.sha256(hashlib.sha256((folder / manifest_name).read_bytes()).digest())
    for file in sorted(audio):
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0{audio[file]}".encode())
    return digest.hexdigest()
