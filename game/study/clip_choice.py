"""Which clips a participant may be dealt, and which is next: practice, catch and the study's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from game.errors import NothingLeft
from game.play import histories, rounds
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck, Draw, Mask
from game.play.history import History
from game.play.known_clips import KnownClips
from game.study import presence
from game.study.clip_subset import pack_address
from game.study.feasibility import People
from game.study.participants import Participant
from game.study.presence import Present
from game.study.study_pool import StudyPool, make_pool
from game.study.study_schema import Study


@dataclass(frozen=True, slots=True)
class Options:
    """Clips of a deck that a participant may be dealt.

    Attributes
    ----------
    known : KnownClips
        What the participant knows of the deck.
    """

    deck: Deck
    known: KnownClips
    candidates: Mask

    @property
    def count(self) -> int:
        """How many rounds there can be: one for each cluster of near clips."""
        return len(np.unique(self.deck.cluster[self.candidates]))

    def apart(self, dealt: Sequence[str]) -> "Options":
        """The options that are more than 100 m from clips already dealt in the game."""
        return Options(self.deck, self.known, self.deck.apart(self.candidates, dealt))


@dataclass(frozen=True, slots=True)
class Grant:
    """How many rounds of a study's own clips a participant is to be dealt, and by which block."""

    rounds: int
    block: int | None = None


