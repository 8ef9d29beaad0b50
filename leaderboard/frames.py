"""The leaderboard as pandas data frames, for analysis in Python."""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd

from game.geo.geodesy import geoscore
from game.json_types import Json
from game.play.rounds import GUESSED, SKIPPED
from game.settings import Settings
from leaderboard.board import payload
from leaderboard.board.pairs import COMPARED
from leaderboard.board.same_clips import compare_on_same_clips
from leaderboard.board.standings import Basis
from leaderboard.board.table import table
from leaderboard.entrants.entrant import Kind
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import read_guesses
from leaderboard.scoring.columns import COLUMNS, LEVELS
from leaderboard.scoring.metrics import PARTS, distances_km
from leaderboard.uncertainty.interval_file import Intervals, IntervalsError
from leaderboard.worker.output_files import FOLDER, INTERVALS, OutputFiles

log = logging.getLogger("earwitness.leaderboard")

_COUNTS = (
    *("clips", "guesses", "players", "rank", "rank_low", "rank_high", "seeds"),
    *(column.key for column in COLUMNS if column.unit in {"clips", "answers"}),
)
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("key", "name", "under", "provisional", "why_not"), "str"),
    "kind": pd.CategoricalDtype(list(get_args(Kind))),
    "basis": pd.CategoricalDtype(list(get_args(Basis))),
    "part": pd.CategoricalDtype(list(PARTS)),
    "open": "boolean",
    **dict.fromkeys(_COUNTS, "Int64"),
}
_RANK_INTERVAL = ("rank_low", "rank_high")
_DIFFERENCES = {
    "people": "people",
    "mean": "difference",
    "low": "difference_low",
    "high": "difference_high",
    "se": "difference_se",
    "df": "difference_df",
    "p": "p",
    "p_holm": "p_holm",
}


def standings_frame(
    pack: str | Path | None = None,
    answers: str | Path | None = None,
    state: str | Path | None = None,
    *,
    published: bool = True,
    baselines: bool = True,
) -> pd.DataFrame:
    """The leaderboard as a data frame, with a row for each entrant and part.

    It has the figures of `/api/leaderboard.csv` and of `python -m leaderboard standings`.

    Parameters
    ----------
    pack : str or Path, optional
        Name or folder of the pack; by default ``EARWITNESS_PACK``.
    answers : str or Path, optional
        Folder of models' answers; by default ``EARWITNESS_ANSWERS``. Without one, models have published
        rows only.
    state : str or Path, optional
        Folder with a game's database and interval file; by default ``EARWITNESS_STATE``, and the database of
        ``EARWITNESS_DATABASE``. Without a database there are no rows of people.
    published : bool
        Include the rows printed in the paper. Ranks are those of the whole leaderboard either way.
    baselines : bool
        Compute the baselines on this pack, which takes seconds. If False, the baselines computed on AGL1K's
        clips are included as published rows.

    Returns
    -------
    pandas.DataFrame
        Best GeoScore first; each entrant has a row for each part: ``all`` clips, those with ``speech``, and
        those without (``nonspeech``). Columns:

        - ``key``, ``name``, ``under`` (the row this one unfolds under), ``provisional`` (what it still needs
          to be ranked): str; ``kind``, ``basis``, ``part``: categories; ``open`` (weights): boolean.
        - ``clips``, ``guesses``, ``players``, ``rank`` with its 95% interval ``rank_low`` (best) and
          ``rank_high`` (worst), and ``seeds``: Int64.
        - a float for each key of `leaderboard.scoring.columns.COLUMNS`, in km, points or as a share (Int64
          for ``n`` and ``n_answers``), with its 95% interval ``<key>_low`` and ``<key>_high``; then the
          standard deviation, minimum and maximum over a model's seeds, ``<key>_seeds_sd``,
          ``<key>_seeds_min`` and ``<key>_seeds_max``.

        Unknown values are missing. Intervals of quantiles, of ranks and of the crowd come from the file that
        `python -m leaderboard intervals` and a running game write into the state folder; without it, or where
        it is about other guesses, they are missing. ``DataFrame.attrs`` has ``pack``, and
        ``intervals_as_of`` (seconds since 1970, or None), ``seed`` and ``replicates`` of that file.

    Raises
    ------
    PackError
        If there is no such pack.
    SettingError, GazetteerError, StoreError, StoreUnavailable

    Examples
    --------
    The best models on clips with speech, as published (on the demo pack nothing else counts):

    >>> import leaderboard
    >>> board = leaderboard.standings_frame(pack="demo")
    >>> speech = board[(board["part"] == "speech") & (board["kind"] == "alm")]
    >>> print(speech[["name", "open", "geoscore", "distance_km"]].head(3).to_string(index=False))
                name  open  geoscore  distance_km
        Gemini 3 Pro False   3475.92      1548.29
      Gemini 2.5 Pro False   3364.83      1634.22
    Gemini 2.0 Flash False   2995.88      2189.30
    """
    settings = _settings(pack, answers, state)
    roster = Roster.load(settings)
    if baselines:
        roster.compute_baselines()
    intervals = _saved_intervals(settings, roster.benchmark.name)
    standings = table(roster, intervals)
    shown = [standing for standing in standings if published or standing.basis != "published"]
    rows = map(payload.row, shown)
    records = (record | _rank_interval(row) for row in rows for record in payload.records(row))
    frame = _typed(records, _with_rank_interval(payload.CSV_COLUMNS))
    frame.attrs = {
        "pack": roster.benchmark.name,
        "intervals_as_of": intervals.as_of or None,
        "seed": intervals.seed,
        "replicates": intervals.replicates,
    }
    return frame


