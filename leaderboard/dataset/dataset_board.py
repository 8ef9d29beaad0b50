"""The leaderboard of a published dataset: people by an engine, models and baselines as everywhere."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from game.json_types import Json
from game.players.identity import Registry
from leaderboard.board import payload
from leaderboard.board.headline import headline
from leaderboard.board.left_out import left_out_by, sentences_on
from leaderboard.board.notes import notes_on_models, notes_on_people
from leaderboard.board.row_intervals import with_intervals, with_saved
from leaderboard.board.same_clips import compare
from leaderboard.board.standings import Standing, standing
from leaderboard.board.table import computed_rows, with_ranks
from leaderboard.dataset.answered_rows import COUNTS, Facts, answered_rows, eligible, facts_of
from leaderboard.dataset.crowds import Progress, crowds_of, unseen
from leaderboard.dataset.dataset_error import DatasetError
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.people import KEYS_OF_ROWS, People
from leaderboard.dataset.published_files import PublishedFiles
from leaderboard.dataset.resampling import Resampling
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import CROWD, Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.uncertainty.interval_file import Intervals


@dataclass(frozen=True)
class Rounds:
    """The rounds of a dataset.

    Attributes
    ----------
    rows, chosen : ibis.Table
        What `leaderboard.dataset.answered_rows.answered_rows` and `eligible` return.
    """

    rows: Any
    chosen: Any
    facts: Facts


@dataclass(frozen=True)
class DatasetBoard:
    """The leaderboard of a dataset.

    Attributes
    ----------
    rows : sequence of Standing
        Sorted and ranked.
    counts : mapping of str to int
        As `leaderboard.board.payload.to_dict` has them.
    no_best_tenth : str
        Why there is no best tenth, as a sentence; empty if there is, or before anybody has played.
    no_resampling : str
        Why there are no intervals that take it; empty if there are, or none was wanted.
    intervals : Intervals
        Those that take resampling.
    headline : dict or None
        As `leaderboard.board.headline.headline` gives it.
    """

    rows: Sequence[Standing]
    facts: Facts
    counts: dict[str, int]
    no_best_tenth: str
    no_resampling: str
    intervals: Intervals
    headline: Json | None


def rounds_of(
    published: PublishedFiles, benchmark: Benchmark, engine: Engine, registry: Registry | None = None
) -> Rounds:
    """Look over the rounds of a dataset, and compare each with the truth.

    Parameters
    ----------
    registry : Registry, optional
        Of the key that the dataset was published with, if it is at hand: leaves out the rows of players who
        have a tombstone. A dataset that is whole has none.

    Raises
    ------
    DatasetError
        When rows have points and no distances.
    """
    chosen = eligible(engine.read(published.files), benchmark, engine)

    def names() -> list[str]:
        found: list[str] = chosen.select("player").distinct().to_pyarrow()["player"].to_pylist()
        return found

    withdrawn = published.withdrawn(names, registry)
    if withdrawn:
        chosen = chosen.filter(chosen.player.notin(withdrawn))
    facts = facts_of(chosen)
    if facts.without_distance:
        raise DatasetError(
            f"{facts.without_distance:,} guesses have no distance_km: they cannot be compared with others."
        )
    return Rounds(answered_rows(chosen, benchmark, engine), chosen, facts)


def board_of(
    rounds: Rounds,
    roster: Roster,
    engine: Engine,
    resampling: Resampling,
    progress: Progress = unseen,
) -> DatasetBoard:
    """Work out the table of a dataset.

    Parameters
    ----------
    roster : Roster
        Without people; models and baselines are computed.
    """
    benchmark = roster.benchmark
    people = People(rounds.rows, engine)
    of_people = list(progress(people.standings(), len(KEYS_OF_ROWS), "Adding up people's rounds"))
    best = people.best_tenth.standing()
    crowds = crowds_of(rounds.rows, benchmark, progress=progress)
    players = people.everyone.players if people.everyone else None
    roster.reload_answers()
    roster.compute_baselines()
    saved = resampling.intervals(rounds.chosen, rounds.facts, roster, progress)
    rows = [
        *(with_saved(row, saved) for row in of_people),
        *(with_intervals(standing(crowd), crowd, players, None, saved) for crowd in crowds),
        *(with_saved(row, saved) for row in filter(None, [best])),
        *computed_rows(roster, saved),
    ]
    return DatasetBoard(
        with_ranks(rows, benchmark, saved),
        rounds.facts,
        _counts(rounds.rows),
        people.best_tenth.selection.why_not if people.has_guesses else "",
        resampling.why_not(rounds.facts),
        saved,
        headline(_compared(people, roster, [], ())),
    )


def same_clips_of(rounds: Rounds, roster: Roster, engine: Engine, keys: Sequence[str]) -> Json:
    """Compare people with entrants, as `leaderboard.board.same_clips.compare_on_same_clips` does.

    Raises
    ------
    UnknownEntrant
    """
    roster.reload_answers()
    if keys:
        roster.compute_baselines()
    crowds = crowds_of(rounds.rows, roster.benchmark) if any(map(_is_crowd, keys)) else []
    return _compared(People(rounds.rows, engine), roster, crowds, keys)


def _compared(people: People, roster: Roster, crowds: Sequence[Entrant], keys: Sequence[str]) -> Json:
    clips = len(roster.benchmark.clips)
    entrants = [*crowds, *roster.entrants()]
    return compare(people.over_clips(clips), entrants, keys, clips, has_guesses=people.has_guesses)


def _is_crowd(key: str) -> bool:
    return key.partition("/")[0] == CROWD


def to_dict(board: DatasetBoard, roster: Roster) -> Json:
    """The board as `leaderboard.board.payload.to_dict` gives it, with sentences about a dataset."""
    by_key = {row.key: row for row in board.rows}
    left_out = left_out_by(board.facts.reasons, board.counts["guesses"] + board.counts["skips"])
    scores = {key: by_key[key].geoscore for key in KEYS_OF_ROWS if key in by_key}
    people = by_key.get("human")
    has_guesses = "human/by-clip" in by_key
    return payload.to_dict(roster, board.rows, (), board.intervals) | {
        "counts": board.counts,
        "headline": board.headline,
        "left_out": left_out | {"sentences": sentences_on(left_out, scores)},
        "notes": [
            *notes_on_people(roster.benchmark, has_guesses, people.players if people else None),
            *filter(None, [board.no_best_tenth]),
            *notes_on_models(roster),
            *filter(None, [board.no_resampling]),
        ],
    }


def _counts(rows: Any) -> dict[str, int]:
    counting = rows.filter(rows.state == COUNTS)
    (found,) = (
        counting.aggregate(
            guesses=(~counting.silent).sum(),
            skips=counting.silent.sum(),
            players=counting.player.nunique(),
            clips=counting.clip.nunique(),
        )
        .to_pyarrow()
        .to_pylist()
    )
    return {name: int(number or 0) for name, number in found.items()}


def warnings(published: PublishedFiles, facts: Facts) -> Iterable[str]:
    """Sentences on what the table leaves out."""
    for path, why in published.left_alone.items():
        yield f"{path} is left out: {why}"
    if facts.other_clips:
        yield f"{facts.other_clips:,} rounds are left out: their clips are no longer in the pack."
    if facts.moved:
        yield (
            f"{facts.moved:,} rounds were scored against places that the pack now has otherwise; their "
            "distances are as published."
        )


def warn(published: PublishedFiles, facts: Facts) -> None:
    for sentence in warnings(published, facts):
        print(sentence, file=sys.stderr)
