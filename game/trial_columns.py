"""The one definition of every published column of a trial: a question about sounds around the head."""

from game.columns import COLUMNS, NOT_REPORTED, Column

NO_POINT = "the question asks for no point, or the trial was abandoned"
NO_DISTANCE = "the question asks for no distance, or the trial was abandoned"
NO_OPTION = "the question offers no options, or the trial was abandoned"
NO_NUMBER = "the question asks for no number, or the trial was abandoned"
NO_TRUTH = "nobody has published the answer, or the question is of another kind"
NOT_POINTED = "the question asks for no point, nobody has published the answer, or the trial was abandoned"

_AS_OF_GUESSES = {column.name: column for column in COLUMNS}

TRIALS = (
    Column("trial", "str", "", "Random id of the trial; unique, does not reveal the time"),
    _AS_OF_GUESSES["player"],
    _AS_OF_GUESSES["game"],
    Column("number", "int", "", "Position of the trial in its game, from 1"),
    Column("practice", "bool", "", "Whether it was practice, on scenes that are used for nothing else"),
    Column("pack", "str", "", "Name of the scene pack"),
    Column("pack_hash", "str", "", "SHA-256 over the scene pack's tables"),
    Column("scene", "str", "", "Id of the scene in its pack"),
    Column("item", "str", "", "Id of the question in its pack"),
    Column("family", "str", "", "hear-you-are or twnm: whose kind of question it is"),
    Column("task", "str", "", "What is asked, as docs/around.md lists it, or as the pack names it"),
    Column("level", "str", "", "L1, L2 or L3, as TWNM has it", "the question is of the other family"),
    Column("kind", "str", "", "point, choice or number"),
    Column("track", "str", "", "static or head-turn: whether turning the head changed the sound"),
    Column("rendering", "str", "", "binaural, or decoded from a pack's first-order sound"),
    Column("status", "str", "", "answered or abandoned"),
    Column(
        "azimuth", "float", "degrees", "Azimuth of the answer, 0 ahead and positive to the left", NO_POINT
    ),
    Column("elevation", "float", "degrees", "Elevation of the answer, positive upwards", NO_POINT),
    Column("distance_m", "float", "m", "Distance of the answer from the head", NO_DISTANCE),
    Column("option", "int", "", "Option of the answer, from 0", NO_OPTION),
    Column("number_answered", "float", "m or degrees", "Number of the answer", NO_NUMBER),
    Column("true_azimuth", "float", "degrees", "Azimuth that is right", NO_TRUTH),
    Column("true_elevation", "float", "degrees", "Elevation that is right", NO_TRUTH),
    Column("true_distance_m", "float", "m", "Distance that is right", NO_TRUTH),
    Column("true_option", "int", "", "Option that is right, from 0", NO_TRUTH),
    Column("true_number", "float", "m or degrees", "Number that is right", NO_TRUTH),
    Column("correct", "bool", "", "Whether the right option was chosen", f"{NO_OPTION}, or {NO_TRUTH}"),
    Column("error_degrees", "float", "degrees", "Angle between answer and truth", NOT_POINTED),
    Column(
        "lateral_error",
        "float",
        "degrees",
        "Lateral angle of the answer less that of the truth, positive where it lies too far to the left",
        NOT_POINTED,
    ),
    Column(
        "polar_error",
        "float",
        "degrees",
        "How far the answer is off about the axis through the ears, 0 to 180",
        NOT_POINTED,
    ),
    Column(
        "front_back_reversed",
        "bool",
        "",
        "The answer lies in the other half, front or back, and mirrored it would be nearer by 15 degrees",
        NOT_POINTED,
    ),
    Column("up_down_reversed", "bool", "", "The same for up and down", NOT_POINTED),
    Column("points", "float", "points", "Points of the game, 0 to 100; no measurement", NO_TRUTH),
    Column(
        "headphones_check",
        "str",
        "",
        "passed, failed or skipped: the player's latest headphone check when the trial was dealt",
        "there had been none",
    ),
    Column(
        "sides_check",
        "str",
        "",
        "passed, swapped, failed or skipped: which ear heard left in the latest check",
        "there had been none",
    ),
    Column("seconds_open", "float", "s", "From deal to close by the server's clock, to 0.1 s"),
    Column("seconds_heard", "float", "s", "How long the page played the scene", NOT_REPORTED),
    Column("plays", "int", "", "How many times the player started the scene", NOT_REPORTED),
    Column("seconds_to_answer", "float", "s", "From the first sound to the answer, to 0.1 s", NOT_REPORTED),
    Column(
        "bytes_served", "int", "bytes", "Audio bytes that the server sent for this trial, or had a proxy send"
    ),
    Column("head_degrees", "float", "degrees", "By how much the head was turned, in all", NOT_REPORTED),
    _AS_OF_GUESSES["device"],
    _AS_OF_GUESSES["client"],
    Column("closed_before", "int", "", "Trials this player had closed before this one"),
    Column(
        "draw_probability",
        "float",
        "",
        "Probability of this question at this deal, given what the player had been dealt; not a weight",
    ),
    Column("allocation", "str", "", "Rule by which the question was drawn"),
    Column("counts", "bool", "", "Whether the trial counts in the rows of people"),
    _AS_OF_GUESSES["why_not"],
    _AS_OF_GUESSES["consent_version"],
    _AS_OF_GUESSES["app_version"],
    Column("day", "date", "UTC day", "Day of the answer; no finer time is published"),
)
