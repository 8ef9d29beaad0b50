"""The catalog of texts: code and catalog name the same keys, and no sentence stands elsewhere."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from game import errors
from game.project_files import ROOT
from game.texts import FOLDER, SERVER_ONLY, catalog, page_catalog, page_script, text
from tests.javascript import calls, literals

KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+(?<!\.html)")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"<[^>]*>|&\w+;")
SECTIONS = {key.partition(".")[0] for key in catalog()}
ABOUT = ROOT / "game" / "page" / "about.html"
PYTHON = [
    ROOT / "app.py",
    *sorted((ROOT / "game").rglob("*.py")),
    *sorted((ROOT / "leaderboard").rglob("*.py")),
]
JAVASCRIPT = sorted((ROOT / "assets").rglob("*.js"))

# Which argument of a call is a key.
REFUSALS = {name for name, value in vars(errors).items() if isinstance(value, type)} | {"UnknownEntrant"}
KEY_ARGUMENTS = {
    "text": 0,
    "text_in": 1,
    "problem": 1,
    "HTTPProblem": 1,
    "_existing": 2,
    **dict.fromkeys(REFUSALS, 0),
}

OURS = re.compile(r"from (game\.(texts|errors|api\.problems)|leaderboard\.sentences) import")

# What gives a key that is chosen while the code runs; the keys themselves are literals somewhere beside it.
CHOSEN = {
    "game/annotation/blinding.py": {"key"},
    "game/annotation/causes.py": {"_TEXTS[cause][0]", "_TEXTS[cause][1]"},
    "assets/board/columns.js": {"title"},
    "assets/board/contents.js": {"title"},
    "assets/board/figures.js": {"title", "words"},
    "assets/board/format.js": {"DIFFERENCES[column.unit]", "KINDS[row.kind]"},
    "assets/board/layout.js": {"label", "word"},
    "assets/board/same-clips-table.js": {"title"},
    "assets/game/guess-questions.js": {"key"},
    "assets/game/player-controls.js": {"LABELS[state]"},
    "assets/game/scenes.js": {"label"},
    "assets/game/ways.js": {"hint", "label"},
    "assets/game/sound-watch.js": {"this.told", "trouble"},
    "assets/game/summary.js": {"ENDS[game.mode]"},
    "assets/board/around-figures.js": {
        "`spatial.board.chart.${name}`",
        "`spatial.board.chart.${name}_words`",
    },
    "assets/board/around-table.js": {"`spatial.board.role.${role}`", "`spatial.board.${title}`"},
    "assets/board/which-board.js": {"`spatial.board.${radio.value}`"},
    "assets/spatial/item-text.js": {"full", "key"},
    "game/scenes/item_texts.py": {"said.key", "str(value)[1:]"},
    "assets/map/clip-map.js": {"label", "side", "title"},
    "assets/party/party.js": {"why"},
    "assets/party/reactions.js": {"label"},
    "assets/player/background-form.js": {"QUESTIONS[name]"},
    "assets/player/my-data.js": {"TROUBLE[reason]"},
    "assets/map/found-places.js": {"KINDS[place.kind]"},
    "assets/shared/compass.js": {'SENTENCES[eighth] ?? ""'},
    "assets/study/end-screens.js": {"title", "what"},
    "assets/study/sound-screens.js": {"QUESTIONS[step.check]"},
    "assets/study/watch-numbers.js": {"STOPPING[rule.rule]", "label"},
    "assets/study/watch-tables.js": {"CHECKS[check]", "KINDS[kind]", "key"},
    "assets/shared/announcer.js": {"COUNTDOWNS[reason]", "SENTENCES[reason]"},
    "assets/shared/api.js": {"key"},
    "assets/shared/tabs.js": {"LABELS[name]", "label", "this.shown"},
    "game/api/player_routes.py": {"detail"},
    "game/api/problems.py": {"key", "error.key"},
    "game/errors.py": {"key"},
    "game/page/about.py": {"match[1]"},
    "game/page/head.py": {"TITLES[name]"},
    "game/party/far_rooms.py": {"message['key']"},
    "game/study/built_in_texts.py": {"key"},
    "game/study/demographics.py": {"_QUESTIONS[name]", "key"},
    "game/play/dealing.py": {"self._why_nothing(mode)"},
    "game/play/game_service.py": {"rounds.why_closed(row)"},
    "game/players/background_fields.py": {"key"},
    "game/players/consent.py": {"IN_SHORT[where]", "RETENTIONS[kept.unit]", "SHARE[where]", "body", "title"},
    "leaderboard/board/headline.py": {"clear if p is not None and p < SURE else 'board.headline.beside'"},
    "leaderboard/board/left_out.py": {"SENTENCES[rule]"},
    "leaderboard/dataset/best_tenth.py": {"NARROWER_QUESTIONS['best-tenth']", "QUESTIONS['best-tenth']"},
    "leaderboard/dataset/people.py": {"NARROWER_QUESTIONS['human']", "QUESTIONS['human']"},
    "leaderboard/board/row_intervals.py": {"NARROWER_QUESTIONS[entrant.kind]", "QUESTIONS[entrant.kind]"},
    "leaderboard/scoring/columns.py": {"_KINDS[sound]", "by_name", "by_point", "title"},
    "leaderboard/sentences.py": {"key", "told['key']"},
    "leaderboard/spatial/board.py": {
        "f'spatial.standing.meaning.{key}'",
        "f'spatial.standing.measure.{key}'",
        "f'spatial.standing.note.{note}'",
    },
    "leaderboard/spatial/entrants.py": {
        "decoded",
        "f'spatial.standing.{pointer}'",
        "f'spatial.standing.{pointer}.note'",
        "f\"spatial.standing.check.{check.replace('-', '_')}\"",
    },
    "leaderboard/spatial/figures/by_part.py": {
        "f\"spatial.standing.chart.{name.replace('-', '_')}\"",
    },
    "leaderboard/spatial/figures/confusion.py": {"key"},
    "leaderboard/spatial/figures/sectors.py": {"f'spatial.sector.{SECTORS[number]}'"},
    "leaderboard/spatial/standings_command.py": {"f'spatial.standing.note.{note}'"},
    "leaderboard/web/routes.py": {"missing", "refused['key']"},
}

# Keys that are put together from what scenes, questions and the second board have names for.
FORMED = (
    *("spatial.board.", "spatial.item.", "spatial.option.", "spatial.sector.", "spatial.sound."),
    "spatial.standing.",
)

CAPITAL = re.compile(r"[A-Z]")
WORDS = re.compile(r"[^\W\d_]{2,}[,;:.]? +[^\W\d_]{2,}")


@dataclass(frozen=True)
class Call:
    """A call that takes a key."""

    place: str
    keys: tuple[str, ...]  # those that it may pass
    chosen: str  # the expression that gives the key, when it is not a literal
    values: frozenset[str] | None  # names of the values, if the source shows them


def forms(entry: str | Mapping[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(key: str) -> set[str]:
    return {name for form in forms(catalog()[key]) for name in PLACEHOLDER.findall(form)}


def python_calls(file: Path) -> Iterator[Call]:
    code = file.read_text(encoding="utf-8")
    if not OURS.search(code):  # SQLAlchemy has a `text` as well
        return
    for node in ast.walk(ast.parse(code)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        position = KEY_ARGUMENTS.get(node.func.id)
        if position is None or len(node.args) <= position:
            continue
        key = node.args[position]
        ends = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
        keys = tuple(str(end.value) for end in ends if isinstance(end, ast.Constant))
        names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
        is_open = len(names) < len(node.keywords) or node.func.id == "_existing"
        values = None if is_open else names - {"headers"}
        chosen = "" if len(keys) == len(ends) else ast.unparse(key)
        yield Call(f"{file.relative_to(ROOT)}:{node.lineno}", keys, chosen, values)


def javascript_calls(file: Path) -> Iterator[Call]:
    for line, arguments in calls(file.read_text(encoding="utf-8"), ("text", "textParts")):
        key = arguments[0]
        parts = re.split(r" ([?:]) ", key)  # the parts of a conditional, and the sign after each
        ends = [part for part, sign in zip(parts[::2], [*parts[1::2], ":"], strict=True) if sign == ":"]
        keys = tuple(end.strip('"') for end in ends if re.fullmatch(r'"[^"]*"', end))
        values = frozenset() if len(arguments) == 1 else _names(arguments[1])
        yield Call(f"{file.relative_to(ROOT)}:{line}", keys, "" if len(keys) == len(ends) else key, values)


def _names(values: str) -> frozenset[str] | None:
    """The names in an object literal; None when the source does not show them all."""
    if not values.startswith("{") or "..." in values:
        return None
    (_, parts), *_ = calls(f"x({values[1:-1].strip().rstrip(',')})", ("x",))
    return frozenset(match[0] for part in parts if (match := re.match(r"\w+", part)))


@cache
def all_calls() -> list[Call]:
    return [
        *(call for file in PYTHON for call in python_calls(file)),
        *(call for file in JAVASCRIPT if file.name != "texts.js" for call in javascript_calls(file)),
    ]


def literals_of(file: Path) -> set[str]:
    code = file.read_text(encoding="utf-8")
    if file.suffix == ".js":
        return set(literals(code))
    if file.suffix == ".html":
        return set(re.findall(r"\{([a-z_.]+)\}", code))
    constants = (node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)} if OURS.search(code) else set()


@cache
def named_keys() -> dict[Path, set[str]]:
    """The keys that stand in each file."""
    return {file: set(filter(KEY.fullmatch, literals_of(file))) for file in (*PYTHON, *JAVASCRIPT, ABOUT)}


# --- keys


def test_every_key_that_code_names_is_in_the_catalog():
    named = {(call.place, key) for call in all_calls() for key in call.keys}
    named |= {(file.name, key) for file, keys in named_keys().items() for key in keys}
    unknown = {(place, key) for place, key in named if key not in catalog()}
    assert {(place, key) for place, key in unknown if key.partition(".")[0] in SECTIONS} == set()


def test_every_text_of_the_catalog_is_used():
    unnamed = set(catalog()) - set().union(*named_keys().values())
    assert {key for key in unnamed if not key.startswith(FORMED)} == set()


def test_keys_that_are_chosen_while_the_code_runs_come_from_known_places():
    chosen: dict[str, set[str]] = {}
    for call in all_calls():
        if call.chosen:
            chosen.setdefault(call.place.partition(":")[0], set()).add(call.chosen)
    assert chosen == CHOSEN


def test_a_page_uses_no_text_that_only_the_server_has():
    named = set().union(*(named_keys()[file] for file in JAVASCRIPT))
    assert {key for key in named if key.startswith(SERVER_ONLY)} == set()
    assert not any(key.startswith(SERVER_ONLY) for key in page_catalog()["texts"])


def test_texts_of_a_screen_stand_together():
    sections = [section for section, _ in groupby(key.partition(".")[0] for key in catalog())]
    assert len(sections) == len(set(sections))


# --- values


def test_a_call_gives_the_values_that_its_text_has_places_for():
    given = [(call, call.values) for call in all_calls() if call.values is not None]
    assert given
    wrong = []
    for call, values in given:
        for key in call.keys:
            counted = set() if isinstance(catalog()[key], str) else {"count"}
            if not placeholders(key) <= values <= placeholders(key) | counted:
                wrong.append((call.place, key, values))
    assert wrong == []


def test_plurals_have_a_form_for_one_and_for_others_with_the_same_places():
    plurals = {key: entry for key, entry in catalog().items() if not isinstance(entry, str)}
    assert {key for key, entry in plurals.items() if set(entry) != {"one", "other"}} == set()
    for key, entry in plurals.items():
        one, other = (set(PLACEHOLDER.findall(entry[form])) for form in ("one", "other"))
        assert one <= other, key


def test_only_the_server_s_own_prose_holds_markup():
    marked = {key for key, entry in catalog().items() if any(MARKUP.search(form) for form in forms(entry))}
    assert {key.partition(".")[0] for key in marked} == {"about"}


def test_texts_have_no_stray_space_and_typographic_marks():
    for key, entry in catalog().items():
        for form in forms(entry):
            words = MARKUP.sub("", form)
            assert words.strip() == words and "  " not in words, key
            # The text that players have agreed to stays as it was.
            assert key.startswith("consent.") or not re.search(r"['\"`]|\.\.\.", words), key


def test_the_file_is_written_as_json_writes_it():
    file = FOLDER / "en.json"
    words = file.read_text(encoding="utf-8")
    assert words == json.dumps(json.loads(words), indent=2, ensure_ascii=False) + "\n"


# --- text


def test_a_text_is_filled_in_and_whole_numbers_are_grouped():
    assert text("problem.no_such_file", path="a{b}.js") == "There is no file a{b}.js."
    assert text("problem.body_too_large", bytes=16384) == "The body is larger than 16,384 bytes."


@pytest.mark.parametrize(("count", "ending"), [(0, "0 seconds."), (1, "1 second."), (1200, "1,200 seconds.")])
@pytest.mark.parametrize("kind", [int, np.int64])
def test_count_chooses_the_plural(count, ending, kind):
    assert text("problem.too_fast", count=kind(count)).endswith(ending)


def test_what_is_missing_is_an_error():
    with pytest.raises(KeyError):
        text("problem.no_such_problem")
    with pytest.raises(KeyError):
        text("problem.no_such_file")
    with pytest.raises(TypeError):
        text("problem.too_fast", count="many")


def test_the_page_s_texts_stand_in_an_element_that_they_cannot_end():
    script = page_script()
    data = re.fullmatch(r'<script type="application/json" id="ew-texts">([^<]*)</script>', script)
    assert data
    assert json.loads(data[1]) == json.loads(json.dumps(page_catalog()))


# --- sentences outside of the catalog


def test_no_sentence_stands_in_a_module_of_the_page():
    assert JAVASCRIPT
    read = ((file, literals(file.read_text(encoding="utf-8"))) for file in JAVASCRIPT)
    assert [(file.name, literal) for file, found in read for literal in found if _is_sentence(literal)] == []


def _is_sentence(literal: str) -> bool:
    words = re.sub(r"<[^>]*>|\$\{\}", " ", literal)
    return bool(CAPITAL.search(words) and WORDS.search(words))


def test_a_sentence_that_is_planted_is_found():
    code = """
        // Never this one
        const a = f(`You beat ${b ? `all ${"Of them"}` : 1} models`, /"Not this"/, "Nothing was found.");
    """
    found = ["Of them", "You beat ${} models", "Nothing was found."]
    assert list(filter(_is_sentence, literals(code))) == found
