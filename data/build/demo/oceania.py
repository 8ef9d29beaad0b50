"""Clips made for Oceania."""

import numpy as np

from . import bells, birds, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import fade, samples, tone
from .voices import babble, call, human, say


def lamington_morning(scene: Scene) -> None:
    """Kookaburras and whipbirds at first light, a creek."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.stream(rng, seconds, 30), db=-20)
    scene.add("nature", textures.leaves(rng, seconds), db=-28)
    scene.add("animal", space.away(rng, birds.whipbird(rng), 35, 1.6), at=0.5, db=0)
    scene.add("animal", space.away(rng, birds.kookaburra(rng), 40, 1.4), at=3.4, db=0)
    scene.add("animal", space.away(rng, birds.kookaburra(rng), 80, 1.6), at=5.2, db=-6)
    scene.add("animal", space.away(rng, birds.whipbird(rng), 60, 1.8), at=10.6, db=-1)
    scene.add("animal", space.away(rng, birds.songbird(rng, seconds, 1800, 4200), 60), db=-19)


def whakarewarewa(scene: Scene) -> None:
    """Boiling mud and steam, a tūī, a welcome in Māori."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.mud(rng, seconds, 7), db=-7)
    scene.add("nature", textures.steam(rng, seconds), db=-17)
    scene.add("animal", space.away(rng, birds.tui(rng), 25, 0.8), at=0.6, db=-4)
    text = "Tēnā koutou katoa. Nau mai, haere mai. Kia tūpato, he tino wera te wai!"
    scene.add("speech", space.room(rng, human(rng, say(text, "mi+f2", 46, 132)), 0.4, 0.12), at=3.9)
    for at, db in ((8.0, -9), (10.9, -3)):
        scene.add("animal", space.away(rng, birds.tui(rng), 25 if db > -5 else 80, 0.9), at, db)
    scene.add("things", vehicles.footsteps(rng, seconds, 0.6, gravel=True), db=-19)


def koki_market(scene: Scene) -> None:
    """A market in Tok Pisin by the sea; bamboo pipes beaten with sandals."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.waves(rng, seconds, 5), db=-17)
    pipes = {name: music.bamboo(rng, hz) for name, hz in zip("abcd", (98, 123, 147, 196), strict=True)}
    for name, hits in (
        ("a", "x...x...x.x....."),
        ("b", "..x...x....x...x"),
        ("c", "...x.x...x...x.."),
        ("d", "x..x..x...x..x.."),
    ):
        scene.add("music", music.pattern(hits, 0.155, pipes[name], seconds, rng), db=-4)
    for at, text in (
        (1.0, "Kam, kam! Mi gat planti banana na kaukau!"),
        (6.0, "Buai! Gutpela buai! Wan kina tasol!"),
        (10.6, "Kam na baim! Pis tu i stap!"),
    ):
        scene.add("speech", call(rng, say(text, "id+f4", 55, 122)), at, 1)
    scene.add(
        "speech",
        babble(rng, ["Hamas long dispela?", "Yu stap gut?", "Mi laik baim tupela."], "id", seconds, 8),
        db=-15,
    )


def flinders_street(scene: Scene) -> None:
    """A crossing's knocks turn to a rattle, a tram's gong, magpies."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.town(rng, seconds), db=-20)
    crossing(scene, 3.5, 4.0)
    scene.add("things", vehicles.footsteps(rng, 4.5, 0.48), at=3.6, db=-14)
    scene.add("things", vehicles.tram_bell(rng, 820, 2), at=7.6, db=-6)
    scene.add("things", vehicles.motor(rng, [(0, 70), (2, 160), (5, 300)], 5.2), at=10.1, db=-13)
    scene.add("things", vehicles.rails(rng, 5, 1.0), at=10.2, db=-16)
    scene.add("animal", space.away(rng, birds.magpie(rng), 35), at=1.0, db=-5)
    scene.add("animal", space.away(rng, birds.magpie(rng), 60), at=12.9, db=-7)
    text = "Tram to Saint Kilda Beach. Touch on when you board, thanks."
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "en-gb+f3", 48, 158)), 0.5, 0.25), at=8.6)


