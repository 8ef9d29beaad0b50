"""A preregistration in words: Markdown for a registry."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from game.study.clip_subset import ClipSubset
from game.study.study_schema import Study

NOT_SAID = "*The study file does not say.*"


def markdown(frozen: Mapping[str, Any], study: Study, subset: ClipSubset, pack_name: str) -> str:
    """The text of a preregistration, for people.

    Parameters
    ----------
    frozen : mapping
        As `game.study.preregistration.preregistration` makes it.
    """
    title = study.title.text(study.languages[0])
    sections = (
        ("Question", _question(study)),
        ("People", _people(study)),
        ("Procedure", _procedure(study)),
        ("Clips", _clips(study, subset, pack_name)),
        ("Number of answers, and when collection ends", _size(study)),
        ("Primary analysis", _primary(frozen["analysis"])),
        ("Comparisons", _comparisons(study)),
        ("What is left out of the primary analysis", _rules(frozen["analysis"])),
        ("Beside it", [*frozen["analysis"]["beside"], *frozen["analysis"]["secondary"]]),
        ("Versions", _versions(frozen)),
    )
    when = f"Study `{study.name}`, preregistered on {frozen['made_on']} (UTC), before its first round."
    body = (f"## {name}\n\n{_list(lines)}" for name, lines in sections)
    return "\n\n".join((f"# {title}", when, *body)) + "\n"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _question(study: Study) -> Iterator[str]:
    yield (
        "How well do people tell where a field recording was made? Each guess is a point on a map, scored as "
        "AGL1K scores models: 5000·exp(-km/1492.7), by the geodesic."
    )
    if study.authors_take_part:
        yield "Authors of the study take part."


def _people(study: Study) -> Iterator[str]:
    sampling, screening = study.sampling, study.screening
    yield f"Population: {sampling.population or NOT_SAID}"
    yield f"Sampling frame: {sampling.frame or NOT_SAID}"
    yield f"Recruitment: {sampling.recruitment or NOT_SAID}"
    yield f"Described by: {', '.join(sampling.traits) or NOT_SAID}"
    known = f", who know one of {', '.join(screening.languages)}" if screening.languages else ""
    phones = ", with headphones" if screening.headphones == "required" else ""
    yield f"Eligible: aged {screening.least_age} or over{known}{phones}, on {', '.join(screening.devices)}"
    yield f"Pay: {_pay(study)}"
    yield f"Ethics: {_ethics(study)}"


def _pay(study: Study) -> str:
    pay = study.pay
    if pay is None:
        return "none"
    bonus = f"; bonus: {pay.bonus.text(study.languages[0])}" if pay.bonus else ""
    equal = "" if pay.equal else "; not the same for all"
    return f"{pay.amount:g} {pay.currency} for about {pay.minutes:g} minutes{bonus}{equal}"


def _ethics(study: Study) -> str:
    ethics = study.ethics
    if ethics is None:
        return NOT_SAID
    said = (ethics.status.replace("_", " "), ethics.body, ethics.reference, ethics.note)
    return ", ".join(part for part in said if part)


def _procedure(study: Study) -> Iterator[str]:
    language = study.languages[0]
    if len(study.languages) > 1:
        yield f"Languages: {', '.join(study.languages)}; the JSON has all texts in each of them"
    yield f"Instructions: {_one_line(study.instructions.text(language))}"
    if study.allowed_means:
        yield f"Allowed: {_one_line(study.allowed_means.text(language))}"
    if study.headphones.check != "none":
        needed = "needed to take part" if study.headphones.required else "noted"
        check = study.headphones
        yield f"Headphone check: {check.check}, {check.needed} of {check.of} trials right; {needed}"
    if study.comprehension:
        questions = len(study.comprehension)
        yield f"Comprehension questions: {questions}, in {study.comprehension_attempts} attempts"
    if study.practice.rounds:
        yield f"Practice: {study.practice.rounds} rounds on other clips, with feedback"
    yield f"Rounds: {study.rounds} in each of {study.sessions or 'any number of'} sessions, in random order"
    limit = f"{study.time_limit_seconds:g} s" if study.time_limit_seconds else "none"
    plays = study.replays or "any number of"
    to_end = "; a clip is heard to its end" if study.hear_to_end else ""
    yield f"Time limit of a round: {limit}; {plays} plays of a clip{to_end}"
    yield f"Skipping: {'allowed' if study.skips else 'not allowed'}"
    yield f"Feedback: {study.feedback}"
    if study.catch and study.catch.rounds:
        yield f"Catch rounds in a session: {study.catch.rounds}, passed within {study.catch.km:g} km"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _clips(study: Study, subset: ClipSubset, pack_name: str) -> Iterator[str]:
    sample = study.clips.random
    how = f"drawn with seed {sample.seed}" if sample else "a list" if study.clips.keys else "all of it"
    yield f"{len(subset.clips):,} clips of the pack `{pack_name}`: {how}"
    for name, count in sorted(Counter(subset.strata.values()).items()):
        yield f"{name}: {count:,}"
    answers = f", {study.allocation.answers} answers a clip" if study.allocation.answers else ""
    yield f"Allocation: {study.allocation.rule}{answers}"


def _size(study: Study) -> Iterator[str]:
    stopping = study.stopping
    if stopping is None:
        yield f"When collection ends: {NOT_SAID}"
    elif stopping.participants:
        yield f"It ends with {stopping.participants:,} participants"
    elif stopping.answers_per_clip:
        yield f"It ends with {stopping.answers_per_clip:,} answers to each clip"
    else:
        yield f"It ends on {stopping.until}"
    if stopping and stopping.interim == "sequential":
        yield "Comparisons are looked at before (sequential design)"
    else:
        yield "No comparison is looked at before it ends"
    half = f"±{study.precision.geoscore:g} GeoScore" if study.precision else NOT_SAID
    yield f"95% interval aimed at: {half}"


def _primary(analysis: Mapping[str, Any]) -> Iterator[str]:
    primary = analysis["primary"]
    yield f"{primary['estimate'][0].upper()}{primary['estimate'][1:]}"
    cap = primary["rounds_per_person"]
    yield f"Rounds of a person that enter: {f'the first {cap}' if cap else 'all'}"
    yield f"Skips: {primary['skips']}"
    yield f"Interval: {primary['interval']}"
    yield from (f"Not scored: {what}" for what in analysis["not_scored"])


def _comparisons(study: Study) -> Iterator[str]:
    if not study.comparisons:
        yield "None is confirmatory"
        return
    for comparison in study.comparisons:
        margin = f"margin {comparison.margin:g} GeoScore"
        yield f"`{comparison.entrant}` against people: {comparison.claim}, {margin}"
    yield "On the clips that both answered; one-sided, adjusted by Holm's method, 2.5% for all together"


def _rules(analysis: Mapping[str, Any]) -> Iterator[str]:
    for name, limits in analysis["left_out"].items():
        shown = ", ".join(f"{key} {value:g}" for key, value in limits.items())
        yield f"`{name}`" + (f": {shown}" if shown else "")


def _versions(frozen: Mapping[str, Any]) -> Iterator[str]:
    yield f"Earwitness {frozen['app_version']}, code `{frozen['code_hash']}`"
    yield f"Study file `{frozen['study_hash']}`"
    yield f"Pack `{frozen['pack_hash']}`"
    yield f"This preregistration `{frozen['hash']}`"
