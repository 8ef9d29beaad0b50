"""Clips made for North America and the Caribbean."""

from . import bells, birds, creatures, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import Sound, place, silence
from .voices import babble, call, human, say


def coyoacan_evening(scene: Scene) -> None:
    """A sweet potato oven's whistle, a corn seller, a square with a band."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.town(rng, seconds), db=-17)
    scene.add("things", space.away(rng, vehicles.steam_whistle(rng, 4.6), 60, 1.2), at=0.5, db=-3)
    for at, text in (
        (4.4, "¡Elotes! ¡Elotes calientitos, con chile y limón!"),
        (9.8, "¡Esquites y elotes! ¡Pásele, güerita!"),
    ):
        scene.add("speech", call(rng, say(text, "es-419+m1", 58, 120)), at, 1)
    crowd = ["¿A cuánto está?", "Ahorita vengo.", "Vamos a la plaza.", "Órale pues."]
    scene.add("speech", babble(rng, crowd, "es-419", seconds, 7), db=-17)
    scene.add("music", space.away(rng, marimba(scene), 80), at=4.6, db=-11)


def marimba(scene: Scene) -> Sound:
    """A waltz of its own on wooden bars, in thirds."""
    notes = [
        (1, 0),
        (1, 4),
        (1, 7),
        (2, 9),
        (1, 7),
        (1, 5),
        (1, 4),
        (1, 2),
        (3, 4),
        (1, 2),
        (1, 5),
        (1, 9),
        (2, 7),
        (1, 4),
        (3, 0),
    ]

    def bars(hz: float, long: float) -> Sound:
        top = bells.strike(scene.rng, hz * 2, 0.7, 0.07, bells.BAR, 0.15)
        return top + bells.strike(scene.rng, hz * 2.52, 0.7, 0.06, bells.BAR, 0.15)

    return music.tune(notes, 262, 0.3, bars)


def canal_street(scene: Scene) -> None:
    """A subway platform: an express comes in over noisy joints and is announced."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.hall(rng, seconds), db=-17)
    scene.add("things", space.room(rng, vehicles.arriving(rng, 6.5), 1.8, 0.5), db=-4)
    scene.add("things", vehicles.rails(rng, 4.5, 0.5, 0.12), at=1.0, db=-9)
    scene.add("things", vehicles.doors(rng), at=6.4, db=-9)
    scene.add("things", bells.chime(rng, (622, 466), 0.3, 0.2), at=7.0, db=-8)
    text = "This is a Brooklyn bound express train. The next stop is Canal Street. Watch the gap, folks."
    scene.add(
        "speech", space.loudspeaker(rng, human(rng, say(text, "en-us-nyc+m3", 38, 165)), 1.2, 0.4), at=8.2
    )
    crowd = ["Excuse me, is this the downtown train?", "Come on, let's go.", "I'm running late."]
    scene.add("speech", babble(rng, crowd, "en-us-nyc", seconds, 7), db=-17)