def crossing(scene: Scene, waiting: float, walking: float) -> None:
    """An Australian pedestrian button: slow knocks, then a falling chirp and a fast rattle (seconds each)."""
    rng = scene.rng
    scene.add("things", bells.ticks(np.arange(0.45, waiting - 0.2, 0.9).tolist(), rng), db=0)
    drop = tone(np.geomspace(3200, 550, samples(0.13)), (1, 0.3)) * fade(0.13, 0.06)
    scene.add("things", drop, waiting, -4)
    scene.add("things", bells.ticks(np.arange(0, walking, 0.115).tolist(), rng, 520), waiting + 0.15, -4)


def papeete_ferry(scene: Scene) -> None:
    """A quay in the trade wind: a ferry is announced in French, ukuleles play."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.waves(rng, seconds, 7), db=-14)
    scene.add("nature", textures.lapping(rng, seconds), db=-18)
    chords = ((392, 523, 659, 880), (440, 523, 698, 880), (392, 494, 587, 784), (392, 523, 659, 1047))
    for n in range(int(seconds / 0.16)):
        if n % 8 not in (1, 4):
            chord = chords[n // 16 % 4]
            scene.add(
                "music",
                music.strum(rng, chord, 0.35, 0.011 if n % 2 == 0 else -0.009),
                n * 0.16,
                -11 - 3 * (n % 2),
            )
    log = music.pattern("x.xx.xx.x.xxxxx.", 0.16, music.bamboo(rng, 330), seconds, rng)
    scene.add("music", log, db=-14)
    text = "Maéva, bienvenue à tous. Le prochain bateau pour Mooréa partira à quatorze heures."
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "fr-fr+f2", 48, 142)), 0.5, 0.3), at=2.6)
    scene.add("things", space.away(rng, vehicles.ship_horn(2.2, 155), 120, 2.0), at=9.3, db=-5)
    scene.add("speech", human(rng, say("Māuruuru! Nana!", "mi+f3", 55, 125)), at=11.8, db=-2)


CLIPS = (
    Recipe(
        "demo_5e6a",
        -28.23270,
        153.13780,
        15.0,
        "Rain forest in Lamington, Queensland",
        "A long whistle and the crack of a whip, answered by the mate: eastern whipbirds. Laughing "
        "kookaburras take over. Both together are the wet forests of eastern Australia.",
        lamington_morning,
    ),
    Recipe(
        "demo_c2d8",
        -38.16220,
        176.25690,
        14.5,
        "Boiling mud at Whakarewarewa, Rotorua",
        "A welcome in Māori, and a warning that the water is very hot. Mud plops, steam hisses, and a "
        "tūī mixes bell notes with clicks and wheezes: New Zealand's hot springs.",
        whakarewarewa,
    ),
    Recipe(
        "demo_f59b",
        -9.47450,
        147.16730,
        14.5,
        "Koki market, Port Moresby",
        "Tok Pisin, an English-based creole: planti banana na kaukau is plenty of bananas and sweet "
        "potato, and prices are in kina. Bamboo pipes beaten on their ends are Melanesian too.",
        koki_market,
    ),
    Recipe(
        "demo_36e1",
        -37.81780,
        144.96720,
        15.0,
        "Tram stop at Flinders Street, Melbourne",
        "The slow knock of a crossing that turns into a fast rattle is Australian, and so are the "
        "carolling magpies and a ticket that one touches on. The tram to St Kilda Beach makes it "
        "Melbourne.",
        flinders_street,
    ),
    Recipe(
        "demo_8a2f",
        -17.53720,
        -149.56980,
        14.5,
        "Ferry quay in Papeete, Tahiti",
        "French announces the boat to Moorea after a Tahitian welcome, maeva; thanks are māuruuru. "
        "Quick ukulele strums and a slit drum: French Polynesia.",
        papeete_ferry,
    ),
)
