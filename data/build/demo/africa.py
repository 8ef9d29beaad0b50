"""Clips made for Africa."""

import numpy as np

from . import bells, birds, creatures, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import band, level, place, resonate, silence
from .voices import babble, call, human, say


def zanzibar_market(scene: Scene) -> None:
    """Fruit sellers near the sea, house crows, a drum."""
    rng, seconds = scene.rng, scene.seconds
    crowd = ["Bei gani?", "Nipe mbili tafadhali.", "Habari za leo?", "Nzuri sana."]
    scene.add("speech", babble(rng, crowd, "sw", seconds, 11), db=-12)
    for at, text, voice in (
        (0.8, "Karibu, karibu! Ndizi tamu!", "sw+m3"),
        (4.3, "Embe tamu! Nazi! Bei nafuu, dada!", "sw+f3"),
        (9.0, "Karafuu! Mdalasini! Karibuni!", "sw+m3"),
    ):
        scene.add("speech", call(rng, say(text, voice, 60, 116)), at, 1)
    for at in (3.2, 7.9, 12.1):
        scene.add("animal", birds.crow(rng, 3), at, -9)
    scene.add("nature", textures.waves(rng, seconds, 5.5), db=-20)
    low = music.pattern("x..ox.o.x.xo", 0.17, music.drum(rng, 105, 0.4, 0.07), seconds, rng)
    high = music.pattern("..x..xx..x.o", 0.17, music.drum(rng, 260, 0.25, 0.03, 0.6), seconds, rng)
    scene.add("music", space.away(rng, low + 0.7 * high, 90), db=-13)


def addis_coffee(scene: Scene) -> None:
    """A coffee seller in the market, a lyre, hooves and hymn-like five-note tune."""
    rng, seconds = scene.rng, scene.seconds
    notes = [
        (1, 0),
        (1, 2),
        (1, 4),
        (1, 7),
        (2, 9),
        (1, 7),
        (1, 4),
        (1, 7),
        (1, 4),
        (1, 2),
        (2, 0),
        (1, 2),
        (1, 4),
        (2, 0),
    ]
    krar = music.tune(notes * 3, 233, 0.24, lambda hz, long: music.pluck(rng, hz, long + 0.5, 0.994, 3500))
    scene.add("music", band(krar, 250, 3000) + resonate(krar, 780, 160), db=-7)
    bass = music.tune(
        [(3, 0), (3, 0), (3, 7), (3, 0)] * 4,
        116.5,
        0.24,
        lambda hz, long: music.pluck(rng, hz, long, 0.99, 1200),
    )
    scene.add("music", bass, db=-11)
    scene.add("music", music.pattern("x..o.x", 0.24, music.drum(rng, 95), seconds, rng), db=-13)
    crowd = ["ስንት ነው?", "ደህና ነኝ።", "ና እዚህ ቁጭ በል።"]
    scene.add("speech", babble(rng, crowd, "am", seconds, 8), db=-16)
    for at, text in ((1.6, "ትኩስ ቡና! ትኩስ ቡና አለ!"), (6.4, "እንጀራ አለ! ዳቦ አለ!"), (10.4, "ኑ ቡና ጠጡ!")):
        scene.add("speech", call(rng, say(text, "am+f2", 60, 116)), at, 1)
    scene.add("animal", vehicles.hooves(rng, 4.5, 0.8), at=8.2, db=-14)


def cairo_metro(scene: Scene) -> None:
    """Between two stations under the city: rails, a chime, an announcement."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", vehicles.rails(rng, seconds, 0.62, 0.13), db=-8)
    scene.add("things", vehicles.motor(rng, [(0, 380), (4, 420), (10, 260), (14, 60)], seconds), db=-13)
    scene.add("things", textures.hall(rng, seconds), db=-15)
    scene.add("things", bells.chime(rng, (440, 554, 659), 0.22), at=1.5, db=-7)
    text = "الْمَحَطَّةُ الْقَادِمَةُ: السَّادَات. لِلْمُتْحَفِ الْمِصْرِيِّ، يُرْجَى النُّزُولُ فِي هَذِهِ الْمَحَطَّة."
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "ar+f2", 45, 140)), 0.5, 0.35), at=2.8)
    scene.add("speech", babble(rng, ["إزيك يا عم؟", "الحمد لله.", "يلا بينا."], "ar", seconds, 5), db=-18)
    scene.add("things", vehicles.squeal(rng, 3, 2900), at=10.8, db=-20)


def boulders_beach(scene: Scene) -> None:
    """African penguins bray on a beach while a guide warns in Afrikaans."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.waves(rng, seconds, 6), db=-10)
    scene.add("nature", textures.wind(rng, seconds), db=-22)
    for at, db in ((0.3, -3), (7.3, -5), (10.4, -2)):
        scene.add("animal", space.away(rng, creatures.penguin(rng), 25, 0.4), at, db)
    for at in (1.9, 9.1):
        scene.add("animal", space.away(rng, creatures.penguin(rng), 90, 0.6), at, -12)
    text = "Moenie aan die pikkewyne raak nie, asseblief. Hulle byt!"
    scene.add("speech", human(rng, say(text, "af+m3", 45, 145)), at=3.7)


