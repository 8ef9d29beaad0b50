"""The published table of players: what they tell of themselves, as far as it points at nobody.

Everyone can see a player's guesses, and with them the packs, studies and devices they play with. So a row
of this table is shown only where k players with the same packs, studies and devices have the same row.
Whoever keeps every revision could still find a person in what changes between two of them. So rows appear
and change in batches: the players of a batch, k or more, have had the same row as each other in every
revision, and no two revisions, whether next to each other or not, differ in a shown row by fewer than k
players. A row that has too few like it, or a batch that has become too small, is blanked, and stays so: its
history would be its own.
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
MOST_COUNTED = 3  # of languages and continents: here a count stands for "or more"
MOST_LOST = 0.5  # of the fields that a player told; whom less could be shown of waits for others

Row = Mapping[str, Any]
Cells = tuple[Hashable, ...]
Integers = NDArray[np.int64]


class _Field(NamedTuple):
    """How one field can be shown, from all that was told to nothing, and what is lost each time."""

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
# How all fields can be shown together: what loses least comes first.
_NODES = sorted(
    product(*(range(last + 1) for last in _LAST)),
    key=lambda node: (sum(f.losses[at] for f, at in zip(_FIELDS.values(), node, strict=True)), node),
)
_CELLS = [column.name for column in columns.PLAYERS if column.name not in {"player", "batch"}]


class _Shown(NamedTuple):
    """A published row, without its player."""

    cells: Cells
    batch: int | None


_BLANK = _Shown((None,) * len(_CELLS), None)


def players_table(rows: Iterable[Row], previous: Iterable[Row], k: int = K) -> list[dict[str, Any]]:
    """Make the next revision of the published table; the order of what is given is no matter.

    Parameters
    ----------
    rows : iterable of mapping
        Everyone of whom a guess is published: `player` (the pseudonym), `consent` (whether they agree now),
        `packs`, `studies` and `devices` of their published guesses, and `background`, what they tell by the
        names of `columns.BACKGROUND`: ``{}`` when they took it back, None when nothing is known of it.
    previous : iterable of mapping
        The revision that is published, as this function made it; empty before the first.
    k : int
        How many players must share a row, and a change.

    Returns
    -------
    list of dict
        Rows with the columns of `columns.PLAYERS`, by player. Who never had a row has none, whose row is
        shown no more has a blank one, and who is not in ``rows`` is left out.
    """
    known = {row["player"]: row for row in sorted(rows, key=lambda row: str(row["player"]))}
    alike = {player: _alike(row) for player, row in known.items()}
    before = {row["player"]: _read(row) for row in previous if row["player"] in known}
    shown = {p: _BLANK if _is_taken_back(now, known[p]) else now for p, now in before.items()}
    shown |= _moved(known, shown, alike, k)
    shown = _without_small(shown, alike, k)
    return [_written(player, shown[player]) for player in sorted(shown)]


def _moved(
    known: Mapping[str, Row], shown: Mapping[str, _Shown], alike: Mapping[str, Hashable], k: int
) -> dict[str, _Shown]:
    """Rows that appear, or change, in new batches."""
    moved: dict[str, _Shown] = {}
    sizes = Counter(now.batch for now in shown.values())
    latest = max((batch for batch in sizes if batch is not None), default=0)
    for origin, players in sorted(_movers(known, shown).items(), key=lambda item: item[0] or 0):
        told = [known[player]["background"] for player in players]
        groups = list(_groups(told, [alike[player] for player in players], k))
        staying = sizes[origin] - sum(len(members) for members, _ in groups)
        if origin is not None and 0 < staying < k:
            continue  # they would be blanked for what others did
        for members, cells in groups:
            latest += 1
            moved |= {players[member]: _Shown(cells, latest) for member in members}
    return moved


def _movers(known: Mapping[str, Row], shown: Mapping[str, _Shown]) -> dict[int | None, list[str]]:
    """Players, by their batch, who agree and whose row is not there yet or tells what they tell no more."""
    movers: dict[int | None, list[str]] = defaultdict(list)
    for player, row in known.items():
        now = shown.get(player)
        if now == _BLANK or not row["consent"] or not any(_told(row).values()):
            continue
        if now is None or not _agrees(now.cells, _told(row)):
            movers[now.batch if now else None].append(player)
    return movers


def _groups(told: Sequence[Row], alike: Sequence[Hashable], k: int) -> Iterator[tuple[list[int], Cells]]:
    """Find players who can be shown alike, losing little: their positions, and what is shown of them."""
    views = [[field.views(row.get(name)) for row in told] for name, field in _FIELDS.items()]
    codes = [[_codes(cells) for cells in zip(*of_field, strict=True)] for of_field in views]
    has_told = np.array([[bool(row.get(name)) for name in _FIELDS] for row in told])
    left, of_alike = np.arange(len(told)), _codes(alike)
    for node in _NODES:
        if len(left) < k:
            return
        lost = (has_told[left] & (np.array(node) == _LAST)).sum(1)
        may = left[lost <= MOST_LOST * has_told[left].sum(1)]
        if len(may) < k:
            continue
        keys = of_alike[may]
        for field, level in zip(codes, node, strict=True):
            keys = keys * (field[level].max() + 1) + field[level][may]
        for members in _shared(keys, may, k):
            shown = [field[members[0]][level] for field, level in zip(views, node, strict=True)]
            yield members.tolist(), tuple(cell for cells in shown for cell in cells)
            left = np.setdiff1d(left, members, assume_unique=True)


def _shared(keys: Integers, positions: Integers, k: int) -> list[Integers]:
    """Positions with one key, where there are k of them."""
    order = np.argsort(keys, kind="stable")
    edges = np.flatnonzero(np.diff(keys[order])) + 1
    return [members for members in np.split(positions[order], edges) if len(members) >= k]


def _codes(values: Iterable[Hashable]) -> Integers:
    """A number for each value, the same for the same."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def _without_small(shown: Mapping[str, _Shown], alike: Mapping[str, Hashable], k: int) -> dict[str, _Shown]:
    """Blank rows that fewer than k share, until none is left: each that goes leaves others with one fewer."""
    left = dict(shown)
    while True:
        rows = Counter((alike[player], now.cells) for player, now in left.items())
        batches = Counter(now.batch for now in left.values())
        small = [
            player
            for player, now in left.items()
            if now != _BLANK and min(rows[alike[player], now.cells], batches[now.batch]) < k
        ]
        if not small:
            return left
        left |= dict.fromkeys(small, _BLANK)


