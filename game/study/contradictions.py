"""Keys of a study file that contradict each other, and what a host's study cannot go without."""

from collections.abc import Iterator

from game.packs.pack import PRACTICE_PACK
from game.study.study_schema import Study
from game.study.yaml_lines import Path

Found = tuple[Path, str]

_EXAMPLES = {"continent": "Europe", "speech": "speech"}


def contradictions(study: Study) -> Iterator[Found]:
    """What contradicts what, each with the place to change."""
    yield from _of_clips(study)
    yield from _of_answers(study)
    yield from _of_rounds(study)
    yield from _of_people(study)


def host_needs(study: Study) -> Iterator[Found]:
    """What the file of a host's study leaves out, and may not."""
    if study.pack is None:
        yield ("pack",), "is missing; write the name or folder of the pack that is played"
    if study.consent is None:
        yield ("consent",), "is missing; write consent: {title: ..., text: {file: consent.md}}"
    if study.sessions is None:
        yield ("sessions",), "nothing cannot be used; write how many sessions a participant has"
    if study.name == "public":
        yield ("name",), "is that of the built-in study; write another"


def _of_clips(study: Study) -> Iterator[Found]:
    sample = study.clips.random
    if sample and sample.shares:
        for name in sample.shares:
            if name.count("/") + 1 != len(sample.strata):
                example = "/".join(_EXAMPLES[part] for part in sample.strata)
                yield (
                    ("clips", "random", "shares", name),
                    f"is no stratum by {' and '.join(sample.strata)}; write one such as {example}",
                )
    rounds, clips = study.rounds_per_person, study.clips.count
    if rounds and clips and rounds > clips:
        yield (
            ("rounds",),
            f"{rounds:,} rounds a person ({study.rounds} in {study.sessions} sessions) are more than the "
            f"{clips:,} clips; write fewer rounds or sessions",
        )


def _of_answers(study: Study) -> Iterator[Found]:
    allocation, stopping = study.allocation, study.stopping
    if stopping and allocation.answers and stopping.answers_per_clip not in (None, allocation.answers):
        yield (
            ("stopping", "answers_per_clip"),
            f"{stopping.answers_per_clip} is not the {allocation.answers} of allocation.answers; write that",
        )
    if allocation.rule == "blocks":
        yield from _of_blocks(study)
    elif stopping and stopping.participants and allocation.answers:
        yield from _enough_people(study, stopping.participants, allocation.answers)


def _of_blocks(study: Study) -> Iterator[Found]:
    clips, rounds, answers = study.clips.count, study.rounds_per_person, study.allocation.answers
    if not (rounds and answers):
        return
    if clips is None:
        yield (
            ("clips",),
            "rule blocks needs a set number of clips; write {random: {count: ..., seed: ...}}",
        )
    elif clips * answers % rounds:
        yield (
            ("allocation",),
            f"{clips} clips x {answers} answers are no whole number of people with {rounds} rounds "
            f"each; write answers: {answers_that_divide(clips, rounds, answers)}, or other rounds",
        )
    elif study.stopping and study.stopping.participants not in (None, clips * answers // rounds):
        yield (
            ("stopping", "participants"),
            f"{clips} clips x {answers} answers need {clips * answers // rounds} people; write that",
        )


def answers_that_divide(clips: int, rounds: int, answers: int) -> int:
    """The next number of answers per clip that a whole number of people gives."""
    return next(more for more in range(answers, answers + rounds + 1) if clips * more % rounds == 0)


def _enough_people(study: Study, people: int, answers: int) -> Iterator[Found]:
    clips, rounds = study.clips.count, study.rounds_per_person
    if clips and rounds and people * rounds < clips * answers:
        needed = -(-clips * answers // rounds)
        yield (
            ("stopping", "participants"),
            f"{people} people x {rounds} rounds are fewer than {clips} clips x {answers} answers; write "
            f"{needed} or more, or fewer answers",
        )


def _of_rounds(study: Study) -> Iterator[Found]:
    if study.feedback == "never" and study.questions.prior_exposure == "after_reveal":
        yield (
            ("questions", "prior_exposure"),
            "with feedback: never nothing is revealed to ask after; write with_guess or never",
        )
    if study.practice.rounds and study.practice.pack == study.pack:
        instead = "practice: {rounds: 0}" if study.pack == PRACTICE_PACK else PRACTICE_PACK
        yield (
            ("practice", "pack"),
            f"{study.pack} is the study's own pack, so practice would reveal its clips; write {instead}",
        )
    if study.catch and study.catch.rounds and study.catch.pack is None:
        yield ("catch", "pack"), "is missing; write the folder of a pack whose sounds name their place"
    if study.catch and study.pack and study.catch.pack == study.pack:
        yield ("catch", "pack"), "is the study's own pack; write a pack whose sounds name their place"
    cap = study.estimand.rounds_per_person
    if cap and study.rounds_per_person and cap > study.rounds_per_person:
        yield (
            ("estimand", "rounds_per_person"),
            f"{cap} is more than the {study.rounds_per_person} rounds of a person; write fewer, or null",
        )


def _of_people(study: Study) -> Iterator[Found]:
    if study.panel and study.endings.completed is None:
        yield (
            ("endings", "completed"),
            "is missing, and a panel pays by it; write completed: {code: ...} or {url: https://...}",
        )
    claims = [(comparison.entrant, comparison.claim) for comparison in study.comparisons]
    for index, claim in enumerate(claims):
        if claim in claims[:index]:
            yield ("comparisons", index), f"repeats {claim[1]} to {claim[0]}; delete one of them"
