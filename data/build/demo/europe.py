"""Clips made for Europe."""

from . import bells, birds, creatures, music, space, textures, vehicles
from .recipe import Recipe
from .scene import Scene
from .sound import Sound, place, silence
from .voices import babble, call, human, say


def lisbon_tram(scene: Scene) -> None:
    """An old wooden tram climbs, its bell rings, the next stop is announced."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", vehicles.motor(rng, [(0, 95), (5, 210), (9, 215), (14, 120)], seconds), db=-13)
    scene.add("things", vehicles.rails(rng, seconds, 0.8), db=-12)
    scene.add("things", vehicles.squeal(rng, 3.2, 2050), at=9.6, db=-22)
    for at, strokes in ((0.7, 2), (12.2, 3)):
        scene.add("things", space.room(rng, vehicles.tram_bell(rng, 1240, strokes), 0.6, 0.3), at, -7)
    scene.add("things", bells.chime(rng, (784, 659)), at=2.2, db=-9)
    text = "Próxima paragem: Graça. Por favor, segurem-se bem."
    scene.add("speech", space.loudspeaker(rng, human(rng, say(text, "pt+f2", 48, 138)), 0.6, 0.35), at=3.6)
    scene.add(
        "speech",
        babble(rng, ["Olha que vista tão linda.", "Vamos descer já aqui?"], "pt", seconds, 4),
        db=-20,
    )


def prague_tram(scene: Scene) -> None:
    """A modern tram at a stop: the doors, the cobbles, the next stop."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("things", textures.town(rng, seconds), db=-17)
    scene.add("things", vehicles.arriving(rng, 4.5), db=-9)
    scene.add("things", vehicles.doors(rng), at=4.3, db=-10)
    scene.add("things", vehicles.footsteps(rng, 6, 0.5), at=4.8, db=-16)
    scene.add("things", bells.chime(rng, (523, 698, 880), 0.2), at=5.2, db=-10)
    text = "Malostranské náměstí. Příští zastávka: Hellichova."
    voice = human(rng, say(text, "cs+f3", 42, 140))
    scene.add("speech", space.loudspeaker(rng, voice, 0.7, 0.35), at=6.1)
    chat = ["Dobrý den, máte lístek?", "Vystupujeme tady.", "Tak ahoj, zítra."]
    scene.add("speech", babble(rng, chat, "cs", seconds, 4), db=-21)
    scene.add("things", vehicles.tram_bell(rng, 900, 2), at=11.2, db=-8)
    scene.add("things", vehicles.motor(rng, [(0, 60), (3.5, 330)], 3.5), at=11.5, db=-11)