def same_clips_frame(
    entrants: Sequence[str] = (),
    pack: str | Path | None = None,
    answers: str | Path | None = None,
    state: str | Path | None = None,
) -> pd.DataFrame:
    """Each entrant on the clips that it and people have answered, with its difference from people.

    Parameters
    ----------
    entrants : sequence of str
        Keys of computed entrants, such as ``alm/gemini-3-pro`` or ``crowd``. By default all models.
    pack, answers, state : str or Path, optional
        As for `standings_frame`.

    Returns
    -------
    pandas.DataFrame
        A row per entrant, best GeoScore first, with the columns of `standings_frame` over the clips that it
        shares with people (without ``part`` and ranks). For ``geoscore``, ``distance_km`` and continent and
        country from coordinates, there is also ``<key>_people``, the mean over people, each counting once,
        and the difference from it: ``<key>_difference`` with its 95% interval ``<key>_difference_low`` and
        ``_high``, standard error ``_se`` and degrees of freedom ``_df``, the two-sided ``<key>_p``, and
        ``<key>_p_holm``, adjusted for the number of entrants. The column ``why_not`` says why a row has no
        interval of its difference, and ``DataFrame.attrs["why_not"]`` why there are no rows to compare.

    Raises
    ------
    UnknownEntrant
        If a key has no computed row; the message lists those that have one.
    PackError, SettingError, GazetteerError, StoreError, StoreUnavailable
    """
    roster = Roster.load(_settings(pack, answers, state))
    if entrants:
        roster.compute_baselines()
    comparison = compare_on_same_clips(roster, entrants)
    records = (
        next(payload.records(row)) | _differences(row["difference"]) | {"why_not": row["why_not"]}
        for row in comparison["rows"]
    )
    columns = [name for name in payload.CSV_COLUMNS if name not in {"part", "rank", "under"}]
    frame = _typed(records, [*columns, *_differences(None), "why_not"])
    frame.attrs = {"why_not": comparison["why_not"]}
    return frame


def guesses_frame(pack: str | Path | None = None, state: str | Path | None = None) -> pd.DataFrame:
    """The guesses and skips that count on the leaderboard, a row each.

    Parameters
    ----------
    pack, state : str or Path, optional
        As for `standings_frame`.

    Returns
    -------
    pandas.DataFrame
        ``clip_key``, ``true_lat`` and ``true_lon`` (degrees); ``player`` (numbered from 0, by this call
        only); ``closed_before`` (rounds that the player had closed before); ``status`` (``guessed`` or
        ``skipped``); ``lat``, ``lon``, ``city``, ``country`` and ``continent`` of the guess, missing for a
        skip; ``distance_km`` (10,000 for a skip) and ``geoscore``; ``seconds_heard``.

    Raises
    ------
    PackError, SettingError, GazetteerError, StoreError, StoreUnavailable
    """
    settings = _settings(pack, None, state)
    benchmark = Benchmark.load(settings)
    guesses = read_guesses(settings.database_url, benchmark)
    responses, truth = guesses.responses, benchmark.truth
    distance = distances_km(truth, responses)
    keys = np.array([clip.key for clip in benchmark.clips], dtype=object)
    return pd.DataFrame(
        {
            "clip_key": pd.Series(keys[responses.clip], dtype="str"),
            "true_lat": truth.lat[responses.clip],
            "true_lon": truth.lon[responses.clip],
            "player": guesses.player,
            "closed_before": guesses.order,
            "status": pd.Categorical(np.where(responses.silent, SKIPPED, GUESSED), [GUESSED, SKIPPED]),
            "lat": responses.lat,
            "lon": responses.lon,
            **{level: pd.Series(responses.labels[level], dtype="str") for level in reversed(LEVELS)},
            "distance_km": distance,
            "geoscore": geoscore(distance),
            "seconds_heard": guesses.seconds_heard,
        }
    )


def _settings(pack: str | Path | None, answers: str | Path | None, state: str | Path | None) -> Settings:
    """The settings of the environment, with what is given in their place."""
    given: dict[str, Any] = {}
    if pack is not None:
        given |= {"pack": str(pack), "fetch": ""}
    if answers is not None:
        given["answers"] = Path(answers)
    if state is not None:
        given |= {"state": Path(state), "database": ""}  # the database in that folder
    return Settings.from_env(**given)


def _saved_intervals(settings: Settings, pack: str) -> Intervals:
    """The saved intervals if there are any for this pack, otherwise none."""
    file = OutputFiles(settings.state / FOLDER).get(INTERVALS)
    try:
        intervals = Intervals.read(file.body) if file else Intervals()
    except IntervalsError as error:
        log.warning("%s cannot be used: %s", settings.state / FOLDER / INTERVALS, error)
        return Intervals()
    return intervals if intervals.pack == pack else Intervals()


def _with_rank_interval(columns: Sequence[str]) -> list[str]:
    after = columns.index("rank") + 1
    return [*columns[:after], *_RANK_INTERVAL, *columns[after:]]


def _rank_interval(row: Json) -> dict[str, int | None]:
    return dict(zip(_RANK_INTERVAL, row["rank_interval"] or (None, None), strict=True))


def _differences(by_metric: Json | None) -> dict[str, float | None]:
    differences = by_metric or {}
    return {
        f"{metric}_{column}": differences.get(metric, {}).get(field)
        for metric in COMPARED
        for field, column in _DIFFERENCES.items()
    }


def _typed(records: Iterable[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of records; columns without a type of their own are floats."""
    frame = pd.DataFrame(list(records), columns=list(columns), dtype="object")
    typed: pd.DataFrame = frame.astype({name: _TYPES.get(name, "float64") for name in columns})
    return typed