def bamako_kora(scene: Scene) -> None:
    """A kora in a courtyard at dusk: a turning bass, runs that fall; a goat, crickets."""
    rng, seconds = scene.rng, scene.seconds
    scale = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17, 19, 21, 23, 24)
    out = silence(seconds + 2)
    for n, degree in enumerate([0, 4, 2, 4, 3, 4, 1, 4] * 6):
        string = music.pluck(rng, 87.3 * 2 ** (scale[degree] / 12), 1.4, 0.997, 2500)
        place(out, string, n * 0.3, 0.9)
        if n % 2:
            place(
                out,
                music.pluck(rng, 349 * 2 ** (scale[(degree + n) % 6] / 12), 0.9, 0.994),
                n * 0.3 + 0.15,
                0.5,
            )
    for start, top in ((2.4, 14), (5.4, 12), (7.8, 14), (10.8, 13)):
        for n in range(9):
            hz = 174.6 * 2 ** (scale[top - n] / 12)
            place(out, music.pluck(rng, hz, 1.0, 0.995, 8000), start + n * (0.1 + 0.008 * n), 0.9)
    buzz = band(np.tanh(4 * level(out)), 2500, 7000)
    scene.add(
        "music", space.room(rng, level(out) + resonate(level(out), 190, 60) + 0.25 * buzz, 0.5, 0.25), db=-2
    )
    scene.add("animal", space.away(rng, birds.dove(rng), 30), at=1.3, db=-9)
    scene.add("animal", space.away(rng, birds.dove(rng), 30), at=8.6, db=-10)
    scene.add("animal", creatures.chirps(rng, seconds, 4300, 1.6, 2), db=-24)
    scene.add("animal", space.away(rng, creatures.goat(rng), 40), at=4.6, db=-9)
    scene.add("animal", space.away(rng, creatures.goat(rng), 60), at=11.3, db=-12)
    calabash = music.pattern("x..x..o.", 0.15, music.drum(rng, 75, 0.3, 0.05, 0.4), seconds, rng)
    scene.add("music", calabash, db=-14)


def okavango_night(scene: Scene) -> None:
    """Reed frogs like glass, hippos, a hyena far off, a fish eagle at first light."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("animal", creatures.reed_frogs(rng, seconds, 12), db=-13)
    scene.add("animal", creatures.chirps(rng, seconds, 6100, 5, 2), db=-25)
    scene.add("nature", textures.stream(rng, seconds, 12), db=-28)
    for at, db in ((0.8, 0), (9.6, -5)):
        scene.add("animal", space.away(rng, creatures.hippo(rng), 70, 1.6), at, db)
    for at in (4.4, 6.6):
        scene.add("animal", space.away(rng, creatures.hyena(rng), 220, 2.5), at, -8)
    scene.add("animal", space.away(rng, birds.fish_eagle(rng), 50, 1.4), at=8.1, db=-5)
    scene.add("animal", space.away(rng, birds.fish_eagle(rng), 110, 1.8), at=12.6, db=-9)


CLIPS = (
    Recipe(
        "demo_a4e2",
        -6.16250,
        39.19330,
        14.5,
        "Darajani market, Zanzibar",
        "Swahili sellers call sweet bananas and mangoes, then cloves and cinnamon, which are what "
        "Zanzibar grows. House crows, a drum, and the sea is near.",
        zanzibar_market,
    ),
    Recipe(
        "demo_5b19",
        9.03330,
        38.73900,
        14.0,
        "Coffee seller in Merkato, Addis Ababa",
        "Amharic, the working language of Ethiopia: hot coffee, injera and bread are for sale. A krar, "
        "the lyre of the highlands, turns in a scale of five notes.",
        addis_coffee,
    ),
    Recipe(
        "demo_d76f",
        30.04440,
        31.23570,
        14.0,
        "Metro under Tahrir Square, Cairo",
        "Standard Arabic announces Sadat station, and that the Egyptian Museum is reached from there. "
        "Few cities of the Arab world have a metro; this one is Africa's oldest.",
        cairo_metro,
    ),
    Recipe(
        "demo_80c3",
        -34.19720,
        18.45120,
        14.5,
        "Penguins on Boulders Beach, Cape Town",
        "Penguins that bray like donkeys, and a guide who asks in Afrikaans not to touch them, for they "
        "bite. African penguins live only on the coasts of South Africa and Namibia.",
        boulders_beach,
    ),
    Recipe(
        "demo_29ba",
        12.63920,
        -8.00290,
        14.5,
        "Courtyard in Bamako, Mali",
        "A kora, the harp of the Mande griots: thumbs keep a bass and a pattern turning while the "
        "fingers drop quick runs over it. Goats and crickets in the yard.",
        bamako_kora,
    ),
    Recipe(
        "demo_ce48",
        -19.28350,
        22.89410,
        15.5,
        "Okavango delta before dawn, Botswana",
        "Reed frogs tinkle like glass, hippos wheeze and laugh, a spotted hyena whoops, and an African "
        "fish eagle throws its head back: a great wetland in southern Africa.",
        okavango_night,
    ),
)
