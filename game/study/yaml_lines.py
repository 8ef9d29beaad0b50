"""YAML read with the line of every key, and without what a settings file has no use for.

Scalars are read as YAML 1.2 reads them: ``no``, ``off`` and dates are texts, ``true`` and ``1e3`` are not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

LARGEST_BYTES = 200_000  # a few thousand clips
MOST_VALUES = 20_000
DEEPEST = 12
MOST_DIGITS = 30
LONGEST_KEY = 60  # characters of a key in a message

# libyaml also reads `{en: Where?}`, and is ten times as fast; every wheel of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}")
_FLOAT = re.compile(rf"[-+]?(\.[0-9]+|[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]*)?)([eE][-+]?[0-9]{{1,3}})?")
_HALF = re.compile("[\ud800-\udfff]")
_OWN_TAG = "tag:yaml.org,2002:"


def in_words(path: Path) -> str:
    """A place as messages name it, such as ``clips.random.seed``."""
    parts = (part if part.isprintable() else repr(part)[1:-1] for part in map(str, path))
    return ".".join(part if len(part) <= LONGEST_KEY else f"{part[:LONGEST_KEY]}…" for part in parts)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a place of a file, and what to write instead."""

    path: Path
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file's values, with tuples for lists.

    Attributes
    ----------
    lines : mapping
        The line, from 1, on which each key or list item begins.
    mistakes : list of Mistake
        What was left out of the values.
    """

    values: Any = None
    lines: Mapping[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a place, or of what it would stand in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(content: bytes) -> Document:
    """Read a YAML file; whatever is wrong with it is among the mistakes."""
    if len(content) > LARGEST_BYTES:
        return _broken(
            1,
            f"the file is larger than {LARGEST_BYTES:,} bytes; write long lists and texts to files of their "
            "own, `{file: NAME}`",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _broken(content.count(b"\n", 0, error.start) + 1, "this is not UTF-8; save the file as UTF-8")
    try:
        problem = _unwanted(text)
        node = None if problem else yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        return _unreadable(text, error)
    if problem:
        return Document(mistakes=[problem])
    return _Reading().document(node)


def _broken(line: int, message: str) -> Document:
    return Document(mistakes=[Mistake((), line, message)])


def _unwanted(text: str) -> Mistake | None:
    """Aliases, and nesting or values without end."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, _LOADER)):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            return Mistake((), line, f"*{event.anchor} repeats what stands elsewhere; write it out here")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Mistake((), line, f"this is nested more than {DEEPEST} deep; no key of a study is")
        if number > MOST_VALUES:
            return Mistake((), line, "there are too many values; write long lists to files of their own")
    return None


def _unreadable(text: str, error: yaml.YAMLError) -> Document:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode()[: error.position].count(b"\n") + 1
        return _broken(line, "there is a character that cannot be printed; delete it")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column) if mark else (1, 0)
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    if "\t" in here[: len(here) - len(here.lstrip())] or here[column : column + 1] == "\t":
        return _broken(line, "there is a tab; use spaces")
    return _broken(
        line,
        f"this is not valid YAML ({problem}); check the indentation, and quote texts with : # or {{}}",
    )


class _Reading:
    """Values, lines and mistakes of a tree of nodes."""

    def __init__(self) -> None:
        self._lines: dict[Path, int] = {}
        self._mistakes: list[Mistake] = []

    def document(self, node: yaml.Node | None) -> Document:
        values = None if node is None else self._value(node, ())
        return Document(values, self._lines, self._mistakes)

    def _mistake(self, path: Path, node: yaml.Node, message: str) -> None:
        self._mistakes.append(Mistake(path, node.start_mark.line + 1, message))

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if not node.tag.startswith(_OWN_TAG) or "python/" in node.tag:
            self._mistake(path, node, f"the tag {node.tag} is not known here; delete it")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._value(item, (*path, index)) for index, item in enumerate(node.value))
        value = _scalar(node)
        if isinstance(value, str) and _HALF.search(value):
            self._mistake(path, node, "has half a character, a surrogate; write the character itself")
            return None
        return value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._mistake(path, key_node, "a key is a list or a mapping; write a name before the colon")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if _HALF.search(key):
                self._mistake(path, key_node, "a key has half a character, a surrogate; write letters")
                continue
            if key in found:
                first = self._lines[here]
                self._mistake(here, key_node, f"is written twice, first on line {first}; delete one of them")
                continue
            self._lines[here] = key_node.start_mark.line + 1
            found[key] = self._value(value_node, here)
        return found


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style or (node.tag == f"{_OWN_TAG}str" and _NULL.fullmatch(text)):
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
