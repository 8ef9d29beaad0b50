"""Judges every clip of a pack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import orjson

from game.curation import filters, jobs, onnx_tagger
from game.curation.audioset import five
from game.curation.cache import Cache
from game.curation.category_times import Times, read_times
from game.curation.clip_verdict import Verdict
from game.curation.duplicates import MAX_BIT_ERRORS, find_copies, leave_one
from game.curation.errors import CurationError
from game.curation.localizability import Strengths
from game.curation.measurement import Measurement
from game.curation.parallel import run_parallel
from game.curation.source_table import SourceTable
from game.packs.clip import Clip
from game.packs.pack import Pack

_VERSION = 2  # of the measurements; increase it to invalidate cached ones


@dataclass(frozen=True)
class Rules:
    """The rules that clips must pass.

    Attributes
    ----------
    strengths : Strengths or None
        For localizability; None to skip it.
    times : Path or None
        A table of category times; None to take them from a tagger or the pack's own table.
    """

    bounds: filters.Bounds = field(default_factory=lambda: filters.DEFAULTS)
    max_bit_errors: float = MAX_BIT_ERRORS
    strengths: Strengths | None = None
    times: Path | None = None
    tagging: jobs.Tagging | None = None


@dataclass(frozen=True)
class Curation:
    """The result.

    Attributes
    ----------
    verdicts : tuple of Verdict
        One for each clip of the pack, or of its sample, in the order of its table.
    times : mapping of str to Times
        What the tagger heard, by key; empty without a tagger.
    """

    verdicts: tuple[Verdict, ...]
    times: Mapping[str, Times]


@dataclass(frozen=True)
class Resources:
    """Where measurements are cached, and how many processes make them."""

    cache: Path
    jobs: int


def curate(pack: Pack, table: SourceTable, rules: Rules, resources: Resources) -> Curation:
    """Judge the clips of a pack.

    Only clips that pass the filters are compared for copies, and only clips that are no copies are tagged.

    Parameters
    ----------
    table : SourceTable
        The pack's, including the clips that cannot be played.

    Raises
    ------
    CurationError
    """
    known = _known_times(table, rules)  # first, as measuring takes long
    verdicts = _unplayable(pack)
    measurements = _measure(pack.clips, resources)
    for clip in pack.clips:
        verdicts[clip.key] = _filter(clip, measurements[clip.key], rules)
    _drop_copies(verdicts, measurements, rules)
    passed = [clip for clip in pack.clips if verdicts[clip.key].kept]
    tagged = _tag(passed, rules.tagging, resources) if rules.tagging else {}
    if rules.strengths is not None:
        times = tagged if rules.tagging else known
        for clip in passed:
            verdicts[clip.key] = verdicts[clip.key].with_localizability(times.get(clip.key), rules.strengths)
    return Curation(tuple(verdicts[key] for key in table.keys if key in verdicts), tagged)


def _unplayable(pack: Pack) -> dict[str, Verdict]:
    """Verdicts on clips whose recording is missing or cannot be played."""
    missing = {key: Verdict(key, {"missing": "missing: there is no recording"}) for key in pack.missing}
    unreadable = (each.partition(": ") for each in pack.unreadable)
    return missing | {key: _unreadable(key, why) for key, _, why in unreadable}


def _unreadable(key: str, why: str, seconds: float | None = None) -> Verdict:
    return Verdict(key, {"unreadable": f"unreadable: it {why}"}, seconds)


def _measure(clips: Sequence[Clip], resources: Resources) -> dict[str, Measurement | str]:
    """By key, the measurement, or why there is none."""
    cache = Cache(resources.cache, f"measured {_VERSION}")
    files = [clip.file for clip in clips]
    results = run_parallel(files, jobs.measure_file, cache, resources.jobs, "Measuring")
    return {
        clip.key: results[clip.file].problem or Measurement.from_bytes(results[clip.file].value)
        for clip in clips
    }


def _filter(clip: Clip, measurement: Measurement | str, rules: Rules) -> Verdict:
    if isinstance(measurement, str):
        return _unreadable(clip.key, measurement, clip.seconds)
    problems = filters.failed(measurement.acoustics, rules.bounds)
    return Verdict(clip.key, problems, clip.seconds, measurement.acoustics)


def _drop_copies(
    verdicts: dict[str, Verdict], measurements: Mapping[str, Measurement | str], rules: Rules
) -> None:
    prints = {
        key: measurement.fingerprint
        for key, measurement in measurements.items()
        if verdicts[key].kept and isinstance(measurement, Measurement)
    }
    lengths = {key: verdicts[key].seconds or 0.0 for key in prints}
    copies = find_copies(prints, rules.max_bit_errors)
    for key, copy in leave_one(list(prints), lengths, copies).items():
        verdicts[key] = verdicts[key].with_copy(copy)


def _tag(clips: Sequence[Clip], tagging: jobs.Tagging, resources: Resources) -> dict[str, Times]:
    tagger = onnx_tagger.load(tagging.model)
    method = f"tagged {_VERSION} {onnx_tagger.identity(tagging.model)} {tagging.present}"
    cache, work = Cache(resources.cache, method), partial(jobs.tag_file, tagging)
    results = run_parallel([clip.file for clip in clips], work, cache, resources.jobs, "Tagging")
    heard = {
        clip.key: orjson.loads(results[clip.file].value) for clip in clips if not results[clip.file].problem
    }
    names = (*tagger.labels, *five(tagger.labels))
    return {key: {name: times.get(name, 0.0) for name in names} for key, times in heard.items()}


def _known_times(table: SourceTable, rules: Rules) -> dict[str, Times]:
    """Read category times that need no tagger; with a tagger, only check that it has the categories."""
    categories = rules.strengths.by_category if rules.strengths else {}
    if rules.tagging is None:
        return _read(rules.times or table.file, categories) if categories else {}
    labels = onnx_tagger.load(rules.tagging.model).labels
    unknown = ", ".join(name for name in categories if name not in {*labels, *five(labels)})
    if unknown:
        raise CurationError(f"{rules.tagging.model.labels} has no label {unknown}, which the strengths name.")
    return {}


def _read(file: Path, categories: Iterable[str]) -> dict[str, Times]:
    try:
        return read_times(file, categories)
    except CurationError as error:
        raise CurationError(f"{error} Or name what is heard with --times or --tagger.") from error
