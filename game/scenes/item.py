"""An item: one question about one scene, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["point", "choice", "number"]
Family = Literal["hear-you-are", "twnm"]
Level = Literal["L1", "L2", "L3"]
Unit = Literal["m", "deg"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence that players read: a key of the catalog with its values, or plain English.

    A value that begins with ``@`` is itself a key, such as ``@spatial.sound.dog``.
    """

    key: str | None = None
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    plain: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is right, or what somebody answered; which fields are filled depends on the item's kind.

    Attributes
    ----------
    azimuth, elevation : float or None
        Degrees, of a ``point`` item.
    distance_m : float or None
        Metres, of a ``point`` item that asks for it.
    option : int or None
        From 0, of a ``choice`` item.
    number : float or None
        In the item's unit, of a ``number`` item.
    """

    azimuth: float | None = None
    elevation: float | None = None
    distance_m: float | None = None
    option: int | None = None
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question about one scene, as its pack's ``items.jsonl`` has it.

    Attributes
    ----------
    scene : str
        The scene's id.
    task : str
        What is asked, such as ``q8_point`` or ``l2_compare_object_distances``.
    english, english_options : str, tuple of str
        The question and its options for a model, with what the panorama shows in words.
    most : float or None
        The largest number of a ``number`` item.
    answer : Answer or None
        None where nobody has published it: such an item is played, and not scored.
    source : int or None
        Which of the scene's sources is meant, where one is.
    """

    id: str
    scene: str
    kind: Kind
    family: Family
    task: str
    level: Level | None
    text: Text
    english: str
    options: tuple[Text, ...] = ()
    english_options: tuple[str, ...] = ()
    shows_panorama: bool = False
    asks_distance: bool = False
    unit: Unit | None = None
    most: float | None = None
    answer: Answer | None = None
    source: int | None = None
