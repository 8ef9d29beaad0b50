"""Section 2 of the checklist: who takes part, how they are found, trained and paid."""

from collections.abc import Iterator

from leaderboard.phrases import counted, listed
from leaderboard.study.checklist.item import Item, of_file, open_item
from leaderboard.study.report.cells import sentence, share
from leaderboard.study.study_figures import StudyFigures

# The traits that the checklist names, and what a study can ask about each.
_TRAITS = (
    ("2.2", "population by expertise", ("field_recording", "language_work")),
    ("2.3", "population by education", ("education",)),
    ("2.4", "population by language", ("languages",)),
    ("2.5", "population by gender", ("gender",)),
    ("2.6", "population by age", ("age_band",)),
    ("2.7", "population by disability", ("hearing",)),
    ("2.8", "population by digital literacy", ("digital_skill",)),
    ("2.9", "population by AI literacy", ("ai_skill",)),
    ("2.11", "population by other traits", ("continents_lived", "country_of_residence", "headphones")),
)


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    study = figures.study
    population = study.sampling.population
    yield of_file(
        "2.1",
        "population of interest",
        sentence(population) if population else None,
        "whom the baseline is to stand for.",
    )
    traits = [_trait(figures, *trait) for trait in _TRAITS]
    yield from traits[:-1]
    yield _earlier(figures)
    yield traits[-1]
    yield _sampling(figures)
    yield _pre_qualification(figures)
    yield Item("2.14", "criteria of pre-qualification", "Yes", sentence(_criteria(figures)), "file")
    yield _exclusion_rate(figures)
    takes_part = (
        "The file says so; write who and how many." if study.authors_take_part else "The file says no."
    )
    yield Item(
        "2.16", "did authors take part", "Yes" if study.authors_take_part else "No", takes_part, "file"
    )
    yield _exposed(figures)
    yield from _training(figures)
    yield from _pay(figures)


def _trait(figures: StudyFigures, id_: str, asks: str, fields: tuple[str, ...]) -> Item:
    asked = [field for field in fields if field in figures.study.demographics]
    named = ", ".join(figures.study.sampling.traits)
    screened = _screened(figures, id_)
    if asked:
        note = f"Asked, voluntary: {listed([field.replace('_', ' ') for field in asked])}. {screened}"
        return Item(id_, asks, "Yes", note.strip(), "file")
    if screened:
        return Item(id_, asks, "Partial", f"Not asked for the tables. {screened}", "file")
    described = f" The file describes the sample by {named}." if named else ""
    return Item(id_, asks, "No", f"Not asked; write it if a panel knows.{described}", "file")


def _screened(figures: StudyFigures, id_: str) -> str:
    screening = figures.study.screening
    if id_ == "2.6" and screening.least_age:
        return f"Nobody is under {screening.least_age}, as they say."
    if id_ == "2.4" and screening.languages:
        return f"Everybody knows one of {', '.join(screening.languages)}, as they say."
    return ""


def _earlier(figures: StudyFigures) -> Item:
    asks = "population by earlier baselines"
    if figures.study.questions.agl1k_exposure:
        return Item("2.10", asks, "Partial", f"Asked at the end about AGL1K alone: {_knew(figures)}", "data")
    return Item("2.10", asks, "No", "Not asked.", "file")


def _knew(figures: StudyFigures) -> str:
    said = [one["agl1k_exposure"] for one in figures.participants if one["agl1k_exposure"] is not None]
    return (
        f"{sum(map(bool, said)):,} of {len(said):,} who answered knew it."
        if said
        else "nobody has answered yet."
    )


def _sampling(figures: StudyFigures) -> Item:
    sampling, panel = figures.study.sampling, figures.study.panel
    said = " ".join(sentence(part) for part in (sampling.frame, sampling.recruitment) if part)
    by_panel = f" A panel sends people, by the parameter {panel.participant} of its link." if panel else ""
    return of_file(
        "2.12",
        "sampling",
        f"{said}{by_panel}" if said else None,
        f"whether it is a crowd, a convenience, a random or a stratified sample, and of whom.{by_panel}",
    )


