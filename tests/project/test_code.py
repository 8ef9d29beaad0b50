"""The structure of the code, as docs/architecture.md draws it: floors, doors, and rules without I/O."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from game.project_files import ROOT

OURS = ("game", "leaderboard")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()

# From the top. A module imports from its own package and from lower lines, never from its own line or higher.
FLOORS = (
    {"game.__main__", "leaderboard.__main__"},
    {"game.study.simulation"},
    {"app"},
    {"leaderboard.board_commands", "leaderboard.export", "leaderboard.frames"},
    {
        *("leaderboard.web", "leaderboard.localizability", "leaderboard.spatial", "leaderboard.study"),
        "leaderboard.dataset",
    },
    {"leaderboard.worker", "leaderboard.evaluation", "leaderboard.exchange"},
    {"leaderboard.board"},
    {"leaderboard.figures", "leaderboard.uncertainty"},
    {"leaderboard.entrants"},
    {"leaderboard.guesses"},
    {"leaderboard.scoring"},
    {"leaderboard.answers"},
    {"game.annotation", "game.metrics"},
    {"game.page", "game.api", "game.server"},
    {"game.personal"},
    {"game.daily", "game.duel", "game.party", "game.sharing", "game.spatial", "game.study"},
    {"game.publishing", "game.fetching", "game.curation"},
    {"game.play", "game.scenes"},
    {"game.players", "game.packs", "game.processes"},
    {"game.store", "game.hub"},
    {"game.sound", "game.geo", "game.network"},
    {"game.settings", "game.trial_columns"},
    {
        *("game.setting_types", "game.columns", "game.errors"),
        *("game.atomic_write", "game.backoff", "game.csv_cells", "game.json_types", "game.logs"),
        *("game.interrupts", "game.random_names", "leaderboard.sentences"),
    },
    {
        *("game.json_logs", "game.texts", "game.omnitone", "game.sibling_files", "game.page_bundle"),
        "leaderboard.phrases",
    },
    {"game.project_files", "game.exit_codes", "game.translations", "game.plural_forms"},
    {"game", "leaderboard"},
)

# Rules take rows, a clock and a random generator and return rows.
PURE = (
    "game.party.room",
    "game.party.stored_room",
    "game.party.views",
    "game.party.announcements",
    "game.play.rounds",
    "game.play.allocation",
    "game.play.counting",
    "game.play.squares",
    "game.daily.calendar",
    "game.daily.choice",
    "game.daily.streak",
    "game.daily.totals",
    "game.geo.geodesy",
    "game.publishing.anonymity",
    *("game.scenes.directions", "game.scenes.points", "game.scenes.sampling", "game.scenes.questions.asking"),
    *("game.spatial.drawing", "game.spatial.judging", "game.spatial.trials"),
    "game.study.allocation",
    "game.study.eligibility",
    "game.study.steps",
    "leaderboard.scoring.metrics",
    "leaderboard.study.estimands",
    "leaderboard.study.power",
    "leaderboard.uncertainty.standard_errors",
)
IO = {
    *("alembic", "asyncio", "fastapi", "gradio", "httpx", "huggingface_hub", "multiprocessing", "openai"),
    *(
        "shutil",
        "socket",
        "soundfile",
        "sqlalchemy",
        "starlette",
        "subprocess",
        "tempfile",
        "threading",
        "uvicorn",
    ),
    *("game.store", "game.hub", "game.sound", "game.api", "game.page"),
}


def module_of(file: Path) -> str:
    """`game.play.rounds` of `game/play/rounds.py`; a package is named without its `__init__`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    module_of(file): file
    for file in (ROOT / "app.py", *(ROOT / "game").rglob("*.py"), *(ROOT / "leaderboard").rglob("*.py"))
    if "migrations" not in file.parts
}


@cache
def imported(module: str) -> tuple[str, ...]:
    """Every module that a module imports, anywhere in it, but for what only the type checker reads."""
    found: list[str] = []
    for node in executed(module):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{name.name}" for name in node.names]
            found += [name if name in FILES else node.module for name in names]
    return tuple(dict.fromkeys(found))


@cache
def executed(module: str) -> tuple[ast.AST, ...]:
    """The syntax tree of a module as a flat sequence, but for what only the type checker reads."""
    return tuple(_executed(ast.parse(FILES[module].read_text())))


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _executed(child)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def place(module: str) -> tuple[int, str]:
    """The floor a module stands on, counted from the top, and its package there."""
    found = [
        (len(package), floor, package)
        for floor, packages in enumerate(FLOORS)
        for package in packages
        if within(module, package)
    ]
    _, floor, package = max(found)
    return floor, package


def imported_from_elsewhere(module: str) -> list[str]:
    """The modules of other packages of ours that a module imports."""
    return [name for name in imported(module) if name in FILES and place(name)[1] != place(module)[1]]


def reached(module: str) -> set[str]:
    """All that is imported when a module is, its packages' doors included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in FILES:
            waiting += imported(name)
            waiting += [package for package in _packages(name) if package in FILES]
    return seen - {module}


def _packages(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def test_every_module_has_a_floor():
    assert {module for module in FILES if place(module)[1] in OURS} == set(OURS)
    assert {package for floor in FLOORS for package in floor} <= set(FILES)


def test_imports_go_down():
    up = [
        f"{module} imports {name}"
        for module in FILES
        for name in imported_from_elsewhere(module)
        if place(name)[0] <= place(module)[0]
    ]
    assert up == []


def test_other_packages_come_in_by_the_door():
    """A package's `__all__` names the modules that others may import."""
    behind = [
        f"{module} imports {name}"
        for module in FILES
        for name in imported_from_elsewhere(module)
        if "." in name and not _is_offered(name)
    ]
    assert behind == []


def _is_offered(module: str) -> bool:
    package, _, name = module.rpartition(".")
    _, floor_package = place(module)
    return module == floor_package or name in door(package)


@cache
def door(package: str) -> tuple[str, ...]:
    """The modules that a package offers, by the `__all__` of its `__init__`."""
    for node in ast.parse(FILES[package].read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def test_no_private_name_is_imported():
    private = [
        f"{module} imports {name.name}"
        for module in FILES
        for node in executed(module)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.split(".")[0] in ("game", "leaderboard")
        for name in node.names
        if name.name.startswith("_") and name.name != "__version__"
    ]
    assert private == []


@pytest.mark.parametrize("module", PURE)
def test_rules_reach_no_io(module):
    assert [name for name in sorted(reached(module)) if any(within(name, io) for io in IO)] == []


def test_only_what_builds_scenes_imports_the_tools_for_it():
    tools = {"espeakng_loader", "pyroomacoustics", "slab"}
    for module in FILES:
        used = tools & {name.split(".")[0] for name in imported(module)}
        assert not used or within(module, "game.scenes.build"), f"{module} imports {used}"


def test_packages_form_no_circle():
    packages = {package for floor in FLOORS for package in floor}
    arrows = {
        package: {place(n)[1] for m in FILES if place(m)[1] == package for n in imported_from_elsewhere(m)}
        for package in packages
    }
    done: set[str] = set()
    while ready := {p for p in packages - done if arrows[p] <= done}:
        done |= ready
    assert packages - done == set()


def test_every_package_is_on_the_map():
    packages = {
        f"{module.replace('.', '/')}/" for module, file in FILES.items() if file.name == "__init__.py"
    }
    assert packages <= set(re.findall(r"`([^`]+/)`", ARCHITECTURE))
