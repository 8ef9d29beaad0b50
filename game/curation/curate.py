"""From a pack to a verdict on each of its clips."""

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
from game.curation.measurement import Measured, measured
from game.curation.parallel import survey
from game.curation.source_table import Table
from game.packs.clip import Clip
from game.packs.pack import Pack

_RULES = 1  # counts up when recordings that were measured once must be measured again


@dataclass(frozen=True)
class Rules:
    """What is asked of a clip.

    Attributes
    ----------
    strengths : Strengths or None
        None where localizability is not asked for.
    times : Path or None
        A table of category times; None where a tagger or the pack's own table tells them.
    """

    bounds: filters.Bounds = field(default_factory=lambda: filters.DEFAULTS)
    max_bit_errors: float = MAX_BIT_ERRORS
    strengths: Strengths | None = None
    times: Path | None = None
    tagging: jobs.Tagging | None = None


@dataclass(frozen=True)
class Curation:
    """What came of it.

    Attributes
    ----------
    verdicts : tuple of Verdict
        One for each clip of the pack, in the order of its table; of a sample, for those that were drawn.
    times : mapping of str to Times
        By key, what a tagger heard; empty without one.
    """

    verdicts: tuple[Verdict, ...]
    times: Mapping[str, Times]


@dataclass(frozen=True)
class Resources:
    """Where and with how much measuring is done."""

    memory: Path
    jobs: int


def curate(pack: Pack, table: Table, rules: Rules, bench: Resources) -> Curation:
    """Judge the clips of a pack.

    Copies are looked for among the clips that pass the filters, and only those that are no copies are tagged.

    Parameters
    ----------
    table : Table
        The pack's, with the clips that cannot be played.

    Raises
    ------
    CurationError
    """
    known = _known(table, rules)  # first, as measuring takes long
    verdicts = _unheard(pack)
    found = _measured(pack.clips, bench)
    for clip in pack.clips:
        verdicts[clip.key] = _filtered(clip, found[clip.key], rules)
    _drop_copies(verdicts, found, rules)
    standing = [clip for clip in pack.clips if verdicts[clip.key].kept]
    tagged = _tagged(standing, rules.tagging, bench) if rules.tagging else {}
    if rules.strengths is not None:
        told = tagged if rules.tagging else known
        for clip in standing:
            verdicts[clip.key] = verdicts[clip.key].located(told.get(clip.key), rules.strengths)
    return Curation(tuple(verdicts[key] for key in table.keys if key in verdicts), tagged)


def _unheard(pack: Pack) -> dict[str, Verdict]:
    """Clips whose recording is not there or cannot be played."""
    gone = {key: Verdict(key, {"missing": "missing: its recording is not there"}) for key in pack.missing}
    told = (each.partition(": ") for each in pack.unreadable)
    return gone | {key: Verdict(key, {"unreadable": f"unreadable: it {why}"}) for key, _, why in told}


def _measured(clips: Sequence[Clip], bench: Resources) -> dict[str, Measured | str]:
    """By key, what was measured, or why it could not be."""
    memory = Cache(bench.memory, f"measured {_RULES}")
    found = survey([clip.file for clip in clips], jobs.measure_file, memory, bench.jobs, "Measuring")
    return {clip.key: found[clip.file].problem or measured(found[clip.file].found) for clip in clips}


def _filtered(clip: Clip, found: Measured | str, rules: Rules) -> Verdict:
    if isinstance(found, str):
        return Verdict(clip.key, {"unreadable": f"unreadable: it {found}"}, clip.seconds)
    against = filters.failed(found.acoustics, rules.bounds)
    return Verdict(clip.key, against, clip.seconds, found.acoustics)


def _drop_copies(verdicts: dict[str, Verdict], found: Mapping[str, Measured | str], rules: Rules) -> None:
    passed = {key: each for key, each in found.items() if verdicts[key].kept and isinstance(each, Measured)}
    prints = {key: each.fingerprint for key, each in passed.items()}
    lengths = {key: verdicts[key].seconds or 0.0 for key in prints}
    copies = find_copies(prints, rules.max_bit_errors)
    for key, copy in leave_one(list(prints), lengths, copies).items():
        verdicts[key] = verdicts[key].as_copy(copy)


def _tagged(clips: Sequence[Clip], tagging: jobs.Tagging, bench: Resources) -> dict[str, Times]:
    tagger = onnx_tagger.load(tagging.model)
    how = f"tagged {_RULES} {onnx_tagger.identity(tagging.model)} {tagging.present}"
    work = partial(jobs.tag_file, tagging)
    found = survey([clip.file for clip in clips], work, Cache(bench.memory, how), bench.jobs, "Tagging")
    told = {clip.key: found[clip.file] for clip in clips}
    heard = {key: orjson.loads(each.found) for key, each in told.items() if not each.problem}
    names = (*tagger.labels, *five(tagger.labels))
    return {key: {name: each.get(name, 0.0) for name in names} for key, each in heard.items()}


def _known(table: Table, rules: Rules) -> dict[str, Times]:
    """Category times that need no tagger; with one, only see that it can tell what is asked of it."""
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
        raise CurationError(f"{error} Or let --times or --tagger say what is heard in the clips.") from error
