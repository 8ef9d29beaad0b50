"""Which of the benchmark's samples an item is, as its evaluator names them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from game.scenes.scene_pack import ScenePack, ScenePackError
from game.scenes.twnm.rows import Row

SAMPLES = "samples.jsonl"


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of the benchmark: its split, and its id in it."""

    split: str
    sample_id: str


def sample_line(item: str, row: Row) -> str:
    """An item and its sample as one line of JSON."""
    return json.dumps({"item": item, "split": row.split, "sample_id": row.sample_id})


def samples(pack: ScenePack) -> Mapping[str, Sample]:
    """The samples of a pack by their items' ids; none of a pack that is not the benchmark's.

    Raises
    ------
    ScenePackError
        When the pack's list of them cannot be read.
    """
    file = pack.folder / SAMPLES
    if not file.is_file():
        return {}
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return {line["item"]: Sample(line["split"], line["sample_id"]) for line in lines}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ScenePackError(f"{file} cannot be read: {error}.") from None
