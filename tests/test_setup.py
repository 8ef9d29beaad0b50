"""Setting up: make, CI, the container's own lines, and `python app.py` as different hosts run it."""

import ast
import contextlib
import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from game.settings import Settings

ROOT = Path(__file__).parents[1]
PROMPT = 120  # seconds; what takes longer is broken, even on a busy machine
MAKE = shutil.which("make") or "make"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(name: str) -> list[str]:
    """The lines of a requirements file that name a package."""
    return [line for line in text(name).splitlines() if line and not line.startswith(("-", "#"))]


def canonical(name: str) -> str:
    """A package's name, without its bounds, as the registry compares names."""
    return re.sub(r"[-_.]+", "-", re.split("[<>=~! ]", name)[0]).lower()


# What is installed


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_lower_and_an_upper_bound(name):
    for requirement in requirements(name):
        assert re.fullmatch(r"[\w-]+>=\d+(\.\d+)*,<\d+(\.\d+)*", requirement), f"{name}: {requirement}"


@pytest.mark.parametrize(
    ("places", "files"),
    [
        (["app.py", "game", "leaderboard"], ["requirements.txt"]),
        (["benchmarks", "data", "tests"], ["requirements.txt", "requirements-dev.txt"]),
    ],
)
def test_every_package_that_is_imported_is_a_requirement(places, files):
    required = {canonical(line) for name in files for line in requirements(name)}
    by_module = packages_distributions()
    sources = [file for place in places for file in sorted(ROOT.glob(f"{place}/**/*.py")) or [ROOT / place]]
    for source in sources:
        for module in third_party_modules(source):
            packages = {canonical(package) for package in by_module.get(module, [module])}
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


# make


