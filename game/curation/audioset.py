"""AudioSet's labels, and which of AGL1K's five sounds each belongs to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from game.curation.errors import CurationError
from game.packs.clip import SOUNDS
from game.packs.table import PackError, read_rows

# AudioSet lists its labels along its ontology: these begin a new part of it. Bells are instruments and
# things. From "Bang" on it tells of impacts, rooms and noise, which are none of the five.
_BEGIN: Mapping[str, tuple[str, ...]] = {
    "speech": ("speech",),
    "animal": ("animal",),
    "music": ("music",),
    "bell": ("music", "things"),
    "harmonica": ("music",),
    "wind": ("nature",),
    "vehicle": ("things",),
    "bang": (),
}
_NAME = "display_name"


def read_labels(file: Path) -> tuple[str, ...]:
    """Read the labels of a tagger's outputs, in their order.

    Parameters
    ----------
    file : Path
        As AudioSet's ``class_labels_indices.csv``: a column ``display_name``, a row for each output.

    Raises
    ------
    CurationError
        When it cannot be read, or two labels are the same.
    """
    try:
        labels = tuple(row.text(_NAME).replace("_", " ") for row in read_rows(file, (_NAME,)))
    except PackError as error:
        raise CurationError(str(error)) from error
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise CurationError(f"{file} names {twice!r} twice: a tagger's outputs need a label each.")
    return labels


def sounds_of(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Say which of the five sounds each label belongs to.

    Returns
    -------
    dict of str to tuple of str
        By label, names of `game.packs.clip.SOUNDS`. All empty unless the labels follow AudioSet's order, as
        those of EfficientAT, PANNs and YAMNet do.
    """
    names = [label.casefold() for label in labels]
    begins = [names.index(name) for name in _BEGIN if name in names]
    if len(begins) < len(_BEGIN) or begins != sorted(begins):
        return dict.fromkeys(labels, ())
    sounds: dict[str, tuple[str, ...]] = {}
    part: tuple[str, ...] = ()
    for label, name in zip(labels, names, strict=True):
        part = _BEGIN.get(name, part)
        sounds[label] = part
    return sounds


def five(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The labels of each of the five sounds; empty when they are not known."""
    sounds = sounds_of(labels)
    by_sound = {sound: tuple(label for label in labels if sound in sounds[label]) for sound in SOUNDS}
    return by_sound if all(by_sound.values()) else {}
