"""Setting up: what is installed, make and CI."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from game.project_files import ROOT

pytestmark = pytest.mark.slow

PROMPT = 120  # seconds; what takes longer is broken, even on a busy machine
MAKE = shutil.which("make") or "make"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(name: str) -> list[str]:
    """The lines of a requirements file that name a package."""
    return [line for line in text(name).splitlines() if line and not line.startswith(("-", "#"))]


# What is installed


@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_every_requirement_has_a_lower_and_an_upper_bound(name):
    for requirement in requirements(name):
        bounded = r"[\w-]+(\[\w+\])?>=\d+(\.\d+)*,<\d+(\.\d+)*"
        assert re.fullmatch(bounded, requirement), f"{name}: {requirement}"


@pytest.mark.parametrize(
    ("places", "files"),
    [
        (
            ["app.py", "game", "leaderboard"],
            [
                *("requirements.txt", "requirements-tagger.txt", "requirements-scenes.txt"),
                *("requirements-inspect.txt", "requirements-analysis.txt", "requirements-spark.txt"),
            ],
        ),
        (
            ["benchmarks", "data", "tests"],
            [
                *("requirements.txt", "requirements-dev.txt", "requirements-scenes.txt"),
                *("requirements-inspect.txt", "requirements-schemas.txt"),
                *("requirements-analysis.txt", "requirements-spark.txt"),
            ],
        ),
    ],
)
def test_every_package_that_is_imported_is_a_requirement(places, files):
    required = {canonicalize_name(Requirement(line).name) for name in files for line in requirements(name)}
    by_module = packages_distributions()
    sources = [file for place in places for file in sorted(ROOT.glob(f"{place}/**/*.py")) or [ROOT / place]]
    for source in sources:
        for module in third_party_modules(source):
            packages = {canonicalize_name(package) for package in by_module.get(module, [module])}
            assert packages & required, f"{source.relative_to(ROOT)} imports {module}"


def third_party_modules(source: Path) -> set[str]:
    """First names of the imported modules that are neither Python's nor ours."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    beside = {path.stem for path in [*ROOT.iterdir(), *source.parent.iterdir()]}
    return found - sys.stdlib_module_names - beside


def test_npms_packages_are_pinned_and_name_no_registry():
    packages = json.loads(text("package-lock.json"))["packages"]
    file = json.loads(text("package.json"))
    declared = {**file["dependencies"], **file["devDependencies"]}
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in declared.items())
    assert not [name for name, package in packages.items() if "resolved" in package]


# make


def make(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in a folder, with no variables but PATH, HOME and these."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
    command = [MAKE, "--file", str(ROOT / "Makefile"), *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=PROMPT)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project without requirements that prints where it would serve, set up by `make run`."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "requirements.txt").touch()
    (folder / "app.py").write_text("import os; print('at', os.environ.get('HOST'), os.environ.get('PORT'))")
    ran = make(folder, "run", f"PYTHON={sys.executable}")
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "at None None"), ran.stderr
    return folder


def test_make_installs_again_only_when_the_requirements_changed(project):
    assert "Installing" not in make(project, "run").stdout
    later = time.time() + 2
    os.utime(project / "requirements.txt", (later, later))
    assert "Installing requirements.txt" in make(project, "run").stdout
    os.utime(project / ".venv" / ".runtime", (later, later))
    assert "Installing" not in make(project, "run").stdout


def test_make_passes_host_and_port_on(project):
    assert make(project, "run", "PORT=8123", "HOST=::1").stdout == "at ::1 8123\n"
    assert make(project, "run", PORT="8124").stdout == "at None 8124\n"


def test_make_makes_an_environment_anew_whose_python_is_gone(project):
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "gone")
    ran = make(project, "run", f"PYTHON={sys.executable}")
    assert ran.stdout.splitlines()[0].startswith("Installing requirements.txt")
    assert ran.returncode == 0


def test_make_help_lists_every_target_that_is_for_people(project):
    listed = set(re.findall(r"^make (\w+) +\S", make(project, "help").stdout, re.MULTILINE))
    assert listed == {"help", "run", "test", "quick", "check", "bundle", "bench"}