def make(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in a folder, with nothing of this run's own environment but what is named."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **env}
    command = [MAKE, "--file", str(ROOT / "Makefile"), *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=PROMPT)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that needs no package and only says where it would serve, set up by `make run`."""
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
    assert listed == {"help", "run", "test", "check", "bench"}


def script(folder: Path, name: str, lines: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{lines}\n")
    file.chmod(0o755)


def refusal(ran: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The one sentence with which make gives up, having made nothing."""
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
    said = refusal(make(bare, "run", PATH=str(bare / "tools")), bare)
    assert said.startswith("python3 is missing")
    assert said.endswith("apt-get install python3 python3-venv")


def test_make_says_that_python_is_too_old(bare):
    pretended = "import sys; sys.version_info = (3, 10, 13); exec(sys.argv[1])"
    script(
        bare / "tools",
        "python3",
        f"""[ "$1" = --version ] && echo Python 3.10.13 && exit
exec {shlex.quote(sys.executable)} -c {shlex.quote(pretended)} "$2" """,
    )
    said = refusal(make(bare, "run", PATH=f"{bare / 'tools'}:{os.environ['PATH']}"), bare)
    assert said.startswith("python3 is Python 3.10.13, and Earwitness needs 3.11 or newer")
    assert "apt-get install python3 python3-venv" in said


def test_make_says_that_python3_venv_is_missing(bare):
    (bare / "tools" / "ensurepip.py").write_text("raise ImportError('Debian keeps it in python3-venv')")
    said = refusal(make(bare, "run", f"PYTHON={sys.executable}", PYTHONPATH=str(bare / "tools")), bare)
    assert said.endswith("cannot make virtual environments: apt-get install python3-venv")


def test_make_installs_chromium_where_it_may(bare):
    script(bare / "tools", "id", "echo 0")
    script(bare / "tools", "apt-get", f'echo "$@" >> {bare}/asked')
    (bare / "tools" / "env").symlink_to(shutil.which("env") or "")
    assert make(bare, "chromium", PATH=str(bare / "tools")).returncode == 0
    update, install = (bare / "asked").read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install -y")
    assert install.endswith(" chromium")


def test_make_says_that_chromium_is_missing_where_it_may_not_install_it(bare):
    script(bare / "tools", "id", "echo 1000")
    script(bare / "tools", "apt-get", f"touch {bare}/asked")
    said = refusal(make(bare, "chromium", PATH=str(bare / "tools")), bare)
    assert "apt-get install chromium" in said
    assert not (bare / "asked").exists()


@pytest.mark.parametrize(
    ("fails", "asked"), [("test", ["test"]), ("check", ["test", "check"]), ("", ["test", "check"])]
)
def test_ci_stops_at_the_first_failure_and_ends_with_pytests_closing_line(tmp_path, fails, asked):
    closing = "===== 3 passed, 1 warning in 0.12s ====="
    script(
        tmp_path,
        "make",
        f'echo "$1 CI=$CI" >> {tmp_path}/asked; [ "$1" = test ] && echo "{closing}"; [ "$1" != "{fails}" ]',
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "CI": ""}
    ran = subprocess.run([ROOT / ".ci" / "run"], env=env, capture_output=True, text=True, timeout=PROMPT)
    assert (ran.returncode == 0) == (fails == "")
    assert (tmp_path / "asked").read_text().splitlines() == [f"{target} CI=true" for target in asked]
    assert ran.stdout.splitlines()[-1] == closing


# `python app.py`


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as reply:
        return str(reply.read().decode())


@contextlib.contextmanager
def serving(command: list[str], port: int, said: Path, **how: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers; what it prints goes to `said`. It has ended when the block is left."""
    with said.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, **how) as server:
        try:
            wait_for(server, port, said)
            yield server
        finally:
            server.terminate()


def wait_for(server: subprocess.Popen[bytes], port: int, said: Path) -> None:
    end = time.monotonic() + PROMPT
    while time.monotonic() < end:
        assert server.poll() is None, said.read_text()
        with contextlib.suppress(OSError):
            get(port, "/healthz")
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer after {PROMPT} s: {said.read_text()}")


def test_a_space_with_gradios_own_variables_is_served_where_it_says(tmp_path):
    port = free_port()
    space = {"SPACE_ID": "someone/earwitness", "GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SSR_MODE": "true"}
    env = {**space, "GRADIO_SERVER_PORT": str(port), "EARWITNESS_STATE": str(tmp_path / "state")}
    said = tmp_path / "said"
    with serving([sys.executable, "app.py"], port, said, cwd=ROOT, env={"PATH": os.environ["PATH"], **env}):
        assert "gradio" in get(port, "/")
        assert json.loads(get(port, "/readyz"))["status"] == "ready"
    greeting = f"Earwitness: http://localhost:{port} plays the pack demo: 32 clips playable, 0 missing\n"
    assert said.read_text() == greeting


def test_a_pack_that_cannot_be_played_ends_the_start_with_one_sentence(tmp_path):
    (tmp_path / "clips.csv").write_text("key,file,lat\na,a.mp3,1\n")
    env = {
        "PATH": os.environ["PATH"],
        "EARWITNESS_PACK": str(tmp_path),
        "EARWITNESS_STATE": str(tmp_path / "s"),
    }
    command = [sys.executable, "app.py"]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PROMPT)
    assert (ran.returncode, ran.stdout) == (1, "")
    (sentence,) = ran.stderr.splitlines()
    assert sentence.startswith(
        f"Earwitness cannot start: {tmp_path}/clips.csv, row 1: there is no column lon"
    )


# The container


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, each with what follows its name."""
    lines = [line for line in text("Dockerfile").splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [
        (name, rest.strip()) for name, _, rest in (line.partition(" ") for line in whole.splitlines() if line)
    ]


def said_by(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def image_env() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in said_by("ENV") for pair in shlex.split(line))


def excluded(path: str) -> bool:
    """Whether .dockerignore keeps a path out: the last rule that fits it or a folder above it decides."""
    out = False
    above = [path, *map(str, Path(path).parents)]
    for rule in text(".dockerignore").splitlines():
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").removeprefix("**/")
        names = [Path(part).name for part in above] if "**/" in rule else above
        if any(fnmatch.fnmatchcase(name, pattern) for name in names if name != "."):
            out = not rule.startswith("!")
    return out


def copy_context(into: Path) -> None:
    """Copy what Docker would be given, folder by folder; no rule takes back a file of a folder left out."""
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if not excluded(str(here / name))]
        (into / here).mkdir(exist_ok=True)
        for name in files:
            if not excluded(str(here / name)):
                shutil.copyfile(ROOT / here / name, into / here / name)


def test_only_what_the_game_needs_enters_the_image(tmp_path):
    copy_context(tmp_path)
    top = {path.name for path in tmp_path.iterdir()}
    assert top == {"LICENSE", "app.py", "assets", "data", "game", "leaderboard", "requirements.txt"}
    assert not (tmp_path / "data" / "build").exists()
    assert not list(tmp_path.rglob("__pycache__"))
    assert (tmp_path / "data" / "demo" / "clips.csv").is_file()


def test_the_image_serves_everyone_on_the_spaces_port_as_user_1000():
    settings = Settings.from_env(image_env())
    front_matter = text("README.md").split("---")[1]
    assert settings.host == "0.0.0.0"
    assert f"app_port: {settings.port}\n" in front_matter
    assert said_by("EXPOSE") == [str(settings.port)]
    assert said_by("USER") == ["1000"]
    assert [name for name, _ in instructions()].index("USER") > max(
        at for at, (name, _) in enumerate(instructions()) if name == "RUN"
    )


def as_user() -> dict[str, object]:
    """Who runs the game: the image's user where this run may choose, else whoever runs the tests."""
    if os.getuid():
        return {}
    number = int(said_by("USER")[0])
    return {"user": number, "group": number, "extra_groups": []}


def python_for(user: dict[str, object]) -> str:
    """A Python with venv that the user may run; root's own may lie in a home that nobody else enters."""
    found = [
        sys._base_executable,
        *(shutil.which(name, path="/usr/local/bin:/usr/bin") for name in ("python3",)),
    ]
    needed = "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))"
    for python in filter(None, found):
        with contextlib.suppress(OSError):
            if not subprocess.run([python, "-c", needed], capture_output=True, cwd="/", **user).returncode:
                return python
    pytest.skip(f"no Python 3.11 with venv that user {user} may run, among {found}")


def test_the_dockerfiles_own_lines_install_and_start_the_game_without_root():
    user = as_user()
    python = python_for(user)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        app, state = folder / "app", folder / "state"
        app.mkdir()
        state.mkdir()
        if user:
            os.chown(state, user["user"], user["group"])
        copy_context(app)
        subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
        path = {"PATH": f"{folder / 'venv' / 'bin'}:/usr/bin:/bin"}
        for line in said_by("RUN"):
            if "useradd" not in line:  # the folder stands for the user's home
                run_line(line, app, path)
        start(app, state, {**image_env(), **path, "HOME": str(folder)}, user, folder / "said")


def run_line(line: str, app: Path, path: dict[str, str]) -> None:
    """Run a RUN line with this machine's own settings of pip, which tell where packages come from."""
    ran = subprocess.run(line, shell=True, cwd=app, env=os.environ | path, capture_output=True, text=True)
    assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"


def start(app: Path, state: Path, env: dict[str, str], user: dict[str, object], said: Path) -> None:
    port = free_port()
    env |= {"HOST": "127.0.0.1", "PORT": str(port), "EARWITNESS_STATE": str(state)}
    check = json.loads(said_by("HEALTHCHECK")[0].partition("CMD ")[2])
    how = {"cwd": app, "env": env, **user}
    with serving(json.loads(said_by("CMD")[0]), port, said, **how):
        assert json.loads(get(port, "/readyz"))["pack"]["playable"] == 32
        assert subprocess.run(check, capture_output=True, **how).returncode == 0
    assert subprocess.run(check, capture_output=True, **how).returncode != 0
    database = state / "earwitness.db"
    assert database.stat().st_uid == user.get("user", os.getuid())
    assert said.read_text().startswith(f"Earwitness: http://localhost:{port} plays the pack demo: 32 clips")
