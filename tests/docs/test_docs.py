"""The documents against the code: what is there is documented, and what is documented is there."""

import argparse
import dataclasses
import json
import re
import shlex
from importlib import import_module
from typing import Any, get_args

import pytest
import yaml
from huggingface_hub import SpaceCard

from game import __version__
from game.__main__ import command_line as game_commands
from game.columns import COLUMNS
from game.curation.clip_verdict import COLUMNS as VERDICT_COLUMNS
from game.curation.duplicates import MAX_BIT_ERRORS
from game.curation.filters import FILTERS
from game.curation.tagging import PRESENT
from game.packs.manifest import COLUMNS as PACK_COLUMNS
from game.packs.manifest import FACT
from game.play.limits import DEFAULTS as LIMITS
from game.project_files import ROOT
from game.scenes.build.sounds.catalog import NAMES
from game.settings import Settings
from game.trial_columns import TRIALS
from leaderboard.__main__ import command_line as leaderboard_commands
from leaderboard.board import payload, standings
from leaderboard.board.summary import lead
from leaderboard.entrants import best_tenth, crowd
from leaderboard.entrants.entrant import Kind
from leaderboard.entrants.humans import entrants_of
from leaderboard.entrants.paper import load_constants, load_published
from leaderboard.figures.figure import Section
from leaderboard.study.record_columns import TABLES
from leaderboard.uncertainty import cluster_variances, resamples
from tests.leaderboard.entrants import test_humans
from tests.leaderboard.uncertainty import test_standard_errors
from tests.project import test_code

FOLDERS = ("*.md", "data/**/README.md", "deploy/*.md", "docs/**/*.md")
DOCUMENTS = sorted(page for folder in FOLDERS for page in ROOT.glob(folder))
TOPS = (
    "game/",
    "leaderboard/",
    "tests/",
    "docs/",
    "assets/",
    "benchmarks/",
    "data/build/",
    "deploy/",
    ".ci/",
)
README_LINES = 150
DECISIONS, DECISION_LINES = "docs/decisions", 30
OUTSIDE_THE_SCHEMA = {"GET /healthz", "GET /readyz", "GET /metrics", "GET /api/openapi.json"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table(name: str, first_column: str) -> list[list[str]]:
    """The rows of the document's only table with this first column."""
    (rows,) = tables(name, first_column)
    return rows


def tables(name: str, first_column: str) -> list[list[list[str]]]:
    """The rows of each of the document's tables with this first column."""
    blocks = re.findall(r"(?:^\|.*\n)+", text(name), re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
        for block in blocks
        if block.startswith(f"| {first_column} |")
    ]


def code(*words: str) -> str:
    return ", ".join(f"`{word}`" for word in words if word)


def test_the_settings_table_is_the_settings():
    fields = [field.metadata for field in dataclasses.fields(Settings)]
    settings = [[code(f["variable"]), code(f["default"]), f["meaning"]] for f in fields]
    assert table("docs/settings.md", "variable") == settings


def test_every_make_target_is_documented_and_no_other():
    targets = re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE)
    documented = [row[0] for row in table("docs/commands.md", "command")]
    assert {command for command in documented if command.startswith("`make")} == {
        f"`make {target}`" for target in targets
    }


COMMANDS = [("game", game_commands()), ("leaderboard", leaderboard_commands())]


