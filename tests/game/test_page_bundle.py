import json
from pathlib import Path

import pytest

from game.page_bundle import NO_BUNDLE, digest, page_bundle, read_bundle


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    (folder / "map").mkdir(parents=True)
    (folder / "main.js").write_text('import "./map/pins.js";')
    (folder / "map" / "pins.js").write_text("export {};")
    return folder


def write_bundle(folder: Path, sources: str) -> Path:
    bundle = {"sources": sources, "entries": {"main.js": ["main.js"]}, "files": {"main.js": "export {};"}}
    file = folder / "bundle.json"
    file.write_text(json.dumps(bundle))
    return file


def test_the_bundle_is_of_the_modules_as_they_are():
    assert page_bundle() is not NO_BUNDLE, "run `make bundle`: a module has changed"


def test_every_file_of_the_bundle_imports_only_files_of_the_bundle():
    bundle = page_bundle()
    assert {name for files in bundle.entries.values() for name in files} <= {*bundle.files}


def test_a_bundle_of_other_modules_is_not_served(modules: Path, tmp_path: Path):
    file = write_bundle(tmp_path, digest(modules))
    assert read_bundle(file, modules).files == {"main.js": "export {};"}
    (modules / "map" / "pins.js").write_text("export const PIN = 1;")
    assert read_bundle(file, modules) is NO_BUNDLE


@pytest.mark.parametrize("stored", [None, "", "{", "{}"], ids=["missing", "empty", "broken", "of nothing"])
def test_without_a_bundle_each_module_is_served(stored: str | None, modules: Path, tmp_path: Path):
    file = tmp_path / "bundle.json"
    if stored is not None:
        file.write_text(stored)
    assert read_bundle(file, modules) is NO_BUNDLE


def test_moving_or_renaming_a_module_changes_the_digest(modules: Path):
    before = digest(modules)
    (modules / "map" / "pins.js").rename(modules / "pins.js")
    assert digest(modules) != before
