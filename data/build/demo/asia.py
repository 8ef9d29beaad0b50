"""Clips made for Asia."""

import numpy as np

from . import bells, birds, creatures, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import series
from .voices import babble, call, human, say


def kamakura_platform(scene: Scene) -> None:
    """Summer cicadas, a level crossing, a train is announced and comes."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("animal", creatures.min_min(rng, 7.0), at=0.0, db=-15)
    scene.add("animal", creatures.min_min(rng, 8.0), at=7.2, db=-16)
    scene.add("things", space.away(rng, bells.crossing(rng, seconds - 4.5), 60, 0.6), at=4.5, db=-13)
    scene.add("things", bells.chime(rng, (988, 740, 831, 1109), 0.24), at=0.5, db=-9)
    text = "まもなく、にばんせんに、でんしゃが、まいります。きいろいせんの、うちがわまで、おさがりください。"
    voice = human(rng, say(text, "ja+f2", 55, 150))
    scene.add("speech", space.loudspeaker(rng, voice, 0.9, 0.4), at=2.2)
    scene.add("things", vehicles.arriving(rng, 5.5), at=10.0, db=-8)


def jaipur_junction(scene: Scene) -> None:
    """A big station: an announcement in Hindi, a tea seller, a diesel's horn."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.hall(rng, seconds), db=-20)
    crowd = ["कितने बजे आएगी गाड़ी?", "जल्दी चलो।", "यहाँ बैठ जाओ।"]
    scene.add("speech", babble(rng, crowd, "hi", seconds, 9), db=-15)
    scene.add("things", bells.chime(rng, (587, 494, 392), 0.38), at=0.4, db=-8)
    text = "यात्रीगण कृपया ध्यान दें। दिल्ली जाने वाली गाड़ी, थोड़ी ही देर में, प्लेटफ़ॉर्म नंबर दो पर आएगी।"
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "hi+f3", 52, 140)), 1.6, 0.5), at=2.0)
    for at in (9.7, 12.4):
        scene.add("speech", call(rng, say("चाय! गरम चाय!", "hi+m7", 62, 114)), at, 1)
    scene.add("things", space.away(rng, vehicles.train_horn(1.8), 120, 2.0), at=10.6, db=-5)
    scene.add("animal", birds.sparrows(rng, seconds, 2.5), db=-21)


def saigon_street(scene: Scene) -> None:
    """Scooters without end, their horns, and a woman who sells warm bread."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", vehicles.motorbikes(rng, seconds, 13), db=-10)
    scene.add("things", textures.town(rng, seconds), db=-17)
    for at, hz in ((1.2, 470), (5.9, 520), (6.25, 520), (10.4, 440)):
        scene.add("things", space.away(rng, vehicles.horn(hz, 0.22, 1.19), 30, 0.5), at, -11)
    for at, text in (
        (2.0, "Bánh mì nóng giòn đây!"),
        (6.8, "Ai mua bánh mì không?"),
        (11.0, "Bánh mì nóng giòn đây!"),
    ):
        scene.add("speech", call(rng, say(text, "vi-vn-x-south+f3", 58, 104)), at, 1)


def kadikoy_pier(scene: Scene) -> None:
    """A ferry pier on the Bosphorus: simit, gulls, a ship's horn."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", vehicles.diesel(rng, seconds, 11), db=-15)
    scene.add("nature", textures.lapping(rng, seconds), db=-14)
    for at in (0.8, 4.2, 11.2):
        scene.add("animal", birds.gull(rng, 4), at, -9)
    scene.add("speech", call(rng, say("Simit! Taze simit! Sıcak simit!", "tr+m1", 60, 114)), at=1.2)
    scene.add("things", space.away(rng, vehicles.ship_horn(2.4), 150, 2.4), at=5.6, db=-5)
    text = "Sayın yolcularımız, Eminönü vapuru kalkmak üzeredir. İyi yolculuklar dileriz."
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "tr+f2", 50, 150)), 0.9, 0.35), at=7.3)
    scene.add(
        "speech",
        babble(rng, ["Vapur kaçta?", "Hadi gel, geç kaldık.", "Bir çay içelim."], "tr", seconds, 6),
        db=-19,
    )


