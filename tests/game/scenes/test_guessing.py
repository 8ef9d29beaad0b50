"""Answers cannot be guessed unheard: who has learnt from other packs' texts alone stays at chance."""

from collections import Counter, defaultdict
from math import cos, log, radians, sin, sqrt

import pytest

from game.scenes.build.sounds.catalog import NAMES, VARIANTS
from game.scenes.questions.asking import items_about
from game.scenes.sampling import sample_scene

LEARNT = (11, 12, 13, 14, 15)
ASKED = (16, 17, 18)
SCENES = 120


def packs(seeds):
    """The choices of packs, each with what is drawn, by task."""
    by_task = defaultdict(list)
    for seed in seeds:
        scenes = [sample_scene(seed, index, 0, 5.0, NAMES, VARIANTS) for index in range(SCENES)]
        drawn = {scene.id: scene.drawn for scene in scenes}
        for item in items_about(scenes, NAMES, seed):
            if item.kind == "choice":
                by_task[item.task].append((item, drawn[item.scene] if item.shows_panorama else ()))
    return by_task


def clues(item, drawn, option):
    """What can be seen of an option in an item's text: its words, and how it stands among the others."""
    text = item.options[option]
    others = [other for place, other in enumerate(item.options) if place != option]
    yield f"place {option}"
    yield from (f"word {word}" for word in item.english_options[option].split())
    yield f"same key {sum(other.key == text.key for other in others)}"
    yield f"negative {any(other.values == text.values and other.key != text.key for other in others)}"
    for name, value in text.values.items():
        yield f"same {name} {sum(other.values.get(name) == value for other in others)}"
        if not isinstance(value, str):
            beside = [other.values[name] for other in others if name in other.values]
            yield f"rank {name} {sum(other < value for other in beside)}"
            yield f"sums {name} {sum(abs(other + value - 180) < 2 for other in beside)}"
            yield f"coarse {name} {value // 15 if name == 'degrees' else round(2 * value)}"
    if drawn:
        yield from seen(item, drawn, option, text)


def seen(item, drawn, option, text):
    """What the panorama adds: alike things, and where the thing stands that is asked about or chosen."""
    number = text.values.get("number", item.text.values.get("number"))
    names = Counter(thing.name for thing in drawn)
    yield f"alike {max(names.values())} {option}"
    if not number:
        return
    yield f"own alike {names[drawn[number - 1].name]} {option}"
    measures = (
        lambda thing: thing.distance_m,
        lambda thing: sin(radians(thing.azimuth)),
        lambda thing: cos(radians(thing.azimuth)),
        lambda thing: thing.elevation / 20,
    )
    for place, measure in enumerate(measures):
        values = [measure(thing) for thing in drawn]
        own = values[number - 1]
        yield f"order {place} {sum(value < own for value in values)} {option}"
        yield f"step {place} {round(2 * own)} {option}"


class Guesser:
    """Bayes' rule over all clues, as though each told by itself."""

    def __init__(self, asked):
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        for item, drawn in asked:
            for option in range(len(item.options)):
                counts = self.right if option == item.answer.option else self.wrong
                counts.update(set(clues(item, drawn, option)))

    def guess(self, item, drawn):
        def likely(option):
            seen_clues = set(clues(item, drawn, option))
            return sum(log((self.right[clue] + 2) / (self.wrong[clue] + 2)) for clue in seen_clues)

        return max(range(len(item.options)), key=likely)


@pytest.fixture(scope="module")
def learnt():
    return packs(LEARNT)


@pytest.fixture(scope="module")
def asked():
    return packs(ASKED)


def test_who_has_only_read_the_texts_guesses_at_chance(learnt, asked):
    above = {}
    for task, items in asked.items():
        guesser = Guesser(learnt[task])
        hits = sum(guesser.guess(item, drawn) == item.answer.option for item, drawn in items)
        chance, count = 1 / len(items[0][0].options), len(items)
        above[task] = (hits - chance * count) / sqrt(count * chance * (1 - chance))
    assert len(above) == 20
    assert max(above.values()) < 3, sorted(above.items(), key=lambda pair: -pair[1])
    assert sum(above.values()) / sqrt(len(above)) < 3, above
