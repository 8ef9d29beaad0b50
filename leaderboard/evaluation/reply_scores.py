"""Scores of single replies as JSON, and AGL1K's figures over them, for evaluation harnesses."""

from collections.abc import Sequence

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.json_types import Json, none_if_nan
from game.packs.clip import Clip
from leaderboard.answers.answers import answer_of
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import Record, read_fields
from leaderboard.entrants.entrant import NO_ANSWER, Entrant
from leaderboard.evaluation.answer_lines import predicted
from leaderboard.evaluation.answer_parser import parse_answer
from leaderboard.scoring.columns import KINDS, LEVELS
from leaderboard.scoring.metrics import Outcomes, compare, values_everywhere
from leaderboard.scoring.rows import Responses, Truth, labels_at
from leaderboard.uncertainty.confidence_intervals import mean_intervals

SOUNDS = ("speech", *KINDS)
# What a harness shows; `python -m leaderboard score` prints all figures.
SHOWN = (
    *("geoscore", "distance_km"),
    *("continent_acc", "country_acc", "city_acc"),
    *("continent_acc_coordinates", "country_acc_coordinates", "city_acc_coordinates"),
    "reject_rate",
)


class ReplyScorer:
    """Scores models' replies about the clips of a pack.

    Raises
    ------
    GazetteerError
    """

    def __init__(self, clips: Sequence[Clip]) -> None:
        self._gazetteer = Gazetteer.load()
        self._rules = NameRules.load()
        self._truth = Truth.of(clips, self._gazetteer)
        self._positions = {clip.key: position for position, clip in enumerate(clips)}

    def score(self, key: str, reply: str, *, is_cut_off: bool = False) -> Json:
        """The score of one reply.

        Parameters
        ----------
        key : str
            Of the clip that the reply is about.
        reply : str
            The model's text.
        is_cut_off : bool
            Whether it ended at the most tokens.

        Returns
        -------
        dict
            ``answer``, in AGL1K's fields; ``unread`` and ``mended``, as for
            `leaderboard.evaluation.answer_parser.ParsedAnswer`; and ``outcome``, from which `figures` counts.
        """
        parsed = parse_answer(reply, is_cut_off)
        answer = {"question_id": key, **predicted(parsed)}
        return {
            "answer": answer,
            "unread": [*parsed.unread],
            "mended": [*parsed.mended],
            "outcome": self._outcome(answer),
        }

    def _outcome(self, fields: Json) -> Json:
        record = read_fields(1, fields)
        assert isinstance(record, Record)
        answer, _ = answer_of(record, self._rules)
        response = Responses.of([answer], self._positions)
        points = labels_at(response.lat, response.lon, self._gazetteer)
        rows = compare(self._truth, response, points, self._rules)
        return {
            "clip": int(rows.clip[0]),
            "distance_km": none_if_nan(float(rows.distance_km[0])),
            "refused": bool(rows.refused[0]),
            "named": {level: none_if_nan(float(rows.named[level][0])) for level in LEVELS},
            "placed": {level: none_if_nan(float(rows.placed[level][0])) for level in LEVELS},
            "heard": {sound: bool(rows.heard[sound][0]) for sound in SOUNDS},
        }


def values_of(score: Json) -> dict[str, float | None]:
    """The columns of `SHOWN` of one reply; None where it has no value."""
    columns = dict(values_everywhere(_rows([score])))
    return {key: none_if_nan(float(columns[key][0])) for key in SHOWN}


def figures(scores: Sequence[Json]) -> dict[str, float]:
    """AGL1K's figures over replies, as `python -m leaderboard score` counts them, with 95% intervals.

    Parameters
    ----------
    scores : sequence of dict
        As `ReplyScorer.score` returns them, in any order; ``epoch`` tells several about a clip apart, which
        are averaged first.

    Returns
    -------
    dict of str to float
        ``n``, ``n_answers``, and each of `SHOWN` followed by ``..._low`` and ``..._high``, whose errors are
        clustered by clip. What no reply has a value for is left out, and so are intervals over a single clip.
    """
    if not scores:
        return {"n": 0.0, "n_answers": 0.0}
    rows = _rows(sorted(scores, key=lambda score: (score["outcome"]["clip"], score.get("epoch", 1))))
    everywhere = np.full(len(rows.clip), NO_ANSWER, dtype=np.intp)
    entrant = Entrant("alm/evaluated", "", "alm", "", rows, everywhere)
    measured, intervals = entrant.figures["all"], mean_intervals(entrant)["all"]
    found = {key: measured[key] for key in ("n", "n_answers")}
    for key in SHOWN:
        if not np.isnan(measured[key]):
            found[key] = measured[key]
            found |= dict(zip((f"{key}_low", f"{key}_high"), intervals.get(key, ()), strict=False))
    return found


def _rows(scores: Sequence[Json]) -> Outcomes:
    outcomes = [score["outcome"] for score in scores]

    def floats(of: str, level: str) -> np.typing.NDArray[np.float64]:
        return np.array([outcome[of][level] for outcome in outcomes], dtype=np.float64)

    return Outcomes(
        clip=np.array([outcome["clip"] for outcome in outcomes], dtype=np.intp),
        distance_km=np.array([outcome["distance_km"] for outcome in outcomes], dtype=np.float64),
        refused=np.array([outcome["refused"] for outcome in outcomes], dtype=np.bool_),
        named={level: floats("named", level) for level in LEVELS},
        placed={level: floats("placed", level) for level in LEVELS},
        heard={
            sound: np.array([outcome["heard"][sound] for outcome in outcomes], dtype=np.bool_)
            for sound in SOUNDS
        },
    )
