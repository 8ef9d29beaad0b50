"""A participant's way through a study: each step shown, answered and judged, committed before the reply."""

import asyncio
from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import Connection

from game.errors import NothingLeft, StepNotOpen, StudyRefused, UnknownStudy
from game.json_types import Json
from game.play import histories, queries
from game.play.rounds import OPEN
from game.play.services import Services
from game.players.host_key import host_key
from game.sound import headphone_check
from game.study import participants, steps, study_consent, study_rows
from game.study.admission import Admission, Joining
from game.study.judgement import headphone_trials, judged
from game.study.participants import Participant
from game.study.step_answers import read_answer
from game.study.step_content import GameProgress, content, progress
from game.study.study_dealing import StudyDealing
from game.study.study_schema import Study
from game.study.watch_service import WatchService


class StudyService:
    """The studies of a host, as the HTTP routes speak to them."""

    def __init__(self, services: Services, dealing: StudyDealing) -> None:
        self._services = services
        self._dealing = dealing
        self._key = host_key(services.settings.secret, services.settings.state)
        self.admission = Admission(services, dealing, self._key)
        self.watch = WatchService(services, dealing)

    def study(self, name: str) -> Study:
        """A study by its name.

        Raises
        ------
        UnknownStudy
        """
        try:
            return self._dealing.studies[name]
        except KeyError:
            raise UnknownStudy("problem.unknown_study") from None

    @cached_property
    def level_wav(self) -> bytes:
        """The sound to set the volume by."""
        return headphone_check.level_wav()

    async def describe(self, name: str, language: str | None) -> Json:
        """What somebody reads who opens the link.

        Raises
        ------
        UnknownStudy, StudyRefused
        """
        study = self.study(name)
        language = self._language(study, language)
        assert study.consent is not None
        is_open = await self._services.store.read(lambda c: self.admission.is_open(c, study))
        return {
            "name": study.name,
            "title": study.title.text(language),
            "language": language,
            "languages": study.languages,
            "is_open": is_open,
            "panel": study.panel.model_dump() if study.panel else None,
            "contact": study.contact,
            "consent": {
                "version": study_consent.version(study, language),
                "title": study.consent.title.text(language),
                "html": study.consent.text.html(language),
            },
        }

    async def join(self, name: str, joining: Joining, player_id: str | None) -> tuple[Json, bool]:
        """Let somebody in, or find them again: their token, their step, and whether they are new.

        Raises
        ------
        UnknownStudy, StudyRefused, StudyClosed
        """
        study = self.study(name)
        self._language(study, joining.language)

        def work(connection: Connection) -> tuple[Json, bool]:
            who, token, is_new = self.admission.join(connection, study, joining, player_id)
            names = {"player": token} if token else {}
            return {**names, **self._shown(connection, study, who)}, is_new

        return await self._services.store.write(work)

    async def resume(self, name: str, parameters: Mapping[str, str], player_id: str | None) -> Json:
        """Where somebody is who takes part already; the consent for everybody else.

        Raises
        ------
        UnknownStudy, StudyRefused, StudyClosed
        """
        study = self.study(name)

        def work(connection: Connection) -> Json:
            found = self.admission.find(connection, study, parameters, player_id)
            if found is None:
                return {"step": {"id": "consent", "kind": "consent"}}
            who, token = found
            return {**({"player": token} if token else {}), **self._shown(connection, study, who)}

        return await self._services.store.read(work)

    async def decline(self, name: str, language: str) -> Json:
        """Count somebody who does not agree.

        Raises
        ------
        UnknownStudy, StudyRefused
        """
        study = self.study(name)
        language = self._language(study, language)
        await self._services.store.write(lambda c: self.admission.decline(c, study, language))
        return {"step": {"id": "end", "kind": "end", "outcome": "declined"}}

    async def me(self, name: str, player_id: str) -> Json:
        """Where a participant is.

        Raises
        ------
        UnknownStudy, StudyRefused
        """
        study = self.study(name)
        return await self._services.store.read(
            lambda c: self._shown(c, study, _participant(c, study, player_id))
        )

    async def answer(self, name: str, player_id: str, step: str, raw: bytes) -> Json:
        """Take the answer to the open step, and give the step that is open then.

        Raises
        ------
        UnknownStudy, StudyRefused, StepNotOpen, BadAnswer
        """
        study = self.study(name)
        return await self._services.store.write(lambda c: self._answer(c, study, player_id, step, raw))

    async def headphone_wav(self, name: str, player_id: str, number: int) -> bytes:
        """A trial of the headphone check, by its number from 1.

        Raises
        ------
        UnknownStudy, StudyRefused
        """
        study = self.study(name)
        who = await self._services.store.read(lambda c: _participant(c, study, player_id))
        trials = headphone_trials(study, who, self._key) if who.state.kind == "headphones" else []
        if not 1 <= number <= len(trials):
            raise StudyRefused("problem.study_no_trial")
        return await asyncio.to_thread(headphone_check.wav, trials[number - 1])

    async def let_go(self, name: str, panel_id: str) -> bool:
        """Withdraw whose submission was returned; False when the study has no such participant."""
        state = await self._services.store.write(lambda c: self.admission.let_go(c, name, panel_id))
        await self._services.store.forget_deleted()
        return state is not None

    def _answer(self, connection: Connection, study: Study, player_id: str, step: str, raw: bytes) -> Json:
        who, now = _participant(connection, study, player_id), self._services.clock()
        state = who.state
        if state.id != step or state.kind == "end":
            raise StepNotOpen("problem.step_not_open", self._shown(connection, study, who)["step"])
        answer = read_answer(state.kind, raw)
        if state.kind in ("practice", "rounds") and self._is_unfinished(connection, study, who):
            raise StepNotOpen("problem.rounds_left", self._shown(connection, study, who)["step"])
        who = judged(study, who.seen(now), answer, self._key, now)
        if who.session > state.session and study_rows.is_closed(connection, study.name):
            who = who.at(steps.finish(state, "completed"), now)
        if state.kind == "questions":
            background = participants.background(who)
            queries.update_player(connection, player_id, {"background": background})
        if who.state.kind == "reveal":
            self._show(connection, who)
        participants.save(connection, who)
        return self._shown(connection, study, who)

    def _is_unfinished(self, connection: Connection, study: Study, who: Participant) -> bool:
        """Whether rounds of this step can still be played."""
        played = _played(connection, who)
        if played.game is not None:
            return not played.is_over
        packs, clips = self._services.active_packs, self._dealing.clips
        try:
            if who.state.kind == "practice":
                options = clips.practice(connection, packs, study, who)
                return options is not None and options.count > 0
            return clips.own(connection, packs, study, who).count > 0
        except NothingLeft:
            return True  # the pack is not there yet

    def _show(self, connection: Connection, who: Participant) -> None:
        """Reveal the rounds of the participant's session."""
        game = who.progress.games.get("rounds" if who.session == 1 else f"rounds-{who.session}")
        if game is None or who.player_id is None:
            return
        queries.show_rounds(connection, game)
        for pack in {row["pack"] for row in queries.rounds_of(connection, game)}:
            histories.forget(connection, who.player_id, pack)  # made anew from the rounds

    def _shown(self, connection: Connection, study: Study, who: Participant) -> Json:
        step = content(study, who, _played(connection, who))
        return {"step": step, "progress": progress(study, who), "language": who.language}

    def _language(self, study: Study, language: str | None) -> str:
        if language is None:
            return study.languages[0]
        if language not in study.languages:
            raise StudyRefused("problem.study_language", languages=", ".join(study.languages))
        return language


def _participant(connection: Connection, study: Study, player_id: str) -> Participant:
    who = participants.of_player(connection, player_id, study.name)
    if who is None:
        raise StudyRefused("problem.study_not_joined")
    return who


def _played(connection: Connection, who: Participant) -> GameProgress:
    """How far a participant is in the game of the step, if it has one."""
    name = who.progress.games.get(who.state.id)
    game = queries.game(connection, who.player_id or "", name) if name else None
    if game is None:
        return GameProgress()
    rows = queries.rounds_of(connection, game["game"])
    return GameProgress(game, sum(row["status"] != OPEN for row in rows))
