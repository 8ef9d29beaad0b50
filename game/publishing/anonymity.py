"""The published table of players: their own answers about themselves, coarsened until k players share a row.

Everyone can see a player's guesses, and so the packs, studies and devices they play with. A row of this table
is therefore shown only if k players with the same packs, studies and devices have the same row. Somebody who
keeps every revision could still single a person out by what changes between two of them. So rows appear and
change in batches of k or more players: the players of a batch have the same row as each other in every
revision, and no two revisions, adjacent or not, differ in a shown row by fewer than k players. When fewer
than k players share a row, or a batch shrinks below k, its rows are blanked for good: otherwise their history
would be unique.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from game import columns
from game.players.background_fields import WIDE_BANDS

K = 5
LEAST_DAYS = 2  # on which a player heard recordings; scripted copies of somebody's answers come cheaper
MOST_COUNTED = 3  # languages or continents; this count means "or more"
MOST_LOST = 0.5  # share of a player's answers that may be hidden; a player who would lose more has to wait

Row = Mapping[str, Any]
Cells = tuple[Hashable, ...]
Integers = NDArray[np.int64]


class _Field(NamedTuple):
    """The ways to show one field, from the full answer to nothing, and the cost of each."""

    losses: tuple[int, ...]
    views: Callable[[Any], tuple[Cells, ...]]


def _choice(value: Hashable) -> tuple[Cells, ...]:
    return (value,), (None,)


def _band(value: Any) -> tuple[Cells, ...]:
    return (value,), (WIDE_BANDS.get(value, value),), (None,)


def _several(values: Iterable[str] | None) -> tuple[Cells, ...]:
    chosen = tuple(sorted(set(values or ())))
    if not chosen:
        return ((None, None),) * 3
    count = min(len(chosen), MOST_COUNTED)
    return (chosen, count), (None, count), (None, None)


_FIELDS = {
    "age_band": _Field((0, 1, 3), _band),
    "languages": _Field((0, 1, 3), _several),
    "continents_lived": _Field((0, 1, 3), _several),
    "hearing": _Field((0, 2), _choice),
    "headphones": _Field((0, 2), _choice),
    "field_recording": _Field((0, 2), _choice),
    "language_work": _Field((0, 2), _choice),
}
_LAST = np.array([len(field.losses) - 1 for field in _FIELDS.values()])
# All combinations of levels, one level for each field, cheapest first.
_NODES = sorted(
    product(*(range(last + 1) for last in _LAST)),
    key=lambda node: (sum(f.losses[level] for f, level in zip(_FIELDS.values(), node, strict=True)), node),
)
_HIDDEN = (np.array(_NODES) == _LAST).astype(int)  # for each, the fields of which it shows nothing
_CELLS = [column.name for column in columns.PLAYERS if column.name not in {"player", "batch"}]


class _Shown(NamedTuple):
    """A published row without its player."""

    cells: Cells
    batch: int | None


_BLANK = _Shown((None,) * len(_CELLS), None)


def players_table(rows: Iterable[Row], previous: Iterable[Row], k: int = K) -> list[dict[str, Any]]:
    """Make the next revision of the published table. The order of the input does not matter.

    Parameters
    ----------
    rows : iterable of mapping
        Everyone with a published guess: `player` (the pseudonym), `consent` (whether they agree at present),
        `packs`, `studies` and `devices` of their published guesses, on how many `days` one of these counted,
        and `background`, their answers by the names of `columns.BACKGROUND`: ``{}`` when they withdrew their
        answers, None when nothing is known.
    previous : iterable of mapping
        The published revision, as this function made it; empty before the first.
    k : int
        The least number of players who share a row, and a change.

    Returns
    -------
    list of dict
        Rows with the columns of `columns.PLAYERS`, sorted by player. Players who never had a row have none;
        players whose row is no longer shown have a blank one; players not in ``rows`` are left out.
    """
    known = {row["player"]: row for row in sorted(rows, key=lambda row: str(row["player"]))}
    visible = {player: _visible(row) for player, row in known.items()}
    before = {row["player"]: _read(row) for row in previous if row["player"] in known}
    shown = {p: _BLANK if _is_withdrawn(now, known[p]) else now for p, now in before.items()}
    shown |= _new_batches(known, shown, visible, k)
    shown = _blank_small(shown, visible, k)
    return [_written(player, shown[player]) for player in sorted(shown)]


def _new_batches(
    known: Mapping[str, Row], shown: Mapping[str, _Shown], visible: Mapping[str, Hashable], k: int
) -> dict[str, _Shown]:
    """Rows that appear or change, in new batches."""
    moved: dict[str, _Shown] = {}
    sizes = Counter(now.batch for now in shown.values())
    latest = max((batch for batch in sizes if batch is not None), default=0)
    for origin, players in sorted(_movers(known, shown).items(), key=lambda item: item[0] or 0):
        answers = [known[player]["background"] for player in players]
        groups = list(_groups(answers, [visible[player] for player in players], k))
        staying = sizes[origin] - sum(len(members) for members, _ in groups)
        if origin is not None and 0 < staying < k:
            continue  # those who stay would be blanked because of the others
        for members, cells in groups:
            latest += 1
            moved |= {players[member]: _Shown(cells, latest) for member in members}
    return moved


def _movers(known: Mapping[str, Row], shown: Mapping[str, _Shown]) -> dict[int | None, list[str]]:
    """Players, by their batch, who agree and whose row is new or differs from their present answers.

    They alone count towards k in new batches: those who heard recordings on `LEAST_DAYS` days.
    """
    movers: dict[int | None, list[str]] = defaultdict(list)
    for player, row in known.items():
        now = shown.get(player)
        is_player = row["consent"] and row["days"] >= LEAST_DAYS
        if now == _BLANK or not is_player or not any(_answers(row).values()):
            continue
        if now is None or not _matches(now.cells, _answers(row)):
            movers[now.batch if now else None].append(player)
    return movers


def _groups(answers: Sequence[Row], visible: Sequence[Hashable], k: int) -> Iterator[tuple[list[int], Cells]]:
    """Find groups of players who can share a row at the lowest cost: their positions, and the row."""
    views = [[field.views(row.get(name)) for row in answers] for name, field in _FIELDS.items()]
    codes = [[_codes(cells) for cells in zip(*of_field, strict=True)] for of_field in views]
    sizes = [[len(set(cells)) for cells in zip(*of_field, strict=True)] for of_field in views]
    is_answered = np.array([[bool(row.get(name)) for name in _FIELDS] for row in answers])
    may_lose = MOST_LOST * is_answered.sum(1)
    left, visible_codes = np.arange(len(answers)), _codes(visible)
    for node, hidden in zip(_NODES, _HIDDEN, strict=True):
        if len(left) < k:
            return
        allowed = left[is_answered[left] @ hidden <= may_lose[left]]
        if len(allowed) < k:
            continue
        keys = visible_codes[allowed]
        for field, of_field, level in zip(codes, sizes, node, strict=True):
            keys = keys * of_field[level] + field[level][allowed]
        for members in _shared(keys, allowed, k):
            shown = [field[members[0]][level] for field, level in zip(views, node, strict=True)]
            yield members.tolist(), tuple(cell for cells in shown for cell in cells)
            left = np.setdiff1d(left, members, assume_unique=True)


def _shared(keys: Integers, positions: Integers, k: int) -> list[Integers]:
    """Positions grouped by key, for keys that k or more have."""
    order = np.argsort(keys, kind="stable")
    edges = np.flatnonzero(np.concatenate([[True], np.diff(keys[order]) != 0, [True]]))
    large = np.flatnonzero(np.diff(edges) >= k)
    return [positions[order[edges[at] : edges[at + 1]]] for at in large]


def _codes(values: Iterable[Hashable]) -> Integers:
    """A number for each value; equal values get equal numbers."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _blank_small(shown: Mapping[str, _Shown], visible: Mapping[str, Hashable], k: int) -> dict[str, _Shown]:
    """Blank rows that fewer than k share; repeat, as each blanked row leaves others with one fewer."""
    left = dict(shown)
    while True:
        rows = Counter((visible[player], now.cells) for player, now in left.items())
        batches = Counter(now.batch for now in left.values())
        small = [
            player
            for player, now in left.items()
            if now != _BLANK and min(rows[visible[player], now.cells], batches[now.batch]) < k
        ]
        if not small:
            return left
        left |= dict.fromkeys(small, _BLANK)