def kingston_market(scene: Scene) -> None:
    """A sound system far down the street, and a woman with coconuts."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("music", space.away(rng, one_drop(scene), 45, 0.7), db=-2)
    for at, text in (
        (1.4, "Jelly coconut! Ice cold jelly coconut!"),
        (5.6, "Ackee and callaloo! Get your scotch bonnet here!"),
        (10.6, "Come nuh, darling! Ripe mango!"),
    ):
        scene.add("speech", call(rng, say(text, "en-029+f3", 56, 122)), at, 1)
    crowd = ["How much for this one?", "Wah gwaan?", "Everything good, man."]
    scene.add("speech", babble(rng, crowd, "en-029", seconds, 7), db=-17)
    scene.add("animal", space.away(rng, creatures.rooster(rng), 50), at=4.0, db=-10)
    scene.add("things", vehicles.horn(430, 0.3), at=9.7, db=-14)


def one_drop(scene: Scene) -> Sound:
    """Reggae: drum and rim on the third beat, an organ's chop on every off-beat, a walking bass."""
    rng, seconds, beat = scene.rng, scene.seconds, 0.78
    out = silence(seconds + 2)
    chords = ((220, 261.6, 329.6), (220, 261.6, 329.6), (196, 246.9, 293.7), (196, 246.9, 293.7))
    bass = ((0, 55), (0.5, 55), (1.25, 82.4), (2, 65.4), (2.5, 73.4), (3.25, 49))
    for bar in range(int(seconds / beat / 4) + 1):
        for n in range(4):
            at = (bar * 4 + n) * beat
            for hz in chords[(bar * 2 + n // 2) % 4]:
                place(out, music.bandoneon(rng, hz, 0.13), at + beat / 2, 0.16)
            place(out, music.shaker(rng, 0.06), at, 0.3)
            place(out, music.shaker(rng, 0.06), at + beat / 2, 0.2)
        place(out, music.drum(rng, 60, 0.5, 0.08, 0.9), (bar * 4 + 2) * beat, 2.2)
        for offset, hz in bass:
            place(out, music.pluck(rng, hz, 0.5, 0.995, 400), (bar * 4 + offset) * beat, 5.0)
    return out


def algonquin_lake(scene: Scene) -> None:
    """Loons call to each other over a still lake at dusk."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.lapping(rng, seconds), db=-22)
    scene.add("nature", textures.wind(rng, seconds), db=-27)
    scene.add("animal", space.away(rng, birds.loon_wail(rng), 120, 3.0), at=0.8, db=0)
    scene.add("animal", space.away(rng, birds.loon_wail(rng), 240, 3.5), at=4.2, db=-8)
    for at, db in ((6.9, -1), (8.1, -2), (11.6, -9)):
        scene.add("animal", space.away(rng, birds.loon_tremolo(rng), 150, 3.0), at, db)
    scene.add("animal", creatures.chirps(rng, seconds, 2900, 4.2, 1), db=-21)
    scene.add("things", vehicles.wooden_boat(rng, seconds), db=-19)
    scene.add("animal", space.away(rng, birds.loon_wail(rng), 180, 3.0), at=11.9, db=-4)


def el_yunque(scene: Scene) -> None:
    """Coquí frogs in a wet forest, some near, some far; rain."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.rain(rng, seconds, 35), db=-15)
    scene.add("nature", textures.stream(rng, seconds, 25), db=-21)
    for size, every, db in (
        (1.0, 1.9, 0),
        (0.94, 2.3, -5),
        (1.06, 1.6, -8),
        (1.02, 2.7, -10),
        (0.97, 1.4, -14),
    ):
        at = rng.uniform(0.3, every)
        frog = space.away(rng, creatures.coqui(rng, size), -db * 10 + 10, 1.0)
        while at < seconds - 0.5:
            scene.add("animal", frog, at, db)
            at += every * rng.uniform(0.93, 1.08)
    scene.add("nature", textures.thunder(rng, 4.5), at=6.5, db=-10)


CLIPS = (
    Recipe(
        "demo_17e9",
        19.34970,
        -99.16220,
        14.5,
        "Evening in Coyoacán, Mexico City",
        "A sweet potato seller's oven whistles, an old sound of Mexico City. Elotes are corn cobs, with "
        "chile and lime; güerita and pásele are Mexican Spanish. A marimba plays on the square.",
        coyoacan_evening,
    ),
    Recipe(
        "demo_ba60",
        40.73470,
        -73.98990,
        15.0,
        "Subway platform at Union Square, New York",
        "The announcer, in American English, names a Brooklyn-bound express and Canal Street as the "
        "next stop. Screeching, echoing steel: a subway that was built long ago.",
        canal_street,
    ),
    Recipe(
        "demo_4f92",
        17.96850,
        -76.79750,
        14.5,
        "Market in downtown Kingston, Jamaica",
        "Caribbean English sells jelly coconut, ackee, callaloo and scotch bonnet. Far down the street "
        "a one-drop beat: bass, organ on the off-beat, the drum on the third.",
        kingston_market,
    ),
    Recipe(
        "demo_e80d",
        45.55500,
        -78.59500,
        15.0,
        "Lake in Algonquin Park, Ontario",
        "The wail and the trembling laugh of common loons carry over a still lake, and a canoe creaks. "
        "Most of them nest on the forest lakes of Canada and the northern United States.",
        algonquin_lake,
    ),
    Recipe(
        "demo_63d7",
        18.29550,
        -65.79880,
        14.0,
        "Rain forest of El Yunque, Puerto Rico",
        "Ko-kee! The coquí frog says its name: males keep others away with the first note and call "
        "females with the second. It is the voice of Puerto Rico's nights.",
        el_yunque,
    ),
)
