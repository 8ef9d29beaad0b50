"""The packs that a study names, found from its file and loaded."""

from collections.abc import Iterator

from game.geo.gazetteer import Gazetteer
from game.packs import hub_address
from game.packs.loading import PackTable, find_pack, load_pack
from game.packs.pack import Pack
from game.packs.table import PackError
from game.settings import Settings
from game.study.clip_subset import pack_address
from game.study.study_file import StudyError
from game.study.study_schema import Study

_FETCHABLE = "agl1k"


class NotDownloaded(StudyError):
    """The study's pack can be downloaded, and is not on this machine."""


def study_pack(study: Study, settings: Settings) -> Pack:
    """Load the study's pack, and see that those of practice and catch rounds are there.

    Raises
    ------
    NotDownloaded
    StudyError
        When a pack of the study cannot be played.
    """
    problems = list(_lost(study, settings))
    address = pack_address(study, study.pack or settings.pack)
    found = _found(study, study.pack or settings.pack, settings)
    if isinstance(found, PackError) and not problems and _is_downloadable(address):
        raise NotDownloaded([study.problem(("pack",), f"{str(found).rstrip('.')}; {_how(address)}")])
    try:
        pack = load_pack(address, Gazetteer.load(), settings.state, settings.longest_seconds)
    except PackError as error:
        problems.append(study.problem(("pack",), _remedy(error)))
    if problems:
        raise StudyError(problems)
    return pack


def _is_downloadable(address: str) -> bool:
    return address == _FETCHABLE or address.startswith(hub_address.SCHEME)


def _how(address: str) -> str:
    if address == _FETCHABLE:
        return "download it with  python -m game fetch agl1k"
    return f"start the game once with EARWITNESS_PACK={address}"


def _lost(study: Study, settings: Settings) -> Iterator[str]:
    """Packs beside the study's own that are not there."""
    named = {("practice", "pack"): study.practice.pack} if study.practice.rounds else {}
    if study.catch and study.catch.rounds and study.catch.pack:
        named["catch", "pack"] = study.catch.pack
    own = _found(study, study.pack or settings.pack, settings)
    for place, name in named.items():
        other = _found(study, name, settings)
        if isinstance(other, PackError):
            yield study.problem(place, _remedy(other))
        elif other == own:
            yield study.problem(
                place, f"{name} is the study's own pack; write another, or its clips are revealed"
            )


def _found(study: Study, pack: str, settings: Settings) -> PackTable | PackError:
    try:
        return find_pack(pack_address(study, pack), settings.state)
    except PackError as error:
        return error


def _remedy(error: PackError) -> str:
    return f"{str(error).rstrip('.')}; write the name or folder of a pack"