def _answers(row: Row) -> Row:
    return row["background"] or {}


def _is_withdrawn(now: _Shown, row: Row) -> bool:
    """Whether a shown field has no answer any more. Unknown answers do not count as withdrawn."""
    if row["background"] is None:
        return False
    return any(any(cells) and not row["background"].get(name) for name, cells in _by_field(now.cells))


def _matches(cells: Cells, answers: Row) -> bool:
    """Whether every shown cell is still a view of the player's answers."""
    return all(part in _FIELDS[name].views(answers.get(name)) for name, part in _by_field(cells))


def _by_field(cells: Cells) -> Iterator[tuple[str, Cells]]:
    left = iter(cells)
    for name, field in _FIELDS.items():
        yield name, tuple(islice(left, len(field.views(None)[0])))


def _visible(row: Row) -> Hashable:
    """What everyone can see of a player in the published guesses."""
    return tuple(tuple(sorted(set(row[name]))) for name in ("packs", "studies", "devices"))


def _read(row: Row) -> _Shown:
    cells = (tuple(row[name]) if isinstance(row[name], list) else row[name] for name in _CELLS)
    return _Shown(tuple(cells), row["batch"])


def _written(player: str, shown: _Shown) -> dict[str, Any]:
    cells = (list(cell) if isinstance(cell, tuple) else cell for cell in shown.cells)
    return {"player": player, **dict(zip(_CELLS, cells, strict=True)), "batch": shown.batch}
