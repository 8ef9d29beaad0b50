"""Letting people into a study, once each, and letting them go."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from game.errors import NothingLeft, StudyClosed, StudyRefused
from game.play import queries
from game.play.daily_limit import utc_day
from game.play.services import Services
from game.players import withdrawals
from game.players.consent_versions import keep_text
from game.players.identity import Identity
from game.study import participants, presence, steps, study_consent, study_rows
from game.study.clip_choice import Grant
from game.study.participant_ids import DAY_SECONDS, PanelIds, Sealed
from game.study.participants import Participant
from game.study.study_dealing import StudyDealing
from game.study.study_schema import Study

LONGEST_PARAMETER = 200  # characters


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody brings who opens a study's link.

    Attributes
    ----------
    parameters : mapping of str to str
        Of the link.
    client : str
        `page`, or `api` for a program.
    token : str
        For somebody who is new; the same when the request is sent again, as far as that can be told.
    """

    language: str
    consent_version: str | None
    parameters: Mapping[str, str]
    client: str
    token: str


class Admission:
    """Lets people into studies.

    Parameters
    ----------
    key : bytes
        The host's key.
    """

    def __init__(self, services: Services, dealing: StudyDealing, key: bytes) -> None:
        self._services = services
        self._dealing = dealing
        self._panel_ids = PanelIds(key)

    def join(
        self, connection: Connection, study: Study, joining: Joining, player_id: str | None
    ) -> tuple[Participant, str | None, bool]:
        """A participant, their token, and whether they are new; the token is None where they hold it.

        Parameters
        ----------
        player_id : str or None
            Of the token that came with the request.

        Raises
        ------
        StudyRefused, StudyClosed
        """
        if found := self.find(connection, study, joining.parameters, player_id):
            return *found, False
        now, lookup = self._services.clock(), self._lookup(study, joining.parameters)
        newcomer = self._services.registry.identity(joining.token)
        again = participants.of_player(connection, newcomer.id, study.name) if lookup is None else None
        if again:
            return again, joining.token, False
        if self._is_known(connection, newcomer):  # who joined elsewhere with the same proof, or withdrew
            raise StudyRefused("problem.page_proof")
        if joining.consent_version != study_consent.version(study, joining.language):
            raise StudyRefused("problem.study_consent")
        grant = self._grant(connection, study, now)
        who = self._add(connection, study, joining, newcomer, grant, now)
        if lookup and study.panel:
            kept = Sealed(_named(study, joining.parameters), joining.token)
            until = now + study.forget_ids_after_days * DAY_SECONDS
            self._panel_ids.add(connection, lookup, who.id, kept, until)
        return who, joining.token, True

    def find(
        self, connection: Connection, study: Study, parameters: Mapping[str, str], player_id: str | None
    ) -> tuple[Participant, str | None] | None:
        """Who takes part already, by the panel id or else by the token that came with the request.

        Returns
        -------
        tuple or None
            The participant, and their token unless they hold it.

        Raises
        ------
        StudyRefused, StudyClosed
        """
        lookup = self._lookup(study, parameters)
        if lookup is None:
            known = participants.of_player(connection, player_id, study.name) if player_id else None
            return (known, None) if known else None
        found = self._panel_ids.find(connection, lookup)
        if found is None:
            return None
        who, sealed = participants.by_id(connection, found[0]), found[1]
        if who is None or sealed is None:
            raise StudyClosed("problem.study_returned")
        return who, sealed.token

    def decline(self, connection: Connection, study: Study, language: str) -> None:
        """Count somebody who does not agree."""
        participants.add_declined(connection, study.name, language, self._services.clock())

    def let_go(self, connection: Connection, study: str, panel_id: str) -> str | None:
        """Withdraw the participant with a panel id, whose submission was returned.

        Returns
        -------
        str or None
            As `withdrawals.withdraw`; None when there is no such participant, or the id is forgotten.
        """
        found = self._panel_ids.find(connection, self._panel_ids.lookup(study, panel_id))
        if found is None:
            return None
        if found[1] is None:
            return withdrawals.DONE
        registry, publishes = self._services.registry, bool(self._services.settings.dataset)
        return withdrawals.withdraw(connection, registry, registry.identity(found[1].token), publishes)

    def is_open(self, connection: Connection, study: Study) -> bool:
        """Whether somebody new would be let in."""
        packs = self._services.active_packs
        try:
            self._check_open(connection, study, self._services.clock())
            return self._dealing.clips.has_room(connection, packs, study)
        except (StudyClosed, NothingLeft):
            return False

    def _grant(self, connection: Connection, study: Study, now: float) -> Grant:
        """What somebody new could be dealt.

        Raises
        ------
        StudyClosed, NothingLeft
            When nobody new is let in, and while the pack is not there.
        """
        self._check_open(connection, study, now)
        grant = self._dealing.clips.grant(connection, self._services.active_packs, study, None)
        if not grant.rounds:
            raise StudyClosed("problem.study_full")
        return grant

    def _check_open(self, connection: Connection, study: Study, now: float) -> None:
        """Refuse everybody new where the host, the date or the stopping rule says so.

        Raises
        ------
        StudyClosed, NothingLeft
        """
        clips, stopping = self._dealing.clips, study.stopping
        if study_rows.is_closed(connection, study.name):
            raise StudyClosed("problem.study_closed")
        if stopping and stopping.until and utc_day(now) > stopping.until:
            raise StudyClosed("problem.study_closed")
        if stopping and stopping.participants:
            inside = len(clips.playing(connection, study))
            if inside + presence.count_completed(connection, study.name) >= stopping.participants:
                raise StudyClosed("problem.study_full")
        if stopping and stopping.answers_per_clip:
            fewest = clips.fewest_answers(connection, self._services.active_packs, study)
            if fewest >= stopping.answers_per_clip:
                raise StudyClosed("problem.study_full")

    def _is_known(self, connection: Connection, who: Identity) -> bool:
        tombstone = self._services.registry.tombstone(who.pseudonym)
        return bool(queries.player(connection, who.id) or withdrawals.state(connection, tombstone))

    def _add(
        self,
        connection: Connection,
        study: Study,
        joining: Joining,
        who: Identity,
        grant: Grant,
        now: float,
    ) -> Participant:
        shown = study_consent.shown(study, joining.language)
        version = study_consent.version(study, joining.language)
        keep_text(connection, version, shown)
        queries.add_player(connection, who, joining.client, version)
        new = participants.begin(study.name, who.id, joining.language, steps.begin(study), now)
        participants.add(connection, new := new.with_grant(grant.rounds, grant.block))
        return new

    def _lookup(self, study: Study, parameters: Mapping[str, str]) -> str | None:
        """Under which name the link's panel id is kept; None in a study without a panel.

        Raises
        ------
        StudyRefused
            When the link lacks the panel id.
        """
        if study.panel is None:
            return None
        panel_id = parameters.get(study.panel.participant, "").strip()
        if not panel_id or len(panel_id) > LONGEST_PARAMETER:
            raise StudyRefused("problem.study_link", parameter=study.panel.participant)
        return self._panel_ids.lookup(study.name, panel_id)


def _named(study: Study, parameters: Mapping[str, str]) -> dict[str, str]:
    """The link's parameters that the study file names; all others are dropped."""
    names = study.panel.model_dump().values() if study.panel else ()
    return {name: parameters[name][:LONGEST_PARAMETER] for name in names if name in parameters}
