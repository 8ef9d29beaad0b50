"""Study files read and checked: every mistake of a file at once, each with its line."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from game.study import built_in_texts
from game.study.contradictions import contradictions, host_needs
from game.study.included_files import with_files
from game.study.localized import DEFAULT_LANGUAGES
from game.study.mistakes import is_unknown_key, mistakes_in
from game.study.study_schema import Study
from game.study.yaml_lines import LARGEST_BYTES, Document, Mistake, in_words, read_yaml

MOST_MESSAGES = 100
SUFFIXES = (".yaml", ".yml")
PUBLIC = Path(__file__).with_name("public.yaml")


class StudyError(Exception):
    """A study cannot be used.

    Attributes
    ----------
    messages : tuple of str
        One for each mistake: ``FILE:LINE: key: what is wrong; what to write``.
    """

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = tuple(messages)


def read_study(path: Path) -> Study:
    """Read and check a host's study file, and the files that it names.

    Raises
    ------
    StudyError
        With every mistake of the file.
    """
    return _read(path, is_host_s=True)


def read_studies(path: Path) -> dict[str, Study]:
    """Read a study file, or all of a folder, by name.

    Raises
    ------
    StudyError
        With every mistake of every file, when there is none, or when two have the same name.
    """
    studies: dict[str, Study] = {}
    messages: list[str] = []
    for file in study_files(path):
        try:
            study = read_study(file)
        except StudyError as error:
            messages += error.messages
            continue
        if study.name in studies:
            messages.append(same_name(study, Path(studies[study.name].file)))
        studies[study.name] = study
    if messages:
        raise StudyError(messages)
    return studies


def same_name(study: Study, other: Path) -> str:
    """The message about a study whose name another file has."""
    return study.problem(("name",), f"{other} has the same; write another name")


def public_study() -> Study:
    """The built-in study, which holds for every round played outside another: the public game."""
    return _read(PUBLIC, is_host_s=False)


def read_canonical(text: str, name: str) -> Study:
    """Read a study back from its `canonical_json`.

    Parameters
    ----------
    name : str
        Where the text is from, for messages; relative paths in it are beside this.

    Raises
    ------
    StudyError
        When it is no study that this version reads.
    """
    document = read_yaml(text.encode())
    study, mistakes = _validated(document)
    if study is None or mistakes or document.mistakes:
        raise StudyError(list(_messages(Path(name), [*document.mistakes, *mistakes])))
    study.attach(name, document)
    return study


def study_files(path: Path) -> list[Path]:
    """The study files of a folder, or the one file.

    Raises
    ------
    StudyError
        When a folder holds none.
    """
    try:
        if not path.is_dir():
            return [path]
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise StudyError([f"{path}:1: cannot be read ({error.strerror}); name another"]) from error
    if not files:
        raise StudyError([f"{path}:1: there is no study file (.yaml) in this folder; put one there"])
    return files


def _read(path: Path, is_host_s: bool) -> Study:
    document = with_files(read_yaml(_content(path)), path.parent)
    study, mistakes = _validated(document)
    mistakes = [*document.mistakes, *(m for m in mistakes if not _follows(m, document.mistakes))]
    if study is not None:
        study.attach(str(path), document)
        checks = (*contradictions(study), *(host_needs(study) if is_host_s else ()))
        mistakes += [Mistake(place, document.line(place), message) for place, message in checks]
    if mistakes or study is None:
        raise StudyError(list(_messages(path, mistakes)))
    return study


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StudyError([f"{path}:1: cannot be read ({reason}); name a study file"]) from error


def _follows(mistake: Mistake, earlier: Iterable[Mistake]) -> bool:
    """Whether a mistake is about a value that was left out for another."""
    shorter = ((mistake.path[: len(other.path)], other.path[: len(mistake.path)]) for other in earlier)
    return any(here and here == there for here, there in shorter)


def _validated(document: Document) -> tuple[Study | None, list[Mistake]]:
    """The study where there is one; when only unknown keys are wrong, the one without them."""
    values = document.values
    if not isinstance(values, dict):
        if document.mistakes:
            return None, []
        return None, [Mistake((), 1, "this is no study; `python -m game study new` writes one to start from")]
    languages = _languages(values)
    values = built_in_texts.filled_in(values, languages)
    try:
        return _study(values, languages), []
    except ValidationError as error:
        mistakes = list(mistakes_in(error, document))
        unknown = [found["loc"] for found in error.errors() if is_unknown_key(found)]
        with suppress(ValidationError):  # what it finds then comes of the keys that are gone
            return _study(_without(values, unknown), languages), mistakes
        return None, mistakes


def _study(values: Any, languages: Sequence[str]) -> Study:
    return Study.model_validate(values, context={"languages": languages})


def _languages(values: dict[str, Any]) -> tuple[str, ...]:
    languages = values.get("languages")
    if isinstance(languages, tuple) and languages and all(isinstance(code, str) for code in languages):
        return languages
    return DEFAULT_LANGUAGES


def _without(values: Any, unknown: Iterable[tuple[int | str, ...]]) -> Any:
    """The values without the keys at some places."""
    places = set(unknown)

    def kept(value: Any, path: tuple[int | str, ...]) -> Any:
        if isinstance(value, tuple):
            return tuple(kept(item, (*path, index)) for index, item in enumerate(value))
        if isinstance(value, dict):
            return {
                key: kept(item, (*path, key)) for key, item in value.items() if (*path, key) not in places
            }
        return value

    return kept(values, ())


def _messages(path: Path, mistakes: Iterable[Mistake]) -> Iterator[str]:
    in_order = sorted(mistakes, key=lambda mistake: (mistake.line, list(map(str, mistake.path))))
    found = list(dict.fromkeys(in_order))
    for mistake in found[:MOST_MESSAGES]:
        key = f"{in_words(mistake.path)}: " if mistake.path else ""
        yield f"{path}:{mistake.line}: {key}{mistake.message}"
    if len(found) > MOST_MESSAGES:
        yield f"{path}:{found[-1].line}: and {len(found) - MOST_MESSAGES:,} more; correct these first"
