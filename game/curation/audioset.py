"""AudioSet's labels, assigned to AGL1K's five kinds of sound."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from game.curation.errors import CurationError
from game.packs.clip import SOUNDS
from game.packs.table import PackError, read_rows

# AudioSet lists its labels in the order of its ontology; each of these labels begins a new part of it. Bells
# are instruments as well as things. From "Bang" on come impacts, rooms and noise, which are none of the five.
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
    """Read the labels of a tagger's outputs, in order.

    Parameters
    ----------
    file : Path
        Like AudioSet's ``class_labels_indices.csv``: a column ``display_name``, a row for each output.

    Raises
    ------
    CurationError
        When it cannot be read, or a label occurs twice.
    """
    try:
        labels = tuple(row.text(_NAME).replace("_", " ") for row in read_rows(file, (_NAME,)))
    except PackError as error:
        raise CurationError(str(error)) from error
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise CurationError(f"{file} names {twice!r} twice: give each output of the tagger its own label.")
    return labels


def sounds_of(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Assign each label to the five kinds of sound.

    Returns
    -------
    dict of str to tuple of str
        By label, names from `game.packs.clip.SOUNDS`. All empty unless the labels follow AudioSet's order, as
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
    """The labels of each of the five kinds of sound; empty when they are unknown."""
    sounds = sounds_of(labels)
    by_sound = {sound: tuple(label for label in labels if sound in sounds[label]) for sound in SOUNDS}
    return by_sound if all(by_sound.values()) else {}
