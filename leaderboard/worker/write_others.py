"""Writes, for each clip, where people pointed, so that reveals show it without asking the database."""

import logging

import numpy as np

from game.geo.geodesy import distance_km
from leaderboard.entrants.crowd import crowd_points
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.rows import Bools, Integers
from leaderboard.worker.others_file import NAME, ClipOthers, head, read_lines, rounded
from leaderboard.worker.output_files import OutputFiles
from leaderboard.worker.shown_rounds import ShownRounds

log = logging.getLogger("earwitness.leaderboard")


class OthersWriter:
    """Keeps the file of where people pointed up to date, at the cost of what is new.

    Parameters
    ----------
    outputs : OutputFiles
        Where the file is. What it shows at the start is taken up, so that a restart singles nobody out.
    rng : numpy.random.Generator
        Chooses who is hidden together with somebody who has withdrawn.
    """

    def __init__(self, outputs: OutputFiles, benchmark: Benchmark, rng: np.random.Generator) -> None:
        self._outputs = outputs
        self._benchmark = benchmark
        self._rng = rng
        self._rounds = _earlier(outputs, benchmark)
        self._lines: dict[int, bytes] = {}
        self._laid_out = np.zeros(len(benchmark.clips), np.bool_)
        self._news: tuple[Guesses, int] | None = None
        self._is_due = outputs.get(NAME) is not None  # even if it shows nobody any more

    def note(self, guesses: Guesses, kept: int) -> None:
        """Take in people's guesses, the first ``kept`` of which are unchanged, with the next `write`."""
        self._news = guesses, min(kept, self._news[1]) if self._news else kept

    def write(self) -> None:
        """Write the file if it has changed.

        Raises
        ------
        OSError
            If it cannot be written; the next call tries again.
        """
        if self._news:
            self._update(*self._news)
            self._news = None
        if self._is_due:
            lines = [self._lines[at] for at in sorted(self._lines)]
            self._outputs.put(NAME, b"\n".join([head(self._benchmark.name), *lines]))
            self._is_due = False

    def _update(self, guesses: Guesses, kept: int) -> None:
        clips = len(self._benchmark.clips)
        changed = np.bincount(guesses.responses.clip[kept:], minlength=clips) > 0
        if not kept:
            changed[:] = True
        rows = _usable(guesses, changed)
        ends = np.cumsum(np.bincount(guesses.responses.clip[rows], minlength=clips))
        shown = []
        for at in np.flatnonzero(changed).tolist():
            of_clip = rows[ends[at - 1] if at else 0 : ends[at]]
            # Rounds restored from a dataset may share their place; one of them stands for all.
            there, first = np.unique(guesses.shown_as[of_clip], return_index=True)
            of_clip = of_clip[first]
            before = self._rounds.get(at, ShownRounds())
            after = self._rounds[at] = before.after(there, self._rng)
            if self._laid_out[at] and after.is_same(before):
                changed[at] = False
            else:
                shown.append(of_clip[np.isin(there, after.shown)])
        self._lay_out(guesses, np.concatenate([*shown, np.array([], np.intp)]), changed)

    def _lay_out(self, guesses: Guesses, rows: Integers, changed: Bools) -> None:
        """Make the lines of the changed clips; ``rows`` are the shown guesses, ordered by clip."""
        benchmark, responses = self._benchmark, guesses.responses
        clip, lat, lon = responses.clip[rows], responses.lat[rows], responses.lon[rows]
        truth = benchmark.truth
        km = np.round(distance_km(truth.lat[clip], truth.lon[clip], lat, lon))
        lat, lon = rounded(lat), rounded(lon)
        crowds = crowd_points(clip, lat, lon, len(benchmark.clips))
        found = zip(crowds.clip.tolist(), crowds.lat.tolist(), crowds.lon.tolist(), strict=True)
        crowd = {at: self._crowd(at, *point) for at, *point in found}
        for at in np.flatnonzero(changed).tolist():
            of_clip = slice(*np.searchsorted(clip, [at, at + 1]))
            shown = ClipOthers.of(self._rounds[at], lat[of_clip], lon[of_clip], km[of_clip], crowd.get(at))
            self._set_line(at, shown)
        self._laid_out |= changed

    def _crowd(self, clip: int, lat: float, lon: float) -> dict[str, float]:
        truth = self._benchmark.truth
        far = float(distance_km(truth.lat[clip], truth.lon[clip], lat, lon))
        return {"lat": round(lat, 2), "lon": round(lon, 2), "distance_km": round(far, 1)}

    def _set_line(self, clip: int, shown: ClipOthers) -> None:
        rounds = self._rounds[clip]
        is_empty = not (len(rounds.shown) or len(rounds.held))
        line = None if is_empty else shown.line(self._benchmark.clips[clip].key)
        if line != self._lines.get(clip):
            self._is_due = True
            self._lines.pop(clip, None)
            if line:
                self._lines[clip] = line


def _usable(guesses: Guesses, changed: Bools) -> Integers:
    """The guesses that may be shown, one for each person and clip, in ascending order of clips."""
    responses = guesses.responses
    may_show = ~np.isnan(guesses.shown_as) & ~np.isnan(responses.lat) & changed[responses.clip]
    rows = np.flatnonzero(may_show)
    pair = responses.clip[rows] * (1 + guesses.player.max(initial=0)) + guesses.player[rows]
    first: Integers = rows[np.unique(pair, return_index=True)[1]]
    return first


def _earlier(outputs: OutputFiles, benchmark: Benchmark) -> dict[int, ShownRounds]:
    """What an earlier file of the same pack shows, by the clips' positions."""
    held = outputs.get(NAME)
    try:
        pack, by_clip = read_lines(held.body.split(b"\n")) if held else ("", {})
    except (ValueError, LookupError, TypeError) as error:
        log.warning("%s cannot be read and is written anew: %s", outputs.folder / NAME, error)
        return {}
    known = by_clip.items() if pack == benchmark.name else ()
    return {benchmark.positions[key]: one.rounds for key, one in known if key in benchmark.positions}
