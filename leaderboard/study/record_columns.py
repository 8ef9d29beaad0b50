"""The tables of a study's record, and the columns of those that `game.columns` does not define."""

from game.columns import COLUMNS, PLAYERS, Column

NOT_ASKED = "not asked or not answered"
NO_POINT = "the answer has no point"

PARTICIPANTS = (
    Column("participant", "str", "", "Published pseudonym; the same as `player` in the rounds"),
    Column(
        "outcome", "str", "", "completed, screened_out, failed, or left: did not come to an end", "no study"
    ),
    Column("sessions", "int", "", "Sessions begun", "no study"),
    Column("rounds", "int", "", "Closed rounds on the study's own clips, whether they count or not"),
    Column("minutes", "float", "min", "Active on the way; a silence counts as 5 minutes at most", "no study"),
    Column("days", "int", "", "UTC days on which a round was closed"),
    Column("language", "str", "", "Language of the texts that were shown", "no study"),
    Column("device", "str", "", "Device of most rounds: phone, tablet or desktop", "none was reported"),
    Column("headphones_passed", "bool", "", "Whether the headphone check was passed", NOT_ASKED),
    Column("comprehension_attempts", "int", "", "Attempts at the questions on the instructions", NOT_ASKED),
    Column("catch_passed", "bool", "", "Whether all catch rounds so far were passed", "no catch round"),
    Column("agl1k_exposure", "bool", "", "Says that AGL1K or its recordings were known", NOT_ASKED),
    Column("block", "int", "", "Block of the design", "the study deals by no blocks"),
)

CLIPS = (
    Column("key", "str", "", "Id of the clip in its pack; `clip_key` in the rounds"),
    Column("file_hash", "str", "", "SHA-256 of the audio file", "the file is not on the host's machine"),
    Column("lat", "float", "degrees", "Latitude of the recording, WGS-84"),
    Column("lon", "float", "degrees", "Longitude of the recording, WGS-84"),
    Column("city", "str", "", "AGL1K's label of the city, or the nearest city", "there is none"),
    Column("country", "str", "", "AGL1K's label of the country, or that of the place", "there is none"),
    Column("country_code", "str", "", "ISO 3166-1 alpha-2 code of the country", "there is none"),
    Column("continent", "str", "", "AGL1K's label of the continent, or that of the place", "there is none"),
    Column("stratum", "str", "", "Stratum by the study's strata, such as Europe/speech"),
    Column("cluster", "int", "", "Clips at most 100 m apart share one"),
    Column("seconds", "float", "s", "Length of the recording"),
    Column("speech", "float", "", "Share of the time with human sounds, 0 to 1"),
    Column("animal", "float", "", "Share of the time with animals, 0 to 1"),
    Column("music", "float", "", "Share of the time with music, 0 to 1"),
    Column("nature", "float", "", "Share of the time with natural sounds, 0 to 1"),
    Column("things", "float", "", "Share of the time with sounds of things, 0 to 1"),
)

MODEL_SCORES = (
    Column("entrant", "str", "", "Key of the model, or of a baseline that ignores the sound"),
    Column("name", "str", "", "Its name"),
    Column("seed", "int", "", "Which of its runs"),
    Column("clip", "str", "", "Id of the clip"),
    Column("outcome", "str", "", "answered; silent: without a place, 10,000 km off; or unreadable"),
    Column("refused", "bool", "", "A coordinate or a name is missing or a refusal"),
    Column("lat", "float", "degrees", "Latitude of the answer, WGS-84", NO_POINT),
    Column("lon", "float", "degrees", "Longitude of the answer, WGS-84", NO_POINT),
    Column("city", "str", "", "City, as given", "none was given"),
    Column("country", "str", "", "Country, as given", "none was given"),
    Column("continent", "str", "", "Continent, as given", "none was given"),
    Column("distance_km", "float", "km", "Geodesic from answer to truth", "unreadable"),
    Column("geoscore", "float", "points", "5000·exp(-distance_km/1492.7)", "unreadable"),
)

OTHERS = "(others)"  # answers that are not shown, together
MARGINS = (
    Column("field", "str", "", "Which question was asked"),
    Column("answer", "str", "", "An answer, or `(others)` for all that are not shown", "no answer was given"),
    Column("people", "int", "", "How many gave it", "hidden, where one may give several answers"),
    Column("asked", "int", "", "How many were asked"),
)

# By table, in the order of a data dictionary.
TABLES = {
    "rounds": COLUMNS,
    "participants": PARTICIPANTS,
    "people": PLAYERS,
    "margins": MARGINS,
    "clips": CLIPS,
    "models": MODEL_SCORES,
}
