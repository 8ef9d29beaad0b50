"""What a study file will serve, in lines for its author, and what a reviewer will ask about."""

from collections import Counter
from collections.abc import Container, Iterator

from game.packs.pack import PRACTICE_PACK, Pack
from game.study.clip_subset import ClipSubset
from game.study.study_schema import Study
from game.study.workload import MARGIN, POINTING, Workload

_NAMED = 5  # pairs of near clips in a line


def summary(study: Study, pack: Pack, subset: ClipSubset, work: Workload) -> Iterator[tuple[str, str]]:
    """What will be served: pairs of a word and a line."""
    yield "pack", f"{pack.name}, {len(pack.clips):,} playable clips, hash {pack.hash[:12]}"
    yield "clips", f"{len(subset.clips):,}, {_choice(study)}"
    for name, count in sorted(Counter(subset.strata.values()).items()):
        yield "", f"{count:>5,} {name}"
    yield "rounds", _rounds(study)
    yield "answers", _answers(study, work)
    yield "people", f"{work.people:,} needed" if work.people else "no number is set"
    yield (
        "time",
        f"about {work.minutes:.0f} minutes a person: each recording heard once, {POINTING} s to point",
    )
    yield "pay", _pay(study, work)
    yield "feedback", study.feedback


def warnings_of_clips(study: Study, pack: Pack, subset: ClipSubset, work: Workload) -> Iterator[str]:
    """What is allowed, and is seen only with the pack."""
    yield from _of_clips(study, pack, subset)
    if study.pay and work.minutes > MARGIN * study.pay.minutes:
        yield f"pay: {study.pay.minutes:g} minutes are announced, and about {work.minutes:.0f} are expected"


def warnings_of_file(study: Study, entrants: Container[str]) -> Iterator[str]:
    """What is allowed, and what a reviewer will ask about.

    Parameters
    ----------
    entrants : container of str
        The entrants that are known on this machine.
    """
    for comparison in study.comparisons:
        if comparison.entrant not in entrants:
            yield f"comparisons: no answers of {comparison.entrant} are known here (EARWITNESS_ANSWERS)"
    yield from _left_out(study)


def _choice(study: Study) -> str:
    sample = study.clips.random
    if sample:
        return f"a random sample with seed {sample.seed}"
    return "a list" if study.clips.keys else "all that can be played"


def _rounds(study: Study) -> str:
    sessions = "" if study.sessions == 1 else f", in each of {study.sessions} sessions"
    practice = f", after {study.practice.rounds} of practice" if study.practice.rounds else ""
    catches = f", with {study.catch.rounds} catch rounds" if study.catch and study.catch.rounds else ""
    return f"{study.rounds}{sessions}{practice}{catches}"


def _answers(study: Study, work: Workload) -> str:
    if work.answers is None:
        return f"no quota, rule {study.allocation.rule}"
    return (
        f"{study.allocation.answers:,} for each clip, {work.answers:,} in all, rule {study.allocation.rule}"
    )


def _pay(study: Study, work: Workload) -> str:
    pay = study.pay
    if pay is None:
        return "none"
    total = f", {pay.currency} {pay.amount * work.people:,.2f} in all" if work.people else ""
    return (
        f"{pay.currency} {pay.amount:.2f} for {pay.minutes:g} minutes, {pay.per_hour:.2f} an hour; at the "
        f"estimated time {pay.amount * 60 / work.minutes:.2f} an hour{total}"
    )


def _of_clips(study: Study, pack: Pack, subset: ClipSubset) -> Iterator[str]:
    if pack.name == PRACTICE_PACK:
        yield f"pack: the sounds of {PRACTICE_PACK} are synthetic; rounds on them never count"
    absent = len(pack.missing) + len(pack.unreadable)
    if study.clips.random and absent:
        yield (
            f"clips: {absent:,} clips of {pack.name} cannot be played here; where they can, the same seed "
            "draws others"
        )
    if subset.near:
        pairs = ", ".join(f"{first} and {second}" for first, second in subset.near[:_NAMED])
        yield f"clips: {len(subset.near):,} pairs lie within 100 m, and one gives the other away: {pairs}"


def _left_out(study: Study) -> Iterator[str]:
    if study.pay is None:
        yield "pay: the study is unpaid"
    if study.ethics is None or study.ethics.status == "not_reviewed":
        yield "ethics: nobody has reviewed the study; reviewers ask for a body and a reference"
    if study.contact is None:
        yield "contact: participants have nobody to ask"
    if study.retention is None:
        yield "retention: nothing says how long the data are kept"
    if study.feedback == "round":
        yield "feedback: with round participants learn as they go, and can pass places on"
    if study.stopping is None:
        yield "stopping: nothing says when the study ends"
    elif study.stopping.interim == "sequential":
        yield "stopping: interim comparisons need a sequential analysis"
    if study.precision is None:
        yield "precision: no target is set; `python -m leaderboard power` says what a target needs"
    if not study.comparisons:
        yield "comparisons: nothing is confirmatory; every comparison will be exploratory"
    if not (study.sampling.population and study.sampling.recruitment):
        yield "sampling: population and recruitment are not described"
    if study.pilot:
        yield "pilot: true; change it, and the name, before you collect"
    else:
        yield "preregistration: do it before the first round (`python -m game study preregister`)"
