"""Section 0 of the checklist: the paper and its benchmark."""

from collections import Counter
from collections.abc import Iterator

from leaderboard.phrases import counted, listed
from leaderboard.scoring.metrics import HEARD
from leaderboard.study.checklist.item import Item, open_item
from leaderboard.study.study_figures import StudyFigures


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    title = figures.study.title.text(figures.study.languages[0])
    yield open_item("0.1", "title", f"the paper's title. The study is called “{title}”.")
    yield open_item("0.2", "link", "where the paper can be read.")
    yield open_item("0.3", "year", f"the paper's year. {_collected(figures)}")
    yield open_item("0.4", "venue", "where it is published.")
    yield Item(
        "0.5",
        "type of evaluation",
        "Yes",
        "Placing a field recording on a map by ear; scored by the distance from the true place, as AGL1K is.",
        "code",
    )
    yield Item("0.6", "mode", "Yes", "Audio.", "code")
    yield _languages(figures)
    yield _size(figures)
    yield _model_clips(figures)
    yield _model_samples(figures)


def _collected(figures: StudyFigures) -> str:
    years = sorted({str(row["day"])[:4] for row in figures.scored})
    return f"Rounds were played in {listed(years)}." if years else "There are no rounds yet."


def _languages(figures: StudyFigures) -> Item:
    speech = sum(clip["speech"] >= HEARD for clip in figures.clips)
    pages = listed(figures.study.languages)
    note = (
        f"Participants read {pages}. {speech:,} of {counted(len(figures.clips), 'clip')} have speech; its "
        "languages are not listed: write them if you know them."
    )
    return Item("0.7", "languages", "Partial" if speech else "Yes", note, "file")


def _size(figures: StudyFigures) -> Item:
    clips, chosen = figures.study.clips, len(figures.clips)
    if clips.keys or clips.random:
        pack = figures.record.pack
        note = (
            f"The study has {counted(chosen, 'clip')} of the pack {pack}. Write how many the whole pack has."
        )
        return Item("0.8", "dataset size", "Partial", note, "data")
    return Item(
        "0.8", "dataset size", "Yes", f"{counted(chosen, 'clip')}, all of {figures.record.pack}.", "data"
    )


def _model_clips(figures: StudyFigures) -> Item:
    asks = "AI test-set size"
    if not figures.models:
        return open_item("0.9", asks, "how many clips the models answered. No models' answers were there.")
    answered = "; ".join(f"{model.name}: {model.clips:,}" for model in figures.models)
    return Item("0.9", asks, "Yes", f"Of the study's {len(figures.clips):,} clips, {answered}.", "data")


def _model_samples(figures: StudyFigures) -> Item:
    asks = "AI samples per item"
    if not figures.models:
        return open_item("0.10", asks, "how many answers to a clip each model gave.")
    found = {model.name: max(Counter(model.rows.clip.tolist()).values()) for model in figures.models}
    each = "; ".join(f"{name}: {most:,}" for name, most in found.items())
    return Item("0.10", asks, "Yes", f"Most answers to one clip, which are averaged: {each}.", "data")