def _criteria(figures: StudyFigures) -> str:
    study = figures.study
    screening = study.screening
    said = [f"aged {screening.least_age} or over"] if screening.least_age else []
    if screening.languages:
        said.append(f"knows one of {', '.join(screening.languages)}")
    if screening.headphones == "required":
        said.append("says that headphones are on")
    said.append(f"on {listed(screening.devices)}")
    if study.headphones.check != "none" and study.headphones.required:
        check = study.headphones
        said.append(
            f"passes the {check.check} headphone check, {check.needed} of {check.of} in {check.attempts} "
            "attempts"
        )
    if study.comprehension:
        said.append(f"answers the questions on the instructions in {study.comprehension_attempts} attempts")
    return ", ".join(said)


def _pre_qualification(figures: StudyFigures) -> Item:
    study = figures.study
    checks = ["screening questions"]
    checks += ["a headphone check"] if study.headphones.check != "none" else []
    checks += ["comprehension questions"] if study.comprehension else []
    return Item("2.13", "pre-qualification", "Yes", f"{listed(checks).capitalize()}.", "file")


def _exclusion_rate(figures: StudyFigures) -> Item:
    asks, flow = "exclusion rate of pre-qualification", figures.record.flow
    agreed = flow.get("agreed")
    if not agreed:
        return Item("2.15", asks, "Unknown", "Nobody has agreed yet.", "data")
    out, failed = flow.get("screened_out") or 0, flow.get("failed") or 0
    rate = share((out + failed) / agreed)
    note = f"{out:,} screened out and {failed:,} failed, of {agreed:,} who agreed: {rate}."
    return Item("2.15", asks, "Yes", note, "data")


def _exposed(figures: StudyFigures) -> Item:
    asks, questions = "were people exposed to the items before", figures.study.questions
    said = [row for row in figures.answered if row["prior_exposure"] is not None]
    if questions.prior_exposure == "never":
        note = f"Not asked clip by clip. AGL1K: {_knew(figures)}"
        return Item("2.17", asks, "Partial" if questions.agl1k_exposure else "Unknown", note, "file")
    if not said:
        return Item("2.17", asks, "Unknown", "Asked clip by clip; nobody has answered yet.", "data")
    known = sum(row["prior_exposure"] for row in said)
    note = (
        f"Asked clip by clip: {known:,} of {counted(len(said), 'answer')} say that the recording was known."
    )
    return Item("2.17", asks, "Yes", note, "data")


def _training(figures: StudyFigures) -> Iterator[Item]:
    study = figures.study
    rounds = study.practice.rounds
    if not rounds:
        yield Item("2.18", "training", "No", "The file has no practice rounds.", "file")
        yield Item("2.19", "kind of training", "N/A", "There is none.", "file")
        yield Item("2.20", "pay of training", "N/A", "There is none.", "file")
        return
    yield Item(
        "2.18", "training", "Yes", f"{counted(rounds, 'round')} of practice before the first clip.", "file"
    )
    feedback = "with the true place after each" if study.practice.feedback else "without feedback"
    yield Item(
        "2.19", "kind of training", "Yes", f"Instructions, then rounds on other clips, {feedback}.", "file"
    )
    if study.pay is None:
        yield Item("2.20", "pay of training", "N/A", "The study is unpaid.", "file")
    else:
        yield Item("2.20", "pay of training", "Yes", "Practice is part of the paid time.", "file")


def _pay(figures: StudyFigures) -> Iterator[Item]:
    pay, language = figures.study.pay, figures.study.languages[0]
    if pay is None:
        yield Item("2.21", "pay", "No", "The study is unpaid.", "file")
        yield Item("2.22", "bonus", "N/A", "The study is unpaid.", "file")
        yield Item("2.23", "is pay equal for all", "N/A", "The study is unpaid.", "file")
        return
    hourly = f"{pay.per_hour:,.2f} an hour as announced"
    note = f"{pay.currency} {pay.amount:,.2f} for about {pay.minutes:g} minutes, {hourly}."
    yield Item("2.21", "pay", "Yes", note, "file")
    bonus = sentence(" ".join(pay.bonus.text(language).split())) if pay.bonus else "None."
    yield Item("2.22", "bonus", "Yes" if pay.bonus else "No", bonus, "file")
    if pay.equal:
        yield Item("2.23", "is pay equal for all", "Yes", "The same for all, by the file.", "file")
    else:
        yield open_item(
            "2.23", "is pay equal for all", "who gets what, and why; the file says that pay differs."
        )
