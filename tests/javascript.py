"""As much JavaScript as tests need to read: literals, and the arguments of calls."""

import re
from collections.abc import Sequence

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_REGULAR_EXPRESSION = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_BEFORE_A_REGULAR_EXPRESSION = "(,=:?&|!;{}>"
_OPEN, _CLOSE = "([{", ")]}"


def literals(source: str) -> list[str]:
    """What stands in the quotes of every string and template, those within templates included."""
    found: list[str] = []
    _skip(source, 0, found, "")
    return found


def calls(source: str, names: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The calls of some functions, by name: the line of each, and its arguments as they are written."""
    code = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), source)
    starts = re.finditer(rf"(?<![\w.])(?:{'|'.join(names)})\(", code)
    return [(code.count("\n", 0, start.start()) + 1, split(code, start.end())) for start in starts]


def split(code: str, at: int = 0) -> list[str]:
    """The parts between commas, from a place on, up to the bracket that nothing opened, or the end."""
    parts, begin = [], at
    while at < len(code) and code[at] not in _CLOSE:
        at = (
            _skip(code, at + 1, [], _CLOSE[_OPEN.index(code[at])])
            if code[at] in _OPEN
            else _token(code, at, [])
        )
        if at < len(code) and code[at] == ",":
            parts.append(code[begin:at])
            begin = at = at + 1
    parts.append(code[begin:at])
    return [" ".join(part.split()) for part in parts if part.strip()]


def _skip(source: str, at: int, found: list[str], closing: str) -> int:
    """Read on until a closing bracket is behind us, or to the end."""
    while at < len(source):
        if source[at] == closing:
            return at + 1
        at = _part(source, at, found)
    return at


def _part(source: str, at: int, found: list[str]) -> int:
    """Read what stands in brackets, or one token."""
    if source[at] in _OPEN:
        return _skip(source, at + 1, found, _CLOSE[_OPEN.index(source[at])])
    return _token(source, at, found)


def _token(source: str, at: int, found: list[str]) -> int:
    """Read one comment, literal or character."""
    if source[at] == "`":
        return _template(source, at, found)
    if comment := _COMMENT.match(source, at):
        return comment.end()
    if string := _STRING.match(source, at):
        found.append(string[0][1:-1])
        return string.end()
    before = source[:at].rstrip()[-1:]
    if before in _BEFORE_A_REGULAR_EXPRESSION and (expression := _REGULAR_EXPRESSION.match(source, at)):
        return expression.end()
    return at + 1


def _template(source: str, at: int, found: list[str]) -> int:
    """Read a template; what stands between its own words is written as `${}`."""
    words, at = "", at + 1
    while source[at] != "`":
        if source.startswith("${", at):
            words += "${}"
            at = _skip(source, at + 2, found, "}")
        else:
            words += source[at]
            at += 1
    found.append(words)
    return at + 1
