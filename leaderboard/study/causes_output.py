"""What `python -m leaderboard causes` prints."""

import argparse
import json
import sys
from collections.abc import Iterator

from game.annotation.candidates import PEOPLE, rounds_there
from game.annotation.causes import CAUSES, NONE, name_of
from game.annotation.commands import annotation_folder
from game.annotation.items import AnnotationError, Sample, read_sample
from game.annotation.labels import label_file, read_labels
from game.json_types import Json
from game.settings import Settings
from leaderboard.study.causes_command import CausesError
from leaderboard.study.error_causes import ErrorCauses

_KEYS = {cause: "0" if cause == NONE else str(at) for at, cause in enumerate(CAUSES, 1)}


def show(arguments: argparse.Namespace) -> int:
    """Print causes and agreement.

    Raises
    ------
    CausesError
        When there are no such labels, or too few.
    SettingError, StoreError, StoreUnavailable
    """
    try:
        found = _read(arguments, Settings.from_env())
    except AnnotationError as error:
        raise CausesError(str(error)) from error
    if not found.items:
        raise CausesError(f"{' and '.join(arguments.raters)} have labelled no answer both")
    contents = found.to_json()
    if arguments.json:
        print(json.dumps(contents, indent=2, ensure_ascii=False, allow_nan=False))
        return 0
    print(*lines(contents), sep="\n")
    return 0


def _read(arguments: argparse.Namespace, settings: Settings) -> ErrorCauses:
    folder = annotation_folder(settings, arguments.folder)
    raters = [*arguments.raters, *([arguments.third] if arguments.third else [])]
    if len(set(raters)) < len(raters):
        raise CausesError("name different raters")
    sample = _still_there(read_sample(folder), settings)
    return ErrorCauses.of(sample.items, {rater: read_labels(label_file(folder, rater)) for rater in raters})


def _still_there(sample: Sample, settings: Settings) -> Sample:
    asked = {item.source for item in sample.items if item.entrant == PEOPLE}
    there = rounds_there(settings.database_url, asked)
    if there is None:
        print("There is no database here: nothing tells who has withdrawn since.", file=sys.stderr)
        return sample
    if len(asked) > len(there):
        message = f"{len(asked) - len(there):,} answers of people are no longer there, and are left out."
        print(message, file=sys.stderr)
    return sample.without_withdrawn(there)


def lines(found: Json) -> Iterator[str]:
    """The same as `ErrorCauses.to_json`, as text."""
    first, second, *third = found["raters"]
    kappa = found["kappa"]
    answers, clips = found["labelled_by_both"], found["clips"]
    yield f"{answers:,} answers to {clips:,} clips, labelled by {first} and {second}"
    for what, whose in (("unlabelled", "one of them"), ("undecided", "".join(third))):
        if found[what]:
            yield f"Left out: {found[what]:,} not labelled by {whose}"
    yield f"Cohen's kappa {_interval(kappa)}; they agree on {kappa['observed']:.0%}"
    yield ""
    yield from _shares(found)
    yield ""
    yield f"{'agreement by category':<28}{'same label':>12}  kappa"
    for cause in CAUSES:
        one = found["categories"][cause]
        yield f"{_name(cause):<28}{_percent(one['agreement']):>12}  {_interval(one['kappa'])}"
    yield ""
    yield f"{first + ' down, ' + second + ' across':<28}" + "".join(f"{key:>6}" for key in _KEYS.values())
    for cause, row in found["confusion"].items():
        yield f"{_name(cause):<28}" + "".join(f"{count:>6}" for count in row.values())
    yield from _disagreements(found)


def _shares(found: Json) -> Iterator[str]:
    how = "decided by the third rater" if len(found["raters"]) > 2 else "mean of both raters"
    yield f"Share of each cause, {how}, with its 95% interval for other clips"
    shares = found["shares"]
    widths = {name: max(len(name), 16) + 2 for name in shares}
    yield f"{'':<28}" + "".join(f"{name:>{width}}" for name, width in widths.items())
    for cause in CAUSES:
        cells = (_share(by[cause]) for by in shares.values())
        yield f"{_name(cause):<28}" + "".join(
            f"{cell:>{width}}" for cell, width in zip(cells, widths.values(), strict=True)
        )
    counts = (f"{found['answers'][name]:>{width},}" for name, width in widths.items())
    yield f"{'answers':<28}" + "".join(counts)


def _disagreements(found: Json) -> Iterator[str]:
    if not found["disagreements"]:
        return
    first, second, *_ = found["raters"]
    yield ""
    yield "For a third look (python -m game annotate --rater NAME --disputed " + f"{first} {second}):"
    for one in found["disagreements"]:
        yield f"  {one['item']}  {one['clip']}: {_name(one[first])} / {_name(one[second])}"


def _name(cause: str) -> str:
    return f"{_KEYS[cause]} {name_of(cause)}"


def _share(one: Json) -> str:
    share = f"{100 * one['share']:.0f}%"
    return share if one["low"] is None else f"{share} ({100 * one['low']:.0f} to {100 * one['high']:.0f})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _interval(kappa: Json) -> str:
    if kappa["value"] is None:
        return "-"
    if kappa["low"] is None:
        return f"{kappa['value']:.2f}"
    return f"{kappa['value']:.2f}, 95% interval {kappa['low']:.2f} to {kappa['high']:.2f}"