class ClipChoice:
    """Chooses clips in studies.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    gone_seconds : float
        Participants who did nothing for so long no longer hold clips for themselves.
    """

    def __init__(self, clock: Callable[[], float], rng: np.random.Generator, gone_seconds: float) -> None:
        self._clock = clock
        self._rng = rng
        self._gone_seconds = gone_seconds
        self._pools: dict[tuple[str, str], StudyPool] = {}

    def pool(self, packs: ActivePacks, study: Study) -> StudyPool:
        """The study's clips.

        Raises
        ------
        NothingLeft
            While the study's pack is not there, or not whole.
        StudyError
            When the pack does not hold what the study asks for.
        """
        deck = _deck(packs, study, study.pack)
        if deck is None or (packs.is_growing and deck.pack is packs.pack):
            raise NothingLeft("problem.study_not_ready")
        named = (study.hash, deck.digest)
        if named not in self._pools:
            self._pools[named] = make_pool(study, deck)
        return self._pools[named]

    def own(self, connection: Connection, packs: ActivePacks, study: Study, who: Participant) -> Options:
        """The study's clips that were never dealt to a participant."""
        pool = self.pool(packs, study)
        known, fresh = self._fresh(connection, packs, pool.deck, who)
        return Options(pool.deck, known, fresh & pool.mask)

    def practice(
        self, connection: Connection, packs: ActivePacks, study: Study, who: Participant
    ) -> Options | None:
        """Clips of the practice pack that are none of the study's, nor near one of them."""
        deck = _deck(packs, study, study.practice.pack)
        if deck is None:
            return None
        known, _ = self._fresh(connection, packs, deck, who)
        pool = self.pool(packs, study)
        keys = [pool.deck.pack.clips[at].key for at in np.flatnonzero(pool.mask)]
        free = deck.apart(~deck.mask(keys), keys if deck is pool.deck else ())
        is_open = deck.mask(History(connection, who.player_id or "").open_keys(deck.pack.name))
        vanished = packs.vanished.mask(deck.pack.clips)
        candidates = rounds.candidates("practice", known, is_open, ~free | vanished)
        return Options(deck, known, candidates)

    def catch(
        self, connection: Connection, packs: ActivePacks, study: Study, who: Participant
    ) -> Options | None:
        """Catch clips that were never dealt to a participant."""
        deck = _deck(packs, study, study.catch.pack) if study.catch and study.catch.pack else None
        return None if deck is None else Options(deck, *self._fresh(connection, packs, deck, who))

    def fewest_answers(self, connection: Connection, packs: ActivePacks, study: Study) -> int:
        """Answers, open rounds included, of the study's clip that has the fewest."""
        return int(self.pool(packs, study).taken(connection).min())

    def draw_own(
        self,
        connection: Connection,
        packs: ActivePacks,
        study: Study,
        who: Participant,
        in_session: Sequence[str],
    ) -> tuple[Options, Draw] | None:
        """The study's next clip for a participant, by its rule of allocation; None when there is none.

        Parameters
        ----------
        in_session : sequence of str
            Clips that were dealt in this session.
        """
        pool = self.pool(packs, study)
        if who.block is not None and self.grant(connection, packs, study, who).block != who.block:
            return None  # away for so long that somebody else has the block
        options = self.own(connection, packs, study, who).apart(in_session)
        dealt = who.progress.dealt
        chosen = pool.allocation.next_clip(
            pool.taken(connection),
            pool.among(options.candidates),
            pool.marked(dealt),
            max(1, who.progress.granted - len(dealt)),
            self._others(connection, study, pool, who),
            self._rng,
            who.block,
        )
        return (options, Draw(pool.clip(chosen.clip), chosen.probability)) if chosen else None

    def draw(self, options: Options | None) -> Draw | None:
        """One of the options, all equally likely."""
        return options.deck.draw(options.candidates, self._rng) if options else None

    def catch_numbers(self, count: int, of: int) -> list[int]:
        """Numbers of the rounds that are catch rounds, drawn at random."""
        return sorted((self._rng.permutation(of)[:count] + 1).tolist())

    def grant(
        self, connection: Connection, packs: ActivePacks, study: Study, who: Participant | None
    ) -> Grant:
        """What somebody who has not begun could be dealt, beside all others; no rounds when it is full.

        Parameters
        ----------
        who : Participant or None
            None for somebody new.
        """
        pool = self.pool(packs, study)
        blocks = pool.allocation.blocks
        if blocks is None:
            others = self._others(connection, study, pool, who)
            return Grant(pool.allocation.for_newcomer(pool.taken(connection), others))
        finished = presence.completed(connection, study.name)
        here = [one for one in self.playing(connection, study) if who is None or one.id != who.id]
        held = [one.block for one in (*finished, *here) if one.block is not None]
        if who is not None and who.block is not None and who.block not in held:
            return Grant(int(blocks[who.block].sum()), who.block)
        holders = np.bincount(np.array(held, np.int64), minlength=len(blocks)).astype(np.int64)
        block = pool.allocation.free_block(holders, self._rng)
        return Grant(0) if block is None else Grant(int(blocks[block].sum()), block)

    def has_room(self, connection: Connection, packs: ActivePacks, study: Study) -> bool:
        """Whether somebody new could be dealt anything."""
        pool = self.pool(packs, study)
        if pool.allocation.blocks is not None:
            return self.grant(connection, packs, study, None).rounds > 0
        others = self._others(connection, study, pool, None)
        return pool.allocation.has_room(pool.taken(connection), others)

    def _others(
        self, connection: Connection, study: Study, pool: StudyPool, who: Participant | None
    ) -> People:
        """The others who play; nobody where the rule of allocation does not ask."""
        if pool.allocation.target is None or pool.allocation.blocks is not None:
            return pool.people(())
        others = self.playing(connection, study)
        return pool.people([one for one in others if who is None or one.id != who.id])

    def playing(self, connection: Connection, study: Study) -> list[Present]:
        """Participants who are on their way, and did something lately."""
        return presence.on_the_way(connection, study.name, self._clock() - self._gone_seconds)

    def _fresh(
        self, connection: Connection, packs: ActivePacks, deck: Deck, who: Participant
    ) -> tuple[KnownClips, Mask]:
        """What a participant knows of a deck, and which of its clips they were never dealt."""
        known = histories.known_clips(connection, who.player_id or "", deck)
        vanished = packs.vanished.mask(deck.pack.clips)
        nothing = deck.mask(())
        return known, rounds.candidates("study", known, nothing, vanished | nothing)


def _deck(packs: ActivePacks, study: Study, pack: str | None) -> Deck | None:
    """The deck of a pack that a study names."""
    return packs.deck_named(None if pack is None else pack_address(study, pack))
