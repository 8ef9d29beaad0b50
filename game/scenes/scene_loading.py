"""Loading the scene pack that a host's setting names."""

import re
from pathlib import Path

from game.packs.hub_address import SCHEME
from game.project_files import ROOT
from game.scenes.scene_pack import PACK, ScenePack, ScenePackError, read_scene_pack
from game.settings import NO_SCENES

_NAME = re.compile(r"[\w-]+")


def load_scene_pack(setting: str, state: Path, token: str = "", endpoint: str = "") -> ScenePack | None:
    """Load the pack of scenes to play; None where the setting is `NO_SCENES`.

    TWNM's own recordings are decoded for headphones the first time, which takes a while.

    Parameters
    ----------
    setting
        A name in the project's ``data/`` or in ``packs/`` of `state`; a folder with a pack, or with TWNM's
        own items; or the address of a dataset on the Hub with either.
    state
        The host's state folder.
    token, endpoint
        As for `Hub`.

    Raises
    ------
    ScenePackError
        When there is no such pack, or it has a mistake.
    """
    if setting == NO_SCENES:
        return None
    if setting.startswith(SCHEME):
        from game.scenes.twnm.hub_benchmark import bring

        return _load(bring(setting, state, token, endpoint), state)
    return loaded_scene_pack(setting, state)


def loaded_scene_pack(setting: str, state: Path) -> ScenePack | None:
    """Load the pack as `load_scene_pack` does, but one from the Hub only as the game has brought it.

    Raises
    ------
    ScenePackError
        When there is no such pack, or not yet, or it has a mistake.
    """
    if setting == NO_SCENES:
        return None
    if setting.startswith(SCHEME):
        from game.scenes.twnm.hub_benchmark import brought

        return _load(brought(setting, state), state)
    places = [Path(setting)]
    if _NAME.fullmatch(setting):
        places = [ROOT / "data" / setting, state / "packs" / setting, *places]
    folder = next((place for place in places if (place / PACK).is_file()), None)
    if folder is None and Path(setting).is_dir():
        folder = Path(setting)
    if folder is None:
        searched = ", ".join(str(place.absolute()) for place in places)
        raise ScenePackError(f"There is no scene pack {setting}: no {PACK} in {searched}.")
    return _load(folder, state)


def _load(folder: Path, state: Path) -> ScenePack:
    if (folder / PACK).is_file():
        return read_scene_pack(folder)
    from game.scenes.twnm.twnm_pack import load_benchmark  # needs what only building scenes needs, too

    return load_benchmark(folder, folder.resolve().name, state)
