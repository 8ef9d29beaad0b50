"""What players and what clips add to the variance of a mean, and the error of both together."""

from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.rows import Floats, Integers

MIN_PLAYERS = 10  # fewer say too little about how people differ
FEWEST_CLIPS = 2  # one says nothing about how clips differ


@dataclass(frozen=True)
class OneWay:
    """What groups of one kind, players or clips, add to the variance; an entry per metric, or scalars."""

    variance: Floats
    freedom: Floats
    groups: Integers
    effective: Floats

    def at(self, entries: Integers) -> "OneWay":
        """The entries at these positions."""
        return OneWay(*(getattr(self, name)[entries] for name in self.__dataclass_fields__))


def one_way(share: Floats, total: Floats) -> OneWay:
    """The variance from groups' weights, which add up to 1, and sums of scores; groups are the first axis.

    If groups differ by a random effect, a group's squared sum is expected to be its squared weight times
    ``left``. The degrees of freedom are twice the variance's squared expectation over the variance of it.
    """
    share, total = (np.ascontiguousarray(one.T) for one in (share, total))  # several times as fast to add up
    groups = np.count_nonzero(share, axis=-1)
    squared = share**2
    even = squared.sum(axis=-1, keepdims=True)
    left = np.where(groups[..., None] > 1, 1 - 2 * share + even, 1)
    scale = squared / left
    first, second, third = (_added(one) for one in (scale, scale * share, scale * squared))
    own = _added(scale**2 * (left**2 - (even - 2 * share) ** 2))
    return one_way_of_sums(groups, even[..., 0], first, second, third, own, _added(total**2 / left))


def one_way_of_sums(
    groups: Integers,
    even: Floats,
    first: Floats,
    second: Floats,
    third: Floats,
    own: Floats,
    variance: Floats,
) -> OneWay:
    """The same, from what `one_way` adds up over the groups."""
    among = even**2 * first**2 + 2 * second**2 + 2 * first * (third - 2 * even * second)
    with np.errstate(divide="ignore", invalid="ignore"):  # without any group
        freedom, effective = even**2 / (own + among), 1 / even
    return OneWay(variance, freedom, groups, effective)


def _added(groups: Floats) -> Floats:
    added: Floats = groups.sum(axis=-1)
    return added


def one_way_error(clips: OneWay) -> tuple[Floats, Floats]:
    enough = clips.groups >= FEWEST_CLIPS
    return np.where(enough, np.sqrt(clips.variance), np.nan), np.where(enough, clips.freedom, np.nan)


def two_way(
    clips: OneWay, players: OneWay, cells: Floats, fewest_players: int = MIN_PLAYERS
) -> tuple[Floats, Floats]:
    """The standard error, and its degrees of freedom: Satterthwaite's of the sum, at least a term's."""
    either = np.maximum(clips.variance, players.variance)
    variance = np.maximum(clips.variance + players.variance - cells, either)
    enough = (clips.groups >= FEWEST_CLIPS) & (players.groups >= fewest_players)
    least = np.minimum(clips.freedom, players.freedom)
    doubt = clips.variance**2 / clips.freedom + players.variance**2 / players.freedom
    freedom = np.maximum(np.divide(variance**2, doubt, out=np.array(least), where=doubt > 0), least)
    return np.where(enough, np.sqrt(variance), np.nan), np.where(enough, freedom, np.nan)
