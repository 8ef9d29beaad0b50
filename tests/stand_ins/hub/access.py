"""Access rules: two tokens, private repositories, and signed URLs for large objects."""

import hashlib
import hmac

from starlette.requests import Request

from tests.stand_ins.hub.refusals import Refusal, no_repository
from tests.stand_ins.hub.store import Repo, Store

USER = "tester"
WRITER = "hf_standInWriter"  # invented for the stand-in
READER = "hf_standInReader"


def token_of(request: Request) -> str | None:
    """The request's token; unknown tokens are refused."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    token = header.removeprefix("Bearer ")
    if token not in (WRITER, READER):
        raise Refusal(401, "Invalid credentials in Authorization header")
    return token


def signed_in(request: Request) -> str:
    token = token_of(request)
    if token is None:
        raise Refusal(401, "Invalid username or password.")
    return token


def may_write(request: Request) -> None:
    if signed_in(request) != WRITER:
        raise Refusal(403, "You don't have the rights to write to this repository")


def named(request: Request) -> str:
    return f"{request.path_params['owner']}/{request.path_params['name']}"


def readable(request: Request) -> Repo:
    """The repository of a request; to strangers a private one does not exist."""
    token = token_of(request)
    store: Store = request.app.state.store
    try:
        repo = store.repo(named(request))
    except Refusal as refusal:
        raise refusal if token else no_repository(named(request), 401) from None
    if repo.about["private"] and token is None:
        raise no_repository(repo.name, 401)
    return repo


def writable(request: Request) -> Repo:
    """The repository of a request that changes it."""
    signed_in(request)
    repo = readable(request)
    may_write(request)
    return repo


def home(request: Request) -> str:
    """The Hub's address as the client knows it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def storage(request: Request, action: str, path: str) -> str:
    """A signed URL on the host of large objects.

    For the client it is another origin, like the real Hub's storage: the client reads a file's metadata from
    the redirect and does not pass its token on.
    """
    port = request.url.port
    signature = _signature(request.app.state.store, action, path)
    return f"{request.url.scheme}://localhost:{port}/storage/{path}?signature={signature}"


def check_signature(request: Request, action: str, path: str) -> Repo:
    """The repository of a signed URL."""
    store: Store = request.app.state.store
    expected = _signature(store, action, path)
    if not hmac.compare_digest(expected, request.query_params.get("signature", "")):
        raise Refusal(403, "SignatureDoesNotMatch")
    return store.repo(named(request))


def _signature(store: Store, action: str, path: str) -> str:
    return hmac.new(store.secret(), f"{action} {path}".encode(), hashlib.sha256).hexdigest()
