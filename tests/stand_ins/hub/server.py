"""The application: its routes, and the name by which a fault addresses each."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from tests.stand_ins.hub import control, lfs, listings, repos
from tests.stand_ins.hub.faults import Faults, Faulty
from tests.stand_ins.hub.refusals import Refusal, answer
from tests.stand_ins.hub.store import Store

PAGE = 1000  # rows, as the real Hub sends
API = "/api/datasets/{owner}/{name}"
FILE = "/datasets/{owner}/{name}/resolve/{revision}/{path:path}"
OBJECT = "/storage/{owner}/{name}/{sha256}"

# A route's name is the kind of call in faults and in the log.
ROUTES = [
    Route("/api/whoami-v2", repos.whoami, name="whoami"),
    Route("/api/repos/create", repos.create, methods=["POST"], name="create"),
    Route("/api/validate-yaml", repos.card, methods=["POST"], name="card"),
    Route(API, listings.info, name="info"),
    Route(API + "/revision/{revision}", listings.info, name="info"),
    Route(API + "/tree/{revision}", listings.tree, name="tree"),
    Route(API + "/tree/{revision}/{path:path}", listings.tree, name="tree"),
    Route(API + "/paths-info/{revision}", listings.paths, methods=["POST"], name="paths"),
    Route(API + "/commits/{revision}", listings.commits, name="commits"),
    Route(API + "/refs", listings.refs, name="refs"),
    Route(API + "/preupload/{revision}", repos.preupload, methods=["POST"], name="preupload"),
    Route(API + "/commit/{revision}", repos.commit, methods=["POST"], name="commit"),
    Route(API + "/super-squash/{revision}", repos.super_squash, methods=["POST"], name="squash"),
    Route(API + "/lfs-files", listings.large_files, name="lfs-list"),
    Route(API + "/lfs-files/batch", lfs.delete, methods=["POST"], name="lfs-delete"),
    Route(API + "/lfs/verify", lfs.verify, methods=["POST"], name="verify"),
    Route("/datasets/{owner}/{name}.git/info/lfs/objects/batch", lfs.batch, methods=["POST"], name="batch"),
    Route(OBJECT, lfs.upload, methods=["PUT"], name="upload"),
    Route(OBJECT + "/{part:int}", lfs.part, methods=["PUT"], name="part"),
    Route(OBJECT, lfs.complete, methods=["POST"], name="complete"),
    Route(OBJECT, lfs.fetch, name="object"),
    Route(FILE, repos.resolve, methods=["HEAD"], name="head"),
    Route(FILE, repos.resolve, name="resolve"),
]


def create_app(state: Path) -> Starlette:
    """Serve the repositories under a folder, creating it if it is missing."""
    state.mkdir(parents=True, exist_ok=True)
    faults = Faults(state / "requests.jsonl")
    app = Starlette(
        routes=[*control.ROUTES, *ROUTES],
        middleware=[Middleware(Faulty, routes=ROUTES, faults=faults)],
        exception_handlers={Refusal: answer},
    )
    app.state.store = Store(state)
    app.state.faults = faults
    app.state.kinds = {"any", *(route.name for route in ROUTES)}
    app.state.limit = repos.Limit()
    app.state.page = app.state.usual_page = PAGE
    app.state.part_bytes = lfs.PART_BYTES
    return app
