"""What came out of a simulated study, beside what was put in, as lines of text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from game.study.eligibility import ALL
from game.study.simulation.population import Kind, Population
from game.study.simulation.simulated_person import SimulatedPerson
from game.study.study_schema import Study
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.study.estimands import Figure, primary
from leaderboard.study.record_entrants import sample_of
from leaderboard.study.record_rows import RecordRows
from leaderboard.study.study_record import SIMULATED, StudyRecord

OUTCOMES = ("completed", "left", "screened_out", "failed", "returned", "declined")


@dataclass(frozen=True)
class Outcome:
    """A simulated study.

    Attributes
    ----------
    put_in : float
        Mean GeoScore of people of the kinds whose rounds count, on clips like the study's.
    """

    record: StudyRecord
    primary: Figure
    put_in: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds what was put in."""
        interval = self.primary.interval
        return interval is not None and interval[0] <= self.put_in <= interval[1]


def as_simulated(record: StudyRecord) -> StudyRecord:
    """The record, which says that its people are simulated."""
    return replace(record, code={**record.code, "people": SIMULATED})


def outcome(
    study: Study, record: StudyRecord, population: Population, people: Sequence[SimulatedPerson]
) -> Outcome:
    """Compare what came out with what was put in."""
    rows = sample_of(record).rows
    return Outcome(record, primary(rows, study.estimand.rounds_per_person), put_in(study, population, people))


def put_in(study: Study, population: Population, people: Sequence[SimulatedPerson]) -> float:
    """The mean over the people whose rounds are to count, of the mean of their kind."""
    dishonest: set[Kind] = {"cheater", "clicker"}
    if study.catch and "failed_catch" in study.counting_rules.limits:
        dishonest |= {"catch", "random"}
    cap = study.estimand.rounds_per_person or study.rounds_per_person or study.rounds
    expected = [
        population.expected(one.person.kind, min(one.rounds, cap))
        for one in people
        if one.person.kind not in dishonest
        and one.person.fate != "returns"
        and min(one.rounds, cap) >= MIN_ROUNDS
    ]
    return float(np.mean(expected)) if expected else float("nan")


def lines(done: Outcome, people: Sequence[SimulatedPerson]) -> Iterator[str]:
    """The table that the command prints."""
    record, figure = done.record, done.primary
    yield _line("people", _people(record, people))
    yield _line("rounds", _rounds(record))
    yield _line("answers", _answers(record))
    yield _line("mean person", _primary(figure, done))
    for rule, rounds, of in _rules(record):
        yield _line(rule, f"{rounds} {_plural(rounds, 'round')} of {of} {_people_word(of)}")


def _line(word: str, said: str) -> str:
    return f"  {word:<22} {said}"


def _people_word(count: int) -> str:
    return "person" if count == 1 else "people"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _people(record: StudyRecord, people: Sequence[SimulatedPerson]) -> str:
    counts = {name: record.flow.get(name) for name in OUTCOMES}
    counts["turned away"] = sum(not one.is_in for one in people)
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    return f"{len(people)} came: {said}"


def _rounds(record: StudyRecord) -> str:
    rows = RecordRows(record).scored
    return f"{len(rows)} closed, {sum(row['counts'] for row in rows)} count"


def _answers(record: StudyRecord) -> str:
    """The rounds of each clip that a quota counts, whether or not they count in the analysis."""
    given = Counter(row["clip_key"] for row in RecordRows(record).answered)
    counts = [given[key] for key in record.clips["key"].to_pylist()]
    return f"{min(counts)} to {max(counts)} a clip, {len(counts)} clips"


def _primary(figure: Figure, done: Outcome) -> str:
    if figure.interval is None:
        return (
            f"{figure.mean:.0f} from {figure.people} {_people_word(figure.people)}, too few for an interval"
        )
    low, high = figure.interval
    verdict = "inside" if done.holds else "outside"
    return (
        f"{figure.mean:.0f} (95%: {low:.0f} to {high:.0f}) of {figure.people} people; "
        f"{done.put_in:.0f} was put in, {verdict}"
    )


def _rules(record: StudyRecord) -> Iterator[tuple[str, int, int]]:
    rows = RecordRows(record).scored
    for rule in ALL:
        broken = [row["player"] for row in rows if rule in row["why_not"]]
        if broken:
            yield rule, len(broken), len(set(broken))
