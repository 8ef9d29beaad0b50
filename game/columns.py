"""The one definition of every published column, for tables, exports and codebooks."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["str", "int", "float", "bool", "date", "list[str]"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of guesses or players, in the database, exports and the dataset."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    blank: str = ""  # when it is empty; "" when it never is in a closed round


NO_POINT = "no point was given"
NOT_REPORTED = "not reported by the client"

COLUMNS = (
    Column("guess_id", "str", "", "Random id of the row; does not reveal the time"),
    Column("player", "str", "", "Published pseudonym of the player"),
    Column("game", "str", "", "Random id of the game"),
    Column("round", "str", "", "Random id of the round; unique"),
    Column("number", "int", "", "Position of the round in its game, from 1"),
    Column("mode", "str", "", "Kind of play, as docs/modes.md lists them"),
    Column("pack", "str", "", "Name of the pack"),
    Column("pack_hash", "str", "", "SHA-256 over the pack's manifest and audio"),
    Column("clip_key", "str", "", "Id of the clip in its pack"),
    Column("true_lat", "float", "degrees", "Latitude of the recording, WGS-84"),
    Column("true_lon", "float", "degrees", "Longitude of the recording, WGS-84"),
    Column("lat", "float", "degrees", "Latitude of the guess, WGS-84", NO_POINT),
    Column("lon", "float", "degrees", "Longitude of the guess, WGS-84, from -180 to 180", NO_POINT),
    Column("status", "str", "", "guessed, skipped or abandoned"),
    Column("city", "str", "", "City of the guess, AGL1K's label", NO_POINT),
    Column("country", "str", "", "Country of the guess, AGL1K's label where it has one", NO_POINT),
    Column("country_code", "str", "", "ISO 3166-1 alpha-2 code of the guess's country", NO_POINT),
    Column(
        "continent",
        "str",
        "",
        "Continent of the guess, AGL1K's label where it has one",
        NO_POINT,
    ),
    Column(
        "distance_km",
        "float",
        "km",
        "Geodesic from guess to truth; 10,000 for a skip",
        "the round was abandoned",
    ),
    Column("geoscore", "float", "points", "5000·exp(-distance_km/1492.7)", "the round was abandoned"),
    Column(
        "draw_probability",
        "float",
        "",
        "Probability of this clip at this deal, given what the player had been dealt; not a weight",
        "dealt by a study's rule that tells none",
    ),
    Column("allocation", "str", "", "Rule by which the clip was drawn"),
    Column("seconds_heard", "float", "s", "How long the page played the clip", NOT_REPORTED),
    Column("plays", "int", "", "How many times the player started the clip", NOT_REPORTED),
    Column(
        "bytes_served", "int", "bytes", "Audio bytes that the server sent for this round, or had a proxy send"
    ),
    Column(
        "seconds_to_guess",
        "float",
        "s",
        "From the first sound to the guess, to 0.1 s",
        NOT_REPORTED,
    ),
    Column("seconds_to_pin", "float", "s", "From the first sound to the first pin, to 0.1 s", NOT_REPORTED),
    Column("pin_moves", "int", "", "How many times the pin was placed or moved", NOT_REPORTED),
    Column(
        "focus_losses",
        "int",
        "",
        "How many times the page lost focus during the round",
        NOT_REPORTED,
    ),
    Column("device", "str", "", "phone, tablet or desktop", NOT_REPORTED),
    Column("confidence_km", "float", "km", "Radius the player is 80% sure of", "not asked or not answered"),
    Column(
        "clues",
        "list[str]",
        "",
        "What gave the place away, in the player's view; from a fixed list",
        "the round was abandoned",
    ),
    Column(
        "clues_after_reveal",
        "bool",
        "",
        "The clues were chosen when the place had been shown, and so with hindsight",
        "no clues were chosen, or they were given with the guess",
    ),
    Column(
        "prior_exposure", "bool", "", "The player says they know this recording", "not asked or not answered"
    ),
    Column(
        "knows_language",
        "bool",
        "",
        "The player says they know a language that is spoken in the clip's country",
        "the table of players does not name the player's languages; always in the dataset's own files",
    ),
    Column("checks", "list[str]", "", "Checks that the player had passed by then", "played outside a study"),
    Column("client", "str", "", "page, or api for a program"),
    Column("closed_before", "int", "", "Rounds this player had closed before this one"),
    Column(
        "sitting",
        "int",
        "",
        "Which sitting of the player's it was, from 1; half an hour without play ends one",
        "dealt by a version that did not count them",
    ),
    Column(
        "nearest_revealed_km",
        "float",
        "km",
        "Distance from this clip to the nearest one revealed to this player before",
        "no clip was revealed before",
    ),
    Column("feedback", "str", "", "When reveals were shown: round, session or never"),
    Column(
        "seconds_open",
        "float",
        "s",
        "From deal to close by the server's clock, to 0.1 s",
        "dealt by a version that did not measure it",
    ),
    Column("counts", "bool", "", "Whether the round counts in the leaderboard's rows of people"),
    Column("why_not", "list[str]", "", "Rules by which it does not count; empty when it counts"),
    Column(
        "study_hash",
        "str",
        "",
        "SHA-256 of the settings of the study, or of the public game",
        "practice and replay outside a study, or dealt by a version that did not note it",
    ),
    Column(
        "consent_version",
        "str",
        "",
        "Version of the text the player agreed to, a hash of it",
        "the player did not agree",
    ),
    Column("app_version", "str", "", "Version of Earwitness"),
    Column("day", "date", "UTC day", "Day of the guess; no finer time is published"),
)

NOT_ANSWERED = "the player did not say"

# What players may say about themselves. Stored with the player, never in a guess.
BACKGROUND = (
    Column("age_band", "str", "years", "Age, in bands", NOT_ANSWERED),
    Column("languages", "list[str]", "", "Languages known, ISO 639 codes from a fixed list", NOT_ANSWERED),
    Column("continents_lived", "list[str]", "", "Continents lived in", NOT_ANSWERED),
    Column("hearing", "str", "", "typical or reduced, in the player's own view", NOT_ANSWERED),
    Column("headphones", "str", "", "Plays with headphones: always, sometimes or never", NOT_ANSWERED),
    Column("field_recording", "str", "", "Experience in field recording: none, hobby or work", NOT_ANSWERED),
    Column(
        "language_work", "str", "", "Experience in the study of languages: none, hobby or work", NOT_ANSWERED
    ),
)

NOT_SHARED = "not answered, or too few players gave the same answer"

# The published table of players: their answers about themselves, where enough others gave the same.
PLAYERS = (
    Column("player", "str", "", "Published pseudonym of the player"),
    Column("age_band", "str", "years", "Age, in bands; wider ones where too few share the band", NOT_SHARED),
    Column("languages", "list[str]", "", "Languages known, ISO 639 codes from a fixed list", NOT_SHARED),
    Column("languages_count", "int", "", "Number of languages known; 3 means three or more", NOT_SHARED),
    Column("continents_lived", "list[str]", "", "Continents lived in", NOT_SHARED),
    Column("continents_count", "int", "", "Number of continents lived in; 3 means three or more", NOT_SHARED),
    Column("hearing", "str", "", "typical or reduced, in the player's own view", NOT_SHARED),
    Column("headphones", "str", "", "Plays with headphones: always, sometimes or never", NOT_SHARED),
    Column("field_recording", "str", "", "Experience in field recording: none, hobby or work", NOT_SHARED),
    Column(
        "language_work", "str", "", "Experience in the study of languages: none, hobby or work", NOT_SHARED
    ),
    Column(
        "batch",
        "int",
        "",
        "Players of one batch had equal rows in every published version of this table",
        "the row has been blanked",
    ),
)
