"""`python app.py` as different hosts run it, and the container's own lines."""

import contextlib
import fnmatch
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from game.project_files import ROOT
from game.settings import Settings
from tests import servers
from tests.project.test_setup import requirements, script, text

pytestmark = pytest.mark.slow

# `python app.py`


@contextlib.contextmanager
def running(command: Sequence[str], port: int, said: Path, **how: Any) -> Iterator[None]:
    """A server that is ready; what it prints goes to `said`. It has ended when the block is left."""
    process = servers.start(command, port, said, **how)
    try:
        yield
    finally:
        servers.stop(process)


def get(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}").raise_for_status()


def test_a_space_with_gradios_own_variables_is_served_where_it_says(tmp_path):
    port = servers.free_port()
    space = {"SPACE_ID": "someone/earwitness", "GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SSR_MODE": "true"}
    env = {**space, "GRADIO_SERVER_PORT": str(port), "EARWITNESS_STATE": str(tmp_path / "state")}
    said = tmp_path / "said"
    with running(servers.GAME, port, said, cwd=ROOT, env={"PATH": os.environ["PATH"], **env}):
        assert "gradio" in get(port, "/").text
        assert get(port, "/readyz").json()["status"] == "ready"
    greeting = f"Earwitness: http://localhost:{port} plays the pack demo: 32 clips playable, 0 missing\n"
    assert said.read_text() == greeting


def test_a_pack_that_cannot_be_played_ends_the_start_with_one_sentence(tmp_path):
    (tmp_path / "clips.csv").write_text("key,file,lat\na,a.mp3,1\n")
    env = {
        "PATH": os.environ["PATH"],
        "EARWITNESS_PACK": str(tmp_path),
        "EARWITNESS_STATE": str(tmp_path / "s"),
    }
    ran = servers.parent_of_games().run("app:main", [], env)
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
    ours = {"LICENSE", "app.py", "assets", "data", "game", "leaderboard"}
    assert top == ours | {
        "requirements.txt",
        "requirements-node.txt",
        "package.json",
        "package-lock.json",
        ".npmrc",
    }
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


def as_user() -> dict[str, Any]:
    """Who runs the game: the image's user where this run may choose, else whoever runs the tests."""
    if os.getuid():
        return {}
    number = int(said_by("USER")[0])
    return {"user": number, "group": number, "extra_groups": []}


def python_for(user: dict[str, Any]) -> str:
    """A Python with venv that the user may run; root's own may lie in a home that nobody else enters."""
    found: list[str | None] = [
        getattr(sys, "_base_executable", None),
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
        app, state, tmp = (folder / name for name in ("app", "state", "tmp"))
        for made in (app, state, tmp):
            made.mkdir()
        if user:
            for own in (state, tmp):
                os.chown(own, user["user"], user["group"])
        copy_context(app)
        subprocess.run([python, "-m", "venv", "--without-pip", folder / "venv"], check=True)
        equip(folder / "venv")
        path = {"PATH": f"{folder / 'venv' / 'bin'}:/usr/bin:/bin"}
        for line in said_by("RUN"):
            if "useradd" not in line:  # the folder stands for the user's home
                run_line(line, app, path)
        # As in a container, where nobody else has been: Gradio's folder in /tmp may be another user's here.
        places = {"HOME": str(folder), "TMPDIR": str(tmp)}
        start(app, state, {**image_env(), **path, **places}, user, folder / "said")


def equip(environment: Path) -> None:
    """Put pip into an environment, and what this run has of requirements.txt and of what that requires.

    They are links, so pip fetches only what is missing here, and what requirements.txt does not ask for stays
    away.
    """
    python = environment / "bin" / "python"
    into = Path(sysconfig.get_path("platlib", vars={"platbase": str(environment)}))
    if not into.is_dir():  # another version of Python, for which these files are not
        subprocess.run([python, "-m", "ensurepip", "--default-pip"], check=True)
        return
    for lent in [distribution("pip"), *required()]:
        for file in lent.files or ():
            if ".." not in file.parts:  # a command, which names the interpreter of this run
                link(Path(str(file.locate())), into / file)
    script(environment / "bin", "pip", f'exec {python} -m pip "$@"')


def required() -> list[Distribution]:
    """The distributions that requirements.txt names, and all that those require, as far as they are here."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(line) for line in requirements("requirements.txt")]
    while waiting:
        wanted = waiting.pop()
        key = f"{canonicalize_name(wanted.name)}{sorted(wanted.extras)}"
        with contextlib.suppress(PackageNotFoundError):
            if key not in found:
                found[key] = distribution(wanted.name)
                waiting += required_by(found[key], wanted.extras)
    return list(found.values())


def required_by(lent: Distribution, extras: Iterable[str]) -> list[Requirement]:
    needs = [Requirement(line) for line in lent.requires or ()]
    return [
        need
        for need in needs
        if not need.marker or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def link(file: Path, to: Path) -> None:
    """Link a file, or copy it where a link cannot lead from one disk to another."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        to.hardlink_to(file)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(file, to)


def run_line(line: str, app: Path, path: dict[str, str]) -> None:
    """Run a RUN line with this machine's own settings of pip, which tell where packages come from.

    What is installed is compiled as it is imported: compiling all of it takes as long as the rest.
    """
    env = os.environ | path | {"PIP_NO_COMPILE": "1"}
    ran = subprocess.run(line, shell=True, cwd=app, env=env, capture_output=True, text=True)
    assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"


def start(app: Path, state: Path, env: dict[str, str], user: dict[str, Any], said: Path) -> None:
    port = servers.free_port()
    env |= {"HOST": "127.0.0.1", "PORT": str(port), "EARWITNESS_STATE": str(state)}
    check = json.loads(said_by("HEALTHCHECK")[0].partition("CMD ")[2])
    how = {"cwd": app, "env": env, **user}
    with running(json.loads(said_by("CMD")[0]), port, said, **how):
        assert get(port, "/readyz").json()["pack"]["playable"] == 32
        assert subprocess.run(check, capture_output=True, **how).returncode == 0
    assert subprocess.run(check, capture_output=True, **how).returncode != 0
    database = state / "earwitness.db"
    assert database.stat().st_uid == user.get("user", os.getuid())
    assert said.read_text().startswith(f"Earwitness: http://localhost:{port} plays the pack demo: 32 clips")