def ubud_night(scene: Scene) -> None:
    """A gamelan rehearses beyond the rice fields; frogs, crickets and a tokay gecko."""
    rng, seconds = scene.rng, scene.seconds
    scale = np.array([0, 1.2, 2.7, 6.8, 8.0, 12.0, 13.2, 14.7])  # pelog-like steps in semitones
    polos, sangsih = (4, 3, 2, 4, 3, 2, 3, 4), (5, 4, 3, 5, 4, 6, 5, 4)
    keys = [bells.gamelan_pair(rng, 2 * 277 * 2 ** (step / 12)) for step in scale]
    low = [bells.gamelan_pair(rng, 277 * 2 ** (step / 12), 0.6) for step in scale]
    parts, step = [(0.0, bells.gong(rng))], 0.135
    for n in range(int((seconds - 0.5) / step)):
        if n % 3 != 2:
            parts.append((n * step, keys[polos[n % 8]]))
        if n % 3 != 0:
            parts.append((n * step, 0.9 * keys[sangsih[(n + 3) % 8]]))
        if n % 8 == 0:
            parts.append((n * step, 1.3 * low[(4, 2, 3, 1)[n // 8 % 4]]))
        if n % 32 == 0:
            parts.append((n * step, 2.5 * bells.gong(rng)))
    scene.add("music", space.away(rng, series(parts), 55, 1.2), db=-2)
    scene.add("animal", creatures.paddy_frogs(rng, seconds), db=-15)
    scene.add("animal", creatures.chirps(rng, seconds, 5200, 3.1, 4), db=-20)
    scene.add("animal", creatures.tokay(rng, 5), at=5.2, db=-2)


def orkhon_steppe(scene: Scene) -> None:
    """Overtone singing and a horse-head fiddle in the wind; a horse trots by."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.wind(rng, seconds, 0.2), db=-16)
    melody = [
        (0.9, 8),
        (0.45, 9),
        (0.9, 10),
        (0.45, 12),
        (1.2, 9),
        (0.6, 8),
        (0.9, 6),
        (0.6, 8),
        (0.6, 9),
        (1.6, 8),
    ]
    scene.add("music", music.overtones(rng, melody), at=5.6, db=-2)
    bowed = [(1.5, 0), (0.5, 3), (1, 5), (0.5, 7), (0.5, 5), (1.5, 3), (0.5, 5), (1, 0), (1, -2), (2, 0)]
    fiddle = music.tune(bowed, 196, 0.5, lambda hz, long: music.fiddle(rng, hz, long * 1.05))
    scene.add("music", fiddle, at=0.4, db=-4)
    scene.add("animal", creatures.horse(rng), at=12.2, db=-4)
    scene.add("animal", vehicles.hooves(rng, 5.0), at=9.5, db=-9)


CLIPS = (
    Recipe(
        "demo_e3b5",
        35.31900,
        139.55060,
        15.5,
        "Railway platform in Kamakura, Japan",
        "Japanese asks passengers to stand behind the yellow line. The clashing bells of the level "
        "crossing and the min-min cicada (Hyalessa maculaticollis) fit a Japanese high summer.",
        kamakura_platform,
    ),
    Recipe(
        "demo_1d84",
        26.91960,
        75.78800,
        15.0,
        "Jaipur Junction, Rajasthan",
        "A station announces in Hindi that the train to Delhi will soon arrive at platform two, while a "
        "seller calls chai, garam chai: hot tea. So it is northern India, and not Delhi itself.",
        jaipur_junction,
    ),
    Recipe(
        "demo_92f6",
        10.77250,
        106.69800,
        13.5,
        "Street by Bến Thành market, Ho Chi Minh City",
        "A street seller offers bánh mì, hot and crisp, in Vietnamese with a southern accent. The "
        "stream of scooters never stops.",
        saigon_street,
    ),
    Recipe(
        "demo_6ab8",
        40.99200,
        29.02330,
        15.5,
        "Kadıköy ferry pier, Istanbul",
        "Simit, the sesame ring, is sold in Turkish among gulls. The loudspeaker says that the ferry to "
        "Eminönü is about to leave: across the Bosphorus from the Asian shore.",
        kadikoy_pier,
    ),
    Recipe(
        "demo_f071",
        -8.50690,
        115.26250,
        15.0,
        "Rice fields at Ubud, Bali",
        "A Balinese gamelan: interlocking parts on bronze keys tuned in pairs that shimmer against each "
        "other, and a great gong. A tokay gecko says its own name above the frogs.",
        ubud_night,
    ),
    Recipe(
        "demo_3c5d",
        47.19750,
        102.82380,
        15.5,
        "Steppe near Kharkhorin, Mongolia",
        "A horse-head fiddle, then overtone singing, where one throat holds a drone and whistles a tune "
        "above it. Wind over open grass, and a horse.",
        orkhon_steppe,
    ),
)
