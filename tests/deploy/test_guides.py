"""The pages of `deploy/`: their commands, as far as they can be run or understood here."""

import dataclasses
import re
import shlex
import subprocess
from typing import Any

import pytest
from huggingface_hub.cli.hf import app as hub_commands
from packaging.requirements import Requirement

from game.settings import Settings
from tests.deploy.deployment import DEPLOY, GAMES, compose, found_nginx, open_folder
from tests.project.test_setup import requirements, text


def blocks(page: str) -> list[str]:
    """The shell commands of a page, block by block."""
    found = re.findall(r"^( *)```sh\n(.*?)```", (DEPLOY / page).read_text(), re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def lines(page: str, beginning: str) -> list[list[str]]:
    """The words of all commands on a page that begin so."""
    joined = "\n".join(blocks(page)).replace("\\\n", " ")
    parts = [part.strip() for line in joined.splitlines() for part in re.split(r"&&|;", line)]
    return [shlex.split(part, comments=True) for part in parts if part.startswith(beginning)]


@pytest.mark.slow
def test_nginx_accepts_our_files_beside_other_sites():
    (commands,) = [block for block in blocks("README.md") if "/etc/nginx" in block]
    with open_folder() as folder:
        (folder / "conf.d").mkdir()
        subprocess.run(
            ["sh", "-e", "-c", commands.replace("/etc/nginx", str(folder))], check=True, cwd=DEPLOY.parent
        )
        http = folder / "conf.d" / "earwitness-http.conf"
        servers = re.findall(r"^ +server (\S+) ", http.read_text(), re.MULTILINE)
        assert servers == ["127.0.0.1:7861", "127.0.0.1:7862"]
        assert "alias /var/cache/earwitness/;" in (folder / "earwitness-sealed.conf").read_text()
        http.write_text(http.read_text().replace("/var/cache/earwitness-nginx", str(folder / "cache")))
        (folder / "nginx.conf").write_text(OTHER_SITES.format(folder=folder))
        command = [found_nginx(), "-t", "-c", str(folder / "nginx.conf"), "-e", "stderr"]
        checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


OTHER_SITES = """
pid {folder}/pid;
events {{}}
http {{
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    include conf.d/*.conf;
    server {{ listen 127.0.0.1:1; include earwitness-root.conf; }}
    server {{ listen 127.0.0.1:2; location / {{ root /var/www; }} include earwitness-path.conf; }}
}}
"""


def test_the_commands_of_compose_name_its_services():
    page = (DEPLOY / "README.md").read_text()
    assert set(re.findall(r"docker compose (?:exec|restart) (\w+)", page)) <= set(compose()["services"])
    for named in (r"docker compose stop ([\w ]+)`", r"for game in ([\w ]+);"):
        assert [words.split() for words in re.findall(named, page)] == [list(GAMES)]


def test_the_commands_of_make_are_there():
    ((_, *targets),) = lines("README.md", "make ")
    rules = {
        re.sub(r"\$\(VENV\)", ".venv", name)
        for name in re.findall(r"^(\S+?):(?!=)", text("Makefile"), re.MULTILINE)
    }
    assert len(targets) == 2 and set(targets) <= rules


def understood(command: Any, words: list[str]) -> dict[str, Any]:
    """What the Hub's own command reads of its words."""
    context = command.make_context(command.name or "hf", list(words))
    if not hasattr(command, "resolve_command"):  # it has no commands of its own
        return dict(context.params)
    _, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    return understood(inner, rest)


def test_the_hubs_command_understands_every_line_and_is_new_enough():
    found = lines("spaces.md", "hf ")
    inline = re.findall(r"`(hf [^`]+)`", (DEPLOY / "spaces.md").read_text())
    found += [shlex.split(line) for line in inline if line.count(" ") > 1]
    assert len(found) > 8
    for _, *words in found:
        understood(hub_commands, words)
    with pytest.raises(Exception, match="No such command"):
        understood(hub_commands, ["spaces", "nothing"])
    (needed,) = [
        one for one in map(Requirement, requirements("requirements.txt")) if one.name == "huggingface_hub"
    ]
    (install,) = lines("spaces.md", "pip install")
    assert str(Requirement(install[-1]).specifier) in str(needed.specifier)


def test_a_space_with_these_variables_starts_with_them():
    ((_, *words),) = [words for words in lines("spaces.md", "hf repos create") if "--sdk" in words]
    given = understood(hub_commands, words)
    env = dict(pair.split("=", 1) for pair in given["env"])
    assert set(env) <= {field.metadata["variable"] for field in dataclasses.fields(Settings)}
    secrets = re.findall(r"echo (\w+)=.* >+ ~/space\.secrets", "".join(blocks("spaces.md")))
    assert secrets == ["HF_TOKEN", "EARWITNESS_SECRET"] and given["secrets_file"] == "~/space.secrets"
    settings = Settings.from_env(env | {"SPACE_ID": given["repo_id"], "EARWITNESS_SECRET": "x" * 64})
    assert (settings.host, settings.trusted_proxies, settings.accel) == ("0.0.0.0", 1, None)
    assert f"https://{settings.space_host}/readyz" in "".join(blocks("spaces.md"))
    assert {settings.dataset, settings.pack.removeprefix("hf://datasets/")} == {
        words[3] for words in lines("spaces.md", "hf repos create") if "dataset" in words
    } | {words[2] for words in lines("spaces.md", "hf upload") if "dataset" in words}
    assert given["volume"] == ()
