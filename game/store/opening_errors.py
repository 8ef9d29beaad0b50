"""Why a database cannot be opened, in a sentence for the host that never holds the password."""

from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from game.store.engines import is_postgresql, parsed_url
from game.store.errors import kind_of
from game.store.soundness import WHAT_TO_DO

CANNOT = "The database of EARWITNESS_DATABASE cannot be opened"

# What the server, libpq and the resolver say, and what that means. The first that fits counts.
_MEANINGS = (
    ("password authentication failed", "the server at {place} refuses the password of the user {user}"),
    ("no password supplied", "the server at {place} wants a password for {user}, and the URL has none"),
    ("no pg_hba.conf entry", "the server at {place} lets the user {user} in from other machines only"),
    ("permission denied", "the user {user} may not do that in the database {name} at {place}"),
    ("role", "the server at {place} has no user {user}"),
    ("database", "the server at {place} has no database {name}: create it first"),
    ("too many clients", "the server at {place} has no connection left: raise its max_connections"),
    ("too many connections", "the server at {place} has no connection left for this user or database"),
    ("starting up", "the server at {place} is still starting"),
    ("shutting down", "the server at {place} is stopping"),
    ("connection refused", "nothing answers at {place}: is PostgreSQL running, and its port right?"),
    ("no such file", "nothing answers at {place}: is PostgreSQL running, with this socket?"),
    ("timeout", "{place} does not answer: is the host right, and no firewall between?"),
    ("resolve", "the host of {place} is not known"),
    ("name or service not known", "the host of {place} is not known"),
    ("unreachable", "{place} cannot be reached over the network"),
)
_NEEDS_ALL = {"role": "does not exist", "database": "does not exist"}


def why_not_opened(url: str, error: Exception) -> str:
    """A sentence about what failed, with what to do where that is known."""
    if isinstance(error, ImportError):
        return f"{CANNOT}: its driver is not installed ({error}). Run `pip install -r requirements.txt`."
    if isinstance(error, ArgumentError) or not is_postgresql(url):
        advice = f" {WHAT_TO_DO}" if kind_of(error) == "damaged" else ""
        return f"{CANNOT}: {error}{advice}"
    said = _said(error)
    meaning = _meaning(said.lower())
    if meaning is None:
        return f"{CANNOT}: {said}"
    return f"{CANNOT}: {meaning.format(**_named(parsed_url(url)))} ({said})"


def _meaning(said: str) -> str | None:
    for words, meaning in _MEANINGS:
        if words in said and _NEEDS_ALL.get(words, "") in said:
            return meaning
    return None


def _said(error: Exception) -> str:
    """What the driver said, without SQLAlchemy's frame around it."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _named(url: URL) -> dict[str, str]:
    host = url.host or str(url.query.get("host", "")) or "the local socket"
    return {
        "place": f"{host}:{url.port or 5432}",
        "user": url.username or "of this process",
        "name": url.database or "of the user's name",
    }
