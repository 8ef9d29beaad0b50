"""Dependencies: declared in pyproject.toml, repeated in the files that pip reads.

tests/docs/test_docs.py holds docs/dependencies.md to them.
"""

import re
import tomllib

import pytest

from tests.project.test_setup import requirements, text

PYPROJECT = tomllib.loads(text("pyproject.toml"))
DECLARED = {
    "requirements.txt": PYPROJECT["project"]["dependencies"],
    "requirements-tagger.txt": PYPROJECT["project"]["optional-dependencies"]["tagger"],
    "requirements-scenes.txt": PYPROJECT["project"]["optional-dependencies"]["scenes"],
    "requirements-inspect.txt": PYPROJECT["project"]["optional-dependencies"]["inspect"],
    "requirements-analysis.txt": PYPROJECT["project"]["optional-dependencies"]["analysis"],
    "requirements-node.txt": PYPROJECT["project"]["optional-dependencies"]["node"],
    "requirements-dev.txt": PYPROJECT["dependency-groups"]["dev"],
    "requirements-schemas.txt": PYPROJECT["dependency-groups"]["schemas"],
}

# `make test` installs it where there is Java: 450 MB that nothing else needs.
SPARK = {"requirements-spark.txt": PYPROJECT["project"]["optional-dependencies"]["spark"]}


@pytest.mark.parametrize(("file", "declared"), [*DECLARED.items(), *SPARK.items()])
def test_the_files_for_pip_repeat_what_is_declared(file, declared):
    assert requirements(file) == declared


def test_development_installs_all_others_too_but_spark():
    named = [line.removeprefix("-r ") for line in text("requirements-dev.txt").splitlines() if line[0] == "-"]
    assert [*named, "requirements-dev.txt", "requirements-schemas.txt"] == list(DECLARED)
    recipe = text("Makefile").partition("requirements-dev.txt $(filter-out")[2].partition("\n\n")[0]
    assert re.findall(r"-r (\S+)", recipe) == ["requirements-dev.txt", "requirements-schemas.txt"]


def test_no_package_is_declared_twice():
    declared = [*DECLARED.values(), *SPARK.values()]
    names = [re.split(r"[\[>]", line)[0].lower() for lines in declared for line in lines]
    assert len(names) == len(set(names))
