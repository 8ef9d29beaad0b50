"""Every published column, once: what the tables, exports and codebooks are made from."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["str", "int", "float", "bool", "date", "list[str]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a guess or of a player, as it is stored, exported and published."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    blank: str = ""  # when it may be empty; "" when it never is in a closed round


NO_POINT = "no point was given"

COLUMNS = (
    Column("guess_id", "str", "", "Random name of the row; tells no time"),
    Column("player", "str", "", "Published pseudonym of the player"),
    Column("game", "str", "", "Random name of the game"),
    Column("round", "str", "", "Random name of the round; unique"),
    Column("number", "int", "", "Place of the round in its game, from 1"),
    Column("mode", "str", "", "How clips were dealt: random, practice or replay"),
    Column("pack", "str", "", "Name of the pack that was heard"),
    Column("pack_hash", "str", "", "SHA-256 over the pack's manifest and audio"),
    Column("clip_key", "str", "", "The clip's id in its pack"),
    Column("true_lat", "float", "degrees", "Latitude of the recording, WGS-84"),
    Column("true_lon", "float", "degrees", "Longitude of the recording, WGS-84"),
    Column("lat", "float", "degrees", "Latitude of the guess, WGS-84", NO_POINT),
    Column("lon", "float", "degrees", "Longitude of the guess, WGS-84, from -180 to 180", NO_POINT),
    Column("status", "str", "", "guessed, skipped or abandoned"),
    Column("city", "str", "", "City of the guess, AGL1K's label", NO_POINT),
    Column("country", "str", "", "Country of the guess, AGL1K's label", NO_POINT),
    Column("country_code", "str", "", "ISO 3166-1 alpha-2 code of the guess's country", NO_POINT),
    Column(
        "continent",
        "str",
        "",
        "Continent of the guess, AGL1K's label",
        "no point, or AGL1K has no label there",
    ),
    Column(
        "distance_km",
        "float",
        "km",
        "Geodesic from guess to truth; 10,000 for a skip",
        "the round was abandoned",
    ),
    Column("geoscore", "float", "points", "5000·exp(-distance_km/1492.7)", "the round was abandoned"),
    Column("draw_probability", "float", "", "Probability with which this clip was drawn at this deal"),
    Column("allocation", "str", "", "The rule that drew the clip"),
    Column("seconds_heard", "float", "s", "How long the page played the clip", "the client did not say"),
    Column("plays", "int", "", "How often the player started the clip", "the client did not say"),
    Column("bytes_served", "int", "bytes", "Audio bytes that the server sent for this round"),
    Column(
        "seconds_to_guess",
        "float",
        "s",
        "From the first sound to the guess, to 0.1 s",
        "the client did not say",
    ),
    Column("pin_moves", "int", "", "How often the pin was placed or moved", "the client did not say"),
    Column("focus_losses", "int", "", "How often the page lost focus in the round", "the client did not say"),
    Column("device", "str", "", "phone, tablet or desktop", "the client did not say"),
    Column("confidence_km", "float", "km", "Radius the player is 80% sure of", "not asked or not answered"),
    Column(
        "clues",
        "list[str]",
        "",
        "What the player says gave the place away, from a fixed list",
        "the round was abandoned",
    ),
    Column(
        "prior_exposure", "bool", "", "The player says they know this recording", "not asked or not answered"
    ),
    Column("client", "str", "", "page, or api for a program"),
    Column("closed_before", "int", "", "Rounds this player had closed before this one"),
    Column(
        "nearest_revealed_km",
        "float",
        "km",
        "From this clip to the nearest one already revealed to this player",
        "none was",
    ),
    Column("feedback", "str", "", "When reveals were shown: round, session or never"),
    Column("study_hash", "str", "", "SHA-256 of the study's settings", "played outside a study"),
    Column(
        "consent_version", "str", "", "Version of the text the player agreed to", "the player did not agree"
    ),
    Column("app_version", "str", "", "Version of Earwitness"),
    Column("day", "date", "UTC day", "Day of the guess; no finer time is published"),
)

NOT_TOLD = "the player did not say"

# What a player may tell of themselves: kept with the player, never in a guess.
BACKGROUND = (
    Column("age_band", "str", "years", "Age, in bands", NOT_TOLD),
    Column("languages", "list[str]", "", "Languages known, ISO 639 codes from a fixed list", NOT_TOLD),
    Column("continents_lived", "list[str]", "", "Continents lived in", NOT_TOLD),
    Column("hearing", "str", "", "typical or reduced, in the player's own view", NOT_TOLD),
    Column("headphones", "str", "", "Plays with headphones: always, sometimes or never", NOT_TOLD),
    Column("field_recording", "str", "", "Experience in field recording: none, hobby or work", NOT_TOLD),
    Column("language_work", "str", "", "Experience in the study of languages: none, hobby or work", NOT_TOLD),
)

NOT_SHARED = "not told, or told alike by too few"

# The published table of players: what they told of themselves, as far as enough others told the same.
PLAYERS = (
    Column("player", "str", "", "Published pseudonym of the player"),
    Column("age_band", "str", "years", "Age, in bands; wider ones where too few share the band", NOT_SHARED),
    Column("languages", "list[str]", "", "Languages known, ISO 639 codes from a fixed list", NOT_SHARED),
    Column("languages_count", "int", "", "How many of them; 3 stands for three or more", NOT_SHARED),
    Column("continents_lived", "list[str]", "", "Continents lived in", NOT_SHARED),
    Column("continents_count", "int", "", "How many of them; 3 stands for three or more", NOT_SHARED),
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
        "Players of one batch share all that was ever published of them here",
        "the row has been blanked",
    ),
)
