"""Questions of the kinds of "Hear You Are": one sound, and things drawn around the listener."""

from collections.abc import Iterator

from numpy.random import Generator

from game.scenes.item import Answer, Text
from game.scenes.item_texts import option, question, sound_name, sound_value
from game.scenes.questions.draft import Draft
from game.scenes.questions.relative import relative
from game.scenes.sampling import NOT_DRAWN
from game.scenes.scene import Scene

YES_NO = (option("yes"), option("no"))


def hear_you_are(
    scene: Scene, names: tuple[str, ...], random: Generator, about_the_sounding: bool
) -> list[Draft]:
    """Every question of these kinds that a scene with one source and drawn things allows.

    Parameters
    ----------
    scene, names, random
        The scene, every sound's name, and what wrong answers are drawn with.
    about_the_sounding
        Whether Q6 asks about the one of several alike that sounds.
    """
    if len(scene.sources) != 1 or not scene.drawn:
        return []
    what, which = _what(scene, names, random), _which(scene, random, about_the_sounding)
    return [*what, *which, *relative(scene, random), *_where(scene)]


def _what(scene: Scene, names: tuple[str, ...], random: Generator) -> Iterator[Draft]:
    """Q1's class, and whether what sounds is drawn (Q9)."""
    (source,) = scene.sources
    others = [name for name in names if name != source.sound and name not in NOT_DRAWN]
    wrong = [str(name) for name in random.choice(others, 3, replace=False)]
    yield _choice(scene, "q1_class", [sound_name(name) for name in (source.sound, *wrong)], panorama=False)
    matching, sounding = _matching(scene), _sounding(scene)
    if not _all_different(scene):
        return
    if sounding is None and not matching:
        yield _yes_no(scene, "q9_visible", False)
    elif sounding in matching:
        yield _yes_no(scene, "q9_visible", True)


def _which(scene: Scene, random: Generator, about_the_sounding: bool) -> Iterator[Draft]:
    """Which of the drawn things sounds (Q1), and whether one of them does (Q5, Q6)."""
    sounding, matching = _sounding(scene), _matching(scene)
    things = range(len(scene.drawn))
    if sounding is not None and len(things) >= 4 and _all_different(scene):
        others = random.choice([thing for thing in things if thing != sounding], 3, replace=False)
        yield _choice(scene, "q1_object", [_thing_option(scene, int(thing)) for thing in (sounding, *others)])
    if len(matching) == 1 and (sounding in matching or sounding is None):
        yield _yes_no(scene, "q5_sounding", sounding in matching, **_thing(scene, matching[0]))
    if len(matching) >= 2 and sounding in matching:
        silent = [thing for thing in matching if thing != sounding]
        asked = sounding if about_the_sounding else int(random.choice(silent))
        yield _yes_no(scene, "q6_sounding", asked == sounding, **_thing(scene, asked))


def _where(scene: Scene) -> Iterator[Draft]:
    """Which kind of drawn thing sounds, and where it is (Q7); where, of several of a kind (Q8)."""
    (source,), matching = scene.sources, _matching(scene)
    if _sounding(scene) not in matching:
        return
    kinds = list(dict.fromkeys([source.sound, *(thing.name for thing in scene.drawn)]))
    if len(matching) == 1 and len(kinds) >= 4:
        yield _choice(scene, "q7_class", [sound_name(name) for name in kinds[:4]])
    yield Draft(
        scene,
        "point",
        "hear-you-are",
        task := "q7_point" if len(matching) == 1 else "q8_point",
        question(task),
        answer=Answer(source.azimuth, source.elevation, source.distance_m),
        shows_panorama=True,
        asks_distance=True,
        source=0,
    )


def _matching(scene: Scene) -> list[int]:
    """The drawn things that are of the sound's kind."""
    return [number for number, thing in enumerate(scene.drawn) if thing.name == scene.sources[0].sound]


def _sounding(scene: Scene) -> int | None:
    return next((number for number, thing in enumerate(scene.drawn) if thing.sounding), None)


def _all_different(scene: Scene) -> bool:
    """Whether no two drawn things are alike: where two are, one of them is likely to be what sounds."""
    return len({thing.name for thing in scene.drawn}) == len(scene.drawn)


def _thing(scene: Scene, number: int) -> dict[str, str | float]:
    return {"number": number + 1, "name": sound_value(scene.drawn[number].name)}


def _thing_option(scene: Scene, number: int) -> Text:
    return option("thing", **_thing(scene, number))


def _choice(scene: Scene, task: str, options: list[Text], panorama: bool = True) -> Draft:
    asked = question(task)
    return Draft(
        scene, "choice", "hear-you-are", task, asked, tuple(options), shows_panorama=panorama, source=0
    )


def _yes_no(scene: Scene, task: str, is_so: bool, **values: str | float) -> Draft:
    asked = question(task, **values)
    right = 0 if is_so else 1
    return Draft(
        scene, "choice", "hear-you-are", task, asked, YES_NO, right=right, shows_panorama=True, source=0
    )