def script(folder: Path, name: str, lines: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{lines}\n")
    file.chmod(0o755)


def refusal(ran: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The sentence with which make gives up before it makes anything."""
    assert ran.returncode != 0
    assert not (folder / ".venv").exists()
    sentence, from_make = ran.stderr.splitlines()
    assert from_make.startswith("make: ***")
    return sentence


@pytest.fixture
def bare(tmp_path):
    """A project that was never set up, with `tools/` for the programs of a machine."""
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "tools").mkdir()
    return tmp_path


def test_make_says_that_python_is_missing(bare):
    message = refusal(make(bare, "run", PATH=str(bare / "tools")), bare)
    assert message.startswith("python3 is missing")
    assert message.endswith("apt-get install python3 python3-venv")


def test_make_says_that_python_is_too_old(bare):
    pretended = "import sys; sys.version_info = (3, 10, 13); exec(sys.argv[1])"
    script(
        bare / "tools",
        "python3",
        f"""[ "$1" = --version ] && echo Python 3.10.13 && exit
exec {shlex.quote(sys.executable)} -c {shlex.quote(pretended)} "$2" """,
    )
    message = refusal(make(bare, "run", PATH=f"{bare / 'tools'}:{os.environ['PATH']}"), bare)
    assert message.startswith("python3 is Python 3.10.13, and Earwitness needs 3.11 or newer")
    assert "apt-get install python3 python3-venv" in message


def test_make_says_that_python3_venv_is_missing(bare):
    (bare / "tools" / "ensurepip.py").write_text("raise ImportError('Debian keeps it in python3-venv')")
    message = refusal(make(bare, "run", f"PYTHON={sys.executable}", PYTHONPATH=str(bare / "tools")), bare)
    assert message.endswith("cannot make virtual environments: apt-get install python3-venv")


def test_make_installs_chromium_where_it_may(bare):
    script(bare / "tools", "id", "echo 0")
    script(bare / "tools", "apt-get", f'echo "$@" >> {bare}/asked')
    (bare / "tools" / "env").symlink_to(shutil.which("env") or "")
    assert make(bare, "chromium", PATH=str(bare / "tools")).returncode == 0
    update, install = (bare / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install -y")
    assert install.endswith(" chromium-headless-shell")


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium"])
def test_make_takes_the_chromium_that_is_there(bare, name):
    script(bare / "tools", name, "")
    script(bare / "tools", "apt-get", f"touch {bare}/asked")
    assert make(bare, "chromium", PATH=str(bare / "tools")).returncode == 0
    assert not (bare / "asked").exists()


def test_make_says_that_chromium_is_missing_where_it_may_not_install_it(bare):
    script(bare / "tools", "id", "echo 1000")
    script(bare / "tools", "apt-get", f"touch {bare}/asked")
    message = refusal(make(bare, "chromium", PATH=str(bare / "tools")), bare)
    assert "apt-get install chromium-headless-shell" in message
    assert not (bare / "asked").exists()


@pytest.mark.parametrize(
    ("fails", "targets"), [("test", ["test"]), ("check", ["test", "check"]), ("", ["test", "check"])]
)
def test_ci_stops_at_the_first_failure_and_ends_with_pytests_closing_line(tmp_path, fails, targets):
    closing = "===== 3 passed, 1 warning in 0.12s ====="
    script(
        tmp_path,
        "make",
        f'echo "$1 CI=$CI" >> {tmp_path}/asked; [ "$1" = test ] && echo "{closing}"; [ "$1" != "{fails}" ]',
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "CI": ""}
    ran = subprocess.run([ROOT / ".ci" / "run"], env=env, capture_output=True, text=True, timeout=PROMPT)
    assert (ran.returncode == 0) == (fails == "")
    assert (tmp_path / "asked").read_text().splitlines() == [f"{target} CI=true" for target in targets]
    assert ran.stdout.splitlines()[-1] == closing
