"""How well people and models do on the study's clips."""

from leaderboard.board.pairs import Pair
from leaderboard.study.report.cells import difference, points, span
from leaderboard.study.report.document import Column, Forest, Section, Strip, Table, Value, Words
from leaderboard.study.report.people import NAMES, in_one_sentence, people_table, strata_table
from leaderboard.study.study_figures import StudyFigures

_PAIRS = (
    Column("model", "Model"),
    Column("clips", "Common clips", "count"),
    Column("participants", "Participants", "count"),
    Column("model_geoscore", "Model", "points"),
    Column("people_geoscore", "People", "points"),
    Column("difference", "Model less people", "difference"),
    Column("interval", "95% interval", "interval"),
    Column("interval_these_clips", "On these very clips", "interval"),
)
_MEASURES = (
    Column("who", "Who"),
    Column("clips", "Clips", "count"),
    Column("answers", "Answers", "count"),
    Column("geoscore", "GeoScore", "points"),
    Column("distance_km", "Distance, km", "points"),
    Column("continent", "Continent right", "share"),
    Column("country", "Country right", "share"),
    Column("refused", "Skipped or refused", "share"),
)


def standings(figures: StudyFigures) -> Section:
    """The section."""
    return Section(
        "standings",
        "Standings on the study's clips",
        tuple(
            filter(
                None,
                (
                    Words(in_one_sentence(figures)),
                    _mix_warning(figures),
                    _forest(figures),
                    people_table(figures),
                    _measures_table(figures),
                    _pairs_table(figures),
                    _stratum_pairs(figures),
                    strata_table(figures),
                ),
            )
        ),
    )


def _mix_warning(figures: StudyFigures) -> Words | None:
    if not figures.deals_by_shares:
        return None
    return Words(
        "The study's file gives strata other shares of the answers than they have of the clips. The mean "
        "person, the median person and differences from models are about that mix of clips. Mean person by "
        "stratum is the unbiased figure for all of the study's clips, and differences by stratum stand "
        "below.",
        is_warning=True,
    )


def _forest(figures: StudyFigures) -> Forest | Words:
    strips = [
        Strip(
            f"People: {NAMES[one.key]}",
            one.mean,
            one.interval,
            _in_words(one.mean, one.interval),
            one is figures.primary,
        )
        for one in figures.figures
        if one.people and one.mean == one.mean and (one.clips_are, one.skips) == ("like-these", "scored")
    ]
    strips += [
        Strip(pair.entrant.name, pair.entrant.geoscore, ends, _in_words(pair.entrant.geoscore, ends))
        for pair in figures.pairs
        if pair.entrant.clips
        for ends in [pair.entrant.intervals.get("all", {}).get("geoscore")]
    ]
    if not strips:
        return Words("Neither people nor models have answers to these clips yet.")
    caption = (
        "Mean GeoScore with its 95% interval for clips like these. Models are shown on the clips that "
        "people have heard too; their intervals are over clips alone."
    )
    return Forest(caption, "GeoScore, of 5,000", strips, least=0.0)


def _in_words(mean: float, interval: tuple[float, float] | None) -> str:
    return f"{points(mean)} ({span(interval)})" if interval else f"{points(mean)} (no interval)"


def _measures_table(figures: StudyFigures) -> Table:
    entrants = [one for one in (figures.people, *figures.models) if one is not None]
    rows: list[tuple[Value, ...]] = []
    for one in sorted(
        entrants, key=lambda entrant: (-entrant.figures["all"].get("geoscore", 0.0), entrant.key)
    ):
        found = one.figures["all"]
        rows.append(
            (
                one.name,
                one.clips,
                len(one.rows.clip),
                found.get("geoscore"),
                found.get("distance_km"),
                found.get("continent_acc_coordinates"),
                found.get("country_acc_coordinates"),
                found.get("reject_rate"),
            )
        )
    caption = (
        "People (each counts once) and each model, on all of the study's clips that it has answered, by "
        "AGL1K's metrics. Names of places are those of the points. Rows with different clips are compared "
        "in the next table alone."
    )
    return Table("standings", caption, _MEASURES, rows, empty="There are no answers to these clips yet.")


def _pairs_table(figures: StudyFigures) -> Table:
    caption = (
        "Each model beside people, on the clips that both have answered: exploratory, not adjusted for how "
        "many there are. The interval is over other people and other clips like these; beside it, over "
        "other people on these very clips. Skips and refusals score 6.2."
    )
    rows = [_pair(pair) for pair in figures.pairs if "geoscore" in pair.differences]
    why = [pair.why_not for pair in figures.pairs if pair.why_not]
    empty = why[0] if why else "There are no models' answers, or nobody has played enough."
    return Table("pairs", caption, _PAIRS, rows, empty=empty)


def _stratum_pairs(figures: StudyFigures) -> Table | None:
    if not figures.deals_by_shares:
        return None
    caption = (
        "Each model less people within each stratum, averaged by the strata's numbers of common clips: "
        "unbiased for all of these, while the table above is about the mix that was dealt. Exploratory."
    )
    rows = [
        (name, one.clips, one.people, one.mean, one.interval, one.on_these_clips)
        for name, one in figures.by_stratum
    ]
    columns = (*_PAIRS[:3], *_PAIRS[5:])
    return Table(
        "pairs_by_stratum", caption, columns, rows, empty="There is no model to compare with people."
    )


def _pair(pair: Pair) -> tuple[Value, ...]:
    one = pair.differences["geoscore"]
    return (
        pair.entrant.name,
        one.clips,
        one.players,
        one.entrant,
        one.people,
        float(one.among_clips.difference.mean[0]),
        one.among_clips.interval,
        one.on_these_clips.interval,
    )


def ahead(mean: float, interval: tuple[float, float] | None) -> str:
    """A difference in words."""
    return (
        f"{difference(mean)} ({span(interval, sign=True)})"
        if interval
        else f"{difference(mean)} (no interval)"
    )