def _told(row: Row) -> Row:
    return row["background"] or {}


def _is_taken_back(now: _Shown, row: Row) -> bool:
    """Whether a field is shown that its player tells no more. Of what is unknown, nothing is taken back."""
    if row["background"] is None:
        return False
    return any(any(cells) and not row["background"].get(name) for name, cells in _by_field(now.cells))


def _agrees(cells: Cells, told: Row) -> bool:
    """Whether all that is shown is still told."""
    return all(part in _FIELDS[name].views(told.get(name)) for name, part in _by_field(cells))


def _by_field(cells: Cells) -> Iterator[tuple[str, Cells]]:
    left = iter(cells)
    for name, field in _FIELDS.items():
        yield name, tuple(islice(left, len(field.views(None)[0])))


def _alike(row: Row) -> Hashable:
    """What everyone can see of a player in their guesses."""
    return tuple(tuple(sorted(set(row[name]))) for name in ("packs", "studies", "devices"))


def _read(row: Row) -> _Shown:
    cells = (tuple(row[name]) if isinstance(row[name], list) else row[name] for name in _CELLS)
    return _Shown(tuple(cells), row["batch"])


def _written(player: str, shown: _Shown) -> dict[str, Any]:
    cells = (list(cell) if isinstance(cell, tuple) else cell for cell in shown.cells)
    return {"player": player, **dict(zip(_CELLS, cells, strict=True)), "batch": shown.batch}
