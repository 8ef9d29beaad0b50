"""Clips made for South America."""

from . import bells, birds, creatures, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import RATE, band
from .voices import babble, call, human, say


def ipanema_beach(scene: Scene) -> None:
    """Surf, a seller of iced maté, samba from a kiosk."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.waves(rng, seconds, 6.5), db=-9)
    for at, text in (
        (1.2, "Olha o mate! Olha o mate geladinho!"),
        (5.6, "Biscoito de polvilho! Quem vai querer?"),
        (10.2, "Olha a água de coco! Bem gelada!"),
    ):
        scene.add("speech", call(rng, say(text, "pt-br+m7", 58, 122)), at, 1)
    scene.add(
        "speech",
        babble(rng, ["Que calor, hein?", "Passa a bola!", "Vamos dar um mergulho?"], "pt-br", seconds, 6),
        db=-18,
    )
    step = 0.145
    surdo = music.pattern("o...x.......x...", step, music.drum(rng, 62, 0.6, 0.12, 0.1), seconds, rng)
    tamborim = music.pattern("x.x.xx.x.x.xx.x.", step, music.drum(rng, 620, 0.1, 0.012, 1.0), seconds, rng)
    shakers = music.pattern("xoxo", step, music.shaker(rng, 0.08), seconds, rng, 0.012)
    scene.add("music", space.away(rng, 1.6 * surdo + 0.5 * tamborim + 0.35 * shakers, 60), db=-11)


def pisac_market(scene: Scene) -> None:
    """A Quechua market woman, a quena and panpipes, wind off the mountains."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.wind(rng, seconds, 0.05), db=-19)
    notes = [
        (1, 0),
        (0.5, 3),
        (0.5, 5),
        (1, 7),
        (1, 10),
        (0.5, 7),
        (0.5, 5),
        (2, 3),
        (1, 5),
        (0.5, 3),
        (0.5, 0),
        (3, 0),
    ]
    quena = music.tune(notes * 2, 440, 0.5, lambda hz, long: music.flute(rng, hz, long))
    scene.add("music", space.room(rng, quena, 1.5, 0.35), at=0.3, db=-6)
    chords = ((220, 330, 440, 523, 659), (196, 294, 392, 494, 587))
    for n in range(int(seconds / 0.25)):
        if n % 4 != 1:
            chord = chords[0] if n % 16 < 10 else chords[1]
            scene.add(
                "music",
                music.strum(rng, chord, 0.5, 0.012 if n % 2 == 0 else -0.01),
                n * 0.25,
                -15 if n % 4 else -12,
            )
    scene.add(
        "music", music.pattern("x..x..x.", 0.25, music.drum(rng, 70, 0.6, 0.1, 0.2), seconds, rng), db=-12
    )
    for at, text in (
        (2.2, "Hamuy, mamay! Rantikuway!"),
        (6.8, "Kaypi papa, kaypi sara!"),
        (10.6, "Rantikuway, mamay!"),
    ):
        scene.add("speech", call(rng, say(text, "qu+f4", 58, 114)), at, 1)
    scene.add("speech", babble(rng, ["Allillanchu?", "Allillanmi.", "Hayk'ataq?"], "qu", seconds, 6), db=-18)


