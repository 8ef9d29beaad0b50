"""Wrong answers of people, from the host's database, and of models: what raters may be shown."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select

from game.annotation.blinding import reasons
from game.geo.gazetteer import Gazetteer, filled_labels
from game.packs.clip import Clip
from game.play.answered_rounds import answered_rounds
from game.store.database import reading_connection
from game.store.tables import rounds

PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer.

    Attributes
    ----------
    entrant, name : str
        Who answered: `PEOPLE`, or a model's key and name.
    source : str
        What tells it from the entrant's other answers: a person's round, or the model's clip.
    lat, lon : float or None
        Degrees, WGS-84; None when no place was given.
    text : str
        The reasons, without a model's name.
    """

    entrant: str
    name: str
    source: str
    clip: str
    lat: float | None
    lon: float | None
    text: str


ModelAnswers = Callable[[Path | None, Mapping[str, Clip]], Sequence[Candidate]]


def wrong(
    candidates: Iterable[Candidate], clips: Mapping[str, Clip], gazetteer: Gazetteer
) -> list[Candidate]:
    """Those that name no place, or one in another country, and give reasons.

    AGL1K's raters saw misclassified countries too (section 4.5). An answer with a place but without reasons
    is left out: nothing in it tells a cause.
    """
    return [
        one
        for one in candidates
        if one.lat is None
        or (one.text and _country(one.lat, one.lon or 0.0, gazetteer) != clips[one.clip].country)
    ]


def of_people(url: str, pack: str, clips: Mapping[str, Clip], study: str | None = None) -> list[Candidate]:
    """Answers that count, of people who agreed, in order of closing.

    Parameters
    ----------
    study : str or None
        Name of a study; None: all of them, and the public game.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    with reading_connection(url) as connection:
        rows = [] if connection is None else _rows(connection, pack, study)
    return [_of_person(row) for row in rows if row["clip_key"] in clips and not row["why_not"]]


def _rows(connection: Connection, pack: str, study: str | None) -> Sequence[RowMapping]:
    columns = ("round", "clip_key", "lat", "lon", "explanation", "clues", "clues_after_reveal", "why_not")
    chosen = answered_rounds((rounds.c[name] for name in columns), pack, study)
    return connection.execute(chosen).mappings().all()


def _of_person(row: RowMapping) -> Candidate:
    words = reasons(row["explanation"], () if row["clues_after_reveal"] else row["clues"] or ())
    return Candidate(PEOPLE, "People", row["round"], row["clip_key"], row["lat"], row["lon"], words)


def _country(lat: float, lon: float, gazetteer: Gazetteer) -> str:
    return filled_labels(gazetteer.place(lat, lon).country_code)[0]


def rounds_there(url: str, asked: Collection[str]) -> set[str] | None:
    """Which of these rounds are still in the database: those of people who withdrew are not.

    Returns
    -------
    set of str or None
        None without a database, as on another machine than the host's.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    with reading_connection(url) as connection:
        if connection is None:
            return None
        agreed = select(rounds.c.round).where(rounds.c.consent_version.is_not(None))
        return set(asked) & set(connection.scalars(agreed))