@pytest.mark.parametrize(("package", "parser"), COMMANDS)
def test_every_command_is_documented_and_says_what_it_is_for(package, parser):
    (commands,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    named = [row[0] for row in table("docs/commands.md", "command")]
    documented = {command for command in named if command.startswith(f"`python -m {package} ")}
    assert documented == {f"`python -m {package} {name}`" for name in commands.choices}
    assert {choice.dest for choice in commands._choices_actions if choice.help} == set(commands.choices)
    assert all(command.description for command in commands.choices.values())


def test_every_option_of_an_evaluation_is_explained_with_its_default():
    (commands,) = [a for a in leaderboard_commands()._actions if isinstance(a, argparse._SubParsersAction)]
    options = [option for option in commands.choices["evaluate"]._actions if option.dest != "help"]
    rows = table("docs/evaluating.md", "option")
    assert [row[0] for row in rows] == [code(*option.option_strings) for option in options]
    for option, (_, default, meaning) in zip(options, rows, strict=True):
        in_words = f"{option.default:g}" if isinstance(option.default, float) else f"{option.default}"
        assert meaning and (option.default is None or default == code(in_words))


def test_every_call_of_the_api_is_documented_and_no_other():
    """`tests/game/api/test_contract.py` holds that the contract is the API."""
    paths = json.loads(text("tests/game/api/contract.json"))["paths"]
    calls = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    documented = {row[0].strip("`") for row in table("docs/api.md", "call")}
    assert set(map(nameless, documented)) == set(map(nameless, calls | OUTSIDE_THE_SCHEMA))


def nameless(call: str) -> str:
    return re.sub(r"\{\w+\}", "{}", call)


@pytest.mark.parametrize("position", range(9))
def test_every_requirement_is_documented_with_its_reason_and_no_other(position):
    """The tables of dependencies are those of the requirements files, one after the other."""
    names = (
        "requirements.txt",
        "requirements-tagger.txt",
        "requirements-scenes.txt",
        "requirements-inspect.txt",
        "requirements-analysis.txt",
        "requirements-spark.txt",
        "requirements-node.txt",
        "requirements-dev.txt",
        "requirements-schemas.txt",
    )
    file = names[position]
    required = [re.split(">=", line)[0] for line in text(file).splitlines() if ">=" in line]
    required += json.loads(text("package.json"))["dependencies"] if file == "requirements-node.txt" else []
    rows = tables("docs/dependencies.md", "package")[position]
    documented = [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]
    assert sorted(documented) == sorted(required)
    assert all(why for _, why in rows)


def test_every_sound_of_our_own_is_described():
    assert [sound for sound, _ in table("docs/sounds.md", "sound")] == [code(name) for name in NAMES]


def test_the_data_dictionary_is_the_columns():
    kinds = (COLUMNS, TRIALS)
    assert all(column.meaning for columns in kinds for column in columns)
    columns = [[[code(c.name), c.kind, c.unit, c.meaning, c.blank] for c in columns] for columns in kinds]
    assert tables("docs/columns.md", "column") == columns


def test_every_column_of_an_archive_is_explained():
    columns = [
        [[code(c.name), c.kind, c.unit, c.meaning, c.blank] for c in columns]
        for name, columns in TABLES.items()
        if name != "rounds"  # in docs/columns.md
    ]
    assert tables("docs/archive.md", "column") == columns
    headings = re.findall(r"^### `(\w+)`", text("docs/archive.md"), re.MULTILINE)
    assert ["rounds", *headings] == list(TABLES)


def test_every_rule_of_what_counts_is_documented_with_its_limits():
    rules = {rule.strip("`"): limits for rule, _, limits in table("docs/eligibility.md", "rule")}
    assert list(rules) == list(LIMITS)
    for rule, limits in LIMITS.items():
        written = dict(re.findall(r"(\w+): ([\d.]+)", rules[rule]))
        assert {name: float(value) for name, value in written.items()} == limits, rule


def test_every_column_of_a_pack_is_documented_in_order():
    rows = table("docs/packs.md", "column")
    assert [row[0] for row in rows] == [code(name) for name in (*PACK_COLUMNS, FACT)]
    assert all(may in {"yes", "no"} and meaning for _, may, meaning in rows)


def test_every_column_and_every_bound_of_a_curation_is_explained():
    rows = table("docs/curation.md", "column of `curation.csv`")
    assert [row[0] for row in rows] == [code(name) for name in VERDICT_COLUMNS]
    assert all(meaning for _, meaning in rows)
    sides = {"least": "min", "most": "max"}
    bounds = [[code(f"--{sides[f.keeps]}-{f.name}"), f"{f.bound:g}", f.left_out] for f in FILTERS]
    assert [row[:3] for row in table("docs/curation.md", "option")] == bounds
    page = text("docs/curation.md")
    assert f"`--max-bit-errors {MAX_BIT_ERRORS:g}`" in page and f"`--present {PRESENT:g}`" in page


def test_the_columns_of_the_leaderboard_are_those_that_are_explained():
    columns = [[code(c["key"]), c["title"], c["unit"], c["meaning"]] for c in payload.columns()]
    assert table("docs/scoring.md", "column") == columns


def test_every_row_of_the_leaderboard_is_explained_under_its_name():
    people = entrants_of(test_humans.THREE, test_humans.truth(3), test_humans.RULES)
    constants = [entrant for entrant in (*load_constants(), *load_published()) if entrant.kind == "constant"]
    names = {entrant.key: entrant.name for entrant in people} | {
        entrant.key: entrant.name for entrant in constants
    }
    names |= {"human/every-round": "People, every round"}
    names |= {"human/abandoned-as-skips": "People, abandoned rounds as skips"}
    names |= {"crowd": "Crowd", "best-tenth": "Best tenth of people"}
    names |= {f"crowd/{size}": f"Crowd of {size}" for size in crowd.SIZES}
    explained = table("docs/leaderboard.md", "key")
    assert {row[0]: row[1] for row in explained if "..." not in row[0]} == {
        code(key): name for key, name in names.items()
    }
    assert {row[2] for row in explained} == set(map(code, get_args(Kind)))
    assert all(row[3] for row in explained)


def test_every_section_of_figures_is_explained():
    sections = table("docs/leaderboard.md", "section")
    assert [row[0] for row in sections] == [code(section) for section in get_args(Section)]
    assert all(shows and how for _, shows, how in sections)


def test_the_numbers_of_the_leaderboard_are_those_of_the_code():
    numbers = {row[0].strip("`"): row[1] for row in table("docs/leaderboard.md", "number")}
    for name, documented in numbers.items():
        module, _, constant = name.rpartition(".")
        value = getattr(import_module(f"leaderboard.{module}"), constant)
        assert documented == in_print(value, grouped=not constant.endswith("SEED")), name


RULES_IN_NUMBERS = (
    "board.standings",
    "entrants.humans",
    "entrants.crowd",
    "entrants.best_tenth",
    "entrants.baselines",
    "entrants.subgroups",
    "figures.clip_map",
    "uncertainty.cluster_variances",
    "uncertainty.crowd_errors",
    "uncertainty.best_tenth_errors",
    "uncertainty.standard_errors",
    "board.row_intervals",
    "board.headline",
    "uncertainty.interval_file",
)


@pytest.mark.parametrize("module", RULES_IN_NUMBERS)
def test_every_number_that_rules_the_leaderboard_is_explained(module):
    numbers = {row[0].strip("`") for row in table("docs/leaderboard.md", "number")}
    source = text(f"leaderboard/{module.replace('.', '/')}.py")
    set_here = re.findall(r"^([A-Z][A-Z_]*)(?:: \w+)? = \(?[\d.]", source, re.MULTILINE)
    assert set_here and {f"{module}.{name}" for name in set_here} <= numbers


def in_print(numbers: object, grouped: bool) -> str:
    if isinstance(numbers, tuple):
        return ", ".join(in_print(number, grouped) for number in numbers)
    if not grouped:
        return f"{numbers}"
    return f"{numbers:,}" if isinstance(numbers, int) else f"{numbers:,g}"


def test_the_prose_about_the_leaderboard_has_the_same_numbers():
    page = " ".join(text("docs/leaderboard.md").split())
    for phrase in (
        f"below {standings.MIN_CLIPS} clips",
        f"for people and the best tenth, {standings.MIN_GUESSES} guesses and skips",
        f"each clip with {crowd.MIN_GUESSES} guesses or more",
        f"{crowd.SIZES[0]} guesses chosen at random, {crowd.DRAWS} times a clip",
        f"players with {best_tenth.MIN_ANSWERS} guesses and skips or more",
        f"from {best_tenth.MIN_PLAYERS} such players up",
        f"From fewer than {cluster_variances.MIN_PLAYERS} players no interval is given",
        f"independently, {resamples.REPLICATES:,} times",
    ):
        assert phrase in page, phrase
    first = next(part for part in text("docs/leaderboard.md").split("\n\n") if "What to know first" in part)
    (summary, *_) = lead(load_published(), load_constants())
    assert set(re.findall(r"\d[\d,]*", summary)) == set(re.findall(r"\d[\d,]*\d|\d", first))


def test_the_coverage_told_is_of_the_designs_that_are_simulated():
    rows = table("docs/leaderboard.md", "design")
    for design, row in zip(test_standard_errors.DESIGNS, rows, strict=False):
        assert row[0].startswith(design)
    assert all(93 <= float(share.rstrip("%")) <= 97 for _, *shares in rows for share in shares)
    simulations, seed = test_standard_errors.SIMULATIONS, test_standard_errors.SEED
    how = f"{simulations:,} simulations of each design with seed {seed}"
    assert how in text("docs/leaderboard.md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_of_a_document_is_there(document):
    for named in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", document.read_text(encoding="utf-8")):
        link = "".join(named)
        if not re.match(r"https?://", link):
            file, _, anchor = link.partition("#")
            target = document.parent / file if file else document
            assert target.exists(), f"{document.name} points to {link}"
            assert not anchor or anchor in anchors(target), f"{document.name} points to {link}"


def anchors(document):
    """Where links may lead into a document, as GitHub names its headings."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_short():
    assert len(text("README.md").splitlines()) <= README_LINES


def test_every_page_is_one_click_from_the_readme_or_its_index():
    pages = {str(page.relative_to(ROOT)) for page in DOCUMENTS} - {"README.md"}
    decisions = {page for page in pages if page.startswith(DECISIONS) and not page.endswith("README.md")}
    assert links("README.md") >= pages - decisions
    assert {f"{DECISIONS}/{link}" for link in links(f"{DECISIONS}/README.md")} == decisions


def links(name: str) -> set[str]:
    return set(re.findall(r"\]\(([\w./-]+\.md)\)", text(name)))


@pytest.mark.parametrize("page", ROOT.glob(f"{DECISIONS}/[a-z]*.md"), ids=lambda page: page.stem)
def test_a_decision_tells_context_decision_and_consequences_in_few_lines(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= DECISION_LINES
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]
    assert "We would revisit this if" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_is_there(document):
    if document.name == "CHANGELOG.md":
        return  # it also names files that are gone
    named = re.findall(r"`([\w./-]+)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if path.startswith(TOPS) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_module_that_the_guides_name_alone_is_there(name):
    ours = {file.name for top in ("game", "leaderboard", "assets") for file in (ROOT / top).rglob("*.*")}
    assert set(re.findall(r"`([\w-]+\.(?:py|js|css))`", text(name))) <= ours


def test_the_tour_asks_ten_questions_that_paths_answer():
    tour = table("CONTRIBUTING.md", "question")
    assert len(tour) == 10
    assert all(re.search(r"`\w+/[\w./]+`", answer) for _, answer in tour)


def test_the_picture_of_the_floors_is_the_floors():
    """Packages are drawn floor by floor; single modules may stand between them."""
    packages = {
        module.replace(".", "/") for module, file in test_code.FILES.items() if file.name == "__init__.py"
    }
    nodes = re.findall(r"^ *f\d\d\[\"(.+)\"\]$", text("docs/architecture.md"), re.MULTILINE)
    drawn = [packages & set(node.split(" · ")) for node in nodes]
    *floors, _everything = test_code.FLOORS
    built = [packages & {module.replace(".", "/") for module in floor} for floor in floors]
    assert list(filter(None, drawn)) == list(filter(None, built))


@pytest.mark.parametrize(("package", "parser"), COMMANDS)
def test_every_command_line_in_the_documents_is_understood(package, parser):
    start = f".venv/bin/python -m {package} "
    found = []
    for document in DOCUMENTS:
        for block in re.findall(r"```sh\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
            lines = block.replace("\\\n", " ").splitlines()
            found += [line.partition(start)[2] for line in lines if start in line]
    assert len(found) > 5
    for line in found:
        parser.parse_args(shlex.split(line, comments=True))


def test_the_changelog_keeps_its_form():
    headings = re.findall(r"^##+ .*", text("CHANGELOG.md"), re.MULTILINE)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert headings[0] == "## [Unreleased]"
    for heading in headings[1:]:
        release = re.fullmatch(r"## \[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading)
        assert release or heading.removeprefix("### ") in kinds, heading


def test_the_front_matter_makes_a_space_of_either_kind():
    card: Any = SpaceCard(text("README.md")).data  # it types only what every card has
    assert (card.sdk, card.app_port, card.license) == ("docker", Settings.from_env({}).port, "apache-2.0")
    assert (ROOT / card.app_file).is_file()
    assert len(card.short_description) <= 60
    (python,) = re.findall(r'requires-python = ">=(.+)"', text("pyproject.toml"))
    assert version(card.python_version) >= version(python)
    ((low, high),) = re.findall(r"^gradio>=(.+),<(.+)$", text("requirements.txt"), re.MULTILINE)
    assert version(low) <= version(card.sdk_version) < version(high)


def version(dotted: str) -> tuple[int, ...]:
    return tuple(map(int, dotted.split(".")))


def test_the_citation_is_of_this_version_and_licence():
    citation = yaml.safe_load(text("CITATION.cff"))
    assert (citation["cff-version"], citation["version"]) == ("1.2.0", __version__)
    assert citation["license"] == "Apache-2.0" and citation["title"] and citation["message"]
    assert citation["authors"] == [{"name": "Earwitness developers"}]
    (paper,) = citation["references"]
    assert f'"{paper["title"]}" by Ruixing' in " ".join(text("data/README.md").split())


@pytest.mark.parametrize("form", ROOT.glob(".github/ISSUE_TEMPLATE/[!c]*.yml"), ids=lambda form: form.stem)
def test_an_issue_form_asks_questions_with_ids_of_their_own(form):
    content = yaml.safe_load(form.read_text(encoding="utf-8"))
    fields = [field for field in content["body"] if field["type"] != "markdown"]
    assert content["name"] and content["description"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


def test_the_workflow_runs_what_must_pass_on_every_python_that_is_promised():
    job = yaml.safe_load(text(".github/workflows/ci.yml"))["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12"]
    assert ".ci/run" in [step.get("run") for step in job["steps"]]


def test_hooks_before_a_commit_run_the_projects_own_tools():
    (repository,) = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    assert all(hook["entry"].startswith(".venv/bin/python -m ") for hook in repository["hooks"])
