"""`{file: NAME}` in a study file: the text of a file beside it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from game.study import yaml_lines
from game.study.yaml_lines import Document, Mistake

KEY = "file"
LARGEST_BYTES = 1_000_000


def with_files(document: Document, folder: Path) -> Document:
    """The document with the text of each file in the place where it is named.

    A file that cannot be read is among the mistakes.
    """
    mistakes: list[Mistake] = []

    def included(value: Any, path: yaml_lines.Path) -> Any:
        if isinstance(value, tuple):
            return tuple(included(item, (*path, index)) for index, item in enumerate(value))
        if not isinstance(value, dict):
            return value
        if set(value) != {KEY}:
            return {key: included(item, (*path, key)) for key, item in value.items()}
        try:
            return _text(folder, value[KEY])
        except ValueError as error:
            here = (*path, KEY)
            mistakes.append(Mistake(here, document.line(here), str(error)))
            return None

    values = included(document.values, ())
    return replace(document, values=values, mistakes=[*document.mistakes, *mistakes])


def _text(folder: Path, name: Any) -> str:
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise ValueError("is no name of a file; write one such as consent.en.md")
    file = folder / name
    try:
        if not file.is_file():
            raise ValueError(f"there is no file {file}; write the name of one beside the study file")
        if file.stat().st_size > LARGEST_BYTES:
            raise ValueError(f"{file} is larger than {LARGEST_BYTES:,} bytes; name a shorter one")
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror}); name another") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{file} is not UTF-8; save it as UTF-8") from error
