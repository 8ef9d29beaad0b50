"""The crossed random-effects model of scores: people, clips, what is learned, speech and continents."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import ndtri

from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.study.components import Components, moment_components
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.scaled_intervals import Interval
from leaderboard.uncertainty.standard_errors import CONFIDENCE

UNIT = 1000.0  # GeoScore points: the optimizer wants numbers near 1
LEAST_START = 0.01  # of a component, as a share of the residual: from 0 the optimizer does not leave
SPARSE_FROM = 1500  # rows from which sparse matrices are faster


@dataclass(frozen=True)
class Coefficient:
    """A fixed effect in GeoScore points.

    Attributes
    ----------
    name : str
        ``intercept``; ``closed_before``, for each round closed before; ``speech``; ``continent: Asia``,
        compared with the continent of most clips.
    mean, error : float
    """

    name: str
    mean: float
    error: float

    @property
    def interval(self) -> Interval:
        """The 95% interval by the normal distribution."""
        reach = float(ndtri((1 + CONFIDENCE) / 2)) * self.error
        return self.mean - reach, self.mean + reach


@dataclass(frozen=True)
class MixedModel:
    """A fitted model.

    Attributes
    ----------
    components : Components
        How people, clips and answers differ once the fixed effects are taken off.
    coefficients : tuple of Coefficient
        The intercept first.
    ability : ndarray of float, an entry per person with a round
        How far above the mean a person is, in GeoScore points, drawn towards 0 as far as there are few rounds
        (best linear unbiased predictions); persons in rising order of their number.
    difficulty : ndarray of float, an entry per clip with a round
        The same of clips, with the sign changed: how much harder than the mean.
    converged : bool
        Whether the optimizer found a maximum.
    """

    components: Components
    coefficients: tuple[Coefficient, ...]
    ability: Floats
    difficulty: Floats
    people: int
    clips: int
    rounds: int
    converged: bool

    def coefficient(self, name: str) -> Coefficient:
        return next(one for one in self.coefficients if one.name == name)


def fit(rows: StudyRows, covariates: bool = False) -> MixedModel:
    """Fit the model by restricted maximum likelihood.

    Parameters
    ----------
    rows : StudyRows
        Rounds that count, of at least two people and two clips.
    covariates : bool
        Add speech and continents to what is learned from round to round.

    Notes
    -----
    ``score ~ closed_before + (1 | player) + (1 | clip)``, as lme4 fits it: docs/examples/mixed_model.R. When
    skill and amount of play go together, its mean is off, and the intervals of coefficients cover 87 to 92%,
    not 95% (docs/coverage.md). Scores end at 0 and 5,000, and the model does not know it. Both are why it is
    not the primary analysis.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams, VCSpec

    people, person = np.unique(rows.person, return_inverse=True)
    clips, clip = np.unique(rows.clip, return_inverse=True)
    names, design = _design(rows, covariates)
    score = rows.score / UNIT
    groups = VCSpec(
        ["person", "clip"],
        [[[str(one) for one in named]] for named in (people, clips)],
        [[_indicators(group, len(rows))] for group in (person, clip)],
    )
    # One group, for persons and clips are crossed: no rows are independent of the others.
    model = MixedLM(score, design, np.zeros(len(rows)), exog_re=np.empty((len(rows), 0)), exog_vc=groups)
    start = MixedLMParams.from_components(
        fe_params=np.linalg.lstsq(design, score, rcond=None)[0],
        cov_re=np.zeros((0, 0)),
        vcomp=_start(moment_components(score, person, clip)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters of them is in `converged`
        found = model.fit(start_params=start, reml=True, method=["lbfgs"])
        effects = np.asarray(next(iter(found.random_effects.values()))) * UNIT
    return MixedModel(
        Components(*(np.sqrt([*found.vcomp, found.scale]) * UNIT).tolist()),
        tuple(map(Coefficient, names, *((part * UNIT).tolist() for part in (found.fe_params, found.bse_fe)))),
        effects[: len(people)],
        -effects[len(people) :],
        len(people),
        len(clips),
        len(rows),
        bool(found.converged),
    )


def _start(found: Components) -> Floats:
    """Components as shares of the residual's variance."""
    shares = np.array([found.person**2, found.clip**2]) / max(found.residual**2, 1e-9)
    return np.maximum(shares, LEAST_START)


def _indicators(group: Integers, rows: int) -> Any:
    sparse = csr_matrix((np.ones(rows), (np.arange(rows), group)))
    return sparse if rows >= SPARSE_FROM else sparse.toarray()


def _design(rows: StudyRows, covariates: bool) -> tuple[list[str], Floats]:
    """Names and columns of the fixed effects, without those that the ones before determine."""
    names, columns = ["intercept"], [np.ones(len(rows))]
    for name, column in _columns(rows, covariates):
        wider = np.column_stack([*columns, column])
        if np.linalg.matrix_rank(wider) == wider.shape[1]:
            names.append(name)
            columns.append(column)
    return names, np.column_stack(columns)


def _columns(rows: StudyRows, covariates: bool) -> Iterator[tuple[str, Floats]]:
    yield "closed_before", rows.order.astype(np.float64)
    if covariates:
        yield "speech", rows.speech[rows.clip].astype(np.float64)
        heard = rows.continent[np.unique(rows.clip)].tolist()
        for name in sorted(set(heard) - {max(sorted(set(heard), key=str), key=heard.count)}, key=str):
            where: Bools = np.equal(rows.continent[rows.clip], name).astype(np.bool_)
            yield f"continent: {name}", where.astype(np.float64)
