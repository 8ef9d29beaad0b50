"""Answers to questions whose right answers nobody has published, in the form of the benchmark's evaluator.

The benchmark states no form for submissions; the names are those of its own columns.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import select

from game.atomic_write import write_whole
from game.scenes.scene_pack import ScenePack
from game.scenes.twnm.rows import LETTERS
from game.scenes.twnm.samples import Sample, samples
from game.spatial.trials import ANSWERED
from game.store.compiled import Row
from game.store.database import reading_connection
from game.store.spatial_tables import spatial_trials
from game.store.tables import players

_TRIALS = (
    select(spatial_trials.c.item, spatial_trials.c.option, spatial_trials.c.track, players.c.pseudonym)
    .join(players, players.c.id == spatial_trials.c.player_id)
    .where(spatial_trials.c.status == ANSWERED, spatial_trials.c.consent_version.is_not(None))
    .order_by(spatial_trials.c.touched_at)
)


def write_answers(database_url: str, pack: ScenePack, folder: Path) -> dict[str, int]:
    """Write the answers to a pack's questions without public answers; the number of lines by file.

    Raises
    ------
    StoreError, ScenePackError, OSError
        When the database or the pack cannot be read, or a file cannot be written.
    """
    of_item = samples(pack)
    wanted = {item.id: of_item[item.id] for item in pack.items if item.answer is None and item.id in of_item}
    with reading_connection(database_url) as connection:
        asked = _TRIALS.where(spatial_trials.c.pack == pack.name)
        rows = [dict(row) for row in connection.execute(asked).mappings()] if connection else []
    given = _first_of_each(row for row in rows if row["item"] in wanted and row["option"] is not None)
    files = {**_by_person(given, wanted), **_by_most(given, wanted)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        write_whole(folder / name, ["".join(f"{json.dumps(line)}\n" for line in lines).encode()])
    return {name: len(lines) for name, lines in sorted(files.items())}


def _first_of_each(rows: Iterable[Row]) -> list[Row]:
    """The first answer of each person to each question."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        first.setdefault((row["pseudonym"], row["item"]), row)
    return list(first.values())


def _by_person(given: Iterable[Row], wanted: Mapping[str, Sample]) -> dict[str, list[dict[str, str]]]:
    files: dict[str, list[dict[str, str]]] = {}
    for row in given:
        sample = wanted[row["item"]]
        line = {"sample_id": sample.sample_id, "answer_letter": LETTERS[row["option"]]}
        people = files.setdefault(f"{sample.split}.people.jsonl", [])
        people.append({**line, "player": row["pseudonym"], "track": row["track"]})
    return files


def _by_most(given: Iterable[Row], wanted: Mapping[str, Sample]) -> dict[str, list[dict[str, str]]]:
    """The letter of most people for each sample; of two, the earlier in the alphabet."""
    votes: dict[str, Counter[int]] = {}
    for row in given:
        votes.setdefault(row["item"], Counter())[row["option"]] += 1
    files: dict[str, list[dict[str, str]]] = {}
    for item, counted in sorted(votes.items()):
        most = min(counted, key=lambda option: (-counted[option], option))
        line = {"sample_id": wanted[item].sample_id, "answer_letter": LETTERS[most]}
        files.setdefault(f"{wanted[item].split}.jsonl", []).append(line)
    return files
