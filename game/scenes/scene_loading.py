"""Loading the scene pack that a host's setting names."""

import re
from pathlib import Path

from game.project_files import ROOT
from game.scenes.scene_pack import PACK, ScenePack, ScenePackError, read_scene_pack

OFF = "off"
_NAME = re.compile(r"[\w-]+")


def load_scene_pack(setting: str, state: Path) -> ScenePack | None:
    """Load the pack of scenes to play; None where the setting is `OFF`.

    Parameters
    ----------
    setting
        A name in the project's ``data/`` or in ``packs/`` of `state`, or a folder.
    state
        The host's state folder.

    Raises
    ------
    ScenePackError
        When there is no such pack, or it has a mistake.
    """
    if setting == OFF:
        return None
    places = [Path(setting)]
    if _NAME.fullmatch(setting):
        places = [ROOT / "data" / setting, state / "packs" / setting, *places]
    folder = next((place for place in places if (place / PACK).is_file()), None)
    if folder is None:
        searched = ", ".join(str(place.absolute()) for place in places)
        raise ScenePackError(f"There is no scene pack {setting}: no {PACK} in {searched}.")
    return read_scene_pack(folder)
