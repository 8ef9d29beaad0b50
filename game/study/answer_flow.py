"""The largest number of answers that people can give, as a flow from people to clips."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]

SOURCE, SINK, FIRST_CLIP = 0, 1, 2


class AnswerFlow:
    """A largest flow from a source through people, clusters of near clips, and clips, to a sink.

    Parameters
    ----------
    need : ndarray of int, an entry per clip
        Answers that it can take.
    cluster : ndarray of int, an entry per clip
    options : ndarray of bool, people by clips
        What each may still be dealt.
    left : ndarray of int, an entry per person
        Rounds that each row can play.
    number : ndarray of int, an entry per person
        How many people the row stands for: so often it can answer the same clip.
    room : ndarray of int, people by clusters
        How many clips of the cluster the row can still be dealt.

    Attributes
    ----------
    value : int
        The largest number of answers.
    """

    def __init__(
        self,
        need: Integers,
        cluster: Integers,
        options: Mask,
        left: Integers,
        number: Integers,
        room: Integers,
    ) -> None:
        self._clips = FIRST_CLIP + np.arange(len(need))
        people = FIRST_CLIP + len(need) + np.arange(len(left))
        several = np.flatnonzero(np.bincount(cluster, minlength=room.shape[1]) > 1)
        # Where a person's arcs to the clips of a cluster begin: at the person, or at a node of their own.
        starts = np.repeat(people[:, None], room.shape[1], axis=1)
        nodes = FIRST_CLIP + len(need) + len(left)
        starts[:, several] = nodes + np.arange(len(left) * len(several)).reshape(len(left), len(several))
        person, clip = np.nonzero(options)
        arcs = (
            (np.full_like(people, SOURCE), people, left),
            (np.repeat(people, len(several)), starts[:, several].ravel(), room[:, several].ravel()),
            (starts[person, cluster[clip]], self._clips[clip], number[person]),
            (self._clips, np.full_like(self._clips, SINK), need),
        )
        start, end, most = (np.concatenate(column) for column in zip(*arcs, strict=True))
        nodes += starts[:, several].size
        from scipy.sparse import csr_array  # only studies with a quota need it
        from scipy.sparse.csgraph import maximum_flow

        self._most = csr_array((np.maximum(most, 0).astype(np.int32), (start, end)), shape=(nodes, nodes))
        found = maximum_flow(self._most, SOURCE, SINK)
        self._flow, self.value = found.flow, int(found.flow_value)
        self._of_first = starts[0, cluster] if len(left) else self._clips

    def safe_for_the_first(self) -> Mask:
        """For each clip, whether some largest flow deals it to the first person.

        One does if the flow at hand does, or if the residual graph has a circle through that arc.
        """
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        residual = csr_array(self._most - self._flow)
        residual.eliminate_zeros()
        circle = connected_components(residual, directed=True, connection="strong")[1]
        possible, given = (
            np.asarray(arcs[self._of_first, self._clips]).ravel() > 0 for arcs in (self._most, self._flow)
        )
        safe: Mask = possible & (given | (circle[self._of_first] == circle[self._clips]))
        return safe
