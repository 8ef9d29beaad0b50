"""The code's own rules, as docs/code.md tells them: who may import whom; and every room is on its map."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "code.md").read_text()
_RULES = MAP.partition("Rules without I/O")[2].partition("They import")[0]
PURE = re.findall(r"`((?:game|leaderboard)/\w+\.py)`", _RULES)
OUTSIDE = {
    "gradio",
    "fastapi",
    "starlette",
    "sqlalchemy",
    "game.store.database",
    "game.store.group_commit",
    "game.api.routes",
}
JOINS = {Path("game/__main__.py")}


def imported(file: Path) -> Iterator[str]:
    """Names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_game_does_not_know_the_leaderboard():
    files = {file.relative_to(ROOT) for file in (ROOT / "game").rglob("*.py")}
    guilty = {file for file in files if any(within(name, {"leaderboard"}) for name in imported(ROOT / file))}
    assert guilty <= JOINS


@pytest.mark.parametrize("name", PURE)
def test_rules_know_nothing_of_the_world(name):
    assert [found for found in imported(ROOT / name) if within(found, OUTSIDE)] == []


def test_there_are_such_rules():
    assert len(PURE) == 6


def test_every_package_is_on_the_map():
    packages = {
        f"{folder.relative_to(ROOT)}/"
        for top in ("game", "leaderboard")
        for folder in (ROOT / top, *(ROOT / top).rglob("*/"))
        if list(folder.glob("*.py")) and "versions" not in folder.parts
    }
    assert packages <= set(re.findall(r"^\| `([^`]+/)` \|", MAP, re.M))
