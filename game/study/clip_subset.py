"""A study's clips: those of its list, a stratified random sample by seed, or all; and the stratum of each.

The sample depends on seed and keys alone (`game.packs.random_sample`), so every machine draws the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from game.packs import random_sample
from game.packs.clip import Clip
from game.packs.pack import Pack
from game.play.allocation import near_points
from game.study import yaml_lines
from game.study.design_schema import RandomClips
from game.study.study_file import StudyError
from game.study.study_schema import Study

Mistake = tuple[yaml_lines.Path, str]  # a place of the file, and what to write there

_NAMED = 5  # clips named in a message


@dataclass(frozen=True, slots=True)
class ClipSubset:
    """The clips of a study.

    Attributes
    ----------
    clips : tuple of Clip
        In the order of the list, in a random one for a sample, in that of the pack for all.
    strata : mapping of str to str
        The stratum of each clip by key, such as ``Europe/speech`` or ``Asia/no_speech``.
    near : tuple of tuple of str
        Pairs of keys of clips at most 100 m apart: the reveal of one gives the other away.
    """

    clips: tuple[Clip, ...]
    strata: Mapping[str, str]
    near: tuple[tuple[str, str], ...]


def choose_clips(study: Study, pack: Pack) -> ClipSubset:
    """Choose a study's clips from its pack.

    Raises
    ------
    StudyError
        When a clip cannot be played or is not in the pack, there are too few, or their lengths or strata
        contradict the study.
    """
    strata = {clip.key: stratum(clip, study) for clip in pack.clips}
    mistakes = list(_mistakes_of_choice(study, pack, strata))
    if not mistakes:
        clips = tuple(pack.clip(key) for key in _keys(study, strata))
        mistakes = list(_mistakes_of_clips(study, clips, strata))
    if mistakes:
        raise StudyError([study.problem(place, message) for place, message in mistakes])
    return ClipSubset(clips, {clip.key: strata[clip.key] for clip in clips}, near_pairs(clips))


def stratum(clip: Clip, study: Study) -> str:
    """A clip's stratum by what the study stratifies by: AGL1K's label of the continent, and speech."""
    names = {
        "continent": clip.continent or "no_continent",
        "speech": "speech" if random_sample.has_speech(clip) else "no_speech",
    }
    return "/".join(names[part] for part in study.strata)


def near_pairs(clips: Sequence[Clip]) -> tuple[tuple[str, str], ...]:
    """Pairs of keys of clips at most 100 m apart."""
    near = near_points(np.array([clip.lat for clip in clips]), np.array([clip.lon for clip in clips]))
    pairs = ((first, second) for first, others in enumerate(near) for second in others if first < second)
    return tuple((clips[first].key, clips[second].key) for first, second in sorted(pairs))


def pack_address(study: Study, pack: str) -> str:
    """A pack that a study file names, for `load_pack`: paths are relative to the file."""
    return str(Path(study.file).parent / pack) if is_beside(pack) else pack


def is_beside(pack: str) -> bool:
    """Whether a pack is named by a path relative to the study file: neither by name nor by an address."""
    is_path = "://" not in pack and ("/" in pack or "\\" in pack)
    return is_path and not Path(pack).is_absolute()


def _keys(study: Study, strata: Mapping[str, str]) -> Sequence[str]:
    sample = study.clips.random
    if sample is None:
        return study.clips.keys or tuple(strata)
    members = _members(strata)
    chosen: list[str] = []
    for name, count in _sizes(sample, members).items():
        chosen += random_sample.in_random_order(members[name], sample.seed)[:count]
    return random_sample.in_random_order(chosen, sample.seed)


def _members(strata: Mapping[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for key, name in strata.items():
        members[name].append(key)
    return dict(members)


def _sizes(sample: RandomClips, members: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many clips each stratum gets."""
    weights: Mapping[str, int | Fraction] = {name: len(keys) for name, keys in members.items()}
    if sample.shares:
        weights = {name: Fraction(str(share)) for name, share in sample.shares.items()}
    return random_sample.apportion(weights, sample.count, sample.seed)


def _mistakes_of_choice(study: Study, pack: Pack, strata: Mapping[str, str]) -> Iterator[Mistake]:
    if study.clips.keys:
        yield from _mistakes_of_list(study.clips.keys, pack)
    sample = study.clips.random
    if sample is None:
        return
    members = _members(strata)
    if sample.count > len(strata):
        found = (
            f"{sample.count:,} clips cannot be drawn from the {len(strata):,} playable ones of {pack.name}"
        )
        yield ("clips", "random", "count"), f"{found}; write {len(strata)} or fewer"
        return
    for name, count in _sizes(sample, members).items():
        playable = len(members.get(name, ()))
        if count > playable:
            yield (
                ("clips", "random", "shares", name),
                f"these are {count:,} clips, and {playable:,} are playable; write a smaller share, or one of "
                f"{_counts(members)}",
            )


def _mistakes_of_list(keys: Sequence[str], pack: Pack) -> Iterator[Mistake]:
    playable = {clip.key for clip in pack.clips}
    unreadable = {line.partition(":")[0] for line in pack.unreadable}
    lost = [key for key in keys if key not in playable]
    groups = {
        f"not in {pack.name}": [key for key in lost if key not in {*pack.missing, *unreadable}],
        "without a recording": [key for key in lost if key in pack.missing],
        "with a recording that cannot be played": [key for key in lost if key in unreadable],
    }
    for what, found in groups.items():
        if found:
            yield ("clips", "keys"), f"{len(found):,} {what}: {_some(found)}; write other clips"


def _mistakes_of_clips(study: Study, clips: Sequence[Clip], strata: Mapping[str, str]) -> Iterator[Mistake]:
    rounds, limit = study.rounds_per_person, study.time_limit_seconds
    if rounds and rounds > len(clips):
        yield ("rounds",), f"{rounds:,} rounds a person are more than the {len(clips):,} clips; write fewer"
    longest = max(clips, key=lambda clip: clip.seconds)
    if study.hear_to_end and limit and limit <= longest.seconds:
        yield (
            ("time_limit_seconds",),
            f"{limit:g} s end before {longest.key} of {longest.seconds:.0f} s is heard to its end; write "
            f"{longest.seconds + 30:.0f} or more, or hear_to_end: false",
        )
    members = _members({clip.key: strata[clip.key] for clip in clips})
    for name in study.allocation.shares or ():
        if name not in members:
            yield (
                ("allocation", "shares", name),
                f"no clip is in this stratum; write one of {_counts(members)}",
            )


def _counts(members: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{name} ({len(members[name]):,})" for name in sorted(members))


def _some(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - _NAMED:,} more" if len(keys) > _NAMED else ""
    return f"{', '.join(keys[:_NAMED])}{more}"
