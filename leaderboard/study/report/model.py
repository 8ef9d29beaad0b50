"""What the mixed model says scores are made of, with its limits."""

from collections.abc import Iterator

from leaderboard.study.components import Components
from leaderboard.study.mixed_model import MixedModel
from leaderboard.study.report.cells import number, size
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import FEWEST_CLIPS, StudyFigures
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

_COMPONENTS = (
    Column("component", "Standard deviation"),
    Column("mixed_model", "Mixed model", "points"),
    Column("with_covariates", "With speech and continents", "points"),
    Column("henderson", "Henderson's first method", "points"),
)
_COEFFICIENTS = (
    Column("model", "Model with"),
    Column("name", "Fixed effect"),
    Column("mean", "GeoScore", "number"),
    Column("se", "SE", "number"),
    Column("low", "95% interval, from", "number"),
    Column("high", "to", "number"),
)
_NEEDS = (
    f"The mixed model needs {MIN_PLAYERS} participants and {FEWEST_CLIPS} clips with rounds that count, and "
    "answers that differ."
)
_LIMITS = (
    "The model takes skill to be unrelated to the amount of play. Where they go together its mean is off, "
    "and its intervals hold 87 to 92% of the time, not 95%. It takes scores to be normal, though they end "
    "at 0 and 5,000. So it is not the primary analysis; docs/coverage.md has the simulations."
)


def model(figures: StudyFigures) -> Section:
    """The section."""
    return Section("model", "Mixed model", (*_words(figures), _components(figures), _coefficients(figures)))


def _words(figures: StudyFigures) -> Iterator[Words]:
    found = figures.mixed
    if found is None:
        return
    rests = size(found.people, found.clips, found.rounds)
    yield Words(
        "Secondary: score ~ closed_before + (1 | player) + (1 | clip), by restricted maximum likelihood, "
        f"over all rounds that count ({rests}).{'' if found.converged else ' The fit did not converge.'}"
    )
    yield Words(_slope(found))
    yield Words(_LIMITS)


def _slope(found: MixedModel) -> str:
    known = [one for one in found.coefficients if one.name == "closed_before"]
    if not known:
        return (
            "Everybody has played the same number of rounds before each, so no slope of learning can be told."
        )
    (one,) = known
    low, high = one.interval
    sure = " Zero lies inside: learning is not shown." if low <= 0 <= high else ""
    return (
        f"Learning: each round closed before is worth {number(one.mean)} GeoScore points, 95% interval "
        f"{number(low)} to {number(high)}.{sure}"
    )


def _components(figures: StudyFigures) -> Table:
    found, other, wider = figures.mixed, figures.components, figures.mixed_by_sound_and_place
    rows: list[tuple[Value, ...]] = []
    if found is not None:
        for words, name in (
            ("among people", "person"),
            ("among clips", "clip"),
            ("of single answers", "residual"),
        ):
            each = (getattr(one, name) if one else None for one in (found.components, _of(wider), other))
            rows.append((words, *each))
    caption = (
        "How scores differ, in GeoScore points: by the mixed model over all rounds that count, by the same "
        "with speech and continents besides, and by sums of squares over the rounds of the primary figure, "
        "which power and reliability use."
    )
    return Table("components", caption, _COMPONENTS, rows, empty=_NEEDS)


def _of(found: MixedModel | None) -> Components | None:
    return found.components if found else None


def _coefficients(figures: StudyFigures) -> Table:
    models = (
        ("order", figures.mixed),
        ("order, speech and continents", figures.mixed_by_sound_and_place),
    )
    rows = [
        (name, one.name, one.mean, one.error, *one.interval)
        for name, found in models
        if found
        for one in found.coefficients
    ]
    caption = (
        "Fixed effects in GeoScore points, with intervals by the normal distribution. Continents are "
        "compared with that of most clips."
    )
    return Table("coefficients", caption, _COEFFICIENTS, rows, empty="")
