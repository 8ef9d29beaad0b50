"""Games inside a study: started, dealt and closed as its file says."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from game.errors import AnswerNotAllowed, NothingLeft
from game.packs.clip import Clip
from game.play import queries
from game.play.active_packs import ActivePacks
from game.play.allocation import Draw
from game.play.counting import CATCH_ALLOCATION, PUBLIC, Rules
from game.play.kinds import Chosen, Options
from game.play.rounds import ABANDONED, GUESSED, SKIPPED, Values
from game.random_names import random_name
from game.store.compiled import Row
from game.study import participants, study_consent, study_rows
from game.study.clip_choice import ClipChoice
from game.study.clip_subset import pack_address
from game.study.participants import Participant
from game.study.study_schema import Study

UNHEARD_SECONDS = 1.0  # of the end of a recording: players stop a little early, and lengths are rounded


class StudyDealing:
    """Deals the rounds of studies, as `game.play.studies.Studies` asks.

    Parameters
    ----------
    studies : mapping of str to Study
        By name.
    public_hash : str
        Hash of the study that holds outside all others.
    clock : callable
        Seconds since 1970.
    gone_seconds : float
        As for `ClipChoice`.
    """

    def __init__(
        self,
        studies: Mapping[str, Study],
        public_hash: str,
        clock: Callable[[], float],
        rng: np.random.Generator,
        gone_seconds: float,
    ) -> None:
        self.studies = studies
        self.public_hash: str | None = public_hash
        self.clips = ClipChoice(clock, rng, gone_seconds)
        self._by_hash = {study.hash: study for study in studies.values()}
        self._clock = clock

    @property
    def packs(self) -> Sequence[str]:
        """Packs that studies name."""
        return [
            pack_address(study, name)
            for study in self.studies.values()
            for name in (study.pack, study.practice.pack, study.catch.pack if study.catch else None)
            if name is not None
        ]

    def start(
        self, connection: Connection, packs: ActivePacks, player_id: str, _options: Options
    ) -> tuple[Values, bool]:
        """The game of the step at which a participant is, and whether it is new.

        Raises
        ------
        NothingLeft
            When the player is in no study, at another step, or no clip is left.
        """
        who = participants.last_joined(connection, player_id)
        study = self.studies.get(who.study) if who else None
        if who is None or study is None:
            raise NothingLeft("problem.study_not_joined")
        if who.state.kind not in ("practice", "rounds"):
            raise NothingLeft("problem.study_not_yet")
        begun = queries.game(connection, player_id, who.progress.games.get(who.state.id, ""))
        if begun is not None:
            return begun, False
        return self._start(connection, packs, study, who), True

    def _start(self, connection: Connection, packs: ActivePacks, study: Study, who: Participant) -> Row:
        step = who.state
        if step.kind == "practice":
            options = self.clips.practice(connection, packs, study, who)
            length, catch = min(study.practice.rounds, options.count if options else 0), 0
        else:
            if who.session == 1:  # others may have come meanwhile
                grant = self.clips.grant(connection, packs, study, who)
                who = who.with_grant(grant.rounds, grant.block)
            own = self.clips.own(connection, packs, study, who)
            left = who.progress.granted - len(who.progress.dealt)
            length = max(0, min(study.rounds, own.count, left))
            caught = self.clips.catch(connection, packs, study, who)
            catch = min(study.catch.rounds, caught.count) if study.catch and caught else 0
        if not length and step.kind == "practice":
            raise NothingLeft("problem.nothing_to_practise")
        if not length:
            raise NothingLeft("problem.study_full")
        game: Row = {
            "game": random_name(),
            "player_id": who.player_id,
            "mode": "practice" if step.kind == "practice" else "study",
            "length": length + catch,
            "study": study.name,
        }
        numbers = self.clips.catch_numbers(catch, length + catch)
        participants.save(connection, who.with_game(step.id, game["game"], numbers).seen(self._clock()))
        return game

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The clip of a game's next round; None when nothing is left to deal."""
        study = self.studies.get(game["study"])
        who = participants.of_player(connection, game["player_id"], game["study"])
        if study is None or who is None:
            return None
        who = who.seen(self._clock())
        chosen = self._choose(connection, packs, study, who, game, in_game)
        if chosen and chosen.terms.get("allocation") == _own_allocation(study):
            who = who.with_dealt(chosen.drawn.clip.key)
        participants.save(connection, who)
        return chosen

    def _choose(
        self,
        connection: Connection,
        packs: ActivePacks,
        study: Study,
        who: Participant,
        game: Row,
        in_game: Sequence[Row],
    ) -> Chosen | None:
        if game["mode"] == "practice":
            return self._choose_practice(connection, packs, study, who, in_game)
        if not in_game:
            study_rows.note_first_deal(connection, study.name, self._clock())
        if len(in_game) + 1 in who.catch_numbers(game["game"]):
            options = self.clips.catch(connection, packs, study, who)
            drawn = self.clips.draw(options)
            if options and drawn:
                terms = self._terms(study, who, CATCH_ALLOCATION)
                return Chosen(options.deck, options.known, Draw(drawn.clip, None), terms)
        keys = [row["clip_key"] for row in in_game]
        chosen = self.clips.draw_own(connection, packs, study, who, keys)
        if chosen is None:
            return None
        options, drawn = chosen
        terms = self._terms(study, who, _own_allocation(study))
        return Chosen(options.deck, options.known, drawn, terms)

    def check(self, row: Row, values: Values, clip: Clip | None) -> None:
        """Refuse an answer that the study does not allow; the round stays open.

        Raises
        ------
        AnswerNotAllowed
        """
        study = self._by_hash.get(row["study_hash"])
        if study is None:
            return
        if values["status"] == SKIPPED and not study.skips:
            raise AnswerNotAllowed("problem.study_no_skips")
        if study.replays is not None and (values.get("plays") or 0) > study.replays:
            raise AnswerNotAllowed("problem.study_replays", count=study.replays)
        if study.hear_to_end and clip is not None:
            heard = min(values.get("seconds_heard") or 0.0, self._clock() - row["dealt_at"])
            if heard < clip.seconds - UNHEARD_SECONDS:
                raise AnswerNotAllowed("problem.study_hear_to_end")

    def rules_of(self, row: Row) -> Rules:
        """The rules by which a round counts: its study's, where it is of one."""
        study = self._by_hash.get(row["study_hash"])
        return study.counting_rules if study else PUBLIC

    def at_close(self, connection: Connection, row: Row) -> Values:
        """The text agreed to, and the checks passed, a catch round's own included."""
        study = self._by_hash.get(row["study_hash"])
        who = participants.of_player(connection, row["player_id"], study.name) if study else None
        if study is None or who is None:
            return {}
        # Whatever else the player agrees to meanwhile, these rounds are the study's.
        agreed = study_consent.version(study, who.language) if row["consent_version"] else None
        if row["status"] != ABANDONED:
            who = who.seen(self._clock())
        passed = who.passed
        if row["allocation"] == CATCH_ALLOCATION and study.catch and row["status"] != ABANDONED:
            is_right = row["status"] == GUESSED and row["distance_km"] <= study.catch.km
            passed = sorted([*passed, "catch"]) if is_right else passed
            who = who.with_catch(is_right)
        participants.save(connection, who)
        return {"checks": passed, "consent_version": agreed}

    def _choose_practice(
        self,
        connection: Connection,
        packs: ActivePacks,
        study: Study,
        who: Participant,
        in_game: Sequence[Row],
    ) -> Chosen | None:
        options = self.clips.practice(connection, packs, study, who)
        if options is None:
            return None
        options = options.apart([row["clip_key"] for row in in_game])
        drawn, shown = self.clips.draw(options), study.practice.feedback
        terms = {"study_hash": study.hash, "feedback": "round" if shown else "never", "withheld": not shown}
        return Chosen(options.deck, options.known, drawn, terms) if drawn else None

    def _terms(self, study: Study, who: Participant, allocation: str) -> Values:
        """The columns of a round that the study sets."""
        limit = study.time_limit_seconds
        return {
            "allocation": allocation,
            "study_hash": study.hash,
            "feedback": study.feedback,
            "withheld": study.feedback != "round",
            "closes_at": None if limit is None else round(self._clock() + limit, 1),
            "checks": who.passed,
        }


def _own_allocation(study: Study) -> str:
    """The column `allocation` of rounds on the study's own clips."""
    return f"study-{study.allocation.rule}"
