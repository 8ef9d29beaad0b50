"""The confirmatory comparisons that the study's file declares."""

from leaderboard.phrases import counted, listed
from leaderboard.study.equivalence import LEVEL, Tested
from leaderboard.study.report.cells import points
from leaderboard.study.report.document import Column, Forest, Section, Strip, Table, Value, Words
from leaderboard.study.report.standings import ahead
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (
    Column("model", "Model"),
    Column("claim", "Claim"),
    Column("margin", "Margin", "points"),
    Column("difference", "Model less people", "difference"),
    Column("interval", "95% interval", "interval"),
    Column("interval_these_clips", "On these clips", "interval"),
    Column("p", "p, one-sided", "p"),
    Column("p_holm", "p (Holm)", "p"),
    Column("holds", "Holds"),
    Column("clips", "Common clips", "count"),
    Column("participants", "Participants", "count"),
    Column("why_not", "Why not tested"),
)
_MIX = (
    "Strata have other shares of the answers than of the clips: people's mean is about that mix, the "
    "models' about the clips. See the differences by stratum among the standings."
)
_SAYS = {
    "superiority": "scores more than people by over {margin}",
    "noninferiority": "scores less than people by {margin} at most",
    "equivalence": "scores within {margin} of people",
}


def claims(figures: StudyFigures) -> Section:
    """The section."""
    title = "Confirmatory comparisons"
    tested = figures.tested
    caption = (
        "Each claim is about the model, measured against people (each counting once, capped as the primary "
        "figure is) on the clips that both have answered; skips and refusals score 6.2. Intervals are over "
        "other people and other clips like these. One-sided tests, adjusted by Holm's method within this "
        f"family; a claim holds when its adjusted p is below {LEVEL}. Margins are the file's, in GeoScore."
    )
    table = Table(
        "comparisons",
        caption,
        _COLUMNS,
        [_row(one, figures) for one in tested],
        empty="The study's file declares no comparison: every comparison in this report is exploratory.",
    )
    if not tested:
        return Section("comparisons", title, (table,))
    mix = (Words(_MIX, is_warning=True),) if figures.deals_by_shares else ()
    return Section("comparisons", title, (Words(in_one_sentence(figures)), *mix, *_forest(figures), table))


def in_one_sentence(figures: StudyFigures) -> str:
    """How many claims hold, and which."""
    known = [one for one in figures.tested if one.holds is not None]
    declared = f"Of {counted(len(figures.tested), 'declared claim')}"
    if not known:
        return f"{declared}, none can be tested yet."
    holding = [_said(one, figures) for one in known if one.holds]
    if not holding:
        return f"{declared}, {len(known):,} could be tested, and none holds."
    verb = "holds" if len(holding) == 1 else "hold"
    return f"{declared}, {len(known):,} could be tested, and {len(holding):,} {verb}: {listed(holding)}."


def _said(one: Tested, figures: StudyFigures) -> str:
    margin = f"{points(one.comparison.margin)} GeoScore"
    return f"{name_of(one, figures)} {_SAYS[one.comparison.claim].format(margin=margin)}"


def name_of(one: Tested, figures: StudyFigures) -> str:
    """The model's name as shown; its key where it has no answers."""
    key = one.comparison.entrant.removeprefix("alm/")
    names = {model.key.removeprefix("alm/"): model.name for model in figures.models}
    return names.get(key, key)


def _forest(figures: StudyFigures) -> tuple[Forest, ...]:
    known = [one for one in figures.tested if one.interval is not None]
    strips = [
        Strip(
            f"{name_of(one, figures)}: {one.comparison.claim}, margin {points(one.comparison.margin)}",
            one.difference,
            one.interval,
            f"{ahead(one.difference, one.interval)}, {'holds' if one.holds else 'does not hold'}",
            bool(one.holds),
        )
        for one in known
    ]
    margins = {mark for one in known for mark in (one.comparison.margin, -one.comparison.margin)}
    caption = "Models less people in GeoScore, with 95% intervals. Dashed: no difference, and the margins."
    return (
        (Forest(caption, "GeoScore, model less people", strips, sorted({0.0, *margins})),) if strips else ()
    )


def _row(one: Tested, figures: StudyFigures) -> tuple[Value, ...]:
    holds = {None: "not tested", True: "yes", False: "no"}[one.holds]
    tested = one.holds is not None
    return (
        name_of(one, figures),
        one.comparison.claim,
        one.comparison.margin,
        one.difference,
        one.interval,
        one.on_these_clips,
        one.p,
        one.p_holm,
        holds,
        one.clips if tested or one.clips else None,
        one.players if tested or one.clips else None,
        one.why_not,
    )
