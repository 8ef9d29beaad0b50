"""Which modules mypy holds to full annotations."""

import tomllib
from fnmatch import fnmatch

from game.project_files import ROOT


def strictly_typed() -> list[str]:
    """Module patterns below `tests` for which every function must be annotated."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    overrides = settings["tool"]["mypy"]["overrides"]
    return [name for o in overrides if o.get("disallow_untyped_defs") for name in o["module"]]


def test_every_module_that_tests_share_is_fully_typed():
    shared = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in (ROOT / "tests").rglob("*.py")
        if file.stem != "__init__" and not file.stem.startswith("test_")
    }
    typed = strictly_typed()
    assert {module for module in shared if not any(fnmatch(module, name) for name in typed)} == set()
    assert [name for name in typed if not any(fnmatch(module, name) for module in shared)] == []
