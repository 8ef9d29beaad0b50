"""The second board, "Around the head", as JSON and as CSV."""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from game.csv_cells import SafeCsvWriter
from game.json_types import Json
from game.scenes.scene_pack import ScenePack
from leaderboard.figures.figure import Figure
from leaderboard.sentences import text
from leaderboard.spatial.breakdown import COLUMNS, line_of, lines
from leaderboard.spatial.differences import Difference, model_differences
from leaderboard.spatial.entrants import Entrant, chance, models, people
from leaderboard.spatial.measures import MEASURES
from leaderboard.spatial.published import Published, load_published
from leaderboard.spatial.trials import Trials

_FACTS = ("key", "kind", "name", "note", "pack", "rendering", "track", "check")
CSV_COLUMNS = (*_FACTS, *COLUMNS)
_CELLS = ("value", "low", "high", "interval_over", "chance_uniform", "chance_ahead", "trials", "items")
NOTES = ("columns", "means", "intervals", "chance", "published", "practice")


@dataclass(frozen=True)
class AroundBoard:
    """Everything that the second board shows.

    Attributes
    ----------
    pack : ScenePack or None
        What is played; None where scenes are off.
    entrants : tuple of Entrant
        People, models, chance.
    """

    pack: ScenePack | None
    entrants: tuple[Entrant, ...]
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, trials: Trials, pack: ScenePack | None, answers: Path | None) -> "AroundBoard":
        """Count people's trials that count, and the models' files in a folder of answers."""
        listeners = people(trials, pack)
        answering = list(models(answers, pack)) if pack else []
        pointers = chance(pack) if pack else []
        compared = model_differences(listeners, answering)
        return cls(pack, (*listeners, *answering, *pointers), tuple(compared))

    def to_dict(self, drawn: Sequence[Figure]) -> Json:
        """The board as the API sends it, except ``as_of``."""
        return {
            "state": "ready",
            "pack": _pack(self.pack),
            "columns": [_column(measure.key) for measure in MEASURES],
            "rows": [_row(entrant) for entrant in self.entrants],
            "differences": [_difference(one) for one in self.differences],
            "published": [_published(one) for one in load_published()],
            "figures": [
                {name: getattr(figure, name) for name in ("name", "title", "section", "entrant", "height")}
                for figure in drawn
            ],
            "notes": [text(f"spatial.standing.note.{note}") for note in NOTES],
        }

    def to_csv(self) -> str:
        """Every figure of every row as a line of a table, over all items and by family, level and task."""
        written = io.StringIO()
        SafeCsvWriter(written).write_named(CSV_COLUMNS, self._lines())
        return written.getvalue()

    def _lines(self) -> Iterator[Json]:
        for entrant in self.entrants:
            facts = {name: str(getattr(entrant, name)) for name in _FACTS}
            yield from (facts | line for line in lines(list(entrant.parts)))


def _pack(pack: ScenePack | None) -> Json | None:
    if pack is None:
        return None
    return {
        "name": pack.name,
        "title": pack.title,
        "hash": pack.hash,
        "rendering": pack.rendering,
        "cues": dict(pack.cues) if pack.cues else None,
        "items": len(pack.items),
    }


def _column(key: str) -> Json:
    measure = next(one for one in MEASURES if one.key == key)
    return {
        "key": key,
        "kind": measure.kind,
        "unit": measure.unit,
        "title": text(f"spatial.standing.measure.{key}"),
        "meaning": text(f"spatial.standing.meaning.{key}"),
    }


def _row(entrant: Entrant) -> Json:
    figures = {}
    for key, score in entrant.scores().items():
        cells = line_of(key, score)
        figures[key] = {name: cells[name] for name in _CELLS}
    answers = 0 if entrant.kind == "chance" else len(entrant.trials)
    counts = {"answers": answers, "players": entrant.trials.players if entrant.kind == "people" else None}
    return {name: getattr(entrant, name) for name in _FACTS} | counts | {"figures": figures}


def _difference(one: Difference) -> Json:
    low, high = one.interval or (None, None)
    return {
        **{"model": one.model, "people": one.people, "measure": one.measure},
        **{"model_value": one.model_value, "people_value": one.people_value, "low": low, "high": high},
        **{"p": None if math.isnan(one.p) else one.p, "items": one.items, "players": one.players},
    }


def _published(one: Published) -> Json:
    return asdict(one) | {"context": one.is_context}