def subte_platform(scene: Scene) -> None:
    """A bandoneon on a platform of the oldest underground of the continent."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.hall(rng, seconds), db=-21)
    notes = [
        (0.75, 0),
        (0.25, 2),
        (0.5, 3),
        (0.5, 2),
        (1.5, 7),
        (0.5, 8),
        (0.5, 7),
        (0.5, 5),
        (0.5, 3),
        (0.5, 2),
        (0.5, -1),
        (0.5, 2),
        (1.0, 0),
    ]
    lead = music.tune(notes * 2, 440, 0.56, lambda hz, long: music.bandoneon(rng, hz, long * 0.92))
    scene.add("music", space.room(rng, lead, 1.8, 0.45), at=0.3, db=-5)
    marcato = music.tune(
        [(1, -24), (1, -12), (1, -17), (1, -12)] * 6,
        440,
        0.56,
        lambda hz, long: music.bandoneon(rng, hz, long * 0.4),
    )
    scene.add("music", space.room(rng, marcato, 1.8, 0.4), at=0.3, db=-11)
    scene.add("things", bells.chime(rng, (698, 587), 0.25, 0.2), at=5.0, db=-8)
    text = "Próxima estación: Perú. Combinación con las líneas D y E."
    scene.add(
        "speech", space.loudspeaker(rng, human(rng, say(text, "es-419+f2", 46, 148)), 1.5, 0.45), at=5.9, db=2
    )
    scene.add("things", space.room(rng, vehicles.arriving(rng, 5), 1.6, 0.4), at=9.8, db=-7)
    scene.add("things", vehicles.rails(rng, 3.2, 0.45, 0.12), at=10, db=-13)


def asuncion_market(scene: Scene) -> None:
    """A woman sells chipa in Guaraní, a harp plays a polka in two and three at once."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", vehicles.diesel(rng, seconds, 19), db=-18)
    step = 0.21
    low = [(3, 0), (3, 7), (3, 0), (3, 4), (3, 5), (3, 9), (3, 7), (3, 2)] * 3
    high = [
        (2, 12),
        (2, 16),
        (2, 19),
        (2, 24),
        (2, 19),
        (2, 16),
        (2, 17),
        (2, 21),
        (2, 24),
        (2, 23),
        (2, 19),
        (2, 14),
    ] * 3
    bass = music.tune(low, 98, step, lambda hz, long: music.pluck(rng, hz, long + 0.3, 0.995, 2000))
    harp = music.tune(high, 196, step, lambda hz, long: music.strum(rng, (hz, hz * 2), long + 0.6, 0.03))
    scene.add("music", space.room(rng, bass, 0.8, 0.25), db=-10)
    scene.add("music", space.room(rng, band(harp, 350, RATE / 2), 1.2, 0.35), db=-6)
    for at, text in ((1.5, "Chipa! Chipa haku!"), (5.2, "Ejúke, ejogua chipa!"), (9.6, "Chipa haku, chipa!")):
        scene.add("speech", call(rng, say(text, "gn+f2", 60, 118)), at, 1)
    scene.add("speech", babble(rng, ["Mba'éichapa?", "Iporã.", "Mbovýpa?"], "gn", seconds, 7), db=-17)
    scene.add("things", vehicles.horn(350, 0.5, 1.33), at=8.2, db=-13)


def manaus_forest(scene: Scene) -> None:
    """The screaming piha, howler monkeys before rain, parrots, insects."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("animal", creatures.cicada_wall(rng, seconds, 6800, 160), db=-23)
    scene.add("animal", creatures.chirps(rng, seconds, 3700, 6, 1), db=-24)
    for at, db in ((0.6, 0), (5.1, -4), (10.0, 0)):
        scene.add("animal", space.away(rng, birds.piha(rng), 40, 2.2), at, db)
    scene.add("animal", space.away(rng, birds.piha(rng), 200, 2.5), at=7.4, db=-12)
    scene.add("animal", space.away(rng, creatures.howlers(rng, 8), 150, 2.5), at=4.0, db=-7)
    scene.add("animal", space.away(rng, birds.parrots(rng, 4), 40), at=9.2, db=-12)
    scene.add("nature", textures.rain(rng, seconds, 25), db=-22)
    scene.add("nature", textures.thunder(rng, 4), at=2.4, db=-12)


CLIPS = (
    Recipe(
        "demo_d41b",
        -22.98700,
        -43.20480,
        14.5,
        "Ipanema beach, Rio de Janeiro",
        "Brazilian Portuguese, open and sung, sells iced mate, manioc biscuits and coconut water over "
        "the surf: the cries of Rio's beaches. A kiosk plays samba.",
        ipanema_beach,
    ),
    Recipe(
        "demo_08f5",
        -13.42250,
        -71.84890,
        14.0,
        "Market in Písac, Peru",
        "Quechua: here are potatoes, here is maize, buy from me, mother. A quena flute, a small "
        "charango and a big drum play a five-note tune of the Andes.",
        pisac_market,
    ),
    Recipe(
        "demo_9e34",
        -34.60850,
        -58.37460,
        15.0,
        "Platform of the Subte, Buenos Aires",
        "A bandoneon plays in tango time on an underground platform, and Spanish announces Perú "
        "station, with a change to lines D and E. Perú is a station of Buenos Aires, not the country.",
        subte_platform,
    ),
    Recipe(
        "demo_719c",
        -25.29830,
        -57.62320,
        14.0,
        "Chipa seller in Asunción, Paraguay",
        "The language is Guaraní, spoken by most of Paraguay; chipa haku is hot cheese bread. A "
        "Paraguayan harp plays three beats over two.",
        asuncion_market,
    ),
    Recipe(
        "demo_ac07",
        -2.96300,
        -59.92300,
        14.5,
        "Rain forest near Manaus, Brazil",
        "The screaming piha's three notes are the sound of the Amazon. Howler monkeys roar before the "
        "rain, and parakeets fly over.",
        manaus_forest,
    ),
)
