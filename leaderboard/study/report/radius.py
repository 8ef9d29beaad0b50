"""Whether the radius that participants drew holds what it says."""

from leaderboard.phrases import counted
from leaderboard.study.calibration import SURE, Coverage, calibrate
from leaderboard.study.report.cells import number, share
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (
    Column("radii", "Radii"),
    Column("least_km", "From, km", "number"),
    Column("most_km", "To, km", "number"),
    Column("inside", "Place inside", "share"),
    Column("low", "95% interval, from", "share"),
    Column("high", "to", "share"),
    Column("participants", "Participants", "count"),
    Column("rounds", "Rounds", "count"),
)


def radius(figures: StudyFigures) -> Section:
    """The section."""
    title = "Calibration of the drawn radius"
    if not figures.study.questions.confidence:
        return _without(title, "The study does not ask how sure participants are.")
    kept = figures.sample.kept(figures.cap)
    sample = figures.sample
    found = calibrate(
        sample.outcomes.distance_km[kept],
        sample.confidence_km[kept],
        sample.rows.person[kept],
        sample.rows.clip[kept],
    )
    if found is None:
        return _without(title, "No participant in the primary figure has drawn a radius yet.")
    size = found.overall
    words = (
        f"Participants drew the circle that they are {SURE:.0%} sure of; the place lay inside in "
        f"{share(size.share)} of rounds (the mean person, {counted(size.people, 'participant')}, "
        f"{counted(size.rounds, 'round')}). As a guess at the {SURE:.0%} quantile of the distance, radii "
        f"have a pinball loss of {number(found.pinball_km)} km; the one best radius for everybody, "
        f"{number(found.one_radius_km)} km, has {number(found.one_radius_pinball_km)} km."
    )
    rows = [_row("all", found.overall)]
    if len(found.by_size) > 1:
        rows += [_row(f"group {at}", one) for at, one in enumerate(found.by_size, 1)]
    caption = (
        "The mean over people of each person's share of rounds whose place lay within the radius, over all "
        "rounds of the primary figure with a radius, and in groups by its size. Calibrated people have 80%. "
        "Intervals for other people and other clips like these, Wilson's with two-way clustered errors. "
        "Those of groups with few rounds are wide: they hold the truth in 98 to 99% of simulated studies."
    )
    return Section(
        "calibration", title, (Words(words), Table("calibration", caption, _COLUMNS, rows, main=(0,)))
    )


def _row(name: str, one: Coverage) -> tuple[Value, ...]:
    low, high = one.interval or (None, None)
    return name, one.least_km, one.most_km, one.share, low, high, one.people, one.rounds


def _without(title: str, why: str) -> Section:
    return Section("calibration", title, (Table("calibration", "", _COLUMNS, (), empty=why),))
