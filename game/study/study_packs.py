"""The packs that a study names, found from its file and loaded."""

from collections.abc import Iterator

from game.geo.gazetteer import Gazetteer
from game.packs import hub_address
from game.packs.loading import find_pack, load_pack
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
    error = _why_not_found(address, settings)
    if error and not problems and _is_downloadable(address):
        raise NotDownloaded([study.problem(("pack",), f"{str(error).rstrip('.')}; {_how(address)}")])
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
    for place, name in named.items():
        if error := _why_not_found(pack_address(study, name), settings):
            yield study.problem(place, _remedy(error))


def _why_not_found(address: str, settings: Settings) -> PackError | None:
    try:
        find_pack(address, settings.state)
    except PackError as error:
        return error
    return None


def _remedy(error: PackError) -> str:
    return f"{str(error).rstrip('.')}; write the name or folder of a pack"
