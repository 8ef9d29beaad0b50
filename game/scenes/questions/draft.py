"""A draft of an item: a question and what is right, before the order of its options is settled."""

from dataclasses import dataclass

from game.scenes.item import Answer, Family, Kind, Level, Text, Unit
from game.scenes.scene import Scene


@dataclass(frozen=True, slots=True)
class Draft:
    """A question about a scene.

    Attributes
    ----------
    options : tuple of Text
        The right one first, unless `right` says otherwise.
    right : int or None
        Position of the right one where the order of the options is fixed, as of yes and no.
    answer : Answer or None
        Of questions that are no choice.
    stratum : tuple of int
        What can be known of the answer without hearing the scene; answers are balanced within each.
    """

    scene: Scene
    kind: Kind
    family: Family
    task: str
    text: Text
    options: tuple[Text, ...] = ()
    right: int | None = None
    answer: Answer | None = None
    level: Level | None = None
    shows_panorama: bool = False
    asks_distance: bool = False
    unit: Unit | None = None
    most: float | None = None
    source: int | None = None
    stratum: tuple[int, ...] = ()