def dartmoor_church(scene: Scene) -> None:
    """Six bells in plain hunt across a valley, a cuckoo, wood pigeons."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("music", space.away(rng, bells.change_ringing(rng, seconds), 130, 1.8), db=-3)
    scene.add("nature", textures.leaves(rng, seconds), db=-27)
    for at in (2.0, 3.35, 4.7, 11.0, 12.3):
        scene.add("animal", space.away(rng, birds.cuckoo(rng), 70, 1.0), at, -4)
    scene.add("animal", birds.wood_pigeon(rng), at=7.0, db=-9)
    scene.add("animal", birds.songbird(rng, seconds), db=-21)


def alpine_pasture(scene: Scene) -> None:
    """An alphorn answers itself across a valley among cowbells."""
    rng, seconds = scene.rng, scene.seconds
    base = 69.3  # fundamental, a C sharp; only its natural harmonics can be blown
    steps = ((1, 6), (0.5, 8), (0.5, 9), (1.5, 10), (0.5, 11), (0.5, 10), (1.5, 9))
    notes = (*steps, (0.5, 8), (1.5, 6), (0.5, 8), (0.5, 10), (0.5, 9), (2.5, 8))
    at = 0.6
    for beats, harmonic in notes:
        note = music.alphorn(rng, base * harmonic, beats * 0.95)
        scene.add("music", space.away(rng, note, 120, 2.2), at, -2)
        at += beats
    scene.add("things", bells.herd(rng, seconds, 9, 420, 1150), db=-12)
    scene.add("animal", creatures.cow(rng), at=10.6, db=-3)
    scene.add("animal", creatures.cow(rng), at=4.1, db=-9)
    scene.add("nature", textures.wind(rng, seconds), db=-26)


def naxos_harbour(scene: Scene) -> None:
    """A fishmonger on the quay, gulls, small waves, a bouzouki in a tavern."""
    rng, seconds = scene.rng, scene.seconds
    scene.add("nature", textures.lapping(rng, seconds), db=-12)
    scene.add("nature", textures.waves(rng, seconds, 4.5), db=-19)
    for at, text, pitch in (
        (1.0, "Φρέσκα ψάρια! Φρέσκα!", 58),
        (4.6, "Ελάτε, κυρία μου! Μπαρμπούνια και σαρδέλες!", 55),
        (10.0, "Φρέσκα ψάρια! Τώρα βγήκαν!", 60),
    ):
        scene.add("speech", call(rng, say(text, "el+m3", pitch, 122)), at, 0)
    scene.add("animal", space.away(rng, birds.gull(rng), 60), at=3.3, db=-8)
    scene.add("animal", space.away(rng, birds.gull(rng, 4), 90), at=8.6, db=-11)
    tune = [
        (1, 0),
        (1, 1),
        (1, 4),
        (1, 5),
        (1, 7),
        (1, 8),
        (2, 7),
        (1, 5),
        (1, 4),
        (1, 5),
        (1, 4),
        (1, 1),
        (3, 0),
    ]
    bouzouki = music.tune(tune * 3, 293.7, 0.27, lambda hz, long: double_course(scene, hz, long))
    scene.add("music", space.away(rng, bouzouki, 60), at=0.2, db=-14)


def double_course(scene: Scene, hz: float, seconds: float) -> Sound:
    """A bouzouki's pair of strings, hardly apart in pitch, picked four times a beat."""
    out = silence(seconds + 0.3)
    for again in range(max(1, round(seconds / 0.135))):
        for detune in (1.0, 1.003):
            place(out, music.pluck(scene.rng, hz * detune, 0.4, 0.99), again * 0.135)
    return out


CLIPS = (
    Recipe(
        "demo_7f3a",
        38.71690,
        -9.13040,
        14.0,
        "Old tram in Graça, Lisbon",
        "European Portuguese, which swallows its vowels, names the next stop, Graça. Around it an old "
        "tram with a foot gong grinds up a hill, as only a few cities still have.",
        lisbon_tram,
    ),
    Recipe(
        "demo_c91e",
        50.08817,
        14.40437,
        15.0,
        "Tram stop in Malá Strana, Prague",
        "The loudspeaker speaks Czech: listen for the ř in příští, a sound that hardly any other "
        "language has. This stop is Malostranské náměstí, the next one Hellichova.",
        prague_tram,
    ),
    Recipe(
        "demo_48d0",
        50.57690,
        -3.81160,
        15.0,
        "Village church on Dartmoor, Devon",
        "Six bells change their order at every stroke: change ringing, an English art that is rare "
        "anywhere else. A cuckoo and a wood pigeon say that it is spring in the country.",
        dartmoor_church,
    ),
    Recipe(
        "demo_b26c",
        46.65520,
        8.02970,
        15.0,
        "Pasture above Grindelwald, Swiss Alps",
        "An alphorn plays natural harmonics only: the highest here is the eleventh, the alphorn fa, "
        "which lies between two keys of a piano. The mountains answer; around it cows graze with bells "
        "on.",
        alpine_pasture,
    ),
    Recipe(
        "demo_05a7",
        37.10650,
        25.37240,
        14.5,
        "Fish quay on Naxos, Greece",
        "A fishmonger cries fresh fish, red mullet and sardines in Greek. Gulls, small waves on stone, "
        "and the quick double strings of a bouzouki from a tavern.",
        naxos_harbour,
    ),
)
